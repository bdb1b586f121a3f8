// Which nodes do more than compute their results.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_SIDE_EFFECTS_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_SIDE_EFFECTS_H_

#include "convert/graph.h"
#include "convert/saved_model/op_defs.h"

namespace goldcrest::convert {

// An operator that TensorFlow calls stateful, unless it is known that it only reads; a loop or branch with such a node in a body.
bool HasSideEffects(const Node& node, const OpDefs& defs);

// Erases nodes whose results nobody reads and that have no side effects. Bodies are not looked into.
void EraseDeadNodes(Graph* graph, const OpDefs& defs);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_SIDE_EFFECTS_H_
