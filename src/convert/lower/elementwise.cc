// Arithmetic, element by element. Where TensorFlow's type has no kernel, the operator works in a wider one between two CASTs.
#include <algorithm>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;

constexpr TypeSet kMinMax =
    Types({DataType::kFloat, DataType::kInt8, DataType::kUInt8, DataType::kInt16, DataType::kInt32, DataType::kInt64});
constexpr TypeSet kFloorDivision = Types({DataType::kFloat, DataType::kInt8, DataType::kInt16, DataType::kInt32, DataType::kInt64});
constexpr TypeSet kProduct = kFloat32Int32Int64 | Types({DataType::kComplex64});

Status NoKernel(const Lowering& l, DataType type) { return l.Refuse("no kernel computes it on %s", tf::TypeName(type).c_str()); }

template <BuiltinOperator op, typename Options, TypeSet types>
Status LowerUnary(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type, types);
  if (work == DataType::kInvalid) return NoKernel(l, x->type);
  return l.Replace(l.Cast(l.Unary(op, l.Cast(x, work), Options()), l.output()->type));
}

constexpr int RankOf(BuiltinOperator op) {
  const bool arithmetic =
      op == BuiltinOperator::kAdd || op == BuiltinOperator::kSub || op == BuiltinOperator::kMul || op == BuiltinOperator::kDiv;
  return arithmetic ? kArithmeticRank : kElementwiseRank;
}

template <BuiltinOperator op, typename Options, TypeSet types>
Status LowerBinary(Lowering& l) {
  const DataType work = WorkingType(l.input(0)->type, types);
  if (work == DataType::kInvalid) return NoKernel(l, l.input(0)->type);
  Value* a = l.Cast(l.input(0), work);
  Value* b = l.Cast(l.input(1), work);
  FitBroadcast(l, {&a, &b}, RankOf(op));
  return l.Replace(l.Cast(l.Binary(op, a, b, Options()), l.output()->type));
}

// Sums, differences and products wrap around as TensorFlow's do: the low bits of a wider result are those of the narrow one.
template <BuiltinOperator op, typename Options, TypeSet types>
Status LowerWrapping(Lowering& l) {
  if (l.input(0)->type != DataType::kUInt64) return LowerBinary<op, Options, types>(l);
  Value* a = l.Cast(l.input(0), DataType::kInt64);
  return l.Replace(l.Cast(l.Binary(op, a, l.Cast(l.input(1), DataType::kInt64), Options()), DataType::kUInt64));
}

// Of integers the format's DIV has int32 only, which cannot be given wider operands.
Status LowerDiv(Lowering& l) {
  const DataType type = l.input(0)->type;
  if (type == DataType::kInt64 || type == DataType::kUInt32 || type == DataType::kUInt64) return NoKernel(l, type);
  return LowerBinary<BuiltinOperator::kDiv, model::DivOptions, kFloat32Int32>(l);
}

// Squares and roots have operators of their own.
Status LowerPow(Lowering& l) {
  Value* x = l.input(0);
  const std::optional<std::vector<double>> power = l.Doubles(1);
  if (power && power->size() == 1 && l.input(1)->rank() <= std::max(x->rank(), 0)) {
    if (power->front() == 1) return l.Replace(x);
    if (power->front() == 2 && Contains(kProduct, x->type)) return l.Replace(l.Mul(x, x));
    if (power->front() == 0.5 && x->type == DataType::kFloat) return l.Replace(l.Unary(BuiltinOperator::kSqrt, x));
    if (power->front() == -0.5 && x->type == DataType::kFloat) return l.Replace(l.Unary(BuiltinOperator::kRsqrt, x));
  }
  return LowerBinary<BuiltinOperator::kPow, model::PowOptions, kFloat32Int32>(l);
}

Status LowerSquare(Lowering& l) {
  Value* x = l.input(0);
  if (x->type == DataType::kFloat) return l.Replace(l.Unary(BuiltinOperator::kSquare, x, model::SquareOptions()));
  const DataType work = WorkingType(x->type, kProduct);
  if (work == DataType::kInvalid) return NoKernel(l, x->type);
  Value* y = l.Cast(x, work);
  return l.Replace(l.Cast(l.Mul(y, y), x->type));
}

Status LowerSquaredDifference(Lowering& l) {
  const DataType type = l.input(0)->type;
  if (type == DataType::kFloat || type == DataType::kInt32)
    return LowerBinary<BuiltinOperator::kSquaredDifference, model::SquaredDifferenceOptions, kFloat32Int32>(l);
  const DataType work = WorkingType(type, kFloat32Int32Int64);
  if (work == DataType::kInvalid) return NoKernel(l, type);
  Value* a = l.Cast(l.input(0), work);
  Value* d = l.Sub(a, l.Cast(l.input(1), work));
  return l.Replace(l.Cast(l.Mul(d, d), type));
}

Status LowerAddN(Lowering& l) {
  const DataType type = l.input(0)->type;
  const DataType work = WorkingType(type, kFloat32Int32Int64);
  if (work == DataType::kInvalid) return NoKernel(l, type);
  if (l.num_inputs() == 1) return l.Replace(l.input(0));
  if (l.num_inputs() > 2 && Contains(kFloat32Int32, type)) {
    std::vector<Value*> terms;
    for (int i = 0; i < l.num_inputs(); ++i) terms.push_back(l.input(i));
    return l.Replace(l.Builtin(BuiltinOperator::kAddN, model::AddNOptions(), std::move(terms), type, l.input(0)->shape));
  }
  Value* sum = l.Cast(l.input(0), work);
  for (int i = 1; i < l.num_inputs(); ++i) sum = l.Add(sum, l.Cast(l.input(i), work));
  return l.Replace(l.Cast(sum, type));
}

