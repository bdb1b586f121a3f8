// Requantization of a tile on 64-bit Arm: the exact two roundings of MultiplyByQuantizedMultiplier for every sum, with the instructions
// made for them.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_REQUANTIZE_NEON_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_REQUANTIZE_NEON_INL_H_

#include <arm_neon.h>

#include "kernels/common/gemm/i8_tile-inl.h"

namespace goldcrest::gemm {
namespace {

// The factors of four columns.
struct NeonFactors {
  int32x4_t multiplier, left, minus_right;
  NeonFactors() = default;
  NeonFactors(const I8Factors& f, size_t c)
      : multiplier(vld1q_s32(f.multiplier + c)), left(vld1q_s32(f.left + c)), minus_right(vnegq_s32(vld1q_s32(f.right + c))) {}
};

inline int32x4_t Rescale(int32x4_t sum, const NeonFactors& f) {
  const int32x4_t product = vqrdmulhq_s32(vshlq_s32(sum, f.left), f.multiplier);
  // The rounding shift takes halves up; one less brings those of negative products down, away from zero. Without a shift, -1 & 0.
  const int32x4_t fix = vshrq_n_s32(vandq_s32(product, f.minus_right), 31);
  return vrshlq_s32(vqaddq_s32(product, fix), f.minus_right);
}

// Eight columns at a time, all rows of them.
template <int kNr>
[[maybe_unused]] void RequantizeNeon(const I8Requantize& g) {
  const int16x8_t zero_point = vdupq_n_s16(g.zero_point);
  const int8x8_t lo = vdup_n_s8(g.lo), hi = vdup_n_s8(g.hi);
  const uint8x8_t flip = vdup_n_u8(g.flip);
  for (size_t c = 0; c < g.columns; c += 8) {
    const NeonFactors f0(g.factors, c), f1(g.factors, c + 4);
    for (size_t r = 0; r < g.rows; ++r) {
      const int32_t* acc = g.acc + r * kNr + c;
      const int32x4_t term = vdupq_n_s32(g.term == nullptr ? 0 : g.term[r]);
      const int32x4_t y0 = Rescale(vsubq_s32(vld1q_s32(acc), term), f0), y1 = Rescale(vsubq_s32(vld1q_s32(acc + 4), term), f1);
      const int16x8_t shifted = vqaddq_s16(vcombine_s16(vqmovn_s32(y0), vqmovn_s32(y1)), zero_point);
      const int8x8_t clamped = vmin_s8(vmax_s8(vqmovn_s16(shifted), lo), hi);
      const uint8x8_t bytes = veor_u8(vreinterpret_u8_s8(clamped), flip);
      uint8_t* out = g.out + r * g.out_stride + c;
      if (g.columns - c >= 8) {
        vst1_u8(out, bytes);
      } else {
        uint8_t lanes[8];
        vst1_u8(lanes, bytes);
        for (size_t i = 0; i < g.columns - c; ++i) out[i] = lanes[i];
      }
    }
  }
}

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_REQUANTIZE_NEON_INL_H_
