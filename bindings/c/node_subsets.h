// Which nodes of an execution plan can run together as one delegate kernel, cut as TensorFlow Lite cuts them: clients count the parts.
#ifndef GOLDCREST_BINDINGS_C_NODE_SUBSETS_H_
#define GOLDCREST_BINDINGS_C_NODE_SUBSETS_H_

#include <span>
#include <vector>

namespace goldcrest::c {

// A node as the cut sees it.
struct NodeLinks {
  int number = 0;
  std::span<const int> inputs;  // tensors, -1 for one left out
  std::span<const int> outputs;
  bool taken = false;
  bool ordered = false;  // has side effects, which keep their order
};

// Nodes that run one after another and are all taken or all left.
struct NodeSubset {
  bool taken = false;
  std::vector<int> nodes;    // numbers
  std::vector<int> inputs;   // tensors that come from outside, constants included; ascending
  std::vector<int> outputs;  // tensors that others or the client read; ascending
};

// The subsets in an order in which they can run. The first node that is ready decides which kind a subset has, and it takes all
// nodes of that kind that can run by then. Nodes that wait for themselves stay out; a verified model has none.
std::vector<NodeSubset> CutSubsets(std::span<const NodeLinks> plan, std::span<const int> graph_outputs, int num_tensors);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_NODE_SUBSETS_H_
