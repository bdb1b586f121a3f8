// Changes of the interface between a node and the graphs it calls.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_BODIES_H_
#define GOLDCREST_SRC_CONVERT_PASSES_BODIES_H_

#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

bool IsLoop(const Node& node);      // While: bodies cond and body, as many variables everywhere
bool IsBranches(const Node& node);  // If, Case: input 0 chooses, the rest are the branches' inputs

// The argument `i` of `body` is read as this constant from now on; false where nobody read it.
bool ReplaceArgument(Graph& body, size_t i, const tf::Literal& constant);
// Nobody reads the argument `i`, which is no output either.
bool IsUnusedArgument(const Graph& body, size_t i);

// Each keeps the elements i with keep[i].
void KeepArguments(Graph& body, const std::vector<bool>& keep);  // those that go are unused
void KeepInputs(Graph& graph, Node& node, const std::vector<bool>& keep);
void KeepResults(Node& node, const std::vector<bool>& keep);  // those that go are unread
void KeepOutputs(Graph& body, const std::vector<bool>& keep);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_BODIES_H_
