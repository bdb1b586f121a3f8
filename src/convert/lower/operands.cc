#include "convert/lower/operands.h"

#include <algorithm>
#include <limits>

namespace goldcrest::convert {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

DataType WorkingType(DataType type, TypeSet types) {
  if (Contains(types, type)) return type;
  std::vector<DataType> wider;
  switch (type) {
    case DataType::kHalf:
    case DataType::kBFloat16:
    case DataType::kDouble: wider = {DataType::kFloat}; break;
    case DataType::kBool:
    case DataType::kInt8:
    case DataType::kUInt8:
    case DataType::kInt16:
    case DataType::kUInt16: wider = {DataType::kInt32, DataType::kInt64, DataType::kFloat}; break;
    case DataType::kInt32:
    case DataType::kUInt32: wider = {DataType::kInt64}; break;
    default: break;
  }
  for (DataType w : wider)
    if (Contains(types, w)) return w;
  return DataType::kInvalid;
}

std::vector<int32_t> ToInt32s(const std::vector<int64_t>& values) {
  std::vector<int32_t> cut;
  cut.reserve(values.size());
  for (int64_t v : values)
    cut.push_back(static_cast<int32_t>(std::clamp<int64_t>(v, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max())));
  return cut;
}

Value* AsInt32(Lowering& l, Value* v) {
  if (v->type == DataType::kInt32) return v;
  if (v->constant() != nullptr) {
    if (Expected<std::vector<int64_t>> ints = v->constant()->AsInts(); ints.ok())
      return l.Const(Literal::Of<int32_t>(v->constant()->dims(), ToInt32s(*ints)));
  }
  return l.Cast(v, DataType::kInt32);
}

Value* AsInt32(Lowering& l, int i) { return AsInt32(l, l.input(i)); }

std::optional<int64_t> ConstInt(const Lowering& l, int i) {
  const std::optional<std::vector<int64_t>> ints = l.Ints(i);
  if (!ints || ints->size() != 1) return std::nullopt;
  return ints->front();
}

std::optional<int> Axis(int64_t axis, int rank) {
  if (axis < 0) axis += rank;
  if (axis < 0 || axis >= rank) return std::nullopt;
  return static_cast<int>(axis);
}

Value* ReshapeTo(Lowering& l, Value* x, const PartialShape& shape) {
  if (!shape.has_rank() || std::count_if(shape.dims().begin(), shape.dims().end(), [](int64_t d) { return d < 0; }) > 1) return nullptr;
  return l.Reshape(x, shape.dims(), shape);
}

void FitBroadcast(Lowering& l, std::initializer_list<Value**> operands, int max_rank) {
  PartialShape shape = PartialShape::Scalar();
  bool same = true, known = true;
  for (Value** v : operands) {
    known = known && (*v)->shape.IsStatic();
    same = same && (*v)->shape == (**operands.begin())->shape;
    shape = BroadcastShape(shape, (*v)->shape);
  }
  if (!known || same || shape.rank() <= max_rank) return;
  Value* dims = l.Int32s(shape.dims());
  for (Value** v : operands)
    if (!((*v)->shape == shape)) *v = l.BroadcastTo(*v, dims, shape);
}

Value* Select(Lowering& l, Value* condition, Value* x, Value* y) {
  FitBroadcast(l, {&condition, &x, &y}, kElementwiseRank);
  const bool same = condition->shape.IsStatic() && condition->shape == x->shape && x->shape == y->shape;
  if (same) return l.Builtin(BuiltinOperator::kSelect, model::SelectOptions(), {condition, x, y}, x->type, x->shape);
  const PartialShape shape = BroadcastShape(condition->shape, BroadcastShape(x->shape, y->shape));
  return l.Builtin(BuiltinOperator::kSelectV2, model::SelectV2Options(), {condition, x, y}, x->type, shape);
}

Value* Zeros(Lowering& l, DataType type, const std::vector<int64_t>& dims) {
  int64_t n = 1;
  for (int64_t d : dims) n *= d;
  const std::vector<int64_t> zeros(static_cast<size_t>(n));
  Expected<Literal> literal = tf::LiteralFromInts(type, dims, zeros);
  return literal.ok() ? l.Const(std::move(*literal)) : nullptr;
}

}  // namespace goldcrest::convert
