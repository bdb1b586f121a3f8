// Shapes, and what makes tensors from them.
#include <algorithm>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

Status Forward(Lowering& l) { return l.Replace(l.input(0)); }

// As many results as inputs, each the input itself.
Status ForwardAll(Lowering& l) {
  std::vector<Value*> same;
  for (int i = 0; i < l.num_inputs() && i < l.node().num_outputs(); ++i) same.push_back(l.input(i));
  return l.Replace(same);
}

// Whether a RESHAPE with -1 for the unknown dimension says `shape`: with a dimension of 0 nothing follows from the number of elements.
bool CanNameDims(const PartialShape& shape) {
  if (!shape.has_rank()) return false;
  const auto& dims = shape.dims();
  const auto unknown = std::count_if(dims.begin(), dims.end(), [](int64_t d) { return d < 0; });
  return unknown == 0 || (unknown == 1 && std::find(dims.begin(), dims.end(), 0) == dims.end());
}

Status LowerReshape(Lowering& l) {
  Value* x = l.input(0);
  if (CanNameDims(l.output()->shape)) return l.Replace(l.Reshape(x, l.output()->shape.dims(), l.output()->shape));
  if (const std::optional<std::vector<int64_t>> dims = l.Ints(1)) return l.Replace(l.Reshape(x, *dims, l.output()->shape));
  Value* dims = AsInt32(l, 1);
  return l.Replace(l.Builtin(BuiltinOperator::kReshape, model::ReshapeOptions(), {x, dims}, x->type, l.output()->shape));
}

Value* ShapeAs(Lowering& l, Value* x, DataType type) {
  model::ShapeOptions options;
  options.out_type = type == DataType::kInt64 ? TensorType::kInt64 : TensorType::kInt32;
  return l.Builtin(BuiltinOperator::kShape, options, {x}, type,
                   PartialShape({x->shape.has_rank() ? x->shape.rank() : PartialShape::kUnknown}));
}

Status LowerShape(Lowering& l) {
  std::vector<Value*> shapes;
  for (int i = 0; i < l.num_inputs(); ++i) shapes.push_back(ShapeAs(l, l.input(i), l.output(i)->type));
  return l.Replace(shapes);
}

Status LowerRank(Lowering& l) {
  if (l.input(0)->shape.has_rank()) return l.Replace(l.Int32(l.input(0)->rank()));
  return l.Replace(l.Builtin(BuiltinOperator::kRank, model::RankOptions(), {l.input(0)}, DataType::kInt32, PartialShape::Scalar()));
}

Status LowerSize(Lowering& l) {
  Value* x = l.input(0);
  const DataType type = l.output()->type;
  if (const int64_t n = x->shape.elements(); x->shape.IsStatic() && n >= 0) {
    GC_ASSIGN_OR_RETURN(Literal size, tf::LiteralFromInts(type, {}, {&n, 1}));
    return l.Replace(l.Const(std::move(size)));
  }
  Value* shape = ShapeAs(l, x, type);
  return l.Replace(l.Builtin(BuiltinOperator::kReduceProd, model::ReducerOptions(), {shape, l.Int32(0)}, type, PartialShape::Scalar()));
}

Status LowerExpandDims(Lowering& l) {
  Value* x = l.input(0);
  if (CanNameDims(l.output()->shape)) return l.Replace(l.Reshape(x, l.output()->shape.dims(), l.output()->shape));
  return l.Replace(l.Builtin(BuiltinOperator::kExpandDims, model::ExpandDimsOptions(), {x, AsInt32(l, 1)}, x->type, l.output()->shape));
}

Status LowerSqueeze(Lowering& l) {
  Value* x = l.input(0);
  if (CanNameDims(l.output()->shape)) return l.Replace(l.Reshape(x, l.output()->shape.dims(), l.output()->shape));
  model::SqueezeOptions options;
  options.squeeze_dims = ToInt32s(l.attrs().Ints("squeeze_dims"));
  if (options.squeeze_dims.empty()) options.squeeze_dims = ToInt32s(l.attrs().Ints("axis"));
  return l.Replace(l.Builtin(BuiltinOperator::kSqueeze, std::move(options), {x}, x->type, l.output()->shape));
}

Status LowerBroadcastTo(Lowering& l) {
  Value* x = l.input(0);
  if (x->shape.IsStatic() && x->shape == l.output()->shape) return l.Replace(x);
  if (l.output()->shape.IsStatic()) return l.Replace(l.BroadcastTo(x, l.Int32s(l.output()->shape.dims()), l.output()->shape));
  return l.Replace(l.BroadcastTo(x, l.input(1), l.output()->shape));
}

Status LowerBroadcastArgs(Lowering& l) {
  return l.Replace(l.Builtin(BuiltinOperator::kBroadcastArgs, {}, {l.input(0), l.input(1)}, l.output()->type, l.output()->shape));
}

