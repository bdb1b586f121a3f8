// 14 rows by 32 columns: 28 of the 32 registers are sums. Half a vector costs half: 256-bit operations, two at a time.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels/common/gemm/f32_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct HalfAvx512 {
  using Reg = __m256;
  static __mmask8 First(size_t n) { return n >= 8 ? 0xFF : static_cast<__mmask8>((1u << n) - 1); }
  static Reg Load(const float* p) { return _mm256_loadu_ps(p); }
  static void StoreFirst(float* p, Reg v, size_t n) { _mm256_mask_storeu_ps(p, First(n), v); }
  static Reg Broadcast(const float* p) { return _mm256_set1_ps(*p); }
  static Reg MulAdd(Reg a, Reg b, Reg c) { return _mm256_fmadd_ps(a, b, c); }
  static Reg Min(Reg a, Reg b) { return _mm256_min_ps(a, b); }
  static Reg Max(Reg a, Reg b) { return _mm256_max_ps(a, b); }
};

struct Avx512 {
  using Half = HalfAvx512;
  static constexpr bool kHasHalves = true;
  static constexpr int kSteps = 1;
  using Reg = __m512;
  static constexpr int kLanes = 16;
  static __mmask16 First(size_t n) { return n >= 16 ? 0xFFFF : static_cast<__mmask16>((1u << n) - 1); }
  static __m256 Lower(Reg& v) {
    // Hides where v comes from: Clang would broadcast half a vector and make the whole one of it.
    asm("" : "+v"(v));
    return _mm512_castps512_ps256(v);
  }
  static Reg Load(const float* p) { return _mm512_loadu_ps(p); }
  static void StoreFirst(float* p, Reg v, size_t n) { _mm512_mask_storeu_ps(p, First(n), v); }
  static Reg Broadcast(const float* p) { return _mm512_set1_ps(*p); }
  static Reg MulAdd(Reg a, Reg b, Reg c) { return _mm512_fmadd_ps(a, b, c); }
  static Reg Min(Reg a, Reg b) { return _mm512_min_ps(a, b); }
  static Reg Max(Reg a, Reg b) { return _mm512_max_ps(a, b); }
};

}  // namespace
constexpr F32Kernel kF32Avx512 = MakeF32Kernel<Avx512, 14>("f32_n32_l8");
}  // namespace goldcrest::gemm
#endif
