// The graph rewrites, in the order in which they run; each in a file of its own under fusions/, with its before and after as a
// test beside it.
//
// A pass sees shapes already inferred and leaves a graph that VerifyGraph accepts. It may drop and change nodes and append
// tensors; it never renumbers tensors. Dynamic nodes are left alone. Passes do not run when every tensor must be kept.
#ifndef GOLDCREST_SRC_COMPILE_PASSES_H_
#define GOLDCREST_SRC_COMPILE_PASSES_H_

#include "runtime/graph.h"

namespace goldcrest::compile {

// x * LOGISTIC(x) after an operator that can apply it itself.
void FuseSwish(Graph& graph);
// A RELU, RELU6 or similar after an operator that can apply it itself.
void FuseActivation(Graph& graph);
// An ADD without broadcast after an operator that can add another tensor to its result.
void FuseResidualAdd(Graph& graph);
// Element-wise operators on one tensor of bytes, as one table.
void FuseByteTables(Graph& graph);
// A PAD with zeros over rows and columns before a convolution or pooling.
void FusePad(Graph& graph);

// All of them, verified after each.
Status RunPasses(Graph& graph);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_PASSES_H_
