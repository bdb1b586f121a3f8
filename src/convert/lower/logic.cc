// Comparisons, logic and bits.
#include <limits>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

constexpr TypeSet kEquality = kFloat32Int32Int64 | Types({DataType::kBool, DataType::kString});
constexpr TypeSet kBits =
    Types({DataType::kInt8, DataType::kUInt8, DataType::kInt16, DataType::kUInt16, DataType::kInt32, DataType::kUInt32});
constexpr TypeSet kAnd = kBits | Types({DataType::kInt64, DataType::kUInt64});

template <BuiltinOperator op, typename Options, TypeSet types>
Status LowerCompare(Lowering& l) {
  const DataType type = l.input(0)->type;
  const DataType work = WorkingType(type, types);
  if (work == DataType::kInvalid) return l.Refuse("no kernel compares %s", tf::TypeName(type).c_str());
  Value* a = l.Cast(l.input(0), work);
  Value* b = l.Cast(l.input(1), work);
  FitBroadcast(l, {&a, &b}, kElementwiseRank);
  return l.Replace(l.Compare(op, a, b, Options()));
}

template <BuiltinOperator op, typename Options>
Status LowerLogical(Lowering& l) {
  Value* a = l.input(0);
  Value* b = l.input(1);
  FitBroadcast(l, {&a, &b}, kElementwiseRank);
  return l.Replace(l.Compare(op, a, b, Options()));
}

Status LowerNot(Lowering& l) { return l.Replace(l.Unary(BuiltinOperator::kLogicalNot, l.input(0), model::LogicalNotOptions())); }

Status LowerApproximateEqual(Lowering& l) {
  if (l.input(0)->type != DataType::kFloat) return l.Refuse("no kernel computes it on %s", tf::TypeName(l.input(0)->type).c_str());
  Value* distance = l.Unary(BuiltinOperator::kAbs, l.Sub(l.input(0), l.input(1)), model::AbsOptions());
  return l.Replace(l.Compare(BuiltinOperator::kLess, distance, l.Float(l.attrs().Float("tolerance", 1e-5f)), model::LessOptions()));
}

// Only a NaN differs from itself.
Status LowerIsNan(Lowering& l) {
  const DataType work = WorkingType(l.input(0)->type, kFloat32);
  Value* x = l.Cast(l.input(0), work);
  return l.Replace(l.Compare(BuiltinOperator::kNotEqual, x, x, model::NotEqualOptions()));
}

Status LowerIsInf(Lowering& l) {
  if (l.input(0)->type == DataType::kDouble) return l.Refuse("a float64 may be finite where the float32 that stands for it is not");
  Value* x = l.Cast(l.input(0), DataType::kFloat);
  Value* size = l.Unary(BuiltinOperator::kAbs, x, model::AbsOptions());
  return l.Replace(l.Compare(BuiltinOperator::kEqual, size, l.Float(std::numeric_limits<float>::infinity()), model::EqualOptions()));
}

Status LowerIsFinite(Lowering& l) {
  if (l.input(0)->type == DataType::kDouble) return l.Refuse("a float64 may be finite where the float32 that stands for it is not");
  Value* x = l.Cast(l.input(0), DataType::kFloat);
  Value* size = l.Unary(BuiltinOperator::kAbs, x, model::AbsOptions());
  return l.Replace(l.Compare(BuiltinOperator::kLessEqual, size, l.Float(std::numeric_limits<float>::max()), model::LessEqualOptions()));
}

template <BuiltinOperator op, typename Options, TypeSet types>
Status LowerBits(Lowering& l) {
  const DataType type = l.input(0)->type;
  if (!Contains(types, type)) return l.Refuse("no kernel computes it on %s", tf::TypeName(type).c_str());
  return l.Replace(l.Binary(op, l.input(0), l.input(1), Options()));
}

