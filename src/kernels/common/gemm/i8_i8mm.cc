// 8 rows by 8 columns, eight k at a time with the 2x8 by 8x2 products of Armv8.6: a register of sums is two rows by two columns.
#if defined(__aarch64__)
#include "kernels/common/gemm/i8_requantize_neon-inl.h"

namespace goldcrest::gemm {
namespace {

// kPairs pairs of columns: 4, or 2 in a narrow panel.
template <int kRows, int kPairs>
void I8mmTile(const I8Tile& g) {
  constexpr int kRowPairs = (kRows + 1) / 2;
  int32x4_t acc[kRowPairs][kPairs];
  GC_UNROLL
  for (int r = 0; r < kRowPairs; ++r) {
    const int32_t* a = g.init + 2 * r * g.init_stride;
    const int32_t* b = 2 * r + 1 < kRows ? a + g.init_stride : a;
    GC_UNROLL
    for (int j = 0; j < kPairs; ++j) acc[r][j] = vcombine_s32(vld1_s32(a + 2 * j), vld1_s32(b + 2 * j));
  }
  const int8_t* w = g.w;
  const uint8x16_t flip = vreinterpretq_u8_u32(vdupq_n_u32(g.flip));
  const void* const* a = g.rows.a;
  for (size_t t = 0; t < g.rows.taps; ++t, a += g.rows.tap_step) {
    const uint8_t* p[2 * kRowPairs];
    GC_UNROLL
    for (int r = 0; r < 2 * kRowPairs; ++r) p[r] = static_cast<const uint8_t*>(a[r < kRows ? r : kRows - 1]) + g.rows.first;
    for (size_t k = 0; k < g.rows.channels; k += 8, w += kPairs * 16) {
      int8x16_t b[kPairs];
      GC_UNROLL
      for (int j = 0; j < kPairs; ++j) b[j] = vld1q_s8(w + 16 * j);
      GC_UNROLL
      for (int r = 0; r < kRowPairs; ++r) {
        const uint8x16_t rows = vcombine_u8(vld1_u8(p[2 * r] + k), vld1_u8(p[2 * r + 1] + k));
        const int8x16_t x = vreinterpretq_s8_u8(veorq_u8(rows, flip));
        GC_UNROLL
        for (int j = 0; j < kPairs; ++j) acc[r][j] = vmmlaq_s32(acc[r][j], x, b[j]);
      }
    }
  }
  GC_UNROLL
  for (int r = 0; r < kRowPairs; ++r) {
    int32_t* out = g.acc + 2 * r * 8;
    GC_UNROLL
    for (int j = 0; j < kPairs; ++j) {
      vst1_s32(out + 2 * j, vget_low_s32(acc[r][j]));
      if (2 * r + 1 < kRows) vst1_s32(out + 8 + 2 * j, vget_high_s32(acc[r][j]));
    }
  }
}

struct I8mm {
  static constexpr bool kHasHalves = false, kWidens = false, kSignedActivations = true, kOffsetSums = false;
  static constexpr int kLanes = 4, kGroup = 8;
  static constexpr void (*kRequantize)(const I8Requantize&) = &RequantizeNeon<8>;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeLoop<8>;
};

struct I8mmTiles {
  template <int kRows, int kHalves>
  static constexpr void (*kTile)(const I8Tile&) = &I8mmTile<kRows, kHalves>;
};

}  // namespace
constexpr I8Kernel kI8NeonI8mm = MakeI8Kernel<I8mm, 8, I8mmTiles>("i8_n8_l4_k8");
}  // namespace goldcrest::gemm
#endif
