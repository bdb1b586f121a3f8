// The mean of every channel, as the float model computes it and as its quantized form would hold it.
//
// Where values vary little from sample to sample (pooled features, gates), rounding is no noise but the same error every time; knowing it,
// the next layer's bias can take it out.
#ifndef GOLDCREST_SRC_QUANTIZE_MEANS_H_
#define GOLDCREST_SRC_QUANTIZE_MEANS_H_

#include <span>
#include <vector>

#include "quantize/held_samples.h"
#include "quantize/plan.h"

namespace goldcrest::quantize {

// Of one tensor, by index of its last dimension; empty where it was not seen.
struct ChannelMeans {
  std::vector<double> real;
  std::vector<double> quantized;
  double count = 0;
};

using SubgraphMeans = std::vector<ChannelMeans>;

// Runs the float model over the kept samples once for all `candidates`, each a list of plans by subgraph. For each the means of the tensors
// that it quantizes, one list per subgraph.
Expected<std::vector<std::vector<SubgraphMeans>>> MeasureMeans(const model::Model& float_model,
                                                               std::span<const std::vector<SubgraphPlan>> candidates,
                                                               const HeldSamples& held, const QuantizeOptions& options);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_MEANS_H_
