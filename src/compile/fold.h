// Constant folding of one node.
#ifndef GOLDCREST_SRC_COMPILE_FOLD_H_
#define GOLDCREST_SRC_COMPILE_FOLD_H_

#include "runtime/graph.h"

namespace goldcrest::compile {

// True when the node's inputs are all constant, or it needs only their shapes (it read no value of a tensor that changes), and
// running it has no other effect than its outputs.
bool CanFold(const Graph& graph, const GraphNode& node);

// Runs the node and makes its outputs constants. False, with the graph's tensors unchanged, when the node refuses the data, or when it
// would go beyond the limits with what has been folded before: then it stays in the graph and refuses at run time, as it must if it is
// never reached.
Expected<bool> Fold(Graph& graph, const GraphNode& node, const Limits& limits);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_FOLD_H_
