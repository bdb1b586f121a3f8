#include "quantize/calibrate.h"

#include <cmath>

#include "quantize/feeder.h"
#include "quantize/graph.h"

namespace goldcrest::quantize {
namespace {

class StatisticsCollector final : public SampleObserver {
 public:
  StatisticsCollector(const model::Model& model, HeldSamples* held) : model_(model), held_(held), statistics_(model.subgraphs.size()) {
    for (size_t s = 0; s < model.subgraphs.size(); ++s) {
      statistics_[s].tensors.resize(model.subgraphs[s].tensors.size());
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

  const model::Model& model_;
  HeldSamples* held_;
  std::vector<SubgraphStatistics> statistics_;
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
