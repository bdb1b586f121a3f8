// Hyperbolic functions, logarithms and exponentials. exp(x - log 2) stands for exp(x) / 2, which may be in range where exp(x) is not.
#include "convert/lower/operands.h"
#include "convert/recipes/math.h"
#include "convert/recipes/recipes.h"

namespace goldcrest::convert {
namespace {

constexpr float kLog2 = 0.693147182f;

Value* HalfExp(Lowering& l, Value* x) { return Exp(l, l.Sub(x, l.Float(kLog2))); }
Value* Negated(Lowering& l, Value* x) { return l.Unary(BuiltinOperator::kNeg, x, model::NegOptions()); }
Value* Small(Lowering& l, Value* x) { return Less(l, l.Unary(BuiltinOperator::kAbs, x, model::AbsOptions()), 1); }
// tanh(x / 2), in which exp(x) - 1 and sinh(x) are quotients that lose nothing near 0.
Value* HalfTanh(Lowering& l, Value* x) { return l.Unary(BuiltinOperator::kTanh, l.Mul(x, l.Float(0.5f))); }

Status LowerSinh(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = l.input(0);
  Value* large = l.Sub(HalfExp(l, x), HalfExp(l, Negated(l, x)));
  Value* t = HalfTanh(l, x);
  Value* small = l.Div(l.Add(t, t), l.Sub(l.Float(1), Square(l, t)));
  return l.Replace(Select(l, Small(l, x), small, large));
}

Status LowerCosh(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = l.input(0);
  Value* up = HalfExp(l, x);
  return l.Replace(l.Add(up, HalfExp(l, Negated(l, x))));
}

Status LowerExpm1(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = l.input(0);
  Value* large = l.Sub(Exp(l, x), l.Float(1));
  Value* t = HalfTanh(l, x);
  Value* small = l.Div(l.Add(t, t), l.Sub(l.Float(1), t));
  return l.Replace(Select(l, Small(l, x), small, large));
}

Status LowerLog1p(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  return l.Replace(Log1p(l, l.input(0)));
}

// With t = x - 1: log(1 + t + sqrt(t * (t + 2))), the root in two so that it does not overflow.
Status LowerAcosh(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* t = l.Sub(l.input(0), l.Float(1));
  Value* root = l.Mul(Sqrt(l, t), Sqrt(l, l.Add(t, l.Float(2))));
  return l.Replace(Log1p(l, l.Add(t, root)));
}

// Odd in x; of |x|, log(|x| + sqrt(x*x + 1)), with sqrt(x*x + 1) - 1 as x*x / (1 + sqrt(x*x + 1)) so that small x keep their digits.
Status LowerAsinh(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = l.input(0);
  Value* a = l.Unary(BuiltinOperator::kAbs, x, model::AbsOptions());
  Value* squared = Square(l, a);
  Value* root = Sqrt(l, l.Add(squared, l.Float(1)));
  Value* t = l.Add(a, l.Div(squared, l.Add(root, l.Float(1))));
  return l.Replace(l.Mul(l.Unary(BuiltinOperator::kSign, x, model::SignOptions()), Log1p(l, t)));
}

// Odd in x; of |x|, half of log((1 + |x|) / (1 - |x|)).
Status LowerAtanh(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = l.input(0);
  Value* a = l.Unary(BuiltinOperator::kAbs, x, model::AbsOptions());
  Value* ratio = l.Div(l.Add(a, a), l.Sub(l.Float(1), a));
  Value* half_sign = l.Mul(l.Unary(BuiltinOperator::kSign, x, model::SignOptions()), l.Float(0.5f));
  return l.Replace(l.Mul(half_sign, Log1p(l, ratio)));
}

// f(x, y), but 0 where x is, whatever y.
Value* ZeroWhereZero(Lowering& l, Value* y) {
  Value* zero = l.Float(0);
  Value* is_zero = l.Compare(BuiltinOperator::kEqual, l.input(0), zero, model::EqualOptions());
  return Select(l, is_zero, zero, y);
}

Status LowerXlogy(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  return l.Replace(ZeroWhereZero(l, l.Mul(l.input(0), Log(l, l.input(1)))));
}

Status LowerXlog1py(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  return l.Replace(ZeroWhereZero(l, l.Mul(l.input(0), Log1p(l, l.input(1)))));
}

Status LowerXdivy(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  return l.Replace(ZeroWhereZero(l, l.Div(l.input(0), l.input(1))));
}

constexpr Recipe kRecipes[] = {
    {"acosh", "Acosh", "log1p(t + sqrt(t) * sqrt(t + 2)), t = x - 1", 11, LowerAcosh},
    {"asinh", "Asinh", "sign(x) * log1p(|x| + x*x / (1 + sqrt(x*x + 1)))", 15, LowerAsinh},
    {"atanh", "Atanh", "sign(x) / 2 * log1p(2|x| / (1 - |x|))", 13, LowerAtanh},
    {"cosh", "Cosh", "exp(x - log 2) + exp(-x - log 2)", 6, LowerCosh},
    {"expm1", "Expm1", "exp(x) - 1, by tanh(x / 2) where |x| < 1", 10, LowerExpm1},
    {"log1p", "Log1p", "log(u) + (x - (u - 1)) / u, u = 1 + x", 6, LowerLog1p},
    {"sinh", "Sinh", "exp(x - log 2) - exp(-x - log 2), by tanh(x / 2) where |x| < 1", 14, LowerSinh},
    {"xdivy", "Xdivy", "x / y, 0 where x is 0", 3, LowerXdivy},
    {"xlog1py", "Xlog1py", "x * log1p(y), 0 where x is 0", 9, LowerXlog1py},
    {"xlogy", "Xlogy", "x * log(y), 0 where x is 0", 4, LowerXlogy},
};

}  // namespace

std::span<const Recipe> ExponentialRecipes() { return kRecipes; }

}  // namespace goldcrest::convert
