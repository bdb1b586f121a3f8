// Elementary functions over rows of float, by vectors: math-inl.h and trig-inl.h behind a table of functions.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_MATH_ROWS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_MATH_ROWS_H_

#include "kernels/common/unary.h"

namespace goldcrest {

enum class MathFunction {
  kExp,
  kLog,
  kSqrt,
  kRsqrt,
  kSquare,
  kAbs,
  kNeg,
  kSin,
  kCos,
  kFloor,
  kCeil,
  kRound,  // halves to even
  kSign,   // -1, 0, 1; 0 of NaN
  kLogistic,
  kTanh,
  kElu,  // x where positive, exp(x) - 1 elsewhere
  kHardSwish,
  kSwish,  // x * logistic(x)
  kGelu,
  kGeluTanh,   // gelu's approximation
  kLeakyRelu,  // x where positive, alpha * x elsewhere
};

struct MathParams {
  float alpha = 0;
};

// The row function of the best CPU target.
UnaryRow<MathParams> MathRow(MathFunction function);

// A kernel of it for FLOAT32, FLOAT16 and BFLOAT16.
Kernel MakeMathKernel(SelectContext& ctx, const char* name, MathFunction function, float alpha = 0);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_MATH_ROWS_H_
