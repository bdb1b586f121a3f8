// 8 rows by 8 columns, four k at a time with the dot product instructions of Armv8.2.
#if defined(__aarch64__)
#include "kernels/common/gemm/i8_requantize_neon-inl.h"

namespace goldcrest::gemm {
namespace {

struct NeonDot {
  using Reg = int32x4_t;
  using Half = NeonDot;
  static constexpr bool kHasHalves = false, kWidens = false, kSignedActivations = true, kOffsetSums = false;
  static constexpr int kLanes = 4, kGroup = 4, kSteps = 4;
  static constexpr void (*kRequantize)(const I8Requantize&) = &RequantizeNeon<8>;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeLoop<8>;
  using Element = uint8_t;
  using Weights = int8x16_t;
  using Row = int8x16_t;
  static Reg Load(const int32_t* p) { return vld1q_s32(p); }
  static void Store(int32_t* p, Reg v) { vst1q_s32(p, v); }
  static Weights LoadWeights(const int8_t* p) { return vld1q_s8(p); }
  static uint8x16_t Prepare(uint32_t flip) { return vreinterpretq_u8_u32(vdupq_n_u32(flip)); }
  static Row LoadRow(const uint8_t* p, uint8x16_t flip) { return vreinterpretq_s8_u8(veorq_u8(vld1q_u8(p), flip)); }
  static int8x16_t Broadcast(const uint8_t* p, uint8x16_t flip) {
    uint32_t x;
    __builtin_memcpy(&x, p, sizeof(x));
    return vreinterpretq_s8_u8(veorq_u8(vreinterpretq_u8_u32(vdupq_n_u32(x)), flip));
  }
  static Reg Dot(Reg acc, int8x16_t x, Weights w) { return vdotq_s32(acc, w, x); }
  template <int kLane>
  static Reg DotLane(Reg acc, Row x, Weights w) {
    return vdotq_laneq_s32(acc, w, x, kLane);
  }
};

}  // namespace
constexpr I8Kernel kI8NeonDot = MakeI8Kernel<NeonDot, 8>("i8_n8_l4_k4");
}  // namespace goldcrest::gemm
#endif
