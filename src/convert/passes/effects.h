// What running a node does beside computing its results.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_EFFECTS_H_
#define GOLDCREST_SRC_CONVERT_PASSES_EFFECTS_H_

#include "convert/graph.h"

namespace goldcrest::convert {

// The node must run even if nobody reads its results: it writes a variable, a table or a file. Printing, checks and summaries do not
// count: a converted model leaves them out. A custom operator of the model format counts, as nothing is known of it.
bool HasSideEffects(const Node& node);

// The same inputs give the same results every time, and nothing else happens.
bool IsPure(const Node& node);

// Erases `node` if nobody reads it and it has no side effects, and then what fed it on the same terms. Only nodes before it and itself
// go. False where it stays.
bool EraseIfDead(Graph& graph, Node* node);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_EFFECTS_H_
