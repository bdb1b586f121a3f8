// Parts of recipes: functions of one float32 tensor, element by element, that keep their digits where the obvious formula loses them.
#ifndef GOLDCREST_SRC_CONVERT_RECIPES_MATH_H_
#define GOLDCREST_SRC_CONVERT_RECIPES_MATH_H_

#include <span>

#include "convert/lower/lowering.h"

namespace goldcrest::convert {

Value* Square(Lowering& l, Value* x);
Value* Sqrt(Lowering& l, Value* x);
Value* Exp(Lowering& l, Value* x);
Value* Log(Lowering& l, Value* x);
Value* Less(Lowering& l, Value* x, float y);
// coefficients[0] + coefficients[1] * x + ...
Value* Polynomial(Lowering& l, Value* x, std::span<const float> coefficients);
// log(1 + t), t > -1.
Value* Log1p(Lowering& l, Value* t);
// UNSUPPORTED unless the node's first input is float32.
Status ExpectFloat(const Lowering& l);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_RECIPES_MATH_H_
