// Shapes of all values, from the operators' own rules, the constants and what the file says. Where an operator's rule refuses its
// inputs the shape stays unknown: the node may be in a branch that never runs.
//
// A loop's variable has a shape that holds in every iteration: dimensions that the body changes are unknown.
#include <map>

#include "convert/passes/passes.h"
#include "convert/passes/shape_values.h"
#include "tfops/op.h"

namespace goldcrest::convert {
namespace {

using tf::PartialShape;

bool Infer(Graph& graph);

// What is known after this as well; true where that is more than before.
bool Learn(Value* v, const PartialShape& shape) {
  const Expected<PartialShape> merged = tf::Merge(v->shape, shape);
  if (!merged.ok() || *merged == v->shape) return false;
  v->shape = *merged;
  return true;
}

// A shape that both have.
PartialShape Join(const PartialShape& a, const PartialShape& b) {
  if (!a.has_rank() || !b.has_rank() || a.rank() != b.rank()) return {};
  PartialShape joined = a;
  for (int i = 0; i < a.rank(); ++i)
    if (a.dim(i) != b.dim(i)) joined.set_dim(i, PartialShape::kUnknown);
  return joined;
}

using Shapes = std::map<Value*, PartialShape>;

void Remember(const Graph& graph, Shapes* shapes) {
  for (const auto& node : graph.nodes()) {
    for (const auto& v : node->outputs) shapes->emplace(v.get(), v->shape);
    for (const auto& body : node->bodies) Remember(*body, shapes);
  }
}

bool LearnArguments(Graph& body, const std::vector<PartialShape>& shapes) {
  bool changed = false;
  for (size_t i = 0; i < body.inputs.size() && i < shapes.size(); ++i) changed = Learn(body.inputs[i], shapes[i]) || changed;
  return changed;
}

bool InferLoop(Node& node) {
  if (node.bodies.size() != 2) return false;
  Graph& body = *node.bodies[1];
  const size_t variables = node.inputs.size();
  if (body.outputs.size() != variables || body.inputs.size() != variables || node.outputs.size() != variables) return false;
  std::vector<PartialShape> shapes;
  for (const Value* v : node.inputs) shapes.push_back(v->shape);
  Shapes before;
  Remember(body, &before);
  // Each round knows less of some variable than the one before, so this ends.
  for (bool stable = false; !stable;) {
    for (const auto& [value, shape] : before) value->shape = shape;
    LearnArguments(body, shapes);
    Infer(body);
    stable = true;
    for (size_t i = 0; i < variables; ++i) {
      PartialShape joined = Join(shapes[i], body.outputs[i]->shape);
      if (joined == shapes[i]) continue;
      shapes[i] = std::move(joined);
      stable = false;
    }
  }
  bool changed = false;
  for (const auto& [value, shape] : before) changed = changed || !(value->shape == shape);
  changed = LearnArguments(*node.bodies[0], shapes) || changed;
  changed = Infer(*node.bodies[0]) || changed;
  for (size_t i = 0; i < variables; ++i) changed = Learn(node.output(static_cast<int>(i)), shapes[i]) || changed;
  return changed;
}

bool InferBranches(Node& node) {
  bool changed = false;
  std::vector<PartialShape> shapes;
  for (size_t i = 1; i < node.inputs.size(); ++i) shapes.push_back(node.inputs[i]->shape);
  for (const auto& branch : node.bodies) {
    changed = LearnArguments(*branch, shapes) || changed;
    changed = Infer(*branch) || changed;
  }
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    PartialShape joined;
    for (size_t b = 0; b < node.bodies.size(); ++b) {
      if (i >= node.bodies[b]->outputs.size()) return changed;
      const PartialShape& shape = node.bodies[b]->outputs[i]->shape;
      joined = b == 0 ? shape : Join(joined, shape);
    }
    changed = Learn(node.outputs[i].get(), joined) || changed;
  }
  return changed;
}

bool InferNode(Node& node, ShapeValues& values) {
  const tf::Op* op = tf::FindOp(node.op);
  if (op == nullptr) return false;
  std::vector<tf::InputFacts> facts;
  for (const Value* v : node.inputs) facts.push_back(values.FactsOf(v));
  tf::InferContext context(node.attrs, facts, node.outputs.size());
  if (!tf::Infer(*op, context).ok()) return false;
  bool changed = false;
  for (size_t i = 0; i < node.outputs.size(); ++i) changed = Learn(node.outputs[i].get(), context.outputs()[i].shape) || changed;
  return changed;
}

bool Infer(Graph& graph) {
  bool changed = false;
  ShapeValues values;
  for (const auto& n : graph.nodes()) {
    if (n->kind != NodeKind::kTf) continue;
    if (n->bodies.empty()) {
      changed = InferNode(*n, values) || changed;
    } else if (n->op == "While" || n->op == "StatelessWhile") {
      changed = InferLoop(*n) || changed;
    } else {
      changed = InferBranches(*n) || changed;
    }
  }
  return changed;
}

}  // namespace

Expected<bool> InferShapes(Graph& graph) { return Infer(graph); }

}  // namespace goldcrest::convert