// The format's AND has no broadcasting.
Status AndOperands(Lowering& l, Value** a, Value** b) {
  *a = l.input(0);
  *b = l.input(1);
  if (!Contains(kAnd, (*a)->type)) return l.Refuse("no kernel computes it on %s", tf::TypeName((*a)->type).c_str());
  if ((*a)->shape == (*b)->shape && (*a)->shape.IsStatic()) return Status::Ok();
  const tf::PartialShape shape = BroadcastShape((*a)->shape, (*b)->shape);
  if (!shape.IsStatic() || !(*a)->shape.IsStatic() || !(*b)->shape.IsStatic())
    return l.Refuse("the model format's operator takes operands of one shape, and these are not known to be");
  for (Value** v : {a, b})
    if (!((*v)->shape == shape)) *v = l.BroadcastTo(*v, l.Int32s(shape.dims()), shape);
  return Status::Ok();
}

Status LowerBitwiseAnd(Lowering& l) {
  Value *a, *b;
  GC_RETURN_IF_ERROR(AndOperands(l, &a, &b));
  return l.Replace(l.Binary(BuiltinOperator::kStablehloAnd, a, b));
}

// The bits of both are those of either, but for those of exactly one: a ^ b ^ (a & b).
Status LowerBitwiseOr(Lowering& l) {
  if (!Contains(kBits, l.input(0)->type)) return l.Refuse("no kernel computes it on %s", tf::TypeName(l.input(0)->type).c_str());
  Value *a, *b;
  GC_RETURN_IF_ERROR(AndOperands(l, &a, &b));
  Value* one = l.Binary(BuiltinOperator::kBitwiseXor, a, b, model::BitwiseXorOptions());
  return l.Replace(l.Binary(BuiltinOperator::kBitwiseXor, one, l.Binary(BuiltinOperator::kStablehloAnd, a, b), model::BitwiseXorOptions()));
}

Status LowerInvert(Lowering& l) {
  Value* x = l.input(0);
  if (!Contains(kBits, x->type)) return l.Refuse("no kernel computes it on %s", tf::TypeName(x->type).c_str());
  const int64_t ones = -1;
  GC_ASSIGN_OR_RETURN(Literal all_bits, tf::LiteralFromInts(x->type, {}, {&ones, 1}));
  return l.Replace(l.Binary(BuiltinOperator::kBitwiseXor, x, l.Const(std::move(all_bits)), model::BitwiseXorOptions()));
}

constexpr LoweringRule kRules[] = {
    {"ApproximateEqual", LowerApproximateEqual},
    {"BitwiseAnd", LowerBitwiseAnd},
    {"BitwiseOr", LowerBitwiseOr},
    {"BitwiseXor", LowerBits<BuiltinOperator::kBitwiseXor, model::BitwiseXorOptions, kBits>},
    {"Equal", LowerCompare<BuiltinOperator::kEqual, model::EqualOptions, kEquality>},
    {"Greater", LowerCompare<BuiltinOperator::kGreater, model::GreaterOptions, kFloat32Int32Int64>},
    {"GreaterEqual", LowerCompare<BuiltinOperator::kGreaterEqual, model::GreaterEqualOptions, kFloat32Int32Int64>},
    {"Invert", LowerInvert},
    {"IsFinite", LowerIsFinite},
    {"IsInf", LowerIsInf},
    {"IsNan", LowerIsNan},
    {"Less", LowerCompare<BuiltinOperator::kLess, model::LessOptions, kFloat32Int32Int64>},
    {"LessEqual", LowerCompare<BuiltinOperator::kLessEqual, model::LessEqualOptions, kFloat32Int32Int64>},
    {"LogicalAnd", LowerLogical<BuiltinOperator::kLogicalAnd, model::LogicalAndOptions>},
    {"LogicalNot", LowerNot},
    {"LogicalOr", LowerLogical<BuiltinOperator::kLogicalOr, model::LogicalOrOptions>},
    {"NotEqual", LowerCompare<BuiltinOperator::kNotEqual, model::NotEqualOptions, kEquality>},
    {"RightShift", LowerBits<BuiltinOperator::kRightShift, model::RightShiftOptions, kBits>},
};

}  // namespace

std::span<const LoweringRule> LogicRules() { return kRules; }

}  // namespace goldcrest::convert
