#include "convert/builder.h"

namespace goldcrest::convert {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

std::string Builder::NextName() { return name_ + (made_++ == 0 ? "" : "/" + std::to_string(made_ - 1)); }

Node* Builder::BuiltinNode(BuiltinOperator op, model::Options options, std::vector<Value*> inputs) {
  Node* made = graph_.AddBuiltin(op, std::move(options), NextName(), std::move(inputs), before_);
  made->origin = origin_;
  return made;
}

Value* Builder::Builtin(BuiltinOperator op, model::Options options, std::vector<Value*> inputs, DataType type, PartialShape shape) {
  return graph_.AddOutput(BuiltinNode(op, std::move(options), std::move(inputs)), type, std::move(shape));
}

Value* Builder::Unary(BuiltinOperator op, Value* x, model::Options options) {
  return Builtin(op, std::move(options), {x}, x->type, x->shape);
}

Value* Builder::Binary(BuiltinOperator op, Value* a, Value* b, model::Options options) {
  return Builtin(op, std::move(options), {a, b}, a->type, BroadcastShape(a->shape, b->shape));
}

Value* Builder::Compare(BuiltinOperator op, Value* a, Value* b, model::Options options) {
  return Builtin(op, std::move(options), {a, b}, DataType::kBool, BroadcastShape(a->shape, b->shape));
}

Value* Builder::Add(Value* a, Value* b) { return Binary(BuiltinOperator::kAdd, a, b, model::AddOptions()); }
Value* Builder::Sub(Value* a, Value* b) { return Binary(BuiltinOperator::kSub, a, b, model::SubOptions()); }
Value* Builder::Mul(Value* a, Value* b) { return Binary(BuiltinOperator::kMul, a, b, model::MulOptions()); }
Value* Builder::Div(Value* a, Value* b) { return Binary(BuiltinOperator::kDiv, a, b, model::DivOptions()); }

Value* Builder::Reshape(Value* x, const std::vector<int64_t>& dims, PartialShape shape) {
  model::ReshapeOptions options;
  options.new_shape.assign(dims.begin(), dims.end());
  return Builtin(BuiltinOperator::kReshape, std::move(options), {x, Int32s(dims)}, x->type, std::move(shape));
}

Value* Builder::Transpose(Value* x, const std::vector<int>& permutation) {
  PartialShape shape = x->shape;
  if (shape.has_rank())
    for (int i = 0; i < shape.rank(); ++i) shape.set_dim(i, x->shape.dim(permutation[static_cast<size_t>(i)]));
  return Builtin(BuiltinOperator::kTranspose, model::TransposeOptions(), {x, Int32s({permutation.begin(), permutation.end()})}, x->type,
                 std::move(shape));
}

Value* Builder::Cast(Value* x, DataType type) {
  if (x->type == type) return x;
  return Builtin(BuiltinOperator::kCast, model::CastOptions(), {x}, type, x->shape);
}

Value* Builder::BroadcastTo(Value* x, Value* int_shape, PartialShape shape) {
  return Builtin(BuiltinOperator::kBroadcastTo, model::BroadcastToOptions(), {x, int_shape}, x->type, std::move(shape));
}

Value* Builder::ShapeOf(Value* x) {
  model::ShapeOptions options;
  options.out_type = TensorType::kInt32;
  return Builtin(BuiltinOperator::kShape, options, {x}, DataType::kInt32,
                 PartialShape({x->shape.has_rank() ? x->shape.rank() : PartialShape::kUnknown}));
}

Value* Builder::Tf(std::string op, std::vector<Value*> inputs, tf::Attrs attrs, DataType type, PartialShape shape) {
  Node* made = graph_.AddTf(std::move(op), NextName(), std::move(inputs), {type}, before_);
  made->attrs = std::move(attrs);
  made->origin = origin_;
  made->output()->shape = std::move(shape);
  return made->output();
}

Value* Builder::Const(Literal value) { return graph_.AddConst(std::move(value), NextName(), before_); }

Value* Builder::Int32s(const std::vector<int64_t>& values) {
  return Const(Literal::Of<int32_t>({static_cast<int64_t>(values.size())}, std::vector<int32_t>(values.begin(), values.end())));
}

Value* Builder::Int32(int64_t value) { return Const(Literal::Scalar<int32_t>(static_cast<int32_t>(value))); }
Value* Builder::Float(float value) { return Const(Literal::Scalar<float>(value)); }

Value* Builder::ScalarLike(double value, const Value* x) {
  Expected<Literal> literal = tf::LiteralFromDoubles(x->type, {}, {&value, 1});
  return literal.ok() ? Const(std::move(*literal)) : Float(static_cast<float>(value));
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

}  // namespace goldcrest::convert
