// Shape inference over a graph, with constant folding on the way.
//
// Nodes are taken in order. A node whose shapes can be known gets them; one that depends on a shape or value known only at run
// time is marked dynamic, and everything after it that depends on it. A node without side effects whose inputs are all constant is
// run at once and replaced by its result: shapes computed by the graph itself (SHAPE, PACK, GATHER ...) become static that way.
#ifndef GOLDCREST_SRC_COMPILE_INFER_H_
#define GOLDCREST_SRC_COMPILE_INFER_H_

#include "compile/refusals.h"
#include "runtime/graph.h"

namespace goldcrest::compile {

struct InferOptions {
  Limits limits;
  bool fold = true;
  // True: only UNSUPPORTED counts as refused, and operators of the client's are not asked: for a look ahead at a subgraph whose shapes
  // the run may change.
  bool look_ahead = false;
};

// What nodes refuse goes to `refusals`; the inference goes on with what does not depend on them. A failure is one that ends it.
Status InferShapes(Graph& graph, const InferOptions& options, Refusals& refusals);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_INFER_H_
