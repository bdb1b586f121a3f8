#include "quantize/debug.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "quantize/calibrate.h"
#include "quantize/feeder.h"
#include "quantize/graph.h"

namespace goldcrest::quantize {
namespace {

// An element as a real number.
double RealAt(const TensorView& view, size_t i) {
  const double scale = static_cast<double>(view.quantization.scale0());
  const int zero = view.quantization.zero_point0();
  switch (view.type) {
    case TensorType::kInt8: return scale * (view.as<int8_t>()[i] - zero);
    case TensorType::kUInt8: return scale * (view.as<uint8_t>()[i] - zero);
    case TensorType::kInt16: return scale * (view.as<int16_t>()[i] - zero);
    default: return static_cast<double>(view.as<float>()[i]);
  }
}

bool IsReal(const TensorView& view) {
  if (view.data == nullptr || view.bytes == 0) return false;
  return view.type == TensorType::kFloat32 ||
         ((view.type == TensorType::kInt8 || view.type == TensorType::kUInt8 || view.type == TensorType::kInt16) &&
          view.quantization.quantized());
}

struct Pair {
  LayerError error;
  int float_tensor = 0;
  int quantized_tensor = 0;
  double signal = 0, noise = 0, sum = 0, product = 0, power = 0;
};

class Comparison final : public SampleObserver {
 public:
  Comparison(const model::Model& float_model, const model::Model& quantized, Feeder feeder) : feeder_(std::move(feeder)) {
    for (size_t s = 0; s < float_model.subgraphs.size(); ++s) {
      std::map<std::string, int> names;
      for (size_t t = 0; t < quantized.subgraphs[s].tensors.size(); ++t)
        names.emplace(quantized.subgraphs[s].tensors[t].name, static_cast<int>(t));
      const model::Subgraph& graph = float_model.subgraphs[s];
      for (size_t i = 0; i < graph.operators.size(); ++i) {
        for (int t : graph.operators[i].outputs) AddPair(float_model, s, i, t, names);
      }
    }
  }

  Status Observe(const Sample& sample, const Interpreter& interpreter, int subgraph) override {
    GC_ASSIGN_OR_RETURN(const int ran, feeder_.Run(sample));
    for (Pair& pair : pairs_) {
      if (pair.error.subgraph != subgraph || ran != subgraph) continue;
      const TensorView real = interpreter.tensor(pair.float_tensor, subgraph);
      const TensorView other = feeder_.interpreter().tensor(pair.quantized_tensor, subgraph);
      if (IsReal(real) && IsReal(other) && real.shape == other.shape) Add(real, other, &pair);
    }
    return Status::Ok();
  }

  std::vector<LayerError> Take() {
    std::vector<LayerError> errors;
    for (Pair& p : pairs_) {
      if (p.error.elements == 0) continue;
      const double n = static_cast<double>(p.error.elements);
      p.error.sqnr_db = p.noise > 0 ? 10 * std::log10(std::max(p.signal, 1e-300) / p.noise) : std::numeric_limits<double>::infinity();
      p.error.cosine = p.signal > 0 && p.power > 0 ? p.product / std::sqrt(p.signal * p.power) : 1;
      p.error.mean_error = p.sum / n;
      p.error.mean_squared_error = p.noise / n;
      p.error.stddev_error = std::sqrt(std::max(p.noise / n - p.error.mean_error * p.error.mean_error, 0.0));
      errors.push_back(p.error);
    }
    return errors;
  }

 private:
  void AddPair(const model::Model& model, size_t s, size_t i, int t, const std::map<std::string, int>& names) {
    const model::Subgraph& graph = model.subgraphs[s];
    if (t < 0 || graph.tensors[static_cast<size_t>(t)].type != TensorType::kFloat32) return;
    const std::string& name = graph.tensors[static_cast<size_t>(t)].name;
    auto found = names.find(name + "_quantized");
    if (found == names.end()) found = names.find(name);
    if (found == names.end()) return;
    Pair pair;
    pair.error.subgraph = static_cast<int>(s);
    pair.error.op = static_cast<int>(i);
    pair.error.op_name = model::OperatorName(model.operator_codes[graph.operators[i].opcode_index]);
    pair.error.tensor = name;
    pair.float_tensor = t;
    pair.quantized_tensor = found->second;
    pairs_.push_back(std::move(pair));
  }

  static void Add(const TensorView& real, const TensorView& other, Pair* pair) {
    pair->error.scale = other.quantization.scale0();
    pair->error.zero_point = other.quantization.zero_point0();
    const auto n = static_cast<size_t>(real.shape.elements());
    for (size_t i = 0; i < n; ++i) {
      const double x = RealAt(real, i), y = RealAt(other, i);
      if (!std::isfinite(x) || !std::isfinite(y)) continue;
      pair->signal += x * x;
      pair->power += y * y;
      pair->product += x * y;
      pair->noise += (y - x) * (y - x);
      pair->sum += y - x;
      pair->error.max_abs_error = std::max(pair->error.max_abs_error, std::abs(y - x));
    }
    pair->error.elements += n;
  }

  Feeder feeder_;
  std::vector<Pair> pairs_;
};

}  // namespace

Expected<std::vector<LayerError>> CompareLayers(const model::Model& float_model, const model::Model& quantized,
                                                const QuantizeOptions& options, CalibrationSource& source, ProgressSink* progress) {
  if (float_model.subgraphs.size() != quantized.subgraphs.size()) {
    return Error(StatusCode::kInvalidArgument, "the models have %zu and %zu subgraphs", float_model.subgraphs.size(),
                 quantized.subgraphs.size());
  }
  GC_ASSIGN_OR_RETURN(Feeder feeder, Feeder::Create(quantized, options, /*keep_all=*/true));
  Comparison comparison(float_model, quantized, std::move(feeder));
  const Expected<uint64_t> samples = RunSamples(float_model, options, source, comparison, progress);
  if (!samples.ok()) return samples.status();
  return comparison.Take();
}

}  // namespace goldcrest::quantize