Status LowerFill(Lowering& l) {
  Value* value = l.input(1);
  return l.Replace(l.Builtin(BuiltinOperator::kFill, model::FillOptions(), {l.input(0), value}, value->type, l.output()->shape));
}

Status LowerEmpty(Lowering& l) {
  const DataType type = l.output()->type;
  const double zero = 0;
  Expected<Literal> literal = tf::LiteralFromDoubles(type, {}, {&zero, 1});
  if (!literal.ok()) return l.Refuse("no number is of type %s", tf::TypeName(type).c_str());
  Value* fill = l.Const(std::move(*literal));
  return l.Replace(l.Builtin(BuiltinOperator::kFill, model::FillOptions(), {l.input(0), fill}, type, l.output()->shape));
}

// Shape and number of elements of x, each `value`.
Status FillLike(Lowering& l, double value) {
  Value* x = l.input(0);
  Expected<Literal> literal = tf::LiteralFromDoubles(x->type, {}, {&value, 1});
  if (!literal.ok()) return l.Refuse("no number is of type %s", tf::TypeName(x->type).c_str());
  Value* dims = x->shape.IsStatic() ? l.Int32s(x->shape.dims()) : l.ShapeOf(x);
  return l.Replace(l.Builtin(BuiltinOperator::kFill, model::FillOptions(), {dims, l.Const(std::move(*literal))}, x->type, x->shape));
}

Status LowerZerosLike(Lowering& l) {
  if (!Contains(kFloat32Int32Int64, l.input(0)->type)) return FillLike(l, 0);
  return l.Replace(l.Unary(BuiltinOperator::kZerosLike, l.input(0), model::ZerosLikeOptions()));
}

Status LowerOnesLike(Lowering& l) { return FillLike(l, 1); }

Status LowerRange(Lowering& l) {
  const DataType type = l.output()->type;
  const DataType work = WorkingType(type, kFloat32Int32Int64);
  if (work == DataType::kInvalid) return l.Refuse("no kernel counts in %s", tf::TypeName(type).c_str());
  Value* start = l.Cast(l.input(0), work);
  Value* limit = l.Cast(l.input(1), work);
  Value* delta = l.Cast(l.input(2), work);
  Value* y = l.Builtin(BuiltinOperator::kRange, model::RangeOptions(), {start, limit, delta}, work, l.output()->shape);
  return l.Replace(l.Cast(y, type));
}

Status LowerCast(Lowering& l) {
  for (const Value* v : {l.input(0), l.output()}) {
    if (v->type == DataType::kString || v->type == DataType::kComplex128 || !tf::ToTensorType(v->type).ok())
      return l.Refuse("no kernel casts %s", tf::TypeName(v->type).c_str());
  }
  return l.Replace(l.Cast(l.input(0), l.output()->type));
}

Status LowerBitcast(Lowering& l) {
  GC_RETURN_IF_ERROR(tf::ToTensorType(l.output()->type).status());
  return l.Replace(l.Builtin(BuiltinOperator::kBitcast, model::BitcastOptions(), {l.input(0)}, l.output()->type, l.output()->shape));
}

Status LowerTranspose(Lowering& l) {
  Value* x = l.input(0);
  Value* permutation = AsInt32(l, 1);
  return l.Replace(l.Builtin(BuiltinOperator::kTranspose, model::TransposeOptions(), {x, permutation}, x->type, l.output()->shape));
}

constexpr LoweringRule kRules[] = {
    {"Bitcast", LowerBitcast},
    {"BroadcastArgs", LowerBroadcastArgs},
    {"BroadcastTo", LowerBroadcastTo},
    {"Cast", LowerCast},
    {"CheckNumerics", Forward},
    {"CheckNumericsV2", Forward},
    {"DebugIdentityV2", Forward},
    {"DeepCopy", Forward},
    {"Empty", LowerEmpty},
    {"EnsureShape", Forward},
    {"ExpandDims", LowerExpandDims},
    {"Fill", LowerFill},
    {"Identity", Forward},
    {"IdentityN", ForwardAll},
    {"OnesLike", LowerOnesLike},
    {"PlaceholderWithDefault", Forward},
    {"PreventGradient", Forward},
    {"Range", LowerRange},
    {"Rank", LowerRank},
    {"Reshape", LowerReshape},
    {"Shape", LowerShape},
    {"ShapeN", LowerShape},
    {"Size", LowerSize},
    {"Snapshot", Forward},
    {"Squeeze", LowerSqueeze},
    {"StopGradient", Forward},
    {"Transpose", LowerTranspose},
    {"XlaSharding", Forward},
    {"ZerosLike", LowerZerosLike},
};

}  // namespace

std::span<const LoweringRule> ShapeRules() { return kRules; }

}  // namespace goldcrest::convert
