#include "quantize/means.h"

#include <algorithm>
#include <cmath>

namespace goldcrest::quantize {
namespace {

// The means under one list of plans.
class MeansCollector {
 public:
  explicit MeansCollector(const std::vector<SubgraphPlan>& plans) : plans_(plans), means_(plans.size()) {
    for (size_t s = 0; s < plans.size(); ++s) means_[s].resize(plans[s].quantized.size());
  }

  void Observe(const Interpreter& interpreter, int subgraph) {
    const SubgraphPlan& plan = plans_[static_cast<size_t>(subgraph)];
    for (size_t t = 0; t < plan.quantized.size(); ++t) {
      if (!plan.quantized[t]) continue;
      const TensorView view = interpreter.tensor(static_cast<int>(t), subgraph);
      if (view.data == nullptr || view.bytes == 0 || view.type != TensorType::kFloat32) continue;
      Add({view.as<float>(), view.bytes / sizeof(float)}, view.shape, plan.params[t], plan.type, &means_[static_cast<size_t>(subgraph)][t]);
    }
  }

  std::vector<SubgraphMeans> Take() {
    for (SubgraphMeans& subgraph : means_) {
      for (ChannelMeans& m : subgraph) {
        for (auto* sums : {&m.real, &m.quantized}) {
          for (double& sum : *sums) sum /= std::max(m.count, 1.0);
        }
      }
    }
    return std::move(means_);
  }

 private:
  static void Add(std::span<const float> values, const Shape& shape, Params params, TensorType type, ChannelMeans* means) {
    const size_t channels = shape.rank() > 0 ? static_cast<size_t>(shape.dim(shape.rank() - 1)) : 1;
    if (means->real.empty()) {
      means->real.resize(channels);
      means->quantized.resize(channels);
    }
    if (means->real.size() != channels || channels == 0) return;
    const float inverse = 1 / params.scale, zero = static_cast<float>(params.zero_point);
    const float low = static_cast<float>(LowestOf(type)) - zero, high = static_cast<float>(HighestOf(type)) - zero;
    std::vector<float> real(channels), steps(channels);
    for (size_t row = 0; row + channels <= values.size(); row += channels) {
      for (size_t c = 0; c < channels; ++c) {
        const float x = values[row + c] * inverse;
        real[c] += values[row + c];
        steps[c] += std::nearbyint(std::clamp(x, low, high));
      }
    }
    for (size_t c = 0; c < channels; ++c) {
      if (!std::isfinite(real[c]) || !std::isfinite(steps[c])) continue;
      means->real[c] += static_cast<double>(real[c]);
      means->quantized[c] += static_cast<double>(steps[c]) * static_cast<double>(params.scale);
    }
    means->count += static_cast<double>(values.size() / channels);
  }

  const std::vector<SubgraphPlan>& plans_;
  std::vector<SubgraphMeans> means_;
};

class AllMeansCollector final : public SampleObserver {
 public:
  explicit AllMeansCollector(std::span<const std::vector<SubgraphPlan>> candidates) {
    for (const std::vector<SubgraphPlan>& plans : candidates) collectors_.emplace_back(plans);
  }

  Status Observe(const Sample&, const Interpreter& interpreter, int subgraph) override {
    for (MeansCollector& collector : collectors_) collector.Observe(interpreter, subgraph);
    return Status::Ok();
  }

  std::vector<std::vector<SubgraphMeans>> Take() {
    std::vector<std::vector<SubgraphMeans>> all;
    for (MeansCollector& collector : collectors_) all.push_back(collector.Take());
    return all;
  }

 private:
  std::vector<MeansCollector> collectors_;
};

}  // namespace

Expected<std::vector<std::vector<SubgraphMeans>>> MeasureMeans(const model::Model& float_model,
                                                               std::span<const std::vector<SubgraphPlan>> candidates,
                                                               const HeldSamples& held, const QuantizeOptions& options) {
  AllMeansCollector collector(candidates);
  HeldSamples::Source source(held);
  const Expected<uint64_t> samples = RunSamples(float_model, options, source, collector, nullptr);
  if (!samples.ok()) return samples.status();
  return collector.Take();
}

}  // namespace goldcrest::quantize
