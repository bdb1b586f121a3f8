// Which of a graph's nodes can run together as one step.
#ifndef GOLDCREST_SRC_DELEGATES_PARTITIONER_H_
#define GOLDCREST_SRC_DELEGATES_PARTITIONER_H_

#include <vector>

#include "runtime/graph.h"

namespace goldcrest {

// The nodes marked in `taken`, cut into as few sets as the dependencies through the other nodes allow. Each set is convex: no path
// leaves it and comes back. Node indices of `graph`, ascending within a set; the sets in an order in which they can run.
std::vector<std::vector<int>> CutPartitions(const Graph& graph, const std::vector<bool>& taken);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_DELEGATES_PARTITIONER_H_
