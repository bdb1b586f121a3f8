#include "compile/planner.h"

#include <algorithm>

#include "compile/delegation.h"
#include "compile/graph_util.h"
#include "compile/infer.h"
#include "compile/node_error.h"
#include "compile/passes.h"
#include "compile/refusals.h"

namespace goldcrest::compile {
namespace {

// Nodes whose results nobody sees and that do nothing else.
void DropDeadNodes(Graph& graph) {
  std::vector<bool> needed(graph.tensors.size()), dead(graph.nodes.size());
  for (int i : graph.outputs) needed[i] = true;
  for (size_t k = graph.nodes.size(); k-- > 0;) {
    const GraphNode& node = graph.nodes[k];
    // A dynamic node stays: what it would refuse at run time is not known yet.
    bool live = node.dynamic || node.op->has_side_effects();
    for (int i : node.outputs) live = live || needed[i];
    for (int i : node.inputs) live = live || (i >= 0 && graph.tensors[i].is_variable);
    dead[k] = !live;
    if (!live) continue;
    for (int i : node.inputs) {
      if (i >= 0) needed[i] = true;
    }
  }
  EraseNodes(graph, dead);
}

uint64_t ElementsTouched(const Graph& graph, const GraphNode& node) {
  uint64_t n = 0;
  for (int i : node.inputs) n += i < 0 || graph.tensors[i].is_constant ? 0 : graph.tensors[i].view.bytes;
  for (int i : node.outputs) n += graph.tensors[i].view.bytes;
  return n;
}

// `made_bytes`: what the plan's constants and packed weights take; more after.
Expected<Kernel> SelectKernel(Graph& graph, const GraphNode& node, const PlanOptions& options, uint64_t& made_bytes) {
  SelectContext ctx(Bind(graph, node, options.limits));
  ctx.packed_bytes_ = made_bytes;
  for (int i : node.inputs) ctx.constant_.push_back(i >= 0 && graph.tensors[i].is_constant);
  ctx.max_threads_ = options.max_threads;
  ctx.reference_only_ = options.reference_only;
  GC_ASSIGN_OR_RETURN(Kernel kernel, node.op->Select(ctx));
  made_bytes = ctx.packed_bytes_;
  if (kernel.work == 0) kernel.work = ElementsTouched(graph, node);
  // Weights that live on in packed form need no pages of the model file.
  for (std::span<const uint8_t> used : ctx.used_up_) {
    for (int i : node.inputs) {
      if (i >= 0 && graph.tensors[i].constant.data() == used.data() && graph.tensors[i].constant.file() != nullptr) {
        graph.tensors[i].constant.file()->GiveBack(used);
      }
    }
  }
  return kernel;
}

// The graph will not run; says what else is in the way, as far as shapes are known.
Status AddRefusalsOfSelect(Graph& graph, const PlanOptions& options, Refusals& refusals) {
  for (const GraphNode& node : graph.nodes) {
    if (node.dynamic || node.op->has_own_state()) continue;
    uint64_t made_bytes = graph.made_bytes;  // the kernels before it are gone again
    Expected<Kernel> kernel = SelectKernel(graph, node, options, made_bytes);
    if (!kernel.ok() && !refusals.Add(graph, node, std::move(kernel).status())) break;
  }
  return refusals.status();
}

void CutSegments(Plan& plan) {
  for (int s = 0; s < static_cast<int>(plan.steps.size()); ++s) {
    const Segment::Kind kind = plan.steps[s].dynamic ? Segment::Kind::kDynamic : Segment::Kind::kStatic;
    if (plan.segments.empty() || plan.segments.back().kind != kind) plan.segments.push_back({kind, s, s});
    plan.segments.back().end = s + 1;
  }
}

}  // namespace

Expected<std::shared_ptr<const Plan>> MakePlan(Graph graph, const PlanOptions& options) {
  Refusals refusals = options.refusals;
  GC_RETURN_IF_ERROR(InferShapes(graph, {options.limits, !options.preserve_all}, refusals));
  if (!refusals.empty()) return AddRefusalsOfSelect(graph, options, refusals);
  std::vector<DelegationReport> delegations;
  for (Delegate* delegate : options.delegates) {
    delegations.push_back(ApplyDelegate(graph, *delegate, options.limits));
    GC_RETURN_IF_ERROR(VerifyGraph(graph).At("after delegation"));
  }
  if (!options.preserve_all) {
    if (options.fuse) GC_RETURN_IF_ERROR(RunPasses(graph));
    DropDeadNodes(graph);
  }
  auto plan = std::make_shared<Plan>();
  plan->delegations = std::move(delegations);
  plan->constant_bytes = graph.made_bytes;
  for (GraphNode& node : graph.nodes) {
    Step step;
    step.op = node.op;
    step.dynamic = node.dynamic;
    if (!node.dynamic) {
      Expected<Kernel> kernel = SelectKernel(graph, node, options, plan->constant_bytes);
      if (!kernel.ok()) {
        if (!refusals.Add(graph, node, std::move(kernel).status())) return refusals.status();
        continue;
      }
      step.kernel = std::move(*kernel);
      plan->workspace_bytes = std::max(plan->workspace_bytes, step.kernel.workspace);
      if (step.kernel.work > options.limits.max_steps - plan->work) {
        return AtNode(node, Error(StatusCode::kLimitExceeded, "the model takes more than Limits::max_steps (%llu) multiply-adds",
                                  static_cast<unsigned long long>(options.limits.max_steps)));
      }
      plan->work += step.kernel.work;
    }
    step.node = std::move(node);
    plan->steps.push_back(std::move(step));
  }
  GC_RETURN_IF_ERROR(refusals.status());
  graph.nodes.clear();
  plan->graph = std::move(graph);
  GC_RETURN_IF_ERROR(PlaceTensors(*plan, options));
  CutSegments(*plan);
  return std::shared_ptr<const Plan>(std::move(plan));
}

}  // namespace goldcrest::compile
