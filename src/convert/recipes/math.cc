#include "convert/recipes/math.h"

namespace goldcrest::convert {

Value* Square(Lowering& l, Value* x) { return l.Mul(x, x); }
Value* Sqrt(Lowering& l, Value* x) { return l.Unary(BuiltinOperator::kSqrt, x); }
Value* Exp(Lowering& l, Value* x) { return l.Unary(BuiltinOperator::kExp, x, model::ExpOptions()); }
Value* Log(Lowering& l, Value* x) { return l.Unary(BuiltinOperator::kLog, x); }
Value* Less(Lowering& l, Value* x, float y) { return l.Compare(BuiltinOperator::kLess, x, l.Float(y), model::LessOptions()); }

Value* Polynomial(Lowering& l, Value* x, std::span<const float> coefficients) {
  Value* sum = l.Float(coefficients.back());
  for (size_t i = coefficients.size() - 1; i-- > 0;) sum = l.Add(l.Mul(x, sum), l.Float(coefficients[i]));
  return sum;
}

// With u = 1 + t as it was rounded, log(1 + t) is log(u) and, to first order, what the rounding lost, over u.
Value* Log1p(Lowering& l, Value* t) {
  Value* one = l.Float(1);
  Value* u = l.Add(t, one);
  Value* lost = l.Sub(t, l.Sub(u, one));
  return l.Add(Log(l, u), l.Div(lost, u));
}

Status ExpectFloat(const Lowering& l) {
  const tf::DataType type = l.input(0)->type;
  return type == tf::DataType::kFloat ? Status::Ok() : l.Refuse("the recipe computes float32, not %s", tf::TypeName(type).c_str());
}

}  // namespace goldcrest::convert
