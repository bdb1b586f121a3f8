// What passes ask about a graph, and the check that each leaves it in order.
#ifndef GOLDCREST_SRC_COMPILE_GRAPH_UTIL_H_
#define GOLDCREST_SRC_COMPILE_GRAPH_UTIL_H_

#include <vector>

#include "runtime/graph.h"

namespace goldcrest::compile {

// Who writes and who reads each tensor; made anew by a pass when it needs it.
struct Uses {
  std::vector<int> producer;                // node index, -1 for none
  std::vector<std::vector<int>> consumers;  // node indices, one entry per reading input
  std::vector<bool> is_output;              // of the graph
  std::vector<bool> is_input;

  // True when node `consumer` is the only reader of tensor `t`, once, and nobody outside sees it.
  bool OnlyReader(int t, int consumer) const { return !is_output[t] && consumers[t].size() == 1 && consumers[t][0] == consumer; }
};
Uses FindUses(const Graph& graph);

// Erases the nodes marked in `dead`.
void EraseNodes(Graph& graph, const std::vector<bool>& dead);

// Every index in range, every tensor written once and before it is read.
Status VerifyGraph(const Graph& graph);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_GRAPH_UTIL_H_
