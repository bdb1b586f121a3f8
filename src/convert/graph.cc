#include "convert/graph.h"

#include <algorithm>
#include <set>

namespace goldcrest::convert {

const tf::Literal* Value::constant() const {
  return producer != nullptr && producer->kind == NodeKind::kConst ? &producer->value : nullptr;
}

std::vector<Node*> Graph::AllNodes() const {
  std::vector<Node*> all;
  all.reserve(nodes_.size());
  for (const auto& n : nodes_) all.push_back(n.get());
  return all;
}

Node* Graph::Insert(std::unique_ptr<Node> node, const Node* before) {
  Node* raw = node.get();
  raw->place = nodes_.insert(before == nullptr ? nodes_.end() : before->place, std::move(node));
  return raw;
}

const Node* Graph::FirstOperation() const {
  const auto first = std::find_if(nodes_.begin(), nodes_.end(), [](const auto& n) { return n->kind != NodeKind::kArg; });
  return first == nodes_.end() ? nullptr : first->get();
}

Value* Graph::AddOutput(Node* node, tf::DataType type, tf::PartialShape shape) {
  auto value = std::make_unique<Value>();
  value->producer = node;
  value->index = node->num_outputs();
  value->type = type;
  value->shape = std::move(shape);
  node->outputs.push_back(std::move(value));
  return node->outputs.back().get();
}

Value* Graph::AddInput(tf::DataType type, tf::PartialShape shape, std::string input_name) {
  auto node = std::make_unique<Node>();
  node->kind = NodeKind::kArg;
  node->arg = static_cast<int>(inputs.size());
  node->name = std::move(input_name);
  // Arguments come first, in order.
  const auto place = std::find_if(nodes_.begin(), nodes_.end(), [](const auto& n) { return n->kind != NodeKind::kArg; });
  Node* raw = node.get();
  raw->place = nodes_.insert(place, std::move(node));
  inputs.push_back(AddOutput(raw, type, std::move(shape)));
  return inputs.back();
}

Value* Graph::AddConst(tf::Literal value, std::string const_name, const Node* before) {
  auto node = std::make_unique<Node>();
  node->kind = NodeKind::kConst;
  node->name = std::move(const_name);
  const tf::DataType type = value.type();
  tf::PartialShape shape = value.shape();
  node->value = std::move(value);
  return AddOutput(Insert(std::move(node), before), type, std::move(shape));
}

Node* Graph::AddTf(std::string op, std::string node_name, std::vector<Value*> node_inputs, std::vector<tf::DataType> output_types,
                   const Node* before) {
  auto node = std::make_unique<Node>();
  node->op = std::move(op);
  node->name = std::move(node_name);
  Node* raw = Insert(std::move(node), before);
  for (Value* v : node_inputs) AddNodeInput(raw, v);
  for (tf::DataType t : output_types) AddOutput(raw, t, {});
  return raw;
}

Node* Graph::AddBuiltin(BuiltinOperator op, model::Options options, std::string node_name, std::vector<Value*> node_inputs,
                        const Node* before) {
  auto node = std::make_unique<Node>();
  node->kind = NodeKind::kBuiltin;
  node->builtin = op;
  node->options = std::move(options);
  node->name = std::move(node_name);
  Node* raw = Insert(std::move(node), before);
  for (Value* v : node_inputs) AddNodeInput(raw, v);
  return raw;
}

void Graph::Link(Node* node, int input, Value* value) {
  node->inputs[static_cast<size_t>(input)] = value;
  if (value != nullptr) value->uses.push_back({node, input});
}

void Graph::Unlink(Node* node, int input) {
  Value* value = node->input(input);
  if (value != nullptr) std::erase(value->uses, Value::Use{node, input});
}

void Graph::SetInput(Node* node, int input, Value* value) {
  Unlink(node, input);
  Link(node, input, value);
}

void Graph::AddNodeInput(Node* node, Value* value) {
  node->inputs.push_back(nullptr);
  Link(node, node->num_inputs() - 1, value);
}

void Graph::SetInputs(Node* node, std::vector<Value*> values) {
  for (int i = 0; i < node->num_inputs(); ++i) Unlink(node, i);
  node->inputs.clear();
  for (Value* v : values) AddNodeInput(node, v);
}

void Graph::ReplaceUses(Value* from, Value* to) {
  if (from == to) return;
  const std::vector<Value::Use> uses = from->uses;
  for (const Value::Use& use : uses) SetInput(use.node, use.input, to);
  std::replace(outputs.begin(), outputs.end(), from, to);
}

bool Graph::IsOutput(const Value* v) const { return std::find(outputs.begin(), outputs.end(), v) != outputs.end(); }

int Graph::NumUses(const Value* v) const {
  return static_cast<int>(v->uses.size()) + static_cast<int>(std::count(outputs.begin(), outputs.end(), v));
}

bool Graph::IsDead(const Node* node) const {
  return std::all_of(node->outputs.begin(), node->outputs.end(), [&](const auto& v) { return v->uses.empty() && !IsOutput(v.get()); });
}

void Graph::Erase(Node* node) {
  for (int i = 0; i < node->num_inputs(); ++i) Unlink(node, i);
  nodes_.erase(node->place);
}

Status VerifyGraph(const Graph& graph) {
  std::set<const Value*> made;
  const auto bad = [&](const Node& n, const char* what) {
    return Error(StatusCode::kInternal, "graph \"%s\", node \"%s\" (%s): %s", graph.name.c_str(), n.name.c_str(), n.op.c_str(), what);
  };
  size_t args = 0;
  for (const auto& node : graph.nodes()) {
    const Node& n = *node;
    if (n.kind == NodeKind::kArg && (args >= graph.inputs.size() || n.num_outputs() != 1 || graph.inputs[args++] != n.output()))
      return bad(n, "an argument that is no input of the graph");
    if (n.kind == NodeKind::kConst && (n.num_outputs() != 1 || n.output()->type != n.value.type()))
      return bad(n, "a constant of another type");
    for (int i = 0; i < n.num_inputs(); ++i) {
      const Value* v = n.input(i);
      if (v == nullptr) {
        if (n.kind == NodeKind::kTf) return bad(n, "an input is missing");
        continue;
      }
      if (made.count(v) == 0) return bad(n, "an input is computed later or not at all");
      if (std::count(v->uses.begin(), v->uses.end(), Value::Use{const_cast<Node*>(&n), i}) != 1) return bad(n, "an input does not know it");
    }
    for (int i = 0; i < n.num_outputs(); ++i) {
      if (n.output(i)->producer != &n || n.output(i)->index != i) return bad(n, "an output that is not its own");
      made.insert(n.output(i));
    }
    for (const auto& body : n.bodies) GC_RETURN_IF_ERROR(VerifyGraph(*body));
  }
  if (args != graph.inputs.size()) return Error(StatusCode::kInternal, "graph \"%s\": inputs without a node", graph.name.c_str());
  for (const Value* v : graph.outputs)
    if (made.count(v) == 0) return Error(StatusCode::kInternal, "graph \"%s\": an output that no node computes", graph.name.c_str());
  return Status::Ok();
}

namespace {

void Print(const Graph& graph, const std::string& indent, std::string* text) {
  const auto name_of = [](const Value* v) {
    if (v == nullptr) return std::string("-");
    return v->producer->name + (v->index > 0 ? ":" + std::to_string(v->index) : "");
  };
  for (const auto& n : graph.nodes()) {
    *text += indent + n->name + " = ";
    switch (n->kind) {
      case NodeKind::kConst: *text += "const"; break;
      case NodeKind::kArg: *text += "input"; break;
      case NodeKind::kBuiltin: *text += BuiltinOperatorName(n->builtin); break;
      default: *text += n->op; break;
    }
    *text += "(";
    for (int i = 0; i < n->num_inputs(); ++i) *text += (i > 0 ? ", " : "") + name_of(n->input(i));
    *text += ")";
    for (const auto& v : n->outputs) *text += " " + tf::TypeName(v->type) + v->shape.ToString();
    *text += "\n";
    for (const auto& body : n->bodies) {
      *text += indent + "  graph " + body->name + "\n";
      Print(*body, indent + "    ", text);
    }
  }
  *text += indent + "return";
  for (const Value* v : graph.outputs) *text += " " + name_of(v);
  *text += "\n";
}

}  // namespace

std::string ToText(const Graph& graph) {
  std::string text;
  Print(graph, "", &text);
  return text;
}

}  // namespace goldcrest::convert
