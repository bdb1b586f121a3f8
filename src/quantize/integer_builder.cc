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

Expected<ObserverChoice> IntegerBuilder::Choose(const HeldSamples& held) const {
  if (options_.observer != Observer::kAuto) return ObserverChoice{options_.observer, 1};
  if (options_.scheme == Scheme::kInt16x8) return ObserverChoice{Observer::kMinMax, 1};
  QuantizeOptions floats = options_;
  floats.input_type = floats.output_type = TensorType::kFloat32;
  ObserverChoice best{Observer::kMinMax, 1};
  double least = -1;
  for (const ObserverChoice choice : {ObserverChoice{Observer::kMinMax, 1}, ObserverChoice{Observer::kMeanSquaredError, 1},
                                      ObserverChoice{Observer::kMeanSquaredError, 4}, ObserverChoice{Observer::kMeanSquaredError, 16}}) {
    std::vector<SubgraphPlan> plans = Plans(choice);
    GC_ASSIGN_OR_RETURN(const std::vector<SubgraphMeans> means, MeasureMeans(float_model_, plans, held, options_));
    GC_ASSIGN_OR_RETURN(const model::Model model, Build(plans, means, floats));
    GC_ASSIGN_OR_RETURN(const double error, held.OutputError(model, options_));
    if (least >= 0 && error >= least) continue;
    least = error;
    best = choice;
  }
  return best;
}

}  // namespace goldcrest::quantize
