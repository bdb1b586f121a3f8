// 5 rows by 16 columns for 64-bit Arm without dot products: widened to 16 bits, one k at a time, multiplied by a lane that holds the
// row's element.
#if defined(__aarch64__)
#include "kernels/common/gemm/i8_requantize_neon-inl.h"

namespace goldcrest::gemm {
namespace {

struct Neon {
  // Eight columns.
  struct Reg {
    int32x4_t lo, hi;
  };
  using Half = Neon;
  static constexpr bool kHasHalves = false, kWidens = false, kSignedActivations = true, kOffsetSums = false;
  static constexpr int kLanes = 8, kGroup = 1, kSteps = 8;
  static constexpr void (*kRequantize)(const I8Requantize&) = &RequantizeNeon<16>;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeLoop<16>;
  using Element = uint8_t;
  using Weights = int16x8_t;
  using Row = int16x8_t;
  static Reg Load(const int32_t* p) { return {vld1q_s32(p), vld1q_s32(p + 4)}; }
  static void Store(int32_t* p, Reg v) {
    vst1q_s32(p, v.lo);
    vst1q_s32(p + 4, v.hi);
  }
  static Weights LoadWeights(const int8_t* p) { return vmovl_s8(vld1_s8(p)); }
  static uint8x8_t Prepare(uint32_t flip) { return vreinterpret_u8_u32(vdup_n_u32(flip)); }
  static Row LoadRow(const uint8_t* p, uint8x8_t flip) { return vmovl_s8(vreinterpret_s8_u8(veor_u8(vld1_u8(p), flip))); }
  static int16x8_t Broadcast(const uint8_t* p, uint8x8_t flip) { return vmovl_s8(vreinterpret_s8_u8(veor_u8(vdup_n_u8(*p), flip))); }
  static Reg Dot(Reg acc, int16x8_t x, Weights w) { return DotLane<0>(acc, x, w); }
  template <int kLane>
  static Reg DotLane(Reg acc, Row x, Weights w) {
    return {vmlal_laneq_s16(acc.lo, vget_low_s16(w), x, kLane), vmlal_high_laneq_s16(acc.hi, w, x, kLane)};
  }
};

}  // namespace
constexpr I8Kernel kI8Neon = MakeI8Kernel<Neon, 5>("i8_n16_l8_k1");
}  // namespace goldcrest::gemm
#endif
