// Inverse trigonometric functions, all by the angle of a point (ATAN2), and the tangent.
#include "convert/recipes/math.h"
#include "convert/recipes/recipes.h"

namespace goldcrest::convert {
namespace {

Value* Angle(Lowering& l, Value* y, Value* x) { return l.Binary(BuiltinOperator::kAtan2, y, x, model::ATan2Options()); }

// sqrt(1 - x * x), without losing digits where |x| is near 1.
Value* OtherSide(Lowering& l, Value* x) {
  Value* one = l.Float(1);
  return Sqrt(l, l.Mul(l.Sub(one, x), l.Add(x, one)));
}

// The kernels of ATAN2 take operands of one shape: ones are made with that of x.
Status LowerAtan(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = l.input(0);
  Value* zeros = l.Unary(BuiltinOperator::kZerosLike, x, model::ZerosLikeOptions());
  return l.Replace(Angle(l, x, l.Add(zeros, l.Float(1))));
}

Status LowerAsin(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  return l.Replace(Angle(l, l.input(0), OtherSide(l, l.input(0))));
}

Status LowerAcos(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  return l.Replace(Angle(l, OtherSide(l, l.input(0)), l.input(0)));
}

Status LowerTan(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* sine = l.Unary(BuiltinOperator::kSin, l.input(0));
  return l.Replace(l.Div(sine, l.Unary(BuiltinOperator::kCos, l.input(0), model::CosOptions())));
}

constexpr Recipe kRecipes[] = {
    {"acos", "Acos", "atan2(sqrt((1 - x) * (1 + x)), x)", 5, LowerAcos},
    {"asin", "Asin", "atan2(x, sqrt((1 - x) * (1 + x)))", 5, LowerAsin},
    {"atan", "Atan", "atan2(x, 1)", 3, LowerAtan},
    {"tan", "Tan", "sin(x) / cos(x)", 3, LowerTan},
};

}  // namespace

std::span<const Recipe> TrigonometricRecipes() { return kRecipes; }

}  // namespace goldcrest::convert
