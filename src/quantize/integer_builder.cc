#include "quantize/integer_builder.h"

namespace goldcrest::quantize {

std::vector<SubgraphPlan> IntegerBuilder::Plans(ObserverChoice observer) const {
  std::vector<SubgraphPlan> plans = plans_;
  for (size_t s = 0; s < plans.size(); ++s) {
    if (statistics_[s].samples > 0) ChooseParams(float_model_, static_cast<int>(s), statistics_[s], observer, &plans[s]);
  }
  return plans;
}

Expected<model::Model> IntegerBuilder::Build(std::vector<SubgraphPlan>& plans, const std::vector<SubgraphMeans>& means,
                                             const QuantizeOptions& options) const {
  model::Model model = float_model_;
  for (size_t s = 0; s < plans.size(); ++s) {
    if (statistics_[s].samples == 0) continue;
    GC_RETURN_IF_ERROR(RewriteSubgraph(model, static_cast<int>(s), plans[s], means[s], options));
  }
  return model;
}

Expected<double> IntegerBuilder::OutputError(std::vector<SubgraphPlan>& plans, const std::vector<SubgraphMeans>& means,
                                             const HeldSamples& held) const {
  QuantizeOptions floats = options_;
  floats.input_type = floats.output_type = TensorType::kFloat32;
  GC_ASSIGN_OR_RETURN(const model::Model model, Build(plans, means, floats));
  return held.OutputError(model, floats);
}

std::vector<ObserverChoice> IntegerBuilder::Observers() const {
  if (options_.observer != Observer::kAuto) return {{options_.observer, 1}};
  if (options_.scheme == Scheme::kInt16x8) return {{Observer::kMinMax, 1}};
  return {{Observer::kMinMax, 1}, {Observer::kMeanSquaredError, 1}, {Observer::kMeanSquaredError, 4}, {Observer::kMeanSquaredError, 16}};
}

Expected<IntegerBuilder::Choice> IntegerBuilder::Choose(const HeldSamples& held) const {
  std::vector<std::vector<SubgraphPlan>> candidates;
  for (const ObserverChoice& observer : Observers()) candidates.push_back(Plans(observer));
  GC_ASSIGN_OR_RETURN(std::vector<std::vector<SubgraphMeans>> means, MeasureMeans(float_model_, candidates, held, options_));
  size_t best = 0;
  double least = -1;
  for (size_t k = 0; k < candidates.size() && candidates.size() > 1; ++k) {
    GC_ASSIGN_OR_RETURN(const double error, OutputError(candidates[k], means[k], held));
    if (least >= 0 && error >= least) continue;
    least = error;
    best = k;
  }
  return Choice{std::move(candidates[best]), std::move(means[best])};
}

}  // namespace goldcrest::quantize
