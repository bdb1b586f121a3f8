// Writing a plan into the graph.
#ifndef GOLDCREST_SRC_QUANTIZE_REWRITE_H_
#define GOLDCREST_SRC_QUANTIZE_REWRITE_H_

#include "quantize/means.h"
#include "quantize/plan.h"

namespace goldcrest::quantize {

// Replaces the float tensors of integer operators by quantized ones; QUANTIZE and DEQUANTIZE stand at the borders. Inputs and outputs of
// the subgraph keep their tensors' numbers and names.
Status RewriteSubgraph(model::Model& model, int subgraph, SubgraphPlan& plan, const SubgraphMeans& means, const QuantizeOptions& options);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_REWRITE_H_
