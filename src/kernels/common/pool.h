// The loops of AVERAGE_POOL_2D and MAX_POOL_2D, for NHWC images and windows of any size.
//
//   PoolFn<float> average = ChoosePool<float>(PoolKind::kAverage);   // the best CPU target allowed now
//   average(params, band);
//
// A window counts only its elements inside of the image. Averages of integers are rounded to nearest, halves away from zero, as
// TensorFlow Lite does; they are equal on every target. Work is done by output rows, in any bands.
//
// Checked by the operator beforehand: shapes agree, sizes do not overflow, every window meets the image (PoolWindowsMeetImage).
#ifndef GOLDCREST_SRC_KERNELS_COMMON_POOL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_POOL_H_

#include <cstdint>

namespace goldcrest {

struct PoolGeometry {
  int32_t in_height = 0, in_width = 0;
  int32_t out_height = 0, out_width = 0;
  int32_t channels = 0;
  int32_t filter_height = 1, filter_width = 1;
  int32_t stride_height = 1, stride_width = 1;
  int32_t pad_top = 0, pad_left = 0;
};

// False where some window lies wholly outside of the image, so that its result is not defined.
bool PoolWindowsMeetImage(const PoolGeometry& geometry);

// T: float, int8_t, uint8_t, int16_t. The result is clamped to [lowest, highest].
template <typename T>
struct PoolParams {
  PoolGeometry geometry;
  T lowest, highest;
};

// Output rows [out_begin, out_end) of one image: `in` is its first row, `out` row out_begin.
template <typename T>
struct PoolBand {
  const T* in = nullptr;
  T* out = nullptr;
  int32_t out_begin = 0, out_end = 0;
};

enum class PoolKind { kAverage, kMax };

template <typename T>
using PoolFn = void (*)(const PoolParams<T>& params, const PoolBand<T>& band);

template <typename T>
PoolFn<T> ChoosePool(PoolKind kind);
template <>
PoolFn<float> ChoosePool<float>(PoolKind kind);
template <>
PoolFn<int8_t> ChoosePool<int8_t>(PoolKind kind);
template <>
PoolFn<uint8_t> ChoosePool<uint8_t>(PoolKind kind);
template <>
PoolFn<int16_t> ChoosePool<int16_t>(PoolKind kind);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_POOL_H_
