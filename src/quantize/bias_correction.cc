#include "quantize/bias_correction.h"

#include <algorithm>

#include "quantize/feeder.h"
#include "quantize/graph.h"

namespace goldcrest::quantize {
namespace {

// The sums over each channel of one quantized tensor, as real numbers.
template <typename T>
void AddReal(const TensorView& view, std::vector<double>* sums, double* count) {
  const size_t channels = sums->size(), n = view.bytes / sizeof(T);
  const double scale = static_cast<double>(view.quantization.scale0());
  const int zero = view.quantization.zero_point0();
  for (size_t i = 0; i < n; ++i) (*sums)[i % channels] += scale * (view.as<T>()[i] - zero);
  *count += static_cast<double>(n / channels);
}

class Corrector {
 public:
  Corrector(const IntegerBuilder& builder, const HeldSamples& held, const std::vector<SubgraphMeans>& means, const QuantizeOptions& options,
            std::vector<SubgraphPlan>* plans)
      : builder_(builder), held_(held), means_(means), options_(options), plans_(*plans) {
    options_.input_type = options_.output_type = TensorType::kFloat32;
  }

  Expected<double> Error() { return builder_.OutputError(plans_, means_, held_); }

  // The operators with weights of all subgraphs, in order.
  struct Place {
    size_t subgraph;
    size_t op;
    int output;
  };
  std::vector<Place> Places() const {
    std::vector<Place> places;
    for (size_t s = 0; s < plans_.size(); ++s) {
      for (size_t i = 0; i < plans_[s].ops.size(); ++i) {
        const OpPlan& op = plans_[s].ops[i];
        if (!op.integer || op.spec->weights < 0) continue;
        const int out = builder_.float_model().subgraphs[s].operators[i].outputs[0];
        if (!means_[s].empty() && means_[s][static_cast<size_t>(out)].count > 0) places.push_back({s, i, out});
      }
    }
    return places;
  }

  // Takes the mean errors of the outputs of [from, to) out of their layers' biases.
  Status Correct(std::span<const Place> places) {
    GC_ASSIGN_OR_RETURN(const model::Model model, builder_.Build(plans_, means_, options_));
    GC_ASSIGN_OR_RETURN(Feeder feeder, Feeder::Create(model, options_, /*keep_all=*/true));
    std::vector<std::vector<double>> sums;
    for (const Place& p : places) sums.emplace_back(MeansOf(p).real.size());
    std::vector<double> counts(places.size());
    HeldSamples::Source source(held_);
    for (Sample sample;;) {
      GC_ASSIGN_OR_RETURN(const bool more, source.Next(sample));
      if (!more) break;
      GC_ASSIGN_OR_RETURN(const int subgraph, feeder.Run(sample));
      for (size_t k = 0; k < places.size(); ++k) {
        if (places[k].subgraph != static_cast<size_t>(subgraph) || sums[k].empty()) continue;
        const int tensor = plans_[places[k].subgraph].quantized_tensor[static_cast<size_t>(places[k].output)];
        const TensorView view = feeder.interpreter().tensor(tensor, subgraph);
        if (view.data == nullptr) continue;
        if (view.type == TensorType::kInt8) AddReal<int8_t>(view, &sums[k], &counts[k]);
        if (view.type == TensorType::kInt16) AddReal<int16_t>(view, &sums[k], &counts[k]);
      }
    }
    for (size_t k = 0; k < places.size(); ++k) {
      if (counts[k] == 0) continue;
      std::vector<double>& shift = plans_[places[k].subgraph].ops[places[k].op].bias_shift;
      shift.resize(sums[k].size());
      for (size_t c = 0; c < shift.size(); ++c) shift[c] += MeansOf(places[k]).real[c] - sums[k][c] / counts[k];
    }
    return Status::Ok();
  }

 private:
  const ChannelMeans& MeansOf(const Place& p) const { return means_[p.subgraph][static_cast<size_t>(p.output)]; }

  const IntegerBuilder& builder_;
  const HeldSamples& held_;
  const std::vector<SubgraphMeans>& means_;
  QuantizeOptions options_;
  std::vector<SubgraphPlan>& plans_;
};

}  // namespace

Status CorrectBiases(const IntegerBuilder& builder, const HeldSamples& held, const std::vector<SubgraphMeans>& means,
                     const QuantizeOptions& options, ProgressSink* progress, std::vector<SubgraphPlan>* plans) {
  Corrector corrector(builder, held, means, options, plans);
  GC_ASSIGN_OR_RETURN(const double before, corrector.Error());
  const std::vector<SubgraphPlan> kept = *plans;
  const std::vector<Corrector::Place> places = corrector.Places();
  // One layer at a time is exact, for a layer's error is what the corrected layers before it leave; several at once is faster.
  const size_t most = options.effort >= 2 ? 128 : 16;
  const size_t step = std::max<size_t>((places.size() + most - 1) / most, 1);
  for (size_t i = 0; i < places.size(); i += step) {
    if (progress != nullptr && !progress->Update("correcting biases", i, places.size())) {
      return Error(StatusCode::kCancelled, "cancelled while biases were corrected");
    }
    GC_RETURN_IF_ERROR(corrector.Correct(std::span(places).subspan(i, std::min(step, places.size() - i))));
  }
  GC_ASSIGN_OR_RETURN(const double after, corrector.Error());
  if (after >= before) *plans = kept;
  return Status::Ok();
}

}  // namespace goldcrest::quantize
