// Plan: what an interpreter executes for one subgraph and one set of input shapes. Immutable and shared between threads.
#ifndef GOLDCREST_SRC_RUNTIME_PLAN_H_
#define GOLDCREST_SRC_RUNTIME_PLAN_H_

#include <memory>
#include <string>
#include <vector>

#include "goldcrest/delegate.h"
#include "runtime/graph.h"

namespace goldcrest {

// Where a tensor's bytes live.
enum class Storage : uint8_t {
  kNone,      // nowhere: fused away, or unused
  kConstant,  // in the model file or the plan
  kArena,     // at an offset of the interpreter's arena
  kVariable,  // of its own, kept from run to run
  kDynamic,   // of its own, allocated as the graph runs
};

struct TensorPlacement {
  Storage storage = Storage::kNone;
  size_t offset = 0;  // kArena
  int root = -1;      // kArena: the tensor whose memory this one shares, itself where it shares none
};

struct Step {
  const Operator* op = nullptr;
  Kernel kernel;         // of a static step
  bool dynamic = false;  // inferred, selected and allocated as the graph runs
  bool elided = false;   // a view whose output shares the input's memory: nothing runs
  GraphNode node;        // names, options, tensors, origins
};

// Consecutive steps that are executed alike.
struct Segment {
  enum class Kind : uint8_t { kStatic, kDynamic };
  Kind kind;
  int begin;
  int end;
};

struct Plan {
  std::vector<DelegationReport> delegations;
  Graph graph;  // its nodes moved into `steps`
  std::vector<TensorPlacement> placements;
  std::vector<Step> steps;
  std::vector<Segment> segments;
  size_t arena_bytes = 0;
  size_t arena_lower_bound = 0;  // largest sum of tensors alive at one step
  size_t workspace_bytes = 0;    // of the neediest static step
  uint64_t constant_bytes = 0;   // of constants and packed weights made for this plan
  uint64_t work = 0;             // of the static steps
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_PLAN_H_
