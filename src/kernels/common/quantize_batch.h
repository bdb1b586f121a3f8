// Quantizes floats with a scale of their own, for operators on float tensors with 8-bit weights (dynamic-range models): symmetric
// (zero point 0, values from -127) or asymmetric, with the arithmetic of TensorFlow Lite's hybrid kernels.
//
//   const FloatSpan range = ...LowestAndHighest over all parts...;
//   const BatchQuantization q = ChooseBatchQuantization(range, asymmetric);
//   QuantizeToInt8(q, in, n, out);
//
// Results are equal to the bit on every target and however the numbers are cut into parts. NaN becomes 0.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_QUANTIZE_BATCH_H_
#define GOLDCREST_SRC_KERNELS_COMMON_QUANTIZE_BATCH_H_

#include <cstddef>
#include <cstdint>

#include "goldcrest/op.h"

namespace goldcrest::kernels {

// The lowest and the highest of some numbers and 0; NaNs do not count.
struct FloatSpan {
  float low = 0, high = 0;
};
FloatSpan LowestAndHighest(const float* in, size_t n);

struct BatchQuantization {
  float scale = 1;
  int32_t zero_point = 0;
  float inverse = 0;  // what numbers are multiplied with; 0 where no scale expresses them, and all of them become 0
  int32_t lowest = -128;
};
BatchQuantization ChooseBatchQuantization(FloatSpan range, bool asymmetric);

void QuantizeToInt8(const BatchQuantization& q, const float* in, size_t n, int8_t* out);
// The quantized numbers less their zero point, as floats.
void QuantizeToFloat(const BatchQuantization& q, const float* in, size_t n, float* out);

// All of it for numbers that are quantized together, on this thread...
void QuantizeBatch(const float* in, size_t n, bool asymmetric, int8_t* out, float* scale, int32_t* zero_point);
// ... and on all: the quantization of a large tensor, and then its values.
BatchQuantization ChooseBatchQuantization(EvalContext& ctx, const float* in, size_t n, bool asymmetric);
void QuantizeToInt8(EvalContext& ctx, const BatchQuantization& q, const float* in, size_t n, int8_t* out);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_QUANTIZE_BATCH_H_
