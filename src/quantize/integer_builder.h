// IntegerBuilder: from plans to integer models, and the choice between them.
#ifndef GOLDCREST_SRC_QUANTIZE_INTEGER_BUILDER_H_
#define GOLDCREST_SRC_QUANTIZE_INTEGER_BUILDER_H_

#include <vector>

#include "quantize/means.h"
#include "quantize/rewrite.h"

namespace goldcrest::quantize {

// What is passed must outlive the builder. `plans` says which operators become integer; subgraphs without samples stay as they are.
class IntegerBuilder {
 public:
  IntegerBuilder(const model::Model& float_model, const QuantizeOptions& options, const std::vector<SubgraphPlan>& plans,
                 const std::vector<SubgraphStatistics>& statistics)
      : float_model_(float_model), options_(options), plans_(plans), statistics_(statistics) {}

  const model::Model& float_model() const { return float_model_; }

  // The plans with their tensors' parameters.
  std::vector<SubgraphPlan> Plans(ObserverChoice observer) const;

  // The model; fills in what RewriteSubgraph says of the plans. Unused tensors are still there.
  Expected<model::Model> Build(std::vector<SubgraphPlan>& plans, const std::vector<SubgraphMeans>& means,
                               const QuantizeOptions& options) const;

  // The error that the model leaves in the outputs of the kept samples.
  Expected<double> OutputError(std::vector<SubgraphPlan>& plans, const std::vector<SubgraphMeans>& means, const HeldSamples& held) const;

  // Plans with parameters, and the means under them.
  struct Choice {
    std::vector<SubgraphPlan> plans;
    std::vector<SubgraphMeans> means;
  };
  // The way to read ranges that leaves the least error in the outputs of the kept samples; the user's where the options name one.
  Expected<Choice> Choose(const HeldSamples& held) const;

 private:
  std::vector<ObserverChoice> Observers() const;
  const model::Model& float_model_;
  const QuantizeOptions& options_;
  const std::vector<SubgraphPlan>& plans_;
  const std::vector<SubgraphStatistics>& statistics_;
};

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_INTEGER_BUILDER_H_
