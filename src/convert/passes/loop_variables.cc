// Variables of loops that are none.
//
// A variable that the body returns as it got it has its first value after the loop as well; where that is a constant, the loop's graphs
// hold it themselves. A variable that only serves to compute itself goes. Exact.
#include <algorithm>
#include <set>

#include "convert/passes/bodies.h"
#include "convert/passes/effects.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool ReplaceInvariants(Graph& graph, Node& node) {
  bool changed = false;
  Graph& cond = *node.bodies[0];
  Graph& body = *node.bodies[1];
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const tf::Literal* constant = node.inputs[i]->constant();
    const Value* next = body.outputs[i];
    // The body may have got the constant already, as another node of the same value.
    const bool invariant = next == body.inputs[i] || (constant != nullptr && next->constant() != nullptr && *next->constant() == *constant);
    if (!invariant) continue;
    if (graph.NumUses(node.outputs[i].get()) > 0) {
      graph.ReplaceUses(node.outputs[i].get(), node.inputs[i]);
      changed = true;
    }
    if (constant == nullptr) continue;
    changed = ReplaceArgument(cond, i, *constant) || changed;
    changed = ReplaceArgument(body, i, *constant) || changed;
  }
  return changed;
}

// The variables whose values something outside, the condition or a side effect needs, from one iteration to the next.
std::vector<bool> LiveVariables(const Graph& graph, const Node& node) {
  const Graph& cond = *node.bodies[0];
  const Graph& body = *node.bodies[1];
  std::vector<bool> live(node.inputs.size());
  std::set<const Node*> seen;
  std::vector<const Node*> pending;
  const auto need = [&](const Node* n) {
    if (seen.insert(n).second) pending.push_back(n);
  };
  const auto need_variable = [&](size_t i) {
    if (live[i]) return;
    live[i] = true;
    need(body.outputs[i]->producer);
  };
  for (size_t i = 0; i < live.size(); ++i)
    if (graph.NumUses(node.outputs[i].get()) > 0 || !IsUnusedArgument(cond, i)) need_variable(i);
  for (const auto& n : body.nodes())
    if (HasSideEffects(*n)) need(n.get());
  while (!pending.empty()) {
    const Node* n = pending.back();
    pending.pop_back();
    if (n->kind == NodeKind::kArg) need_variable(static_cast<size_t>(n->arg));
    for (const Value* v : n->inputs)
      if (v != nullptr) need(v->producer);
  }
  return live;
}

Expected<bool> RemoveDeadVariables(Graph& graph, Node& node) {
  const std::vector<bool> live = LiveVariables(graph, node);
  const auto kept = std::count(live.begin(), live.end(), true);
  if (kept == 0 || static_cast<size_t>(kept) == live.size()) return false;
  KeepOutputs(*node.bodies[1], live);
  GC_RETURN_IF_ERROR(RemoveDeadNodes(*node.bodies[1]).status());
  KeepArguments(*node.bodies[0], live);
  KeepArguments(*node.bodies[1], live);
  KeepInputs(graph, node, live);
  KeepResults(node, live);
  return true;
}

}  // namespace

Expected<bool> SimplifyLoops(Graph& graph) {
  bool changed = false;
  for (Node* node : graph.AllNodes()) {
    if (!IsLoop(*node)) continue;
    changed = ReplaceInvariants(graph, *node) || changed;
    GC_ASSIGN_OR_RETURN(const bool removed, RemoveDeadVariables(graph, *node));
    changed = changed || removed;
  }
  return changed;
}

}  // namespace goldcrest::convert
