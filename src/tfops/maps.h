// Element by element: one function of doubles, one of integers, one of complex numbers, applied to every element of any type.
//
// Floating types are computed in double and rounded once; integers in 64 bits and wrapped to their type, as C's unsigned types are.
#ifndef GOLDCREST_SRC_TFOPS_MAPS_H_
#define GOLDCREST_SRC_TFOPS_MAPS_H_

#include "tfops/numbers.h"
#include "tfops/op.h"

namespace goldcrest::tf {

// Null where the operator is not of that kind.
struct UnaryFns {
  double (*real)(double x);
  int64_t (*integer)(int64_t x) = nullptr;
  Complex (*complex)(Complex x) = nullptr;
};

struct BinaryFns {
  double (*real)(double x, double y);
  // Sets `bad` where there is no result (division by zero).
  int64_t (*integer)(int64_t x, int64_t y, bool& bad) = nullptr;
  Complex (*complex)(Complex x, Complex y) = nullptr;
  // Whether the integers' bits alone decide, so that 64-bit unsigned ones may be taken for signed ones.
  bool wraps = false;
};

Status MapUnary(EvalContext& ctx, const UnaryFns& fns);
// Of inputs `a` and `b`, broadcast. The result is of their type or bool.
Status MapBinary(EvalContext& ctx, const BinaryFns& fns, size_t a = 0, size_t b = 1);

template <const UnaryFns& fns>
Status Unary(EvalContext& ctx) {
  return MapUnary(ctx, fns);
}
template <const BinaryFns& fns>
Status Binary(EvalContext& ctx) {
  return MapBinary(ctx, fns);
}

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_MAPS_H_
