#include "delegates/partitioner.h"

#include <algorithm>

namespace goldcrest {

// Every node gets an epoch: how often the longest path to it changes sides between taken and not taken. Nodes of one side and one
// epoch never depend on one another through the other side, so they form a set.
std::vector<std::vector<int>> CutPartitions(const Graph& graph, const std::vector<bool>& taken) {
  std::vector<int> producer(graph.tensors.size(), -1);
  std::vector<int> epoch(graph.nodes.size());
  int last_effect = -1;  // side effects keep their order: a node with one comes after all before it
  std::vector<std::vector<int>> sets;
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    const GraphNode& node = graph.nodes[k];
    // Epochs of taken nodes are even, of the others odd.
    epoch[k] = taken[k] ? 0 : 1;
    const auto comes_after = [&](int p) {
      if (p >= 0) epoch[k] = std::max(epoch[k], taken[p] == taken[k] ? epoch[p] : epoch[p] + 1);
    };
    for (int i : node.inputs) {
      if (i >= 0) comes_after(producer[i]);
    }
    if (node.op->has_side_effects()) {
      comes_after(last_effect);
      last_effect = static_cast<int>(k);
    }
    for (int i : node.outputs) producer[i] = static_cast<int>(k);
    if (!taken[k]) continue;
    const size_t set = static_cast<size_t>(epoch[k]) / 2;
    if (sets.size() <= set) sets.resize(set + 1);
    sets[set].push_back(static_cast<int>(k));
  }
  std::erase_if(sets, [](const std::vector<int>& s) { return s.empty(); });
  return sets;
}

}  // namespace goldcrest