Status LowerReciprocal(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type, kFloat32);
  if (work == DataType::kInvalid) return NoKernel(l, x->type);
  Value* one = l.Float(1);
  return l.Replace(l.Cast(l.Div(one, l.Cast(x, work)), x->type));
}

// dy * y * (1 - y)
Status LowerSigmoidGrad(Lowering& l) {
  Value* y = l.input(0);
  if (y->type != DataType::kFloat) return NoKernel(l, y->type);
  Value* slope = l.Mul(y, l.Sub(l.Float(1), y));
  return l.Replace(l.Mul(l.input(1), slope));
}

// log(1 + x) and exp(x) - 1, as TensorFlow's converter has them: near 0 they keep the digits of 1 + x only.
Status LowerLog1p(Lowering& l) {
  if (l.input(0)->type != DataType::kFloat) return NoKernel(l, l.input(0)->type);
  return l.Replace(l.Unary(BuiltinOperator::kLog, l.Add(l.input(0), l.Float(1))));
}

Status LowerExpm1(Lowering& l) {
  if (l.input(0)->type != DataType::kFloat) return NoKernel(l, l.input(0)->type);
  return l.Replace(l.Sub(l.Unary(BuiltinOperator::kExp, l.input(0), model::ExpOptions()), l.Float(1)));
}

// `make`(x, y), but 0 where y is, whatever x.
template <Value* (Builder::*make)(Value*, Value*)>
Status LowerNoNan(Lowering& l) {
  Value* y = l.input(1);
  if (y->type != DataType::kFloat) return NoKernel(l, y->type);
  Value* zero = l.Float(0);
  Value* is_zero = l.Compare(BuiltinOperator::kEqual, y, zero, model::EqualOptions());
  Value* result = (l.*make)(l.input(0), y);
  return l.Replace(Select(l, is_zero, zero, result));
}

Status LowerClip(Lowering& l) {
  const DataType type = l.input(0)->type;
  if (!Contains(kMinMax, type)) return NoKernel(l, type);
  Value* capped = l.Binary(BuiltinOperator::kMinimum, l.input(0), l.input(2), model::MaximumMinimumOptions());
  return l.Replace(l.Binary(BuiltinOperator::kMaximum, capped, l.input(1), model::MaximumMinimumOptions()));
}

template <BuiltinOperator op>
constexpr auto kUnaryFloat = LowerUnary<op, model::Options, kFloat32>;

constexpr LoweringRule kRules[] = {
    {"Abs", LowerUnary<BuiltinOperator::kAbs, model::AbsOptions, kFloat32Int32Int64>},
    {"Add", LowerWrapping<BuiltinOperator::kAdd, model::AddOptions, kFloat32Int32Int64>},
    {"AddN", LowerAddN},
    {"AddV2", LowerWrapping<BuiltinOperator::kAdd, model::AddOptions, kFloat32Int32Int64>},
    {"Atan2", LowerBinary<BuiltinOperator::kAtan2, model::ATan2Options, Types({DataType::kFloat, DataType::kDouble})>},
    {"Ceil", kUnaryFloat<BuiltinOperator::kCeil>},
    {"ClipByValue", LowerClip},
    {"Cos", LowerUnary<BuiltinOperator::kCos, model::CosOptions, kFloat32>},
    {"Div", LowerDiv},
    {"DivNoNan", LowerNoNan<&Builder::Div>},
    {"Exp", LowerUnary<BuiltinOperator::kExp, model::ExpOptions, kFloat32>},
    {"Expm1", LowerExpm1},
    {"Floor", kUnaryFloat<BuiltinOperator::kFloor>},
    {"FloorDiv", LowerBinary<BuiltinOperator::kFloorDiv, model::FloorDivOptions, kFloorDivision>},
    {"FloorMod", LowerBinary<BuiltinOperator::kFloorMod, model::FloorModOptions, kFloorDivision>},
    {"Inv", LowerReciprocal},
    {"Log", kUnaryFloat<BuiltinOperator::kLog>},
    {"Log1p", LowerLog1p},
    {"Maximum", LowerBinary<BuiltinOperator::kMaximum, model::MaximumMinimumOptions, kMinMax>},
    {"Minimum", LowerBinary<BuiltinOperator::kMinimum, model::MaximumMinimumOptions, kMinMax>},
    {"Mul", LowerWrapping<BuiltinOperator::kMul, model::MulOptions, kProduct>},
    {"MulNoNan", LowerNoNan<&Builder::Mul>},
    {"Neg", LowerUnary<BuiltinOperator::kNeg, model::NegOptions, kFloat32Int32Int64>},
    {"Pow", LowerPow},
    {"RealDiv", LowerBinary<BuiltinOperator::kDiv, model::DivOptions, kFloat32>},
    {"Reciprocal", LowerReciprocal},
    {"Rint", kUnaryFloat<BuiltinOperator::kRound>},
    {"Round", kUnaryFloat<BuiltinOperator::kRound>},
    {"Rsqrt", kUnaryFloat<BuiltinOperator::kRsqrt>},
    {"SigmoidGrad", LowerSigmoidGrad},
    {"Sign", LowerUnary<BuiltinOperator::kSign, model::SignOptions, kFloat32Int32>},
    {"Sin", kUnaryFloat<BuiltinOperator::kSin>},
    {"Sqrt", kUnaryFloat<BuiltinOperator::kSqrt>},
    {"Square", LowerSquare},
    {"SquaredDifference", LowerSquaredDifference},
    {"Sub", LowerWrapping<BuiltinOperator::kSub, model::SubOptions, kFloat32Int32Int64>},
    {"TruncateDiv", LowerDiv},
};

}  // namespace

std::span<const LoweringRule> ElementwiseRules() { return kRules; }

}  // namespace goldcrest::convert
