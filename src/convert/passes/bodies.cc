#include "convert/passes/bodies.h"

#include <algorithm>

namespace goldcrest::convert {

bool IsLoop(const Node& node) {
  if (!node.Is("While") && !node.Is("StatelessWhile") && !node.Is(BuiltinOperator::kWhile)) return false;
  const size_t variables = node.inputs.size();
  return node.bodies.size() == 2 && node.outputs.size() == variables && node.bodies[0]->inputs.size() == variables &&
         node.bodies[1]->inputs.size() == variables && node.bodies[1]->outputs.size() == variables;
}

bool IsBranches(const Node& node) {
  if (!node.Is("If") && !node.Is("StatelessIf") && !node.Is("Case") && !node.Is("StatelessCase") && !node.Is(BuiltinOperator::kIf))
    return false;
  return !node.bodies.empty() && !node.inputs.empty() && std::all_of(node.bodies.begin(), node.bodies.end(), [&](const auto& body) {
    return body->inputs.size() + 1 == node.inputs.size() && body->outputs.size() == node.outputs.size();
  });
}

bool ReplaceArgument(Graph& body, size_t i, const tf::Literal& constant) {
  if (IsUnusedArgument(body, i)) return false;
  Value* argument = body.inputs[i];
  body.ReplaceUses(argument, body.AddConst(constant, argument->producer->name + "/constant", body.FirstOperation()));
  return true;
}

bool IsUnusedArgument(const Graph& body, size_t i) { return body.NumUses(body.inputs[i]) == 0; }

void KeepArguments(Graph& body, const std::vector<bool>& keep) {
  std::vector<Value*> kept;
  for (size_t i = 0; i < keep.size(); ++i) {
    Node* argument = body.inputs[i]->producer;
    if (!keep[i]) {
      body.Erase(argument);
      continue;
    }
    argument->arg = static_cast<int>(kept.size());
    kept.push_back(argument->output());
  }
  body.inputs = std::move(kept);
}

void KeepInputs(Graph& graph, Node& node, const std::vector<bool>& keep) {
  std::vector<Value*> kept;
  for (size_t i = 0; i < keep.size(); ++i)
    if (keep[i]) kept.push_back(node.inputs[i]);
  graph.SetInputs(&node, std::move(kept));
}

void KeepResults(Node& node, const std::vector<bool>& keep) {
  std::vector<std::unique_ptr<Value>> kept;
  for (size_t i = 0; i < keep.size(); ++i)
    if (keep[i]) kept.push_back(std::move(node.outputs[i]));
  node.outputs = std::move(kept);
  for (size_t i = 0; i < node.outputs.size(); ++i) node.outputs[i]->index = static_cast<int>(i);
}

void KeepOutputs(Graph& body, const std::vector<bool>& keep) {
  std::vector<Value*> kept;
  for (size_t i = 0; i < keep.size(); ++i)
    if (keep[i]) kept.push_back(body.outputs[i]);
  body.outputs = std::move(kept);
}

}  // namespace goldcrest::convert
