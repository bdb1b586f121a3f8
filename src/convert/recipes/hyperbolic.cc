// Inverse hyperbolic functions.
#include "convert/recipes/recipes.h"

namespace goldcrest::convert {
namespace {

// sign(x) * log(|x| + sqrt(x*x + 1)), with the argument of the logarithm written as 1 + t so that small x keep their digits:
// log(1 + t) is t - t*t/2 + ... and 1 + t loses t below the unit of 1. There t*log(u)/(u-1), u = 1 + t rounded, is exact to rounding, and u
// = 1 gives t itself (W. Kahan's log1p).
Status LowerAsinh(Lowering& l) {
  Value* x = l.input(0);
  Value* a = l.Unary(BuiltinOperator::kAbs, x);
  Value* squared = l.Mul(a, a);
  // |x| + x*x / (1 + sqrt(x*x + 1)) = |x| + sqrt(x*x + 1) - 1.
  Value* root = l.Unary(BuiltinOperator::kSqrt, l.Add(squared, l.ScalarLike(1, x)));
  Value* t = l.Add(a, l.Div(squared, l.Add(root, l.ScalarLike(1, x))));
  Value* u = l.Add(t, l.ScalarLike(1, x));
  Value* rest = l.Sub(u, l.ScalarLike(1, x));
  Value* is_one = l.Compare(BuiltinOperator::kEqual, rest, l.ScalarLike(0, x), model::EqualOptions());
  Value* divisor = l.Builtin(BuiltinOperator::kSelectV2, model::SelectV2Options(), {is_one, l.ScalarLike(1, x), rest}, x->type, x->shape);
  Value* ratio = l.Div(l.Unary(BuiltinOperator::kLog, u), divisor);
  Value* factor = l.Builtin(BuiltinOperator::kSelectV2, model::SelectV2Options(), {is_one, l.ScalarLike(1, x), ratio}, x->type, x->shape);
  return l.Replace(l.Mul(l.Unary(BuiltinOperator::kSign, x, model::SignOptions()), l.Mul(t, factor)));
}

constexpr Recipe kRecipes[] = {
    {"asinh", "Asinh", "sign(x) * log1p(|x| + x*x / (1 + sqrt(x*x + 1)))", 17, LowerAsinh},
};

}  // namespace

std::span<const Recipe> HyperbolicRecipes() { return kRecipes; }

}  // namespace goldcrest::convert
