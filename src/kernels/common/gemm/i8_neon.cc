// 8 rows by 8 columns for 64-bit Arm without dot products: two k at a time; a product of bytes fits 16 bits, and pairs of products
// are added into 32.
#if defined(__aarch64__)
#include <arm_neon.h>

#include "kernels/common/gemm/i8_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Neon {
  using Half = Neon;
  static constexpr bool kHasHalves = false, kWidens = false, kSignedActivations = true;
  static constexpr void (*kRequantize)(const I8Requantize&) = nullptr;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeLoop<8>;
  using Reg = int32x4_t;
  static constexpr int kLanes = 4;
  static constexpr int kGroup = 2;
  using Element = uint8_t;
  using Weights = int8x8_t;
  static Reg Load(const int32_t* p) { return vld1q_s32(p); }
  static void Store(int32_t* p, Reg v) { vst1q_s32(p, v); }
  static Weights LoadWeights(const int8_t* p) { return vld1_s8(p); }
  static int8x8_t Prepare(uint32_t flip) { return vreinterpret_s8_u32(vdup_n_u32(flip)); }
  static int8x8_t Broadcast(const uint8_t* p, int8x8_t flip) {
    uint16_t x;
    __builtin_memcpy(&x, p, sizeof(x));
    return veor_s8(flip, vreinterpret_s8_u16(vdup_n_u16(x)));
  }
  static Reg Dot(Reg acc, int8x8_t x, Weights w) { return vpadalq_s16(acc, vmull_s8(x, w)); }
};

}  // namespace
constexpr I8Kernel kI8Neon = MakeI8Kernel<Neon, 8>("i8_n8_l4_k2");
}  // namespace goldcrest::gemm
#endif
