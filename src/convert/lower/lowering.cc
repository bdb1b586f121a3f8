#include "convert/lower/lowering.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace goldcrest::convert {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

std::optional<std::vector<int64_t>> Lowering::Ints(int i) const {
  if (i >= num_inputs() || input(i)->constant() == nullptr) return std::nullopt;
  Expected<std::vector<int64_t>> ints = input(i)->constant()->AsInts();
  if (!ints.ok()) return std::nullopt;
  return std::move(*ints);
}

std::optional<std::vector<double>> Lowering::Doubles(int i) const {
  if (i >= num_inputs() || input(i)->constant() == nullptr) return std::nullopt;
  Expected<std::vector<double>> doubles = input(i)->constant()->AsDoubles();
  if (!doubles.ok()) return std::nullopt;
  return std::move(*doubles);
}

std::string Lowering::NextName() { return node_.name + (made_++ == 0 ? "" : "/" + std::to_string(made_ - 1)); }

Node* Lowering::BuiltinNode(BuiltinOperator op, model::Options options, std::vector<Value*> inputs) {
  Node* made = graph_.AddBuiltin(op, std::move(options), NextName(), std::move(inputs), &node_);
  made->origin = node_.origin;
  return made;
}

Value* Lowering::Builtin(BuiltinOperator op, model::Options options, std::vector<Value*> inputs, DataType type, PartialShape shape) {
  return graph_.AddOutput(BuiltinNode(op, std::move(options), std::move(inputs)), type, std::move(shape));
}

Value* Lowering::Unary(BuiltinOperator op, Value* x, model::Options options) {
  return Builtin(op, std::move(options), {x}, x->type, x->shape);
}

Value* Lowering::Binary(BuiltinOperator op, Value* a, Value* b, model::Options options) {
  return Builtin(op, std::move(options), {a, b}, a->type, BroadcastShape(a->shape, b->shape));
}

Value* Lowering::Compare(BuiltinOperator op, Value* a, Value* b, model::Options options) {
  return Builtin(op, std::move(options), {a, b}, DataType::kBool, BroadcastShape(a->shape, b->shape));
}

Value* Lowering::Add(Value* a, Value* b) { return Binary(BuiltinOperator::kAdd, a, b, model::AddOptions()); }
Value* Lowering::Sub(Value* a, Value* b) { return Binary(BuiltinOperator::kSub, a, b, model::SubOptions()); }
Value* Lowering::Mul(Value* a, Value* b) { return Binary(BuiltinOperator::kMul, a, b, model::MulOptions()); }
Value* Lowering::Div(Value* a, Value* b) { return Binary(BuiltinOperator::kDiv, a, b, model::DivOptions()); }

Value* Lowering::Reshape(Value* x, const std::vector<int64_t>& dims, PartialShape shape) {
  model::ReshapeOptions options;
  options.new_shape.assign(dims.begin(), dims.end());
  return Builtin(BuiltinOperator::kReshape, std::move(options), {x, Int32s(dims)}, x->type, std::move(shape));
}

Value* Lowering::Transpose(Value* x, const std::vector<int>& permutation) {
  PartialShape shape = x->shape;
  if (shape.has_rank())
    for (int i = 0; i < shape.rank(); ++i) shape.set_dim(i, x->shape.dim(permutation[static_cast<size_t>(i)]));
  return Builtin(BuiltinOperator::kTranspose, model::TransposeOptions(), {x, Int32s({permutation.begin(), permutation.end()})}, x->type,
                 std::move(shape));
}

Value* Lowering::Cast(Value* x, DataType type) {
  if (x->type == type) return x;
  return Builtin(BuiltinOperator::kCast, model::CastOptions(), {x}, type, x->shape);
}

Value* Lowering::BroadcastTo(Value* x, Value* int_shape, PartialShape shape) {
  return Builtin(BuiltinOperator::kBroadcastTo, model::BroadcastToOptions(), {x, int_shape}, x->type, std::move(shape));
}

Value* Lowering::ShapeOf(Value* x) {
  model::ShapeOptions options;
  options.out_type = TensorType::kInt32;
  return Builtin(BuiltinOperator::kShape, options, {x}, DataType::kInt32,
                 PartialShape({x->shape.has_rank() ? x->shape.rank() : PartialShape::kUnknown}));
}

Value* Lowering::Const(Literal value) { return graph_.AddConst(std::move(value), NextName(), &node_); }

Value* Lowering::Int32s(const std::vector<int64_t>& values) {
  return Const(Literal::Of<int32_t>({static_cast<int64_t>(values.size())}, std::vector<int32_t>(values.begin(), values.end())));
}

Value* Lowering::Int32(int64_t value) { return Const(Literal::Scalar<int32_t>(static_cast<int32_t>(value))); }
Value* Lowering::Float(float value) { return Const(Literal::Scalar<float>(value)); }

Value* Lowering::ScalarLike(double value, const Value* x) {
  Expected<Literal> literal = tf::LiteralFromDoubles(x->type, {}, {&value, 1});
  return literal.ok() ? Const(std::move(*literal)) : Float(static_cast<float>(value));
}

Status Lowering::Replace(Value* result) { return Replace(std::vector<Value*>{result}); }

Status Lowering::Replace(const std::vector<Value*>& results) {
  for (size_t i = 0; i < results.size(); ++i) {
    Value* old = node_.outputs[i].get();
    if (results[i] == nullptr) continue;
    // What the source's graph knew may be more than what the operators' own shapes say.
    if (Expected<PartialShape> merged = tf::Merge(results[i]->shape, old->shape); merged.ok()) results[i]->shape = *merged;
    graph_.ReplaceUses(old, results[i]);
  }
  graph_.Erase(&node_);
  return Status::Ok();
}

Status Lowering::Refuse(const char* format, ...) const {
  char reason[512];
  va_list args;
  va_start(args, format);
  std::vsnprintf(reason, sizeof(reason), format, args);
  va_end(args);
  return Error(StatusCode::kUnsupported, "%s", reason);
}

PartialShape BroadcastShape(const PartialShape& a, const PartialShape& b) {
  if (!a.has_rank() || !b.has_rank()) return {};
  const PartialShape& longer = a.rank() >= b.rank() ? a : b;
  const PartialShape& shorter = a.rank() >= b.rank() ? b : a;
  PartialShape shape = longer;
  const int lead = longer.rank() - shorter.rank();
  for (int i = 0; i < shorter.rank(); ++i) {
    const int64_t x = longer.dim(lead + i), y = shorter.dim(i);
    // An unknown dimension is 1 or the other; with a known one above 1, the result has that.
    shape.set_dim(lead + i, x == 1 ? y : y == 1 ? x : x < 0 ? y : x);
  }
  return shape;
}

std::vector<Refusal> LowerGraph(Graph& graph) {
  std::vector<Refusal> refusals;
  for (Node* node : graph.AllNodes()) {
    for (const auto& body : node->bodies) {
      std::vector<Refusal> inner = LowerGraph(*body);
      refusals.insert(refusals.end(), inner.begin(), inner.end());
    }
    if (node->kind != NodeKind::kTf) continue;
    const LoweringRule* rule = FindLoweringRule(node->op);
    if (rule == nullptr) {
      refusals.push_back({node, Error(StatusCode::kUnsupported, "no operator of the model format computes it")});
      continue;
    }
    Lowering lowering(graph, *node);
    Status status = rule->lower(lowering);
    if (!status.ok()) refusals.push_back({node, std::move(status)});
  }
  return refusals;
}

}  // namespace goldcrest::convert
