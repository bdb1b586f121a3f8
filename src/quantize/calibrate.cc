#include "quantize/calibrate.h"

#include <cmath>

#include "quantize/feeder.h"
#include "quantize/graph.h"
#include "quantize/spec.h"

namespace goldcrest::quantize {
namespace {

class StatisticsCollector final : public SampleObserver {
 public:
  StatisticsCollector(const model::Model& model, HeldSamples* held) : model_(model), held_(held), statistics_(model.subgraphs.size()) {
    for (size_t s = 0; s < model.subgraphs.size(); ++s) {
      const model::Subgraph& subgraph = model.subgraphs[s];
      statistics_[s].tensors.resize(subgraph.tensors.size());
      feeds_weights_.emplace_back(subgraph.tensors.size());
      for (const model::Operator& op : subgraph.operators) {
        const OpSpec* spec = FindSpec(BuiltinOf(model, op));
        const int input = spec != nullptr && spec->weights >= 0 ? InputAt(op, spec->input) : -1;
        if (input >= 0) feeds_weights_[s][static_cast<size_t>(input)] = true;
      }
    }
  }

  Status Observe(const Sample& sample, const Interpreter& interpreter, int subgraph) override {
    if (held_ != nullptr) held_->Offer(sample, interpreter, subgraph);
    const auto s = static_cast<size_t>(subgraph);
    const model::Subgraph& graph = model_.subgraphs[s];
    ++statistics_[s].samples;
    for (size_t t = 0; t < graph.tensors.size(); ++t) {
      if (graph.tensors[t].type != TensorType::kFloat32 || model::ConstantData(model_, graph.tensors[t]) != nullptr) continue;
      const TensorView view = interpreter.tensor(static_cast<int>(t), subgraph);
      if (view.data == nullptr || view.bytes == 0) continue;
      const std::span<const float> values(view.as<float>(), view.bytes / sizeof(float));
      TensorStatistics& statistics = statistics_[s].tensors[t];
      if (AllFinite(values)) {
        statistics.histogram.Add(values);
      } else {
        GC_RETURN_IF_ERROR(AddFinite(values, graph.tensors[t].name, &statistics.histogram));
      }
      if (feeds_weights_[s][t]) AddChannels(values, view.shape, &statistics);
    }
    return Status::Ok();
  }

  std::vector<SubgraphStatistics> Take() { return std::move(statistics_); }

 private:
  static bool AllFinite(std::span<const float> values) {
    float sum = 0;
    for (float v : values) sum += v * 0.0f;
    return sum == 0;
  }

  // Infinities come from masks (-inf before a softmax), and the ends of a range stand for them; NaN is a fault of model or data.
  static Status AddFinite(std::span<const float> values, const std::string& name, Histogram* histogram) {
    std::vector<float> finite;
    for (float v : values) {
      if (std::isnan(v)) return Error(StatusCode::kInvalidArgument, "the float model computes NaN in tensor \"%s\"", name.c_str());
      if (std::isfinite(v)) finite.push_back(v);
    }
    histogram->Add(finite);
    return Status::Ok();
  }

  static void AddChannels(std::span<const float> values, const Shape& shape, TensorStatistics* statistics) {
    const size_t channels = shape.rank() > 0 ? static_cast<size_t>(shape.dim(shape.rank() - 1)) : 1;
    if (statistics->channel_sums.empty()) statistics->channel_sums.resize(channels);
    if (statistics->channel_sums.size() != channels || channels == 0) return;
    std::vector<float> sums(channels);
    for (size_t row = 0; row + channels <= values.size(); row += channels) {
      for (size_t c = 0; c < channels; ++c) sums[c] += values[row + c];
    }
    for (size_t c = 0; c < channels; ++c) statistics->channel_sums[c] += static_cast<double>(sums[c]);
    statistics->channel_count += static_cast<double>(values.size() / channels);
  }

  const model::Model& model_;
  HeldSamples* held_;
  std::vector<SubgraphStatistics> statistics_;
  std::vector<std::vector<bool>> feeds_weights_;
};

}  // namespace

Expected<uint64_t> RunSamples(const model::Model& float_model, const QuantizeOptions& options, CalibrationSource& source,
                              SampleObserver& observer, ProgressSink* progress) {
  GC_ASSIGN_OR_RETURN(Feeder feeder, Feeder::Create(float_model, options, /*keep_all=*/true));
  const uint64_t total = source.size().value_or(0);
  uint64_t count = 0;
  for (;; ++count) {
    if (progress != nullptr && !progress->Update("calibrating", count, total)) {
      return Error(StatusCode::kCancelled, "cancelled after %llu samples", static_cast<unsigned long long>(count));
    }
    Sample sample;
    const auto at = [&](Status s) { return std::move(s).At("calibration sample " + std::to_string(count)); };
    Expected<bool> more = source.Next(sample);
    if (!more.ok()) return at(std::move(more).status());
    if (!*more) break;
    Expected<int> subgraph = feeder.Run(sample);
    if (!subgraph.ok()) return at(std::move(subgraph).status());
    if (Status s = observer.Observe(sample, feeder.interpreter(), *subgraph); !s.ok()) return at(std::move(s));
  }
  if (count == 0) return Error(StatusCode::kInvalidArgument, "the calibration data hold no samples");
  return count;
}

Expected<std::vector<SubgraphStatistics>> Calibrate(const model::Model& float_model, const QuantizeOptions& options,
                                                    CalibrationSource& source, ProgressSink* progress, HeldSamples* held) {
  StatisticsCollector collector(float_model, held);
  const Expected<uint64_t> samples = RunSamples(float_model, options, source, collector, progress);
  if (!samples.ok()) return samples.status();
  return collector.Take();
}

}  // namespace goldcrest::quantize
