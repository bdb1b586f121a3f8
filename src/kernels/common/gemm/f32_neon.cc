// 8 rows by 8 columns, for 64-bit Arm: 16 of the 32 registers are sums, 8 hold four k of each row.
#if defined(__aarch64__)
#include <arm_neon.h>

#include "kernels/common/gemm/f32_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Neon {
  using Half = Neon;
  static constexpr bool kHasHalves = false;
  static constexpr int kSteps = 4;
  using Reg = float32x4_t;
  static constexpr int kLanes = 4;
  static Reg Load(const float* p) { return vld1q_f32(p); }
  static void Store(float* p, Reg v) { vst1q_f32(p, v); }
  static void StoreFirst(float* p, Reg v, size_t n) { StoreFirstLanes<Neon>(p, v, n); }
  static Reg Broadcast(const float* p) { return vld1q_dup_f32(p); }
  static Reg MulAdd(Reg a, Reg b, Reg c) { return vfmaq_f32(c, a, b); }
  template <int kLane>
  static Reg MulAddLane(Reg a, Reg b, Reg c) {
    return vfmaq_laneq_f32(c, b, a, kLane);
  }
  static Reg Min(Reg a, Reg b) { return vminq_f32(a, b); }
  static Reg Max(Reg a, Reg b) { return vmaxq_f32(a, b); }
};

}  // namespace
constexpr F32Kernel kF32Neon = MakeF32Kernel<Neon, 8>("f32_n8_l4");
}  // namespace goldcrest::gemm
#endif
