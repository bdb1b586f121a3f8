// 6 rows by 16 columns: 12 of the 16 registers are sums.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels/common/gemm/f32_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Avx2 {
  using Half = Avx2;
  static constexpr bool kHasHalves = false;
  static constexpr int kSteps = 1;
  using Reg = __m256;
  static constexpr int kLanes = 8;
  static Reg Load(const float* p) { return _mm256_loadu_ps(p); }
  // Masked only where it must be: some processors are slow at that.
  static void StoreFirst(float* p, Reg v, size_t n) {
    if (n >= 8) return _mm256_storeu_ps(p, v);
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    _mm256_maskstore_ps(p, _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), lane), v);
  }
  static Reg Broadcast(const float* p) { return _mm256_broadcast_ss(p); }
  static Reg MulAdd(Reg a, Reg b, Reg c) { return _mm256_fmadd_ps(a, b, c); }
  static Reg Min(Reg a, Reg b) { return _mm256_min_ps(a, b); }
  static Reg Max(Reg a, Reg b) { return _mm256_max_ps(a, b); }
};

}  // namespace
constexpr F32Kernel kF32Avx2 = MakeF32Kernel<Avx2, 6>("f32_n16_l8");
}  // namespace goldcrest::gemm
#endif
