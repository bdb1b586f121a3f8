// Rows of numbers between float and quantized, by vectors: what QUANTIZE and DEQUANTIZE do to a stretch of one scale.
//
// Quantizing rounds x / scale to nearest, halves away from zero, in float; NaN becomes the least value. Dequantizing multiplies
// the distance from the zero point. Both are TensorFlow Lite's reference to the bit.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_AFFINE_ROWS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_AFFINE_ROWS_H_

#include <cstddef>
#include <cstdint>

#include "goldcrest/types.h"

namespace goldcrest {

struct Affine {
  float scale = 1;
  int32_t zero_point = 0;
};

using QuantizeRowFn = void (*)(const float* in, size_t n, Affine affine, void* out);
using DequantizeRowFn = void (*)(const void* in, size_t n, Affine affine, float* out);

// To and from INT8, UINT8, INT16 for the best CPU target; null for other types. FLOAT16 to float ignores the Affine.
QuantizeRowFn ChooseQuantizeRow(TensorType to);
DequantizeRowFn ChooseDequantizeRow(TensorType from);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_AFFINE_ROWS_H_
