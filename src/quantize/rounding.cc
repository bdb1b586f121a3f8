#include "quantize/rounding.h"

#include <algorithm>
#include <cmath>

#include "quantize/graph.h"

namespace goldcrest::quantize {
namespace {

constexpr size_t kMostInputs = 2048;
constexpr size_t kMostElements = size_t{48} << 20;  // of all covariances
constexpr size_t kRowsPerSample = 64;
constexpr int kLevels = 127;

// The lower factor of a symmetric positive matrix, in place; false where it is not positive.
bool Factor(std::vector<double>& a, size_t n) {
  for (size_t j = 0; j < n; ++j) {
    double diagonal = a[j * n + j];
    for (size_t k = 0; k < j; ++k) diagonal -= a[j * n + k] * a[j * n + k];
    if (!(diagonal > 0) || !std::isfinite(diagonal)) return false;
    a[j * n + j] = std::sqrt(diagonal);
    for (size_t i = j + 1; i < n; ++i) {
      double sum = a[i * n + j];
      for (size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = sum / a[j * n + j];
    }
  }
  return true;
}

// The inverse of a lower factor's matrix: columns solved one by one.
std::vector<double> Invert(const std::vector<double>& lower, size_t n) {
  std::vector<double> inverse(n * n), row(n);
  for (size_t c = 0; c < n; ++c) {
    std::fill(row.begin(), row.end(), 0.0);
    row[c] = 1;
    for (size_t i = c; i < n; ++i) {
      double sum = row[i];
      for (size_t k = c; k < i; ++k) sum -= lower[i * n + k] * row[k];
      row[i] = sum / lower[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
      row[i] /= lower[i * n + i];
      for (size_t k = 0; k < i; ++k) row[k] -= lower[i * n + k] * row[i];
    }
    std::copy(row.begin(), row.end(), inverse.begin() + static_cast<std::ptrdiff_t>(c * n));
  }
  return inverse;
}

// The sums of x and of x x' over rows of one layer's input.
struct Moments {
  int tensor = -1;
  size_t inputs = 0;
  std::vector<float> products;
  std::vector<double> sums;
  double rows = 0;
};

class MomentsCollector final : public SampleObserver {
 public:
  explicit MomentsCollector(size_t subgraphs) : moments(subgraphs) {}
  std::vector<std::vector<Moments>> moments;  // by subgraph

  Status Observe(const Sample&, const Interpreter& interpreter, int subgraph) override {
    for (Moments& m : moments[static_cast<size_t>(subgraph)]) {
      const TensorView view = interpreter.tensor(m.tensor, subgraph);
      if (view.data == nullptr || view.type != TensorType::kFloat32) continue;
      const size_t rows = view.bytes / sizeof(float) / m.inputs, step = std::max<size_t>(rows / kRowsPerSample, 1) | 1;
      for (size_t r = 0; r < rows; r += step) AddRow({view.as<float>() + r * m.inputs, m.inputs}, &m);
    }
    return Status::Ok();
  }

 private:
  static void AddRow(std::span<const float> x, Moments* m) {
    for (size_t i = 0; i < x.size(); ++i) {
      if (!std::isfinite(x[i])) return;
    }
    for (size_t i = 0; i < x.size(); ++i) {
      m->sums[i] += static_cast<double>(x[i]);
      float* row = m->products.data() + i * x.size();
      for (size_t k = 0; k <= i; ++k) row[k] += x[i] * x[k];
    }
    m->rows += 1;
  }
};

std::vector<double> Covariance(const Moments& m) {
  const size_t n = m.inputs;
  std::vector<double> c(n * n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k <= i; ++k) {
      c[i * n + k] = c[k * n + i] = static_cast<double>(m.products[i * n + k]) / m.rows - m.sums[i] / m.rows * (m.sums[k] / m.rows);
    }
  }
  return c;
}

// The inputs of one output of the layer, where each is an element of the last dimension; 0 for other layers.
size_t InputsOf(const model::Subgraph& graph, const model::Operator& op, const OpSpec& spec) {
  const auto& input = graph.tensors[static_cast<size_t>(InputAt(op, spec.input))].shape;
  const auto& weights = graph.tensors[static_cast<size_t>(InputAt(op, spec.weights))].shape;
  if (input.empty() || weights.empty() || input.back() != weights.back()) return 0;
  const bool point = spec.op == BuiltinOperator::kConv2d && weights.size() == 4 && weights[1] == 1 && weights[2] == 1;
  const bool dense = spec.op == BuiltinOperator::kFullyConnected && weights.size() == 2;
  return (point || dense) && weights.back() > 1 ? static_cast<size_t>(weights.back()) : 0;
}

}  // namespace

std::vector<int8_t> RoundTogether(std::span<const float> weights, const std::vector<float>& scales, int levels, size_t inputs,
                                  std::vector<double> covariance) {
  const size_t n = inputs;
  double mean = 0;
  for (size_t i = 0; i < n; ++i) mean += covariance[i * n + i] / static_cast<double>(n);
  if (!(mean > 0)) return {};
  // Keeps directions that no sample showed from being used as if they cost nothing.
  constexpr double kDamping = 0.01;
  for (size_t i = 0; i < n; ++i) covariance[i * n + i] += kDamping * mean;
  if (!Factor(covariance, n)) return {};
  std::vector<double> inverse = Invert(covariance, n);
  // The factor of the inverse: entry (i, j) below the diagonal tells what weight i makes up for of weight j's error, once those before j
  // are fixed.
  if (!Factor(inverse, n)) return {};
  std::vector<int8_t> values(weights.size());
  std::vector<double> row(n);
  for (size_t r = 0; r * n < weights.size(); ++r) {
    const double scale = static_cast<double>(scales[scales.size() > 1 ? r : 0]);
    for (size_t i = 0; i < n; ++i) row[i] = static_cast<double>(weights[r * n + i]) / scale;
    for (size_t j = 0; j < n; ++j) {
      const double q = std::clamp(std::round(row[j]), -static_cast<double>(levels), static_cast<double>(levels));
      values[r * n + j] = static_cast<int8_t>(q);
      const double off = (row[j] - q) / inverse[j * n + j];
      for (size_t i = j + 1; i < n; ++i) row[i] -= off * inverse[i * n + j];
    }
  }
  return values;
}

Status LearnRounding(const IntegerBuilder& builder, const HeldSamples& held, const std::vector<SubgraphMeans>& means,
                     const QuantizeOptions& options, ProgressSink* progress, std::vector<SubgraphPlan>* plans) {
  const model::Model& model = builder.float_model();
  MomentsCollector collector(plans->size());
  std::vector<std::vector<size_t>> ops(plans->size());
  size_t elements = 0;
  for (size_t s = 0; s < plans->size(); ++s) {
    const model::Subgraph& graph = model.subgraphs[s];
    for (size_t i = 0; i < graph.operators.size(); ++i) {
      const OpPlan& op = (*plans)[s].ops[i];
      const size_t n = op.integer && op.spec->weights >= 0 ? InputsOf(graph, graph.operators[i], *op.spec) : 0;
      if (n == 0 || n > kMostInputs || elements + n * n > kMostElements) continue;
      elements += n * n;
      collector.moments[s].push_back(
          {InputAt(graph.operators[i], op.spec->input), n, std::vector<float>(n * n), std::vector<double>(n), 0});
      ops[s].push_back(i);
    }
  }
  HeldSamples::Source source(held);
  const Expected<uint64_t> samples = RunSamples(model, options, source, collector, nullptr);
  if (!samples.ok()) return samples.status();
  const std::vector<SubgraphPlan> kept = *plans;
  GC_ASSIGN_OR_RETURN(const double before, builder.OutputError(*plans, means, held));
  for (size_t s = 0; s < plans->size(); ++s) {
    const model::Subgraph& graph = model.subgraphs[s];
    for (size_t k = 0; k < ops[s].size(); ++k) {
      if (progress != nullptr && !progress->Update("rounding weights", k, ops[s].size())) {
        return Error(StatusCode::kCancelled, "cancelled while weights were rounded");
      }
      const Moments& m = collector.moments[s][k];
      if (m.rows == 0) continue;
      OpPlan& op = (*plans)[s].ops[ops[s][k]];
      const model::Tensor& tensor = graph.tensors[static_cast<size_t>(InputAt(graph.operators[ops[s][k]], op.spec->weights))];
      const std::span<const float> weights = *FloatConstant(model, tensor);
      const ChannelView view = ChannelsOf(tensor.shape, op.spec->channel_dimension);
      op.rounded.scales = WeightScales(weights, view, options.per_channel, kLevels);
      op.rounded.values = RoundTogether(weights, op.rounded.scales, kLevels, m.inputs, Covariance(m));
    }
  }
  GC_ASSIGN_OR_RETURN(const double after, builder.OutputError(*plans, means, held));
  if (after >= before) *plans = kept;
  return Status::Ok();
}

}  // namespace goldcrest::quantize
