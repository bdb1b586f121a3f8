// Limits: what a model from an unknown source may cost. Every call that would need more returns LIMIT_EXCEEDED.
#ifndef GOLDCREST_LIMITS_H_
#define GOLDCREST_LIMITS_H_

#include <cstdint>

namespace goldcrest {

struct Limits {
  // Bytes of tensors, packed weights and working memory that one interpreter may hold at once. Constants that lie in the model
  // file do not count.
  uint64_t max_bytes = uint64_t{2} << 30;

  // Work of one run, in multiply-adds or elements touched, counted when a run is planned; an iteration of a loop counts as
  // kLoopIterationCost more, as it happens. A processor core does 10^9 to 10^11 of these a second.
  uint64_t max_steps = uint64_t{1} << 40;

  // Subgraphs that may be inside one another at run time (WHILE in IF in WHILE ...).
  int max_call_depth = 64;
};

// About a microsecond, the time that one pass through the smallest loop takes, in units of Limits::max_steps.
inline constexpr uint64_t kLoopIterationCost = 65536;

}  // namespace goldcrest

#endif  // GOLDCREST_LIMITS_H_
