// 14 rows by 32 columns: 28 of the 32 registers are sums.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels/common/gemm/f32_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Avx512 {
  using Reg = __m512;
  static constexpr int kLanes = 16;
  static __mmask16 First(size_t n) { return n >= 16 ? 0xFFFF : static_cast<__mmask16>((1u << n) - 1); }
  static Reg Load(const float* p) { return _mm512_loadu_ps(p); }
  static void StoreFirst(float* p, Reg v, size_t n) { _mm512_mask_storeu_ps(p, First(n), v); }
  static Reg Broadcast(const float* p) { return _mm512_set1_ps(*p); }
  static Reg MulAdd(Reg a, Reg b, Reg c) { return _mm512_fmadd_ps(a, b, c); }
  static Reg Min(Reg a, Reg b) { return _mm512_min_ps(a, b); }
  static Reg Max(Reg a, Reg b) { return _mm512_max_ps(a, b); }
};

}  // namespace
const F32Kernel kF32Avx512 = {"f32_n32_l16", 14, 16, GC_F32_TABLE14(Avx512)};
}  // namespace goldcrest::gemm
#endif
