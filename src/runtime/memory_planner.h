// Places tensors in one arena so that those alive at the same time never overlap and the arena is small.
//
// Several greedy orders are tried (largest first; most constrained first; by first use) and the smallest arena wins. Greedy by
// size is the method of Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020.
#ifndef GOLDCREST_SRC_RUNTIME_MEMORY_PLANNER_H_
#define GOLDCREST_SRC_RUNTIME_MEMORY_PLANNER_H_

#include <cstddef>
#include <vector>

namespace goldcrest {

struct MemoryRequest {
  size_t bytes = 0;
  int first_step = 0;  // alive from this step ...
  int last_step = 0;   // ... to this one, both included
  size_t offset = 0;   // result
};

struct MemoryLayout {
  size_t bytes = 0;        // of the arena
  size_t lower_bound = 0;  // the largest sum of requests alive at one step: no layout is smaller
};

// Fills in the offsets, each a multiple of kAlignment. The caller made sure that the sum of all requests does not overflow.
MemoryLayout PlanMemory(std::vector<MemoryRequest>& requests);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_MEMORY_PLANNER_H_
