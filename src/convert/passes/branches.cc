// If and Case. Where the choice is constant, the branch stands in place of the node; else constants move into the branches, and inputs
// that no branch reads and results that nobody reads go. Exact.
#include <algorithm>
#include <map>

#include "convert/passes/bodies.h"
#include "convert/passes/effects.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

// The branch that runs, where that is known.
std::optional<size_t> Chosen(const Node& node) {
  const tf::Literal* choice = node.input(0)->constant();
  if (choice == nullptr || choice->rank() != 0) return std::nullopt;
  const Expected<std::vector<double>> number = choice->AsDoubles();
  if (!number.ok()) return std::nullopt;
  const bool is_if = node.Is("If") || node.Is("StatelessIf");
  if (is_if) return node.bodies.size() == 2 ? std::optional<size_t>(number->front() != 0 ? 0 : 1) : std::nullopt;
  const double last = static_cast<double>(node.bodies.size() - 1);
  return static_cast<size_t>(number->front() >= 0 && number->front() <= last ? number->front() : last);
}

// A node of `branch` again, before `before` of the graph, with its inputs there.
Node* Clone(Graph& graph, Node& node, const std::map<const Value*, Value*>& values, const Node* before, const std::string& prefix) {
  Node* made = nullptr;
  std::vector<Value*> inputs;
  for (const Value* v : node.inputs) inputs.push_back(v == nullptr ? nullptr : values.at(v));
  if (node.kind == NodeKind::kConst) return graph.AddConst(node.value, prefix + node.name, before)->producer;
  if (node.kind == NodeKind::kTf) {
    made = graph.AddTf(node.op, prefix + node.name, std::move(inputs), {}, before);
  } else {
    made = graph.AddBuiltin(node.builtin, node.options, prefix + node.name, std::move(inputs), before);
    made->kind = node.kind;
    made->op = node.op;
    made->custom_options = node.custom_options;
  }
  made->attrs = node.attrs;
  made->origin = node.origin;
  made->bodies = std::move(node.bodies);
  for (const auto& v : node.outputs) graph.AddOutput(made, v->type, v->shape);
  return made;
}

void Inline(Graph& graph, Node& node, Graph& branch) {
  std::map<const Value*, Value*> values;
  for (size_t i = 0; i < branch.inputs.size(); ++i) values[branch.inputs[i]] = node.inputs[i + 1];
  for (const auto& n : branch.nodes()) {
    if (n->kind == NodeKind::kArg) continue;
    Node* made = Clone(graph, *n, values, &node, node.name + "/");
    for (int i = 0; i < made->num_outputs(); ++i) values[n->output(i)] = made->output(i);
  }
  for (size_t i = 0; i < node.outputs.size(); ++i) graph.ReplaceUses(node.outputs[i].get(), values.at(branch.outputs[i]));
  graph.Erase(&node);
}

bool SinkConstants(Node& node) {
  bool changed = false;
  for (size_t i = 1; i < node.inputs.size(); ++i) {
    const tf::Literal* constant = node.inputs[i]->constant();
    if (constant == nullptr) continue;
    for (const auto& branch : node.bodies) changed = ReplaceArgument(*branch, i - 1, *constant) || changed;
  }
  return changed;
}

bool RemoveUnused(Graph& graph, Node& node) {
  std::vector<bool> results, arguments, inputs = {true};
  for (const auto& v : node.outputs) results.push_back(graph.NumUses(v.get()) > 0);
  const bool all_results = std::all_of(results.begin(), results.end(), [](bool k) { return k; });
  // Without a result a node is dead, or there for its side effects only.
  const bool some_results = std::any_of(results.begin(), results.end(), [](bool k) { return k; });
  if (!all_results && some_results) {
    for (const auto& branch : node.bodies) {
      KeepOutputs(*branch, results);
      if (!RemoveDeadNodes(*branch).ok()) return true;
    }
    KeepResults(node, results);
  }
  for (size_t i = 1; i < node.inputs.size(); ++i) {
    const bool used = std::any_of(node.bodies.begin(), node.bodies.end(), [&](const auto& b) { return !IsUnusedArgument(*b, i - 1); });
    arguments.push_back(used);
    inputs.push_back(used);
  }
  const bool all_inputs = std::all_of(inputs.begin(), inputs.end(), [](bool k) { return k; });
  if (!all_inputs) {
    for (const auto& branch : node.bodies) KeepArguments(*branch, arguments);
    KeepInputs(graph, node, inputs);
  }
  return (!all_results && some_results) || !all_inputs;
}

}  // namespace

Expected<bool> SimplifyBranches(Graph& graph) {
  bool changed = false;
  for (Node* node : graph.AllNodes()) {
    if (node->kind != NodeKind::kTf || !IsBranches(*node)) continue;
    if (const auto chosen = Chosen(*node)) {
      Inline(graph, *node, *node->bodies[*chosen]);
      changed = true;
      continue;
    }
    changed = SinkConstants(*node) || changed;
    changed = RemoveUnused(graph, *node) || changed;
  }
  return changed;
}

}  // namespace goldcrest::convert
