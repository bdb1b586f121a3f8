// Gradients of activations and biases, for signatures that train: what the model format has no operators for but says in two or three.
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;

constexpr float kSeluScale = 1.05070098735548f;
constexpr float kSeluScaleAlpha = 1.75809934084738f;

Value* Greater(Lowering& l, Value* x, float y) { return l.Compare(BuiltinOperator::kGreater, x, l.Float(y), model::GreaterOptions()); }
Value* Less(Lowering& l, Value* x, float y) { return l.Compare(BuiltinOperator::kLess, x, l.Float(y), model::LessOptions()); }

Status ExpectFloat(const Lowering& l) {
  const DataType type = l.input(0)->type;
  return type == DataType::kFloat ? Status::Ok() : l.Refuse("no kernel computes it on %s", tf::TypeName(type).c_str());
}

// Inputs 0 and 1 are the gradient of the result and what the activation took.
Status LowerReluGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* passes = Greater(l, l.input(1), 0);
  return l.Replace(Select(l, passes, l.input(0), l.Float(0)));
}

Status LowerRelu6Grad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* above = Greater(l, l.input(1), 0);
  Value* passes = l.Compare(BuiltinOperator::kLogicalAnd, above, Less(l, l.input(1), 6), model::LogicalAndOptions());
  return l.Replace(Select(l, passes, l.input(0), l.Float(0)));
}

Status LowerLeakyReluGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* passes = Greater(l, l.input(1), 0);
  Value* damped = l.Mul(l.input(0), l.Float(l.attrs().Float("alpha", 0.2f)));
  return l.Replace(Select(l, passes, l.input(0), damped));
}

Status LowerSoftplusGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* slope = l.Unary(BuiltinOperator::kLogistic, l.input(1));
  return l.Replace(l.Mul(l.input(0), slope));
}

Status LowerSoftsignGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* size = l.Add(l.Unary(BuiltinOperator::kAbs, l.input(1), model::AbsOptions()), l.Float(1));
  return l.Replace(l.Div(l.input(0), l.Mul(size, size)));
}

// Inputs 0 and 1 are the gradient and what the activation gave: its slope below 0 is that plus a number.
Status LowerEluGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* below = Less(l, l.input(1), 0);
  Value* damped = l.Mul(l.input(0), l.Add(l.input(1), l.Float(1)));
  return l.Replace(Select(l, below, damped, l.input(0)));
}

Status LowerSeluGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* below = Less(l, l.input(1), 0);
  Value* damped = l.Mul(l.input(0), l.Add(l.input(1), l.Float(kSeluScaleAlpha)));
  return l.Replace(Select(l, below, damped, l.Mul(l.input(0), l.Float(kSeluScale))));
}

// Inputs 0 and 1 are what the function gave, y, and the gradient.
Status LowerTanhGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* slope = l.Sub(l.Float(1), l.Mul(l.input(0), l.input(0)));
  return l.Replace(l.Mul(slope, l.input(1)));
}

Status LowerSqrtGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* half = l.Mul(l.input(1), l.Float(0.5f));
  return l.Replace(l.Div(half, l.input(0)));
}

Status LowerRsqrtGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* y = l.input(0);
  Value* cube = l.Mul(l.Mul(y, y), y);
  return l.Replace(l.Mul(cube, l.Mul(l.input(1), l.Float(-0.5f))));
}

Status LowerReciprocalGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* squared = l.Mul(l.input(0), l.input(0));
  return l.Replace(l.Unary(BuiltinOperator::kNeg, l.Mul(squared, l.input(1)), model::NegOptions()));
}

// The sum over everything but channels.
Status LowerBiasAddGrad(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  const int rank = l.input(0)->rank();
  if (rank < 2) return l.Refuse("a gradient of %d dimensions; 2 or more expected", rank);
  const bool first = l.attrs().String("data_format", "NHWC") == "NCHW";
  std::vector<int64_t> axes;
  for (int i = 0; i < rank; ++i)
    if (i != (first ? 1 : rank - 1)) axes.push_back(i);
  Value* axes_value = l.Int32s(axes);
  return l.Replace(
      l.Builtin(BuiltinOperator::kSum, model::ReducerOptions(), {l.input(0), axes_value}, DataType::kFloat, l.output()->shape));
}

constexpr LoweringRule kRules[] = {
    {"BiasAddGrad", LowerBiasAddGrad},
    {"EluGrad", LowerEluGrad},
    {"InvGrad", LowerReciprocalGrad},
    {"LeakyReluGrad", LowerLeakyReluGrad},
    {"ReciprocalGrad", LowerReciprocalGrad},
    {"Relu6Grad", LowerRelu6Grad},
    {"ReluGrad", LowerReluGrad},
    {"RsqrtGrad", LowerRsqrtGrad},
    {"SeluGrad", LowerSeluGrad},
    {"SoftplusGrad", LowerSoftplusGrad},
    {"SoftsignGrad", LowerSoftsignGrad},
    {"SqrtGrad", LowerSqrtGrad},
    {"TanhGrad", LowerTanhGrad},
};

}  // namespace

std::span<const LoweringRule> GradientRules() { return kRules; }

}  // namespace goldcrest::convert
