// The error function and the logarithm of the gamma function, with its derivative.
//
// erf and erfc are fits made for float32: a quotient of polynomials in x * x, and exp(-x * x) by a polynomial in 1 / (1 + x / 2), both
// within 5e-8 of the function over the range where it is not 0 or 1 in float32.
#include "convert/lower/operands.h"
#include "convert/recipes/math.h"
#include "convert/recipes/recipes.h"

namespace goldcrest::convert {
namespace {

constexpr float kPi = 3.14159265f;
constexpr float kErfAbove[] = {1.12837914f, 0.193544396f, 0.0531016474f, 0.00388330599f, 0.000284563368f, 1.98676927e-06f};
constexpr float kErfBelow[] = {1.0f, 0.504856811f, 0.115349712f, 0.0152071855f, 0.00118555827f, 3.74198989e-05f};
constexpr float kErfc[] = {0.282088334f, 0.282342165f,  0.243342059f, 0.201753396f,  -0.0244382191f,
                           0.274915053f, -0.484462146f, 0.28326009f,  -0.0588007753f};
// Beyond, erf is 1 in float32.
constexpr float kErfEnd = 3.92f;

Value* Between(Lowering& l, Value* x, float low, float high) {
  Value* capped = l.Binary(BuiltinOperator::kMinimum, x, l.Float(high), model::MaximumMinimumOptions());
  return l.Binary(BuiltinOperator::kMaximum, capped, l.Float(low), model::MaximumMinimumOptions());
}

Status LowerErf(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = Between(l, l.input(0), -kErfEnd, kErfEnd);
  Value* squared = Square(l, x);
  Value* above = l.Mul(x, Polynomial(l, squared, kErfAbove));
  return l.Replace(l.Div(above, Polynomial(l, squared, kErfBelow)));
}

Status LowerErfc(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  Value* x = l.input(0);
  Value* a = l.Unary(BuiltinOperator::kAbs, x, model::AbsOptions());
  Value* t = l.Div(l.Float(1), l.Add(l.Mul(a, l.Float(0.5f)), l.Float(1)));
  Value* decay = Exp(l, l.Unary(BuiltinOperator::kNeg, Square(l, a), model::NegOptions()));
  Value* right = l.Mul(l.Mul(t, Polynomial(l, t, kErfc)), decay);
  return l.Replace(Select(l, Less(l, x, 0), l.Sub(l.Float(2), right), right));
}

// x where it is 1/2 or more, else 1 - x: the reflection about 1/2, after which both functions have no poles left.
struct Reflected {
  Value* is_left;
  Value* x;
};

Reflected Reflect(Lowering& l, Value* x) {
  Value* is_left = Less(l, x, 0.5f);
  return {is_left, Select(l, is_left, l.Sub(l.Float(1), x), x)};
}

constexpr int kShift = 6;

// x + kShift, or x where it is larger already: far enough for the expansion about infinity.
Reflected Shift(Lowering& l, Value* x) {
  Value* is_near = Less(l, x, kShift);
  return {is_near, Select(l, is_near, l.Add(x, l.Float(kShift)), x)};
}

// pi * (x - round(x)), at which sin and tan are those of pi * x up to sign, and exact where x is large.
Value* AngleInPeriod(Lowering& l, Value* x) { return l.Mul(l.Sub(x, l.Unary(BuiltinOperator::kRound, x)), l.Float(kPi)); }

Status LowerLgamma(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  const Reflected r = Reflect(l, l.input(0));
  const Reflected s = Shift(l, r.x);
  // gamma(x) = gamma(x + n) / (x (x + 1) ... (x + n - 1)).
  Value* product = r.x;
  for (int i = 1; i < kShift; ++i) product = l.Mul(product, l.Add(r.x, l.Float(static_cast<float>(i))));
  Value* shifted = Select(l, s.is_left, product, l.Float(1));
  // (z - 1/2) log z - z + log(2 pi) / 2 + 1/(12 z) - 1/(360 z^3) + 1/(1260 z^5).
  constexpr float kTail[] = {1.0f / 12, -1.0f / 360, 1.0f / 1260};
  Value* inverse = l.Div(l.Float(1), s.x);
  Value* tail = l.Mul(inverse, Polynomial(l, Square(l, inverse), kTail));
  Value* main = l.Sub(l.Mul(l.Sub(s.x, l.Float(0.5f)), Log(l, s.x)), s.x);
  Value* right = l.Sub(l.Add(l.Add(main, l.Float(0.918938533f)), tail), Log(l, shifted));
  Value* sine = l.Unary(BuiltinOperator::kSin, AngleInPeriod(l, l.input(0)));
  Value* left = l.Sub(l.Sub(l.Float(1.14472989f), Log(l, l.Unary(BuiltinOperator::kAbs, sine, model::AbsOptions()))), right);
  return l.Replace(Select(l, r.is_left, left, right));
}

Status LowerDigamma(Lowering& l) {
  GC_RETURN_IF_ERROR(ExpectFloat(l));
  const Reflected r = Reflect(l, l.input(0));
  const Reflected s = Shift(l, r.x);
  Value* sum = l.Div(l.Float(1), r.x);
  for (int i = 1; i < kShift; ++i) sum = l.Add(sum, l.Div(l.Float(1), l.Add(r.x, l.Float(static_cast<float>(i)))));
  Value* shifted = Select(l, s.is_left, sum, l.Float(0));
  // log z - 1/(2 z) - 1/(12 z^2) + 1/(120 z^4) - 1/(252 z^6).
  constexpr float kTail[] = {1.0f / 12, -1.0f / 120, 1.0f / 252};
  Value* inverse = l.Div(l.Float(1), s.x);
  Value* squared = Square(l, inverse);
  Value* tail = l.Mul(squared, Polynomial(l, squared, kTail));
  Value* main = l.Sub(Log(l, s.x), l.Mul(inverse, l.Float(0.5f)));
  Value* right = l.Sub(l.Sub(main, tail), shifted);
  Value* angle = AngleInPeriod(l, l.input(0));
  Value* cosine = l.Unary(BuiltinOperator::kCos, angle, model::CosOptions());
  Value* cotangent = l.Div(cosine, l.Unary(BuiltinOperator::kSin, angle));
  return l.Replace(Select(l, r.is_left, l.Sub(right, l.Mul(cotangent, l.Float(kPi))), right));
}

constexpr Recipe kRecipes[] = {
    {"digamma", "Digamma", "the expansion about infinity after six steps of recurrence, reflected below 1/2", 45, LowerDigamma},
    {"erf", "Erf", "x * P(x*x) / Q(x*x), polynomials fitted to float32", 25, LowerErf},
    {"erfc", "Erfc", "exp(-x*x) * t * P(t), t = 1 / (1 + |x| / 2), 2 minus that below 0", 27, LowerErfc},
    {"lgamma", "Lgamma", "Stirling's series after six steps of recurrence, reflected below 1/2", 42, LowerLgamma},
};

}  // namespace

std::span<const Recipe> SpecialRecipes() { return kRecipes; }

}  // namespace goldcrest::convert
