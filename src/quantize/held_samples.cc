#include "quantize/held_samples.h"

#include <cmath>

#include "quantize/feeder.h"

namespace goldcrest::quantize {
namespace {

constexpr uint64_t kMaxBytes = uint64_t{256} << 20;

std::vector<std::vector<float>> FloatOutputs(const Interpreter& interpreter, int subgraph) {
  std::vector<std::vector<float>> outputs;
  for (int t : interpreter.outputs(subgraph)) {
    const TensorView view = interpreter.tensor(t, subgraph);
    if (view.type != TensorType::kFloat32 || view.data == nullptr) continue;
    outputs.emplace_back(view.as<float>(), view.as<float>() + view.bytes / sizeof(float));
  }
  return outputs;
}

}  // namespace

void HeldSamples::Offer(const Sample& sample, const Interpreter& interpreter, int subgraph) {
  const size_t number = offered_++;
  if (number % stride_ != 0) return;
  if (held_.size() >= most_) {  // keep every other one
    std::vector<Held> half;
    for (size_t i = 0; i < held_.size(); i += 2) half.push_back(std::move(held_[i]));
    held_ = std::move(half);
    stride_ *= 2;
    total_bytes_ /= 2;  // nearly: samples are of one size as a rule
    if (number % stride_ != 0) return;
  }
  Held held;
  held.sample.signature = sample.signature;
  uint64_t bytes = 0;
  for (const SampleValue& value : sample.values) {
    held.bytes.emplace_back(value.bytes.begin(), value.bytes.end());
    held.sample.values.push_back({value.name, value.type, value.shape, held.bytes.back()});
    bytes += value.bytes.size();
  }
  held.outputs = FloatOutputs(interpreter, subgraph);
  for (const auto& output : held.outputs) bytes += output.size() * sizeof(float);
  if (!held_.empty() && total_bytes_ + bytes > kMaxBytes) return;
  total_bytes_ += bytes;
  held_.push_back(std::move(held));
}

Expected<double> HeldSamples::OutputError(const model::Model& model, const QuantizeOptions& options) const {
  GC_ASSIGN_OR_RETURN(Feeder feeder, Feeder::Create(model, options, /*keep_all=*/false));
  std::vector<double> error, power;
  for (const Held& held : held_) {
    GC_ASSIGN_OR_RETURN(const int subgraph, feeder.Run(held.sample));
    const std::vector<std::vector<float>> outputs = FloatOutputs(feeder.interpreter(), subgraph);
    const size_t count = std::min(outputs.size(), held.outputs.size());
    error.resize(std::max(error.size(), count));
    power.resize(error.size());
    for (size_t o = 0; o < count; ++o) {
      const size_t n = std::min(outputs[o].size(), held.outputs[o].size());
      for (size_t i = 0; i < n; ++i) {
        const double expected = static_cast<double>(held.outputs[o][i]), off = static_cast<double>(outputs[o][i]) - expected;
        if (!std::isfinite(expected)) continue;
        error[o] += std::isfinite(off) ? off * off : expected * expected;
        power[o] += expected * expected;
      }
    }
  }
  double sum = 0;
  for (size_t o = 0; o < error.size(); ++o) sum += power[o] > 0 ? error[o] / power[o] : 0;
  return error.empty() ? 0 : sum / static_cast<double>(error.size());
}

Expected<bool> HeldSamples::Source::Next(Sample& sample) {
  if (next_ >= samples_.held_.size()) return false;
  sample = samples_.held_[next_++].sample;
  return true;
}

}  // namespace goldcrest::quantize
