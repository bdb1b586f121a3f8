// 4 rows by 8 columns; without fused multiply-add a product needs a register of its own.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels/common/gemm/f32_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Sse4 {
  using Half = Sse4;
  static constexpr bool kHasHalves = false;
  static constexpr int kSteps = 1;
  using Reg = __m128;
  static constexpr int kLanes = 4;
  static Reg Load(const float* p) { return _mm_loadu_ps(p); }
  static void Store(float* p, Reg v) { _mm_storeu_ps(p, v); }
  static void StoreFirst(float* p, Reg v, size_t n) { StoreFirstLanes<Sse4>(p, v, n); }
  static Reg Broadcast(const float* p) { return _mm_set1_ps(*p); }
  static Reg MulAdd(Reg a, Reg b, Reg c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }
  static Reg Min(Reg a, Reg b) { return _mm_min_ps(a, b); }
  static Reg Max(Reg a, Reg b) { return _mm_max_ps(a, b); }
};

}  // namespace
constexpr F32Kernel kF32Sse4 = MakeF32Kernel<Sse4, 4>("f32_n8_l4");
}  // namespace goldcrest::gemm
#endif
