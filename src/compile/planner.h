// From a graph to a plan: kernels, memory, segments.
#ifndef GOLDCREST_SRC_COMPILE_PLANNER_H_
#define GOLDCREST_SRC_COMPILE_PLANNER_H_

#include <memory>
#include <span>

#include "compile/refusals.h"
#include "runtime/plan.h"

namespace goldcrest::compile {

struct PlanOptions {
  Limits limits;
  int max_threads = 1;
  bool fuse = true;                      // run the graph rewrites
  bool preserve_all = false;             // every tensor keeps its value after a run: no rewrites, no memory shared
  bool reference_only = false;           // plain kernels
  std::span<Delegate* const> delegates;  // each is offered what those before it left
  Refusals refusals;                     // of subgraphs that this one calls: reported with its own
};

// Infers, folds, rewrites, selects kernels and places tensors.
Expected<std::shared_ptr<const Plan>> MakePlan(Graph graph, const PlanOptions& options);

// Places the plan's tensors (memory.cc).
Status PlaceTensors(Plan& plan, const PlanOptions& options);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_PLANNER_H_
