// Two elements made one, for every number type: what the STABLEHLO operators name by an operator or by a small subgraph.
#ifndef GOLDCREST_SRC_KERNELS_STABLEHLO_COMBINE_H_
#define GOLDCREST_SRC_KERNELS_STABLEHLO_COMBINE_H_

#include <cstddef>

#include "goldcrest/types.h"

namespace goldcrest::kernels {

// Whole numbers wrap. The sum of truth values is whether one is true, their product whether both are, the larger and smaller likewise.
enum class Combine {
  kAdd,
  kMultiply,
  kMaximum,  // of a pair that does not compare (NaN): the first
  kMinimum,
  kWindowMaximum,  // of a pair that does not compare: the second
  kWindowMinimum,
  kAnd,  // bits of whole numbers
  kAll,  // 1 where both are not 0, else 0
  kAny,
  kShiftLeft,  // the amount modulo 32, as x86 takes it
};

// out[i * out_step] = f(a[i * a_step], b[i * b_step]) in order of i; steps count elements and may be 0, and `out` may be `a`.
using CombineRow = void (*)(const void* a, ptrdiff_t a_step, const void* b, ptrdiff_t b_step, void* out, ptrdiff_t out_step, size_t n);

// Null where the pair makes no sense: kAnd of floats, kShiftLeft of other than INT8, INT16 and INT32, anything of other than
// FLOAT16, FLOAT32, FLOAT64, whole numbers of 8 to 64 bits, and BOOL.
CombineRow ChooseCombineRow(Combine combine, TensorType type);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_STABLEHLO_COMBINE_H_
