// Loops and branches. Their graphs, already lowered, move to the new operator; export numbers them as subgraphs.
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

Status Finish(Lowering& l, Node* made) {
  std::vector<Value*> results;
  for (const auto& old : l.node().outputs) results.push_back(l.graph().AddOutput(made, old->type, old->shape));
  return l.Replace(results);
}

Status LowerWhile(Lowering& l) {
  Node& node = l.node();
  if (node.bodies.size() != 2) return l.Refuse("it has %zu functions; a condition and a body expected", node.bodies.size());
  Node* made = l.BuiltinNode(BuiltinOperator::kWhile, model::WhileOptions(), node.inputs);
  made->bodies = std::move(node.bodies);
  node.bodies.clear();
  return Finish(l, made);
}

// TensorFlow takes a number for a condition: whether it is not 0.
Status AsCondition(Lowering& l, Value** condition) {
  *condition = l.input(0);
  if ((*condition)->rank() > 0) return l.Refuse("its condition has %d dimensions; a scalar expected", (*condition)->rank());
  if ((*condition)->type == DataType::kBool) return Status::Ok();
  if (!Contains(kFloat32Int32Int64, (*condition)->type))
    return l.Refuse("its condition is %s; bool expected", tf::TypeName((*condition)->type).c_str());
  *condition = l.Compare(BuiltinOperator::kNotEqual, *condition, l.ScalarLike(0, *condition), model::NotEqualOptions());
  return Status::Ok();
}

Status LowerIf(Lowering& l) {
  Node& node = l.node();
  if (node.bodies.size() != 2) return l.Refuse("it has %zu branches; 2 expected", node.bodies.size());
  std::vector<Value*> inputs = node.inputs;
  GC_RETURN_IF_ERROR(AsCondition(l, &inputs[0]));
  Node* made = l.BuiltinNode(BuiltinOperator::kIf, model::IfOptions(), std::move(inputs));
  made->bodies = std::move(node.bodies);
  node.bodies.clear();
  return Finish(l, made);
}

// IF (index == i) { branch i } else { the rest }, in `graph`; `inputs` are those of the branches, the index the last.
Node* Chain(Graph& graph, const Node& source, std::vector<std::unique_ptr<Graph>>& branches, size_t i, const std::vector<Value*>& inputs,
            const Node* before) {
  const std::string name = source.name + (before != nullptr ? "" : "/" + std::to_string(i));
  Value* number = graph.AddConst(tf::Literal::Scalar<int32_t>(static_cast<int32_t>(i)), name + "/branch", before);
  Node* equal = graph.AddBuiltin(BuiltinOperator::kEqual, model::EqualOptions(), name + "/is_branch", {inputs.back(), number}, before);
  std::vector<Value*> if_inputs = {graph.AddOutput(equal, DataType::kBool, PartialShape::Scalar())};
  if_inputs.insert(if_inputs.end(), inputs.begin(), inputs.end());
  Node* made = graph.AddBuiltin(BuiltinOperator::kIf, model::IfOptions(), name, std::move(if_inputs), before);
  made->origin = source.origin;
  for (const auto& old : source.outputs) graph.AddOutput(made, old->type, old->shape);
  const auto with_index = [](std::unique_ptr<Graph> branch) {
    branch->AddInput(DataType::kInt32, PartialShape::Scalar(), "branch_index");
    return branch;
  };
  made->bodies.push_back(with_index(std::move(branches[i])));
  if (i + 2 == branches.size()) {
    made->bodies.push_back(with_index(std::move(branches[i + 1])));
    return made;
  }
  auto rest = std::make_unique<Graph>();
  rest->name = name + "/else";
  for (const Value* v : inputs) rest->AddInput(v->type, v->shape, "arg" + std::to_string(rest->inputs.size()));
  const std::vector<Value*> rest_inputs = rest->inputs;
  Node* inner = Chain(*rest, source, branches, i + 1, rest_inputs, nullptr);
  for (const auto& v : inner->outputs) rest->outputs.push_back(v.get());
  made->bodies.push_back(std::move(rest));
  return made;
}

// A branch for each index; the last for every index that has none.
Status LowerCase(Lowering& l) {
  Node& node = l.node();
  if (node.bodies.size() < 2) return l.Refuse("it has %zu branches; 2 or more expected", node.bodies.size());
  if (l.input(0)->rank() > 0) return l.Refuse("its index has %d dimensions; a scalar expected", l.input(0)->rank());
  if (node.bodies.size() > 64) return l.Refuse("it has %zu branches; 64 can be told apart", node.bodies.size());
  std::vector<std::unique_ptr<Graph>> branches = std::move(node.bodies);
  node.bodies.clear();
  std::vector<Value*> inputs(node.inputs.begin() + 1, node.inputs.end());
  inputs.push_back(l.input(0));
  Node* made = Chain(l.graph(), node, branches, 0, inputs, &node);
  std::vector<Value*> results;
  for (const auto& v : made->outputs) results.push_back(v.get());
  return l.Replace(results);
}

constexpr LoweringRule kRules[] = {
    {"Case", LowerCase},   {"If", LowerIf}, {"StatelessCase", LowerCase}, {"StatelessIf", LowerIf}, {"StatelessWhile", LowerWhile},
    {"While", LowerWhile},
};

}  // namespace

std::span<const LoweringRule> ControlFlowRules() { return kRules; }

}  // namespace goldcrest::convert
