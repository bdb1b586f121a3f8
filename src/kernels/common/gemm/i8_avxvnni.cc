// 6 rows by 16 columns, four k at a time with the 256-bit vpdpbusd of processors without AVX-512.
#if defined(__x86_64__)
#include "kernels/common/gemm/i8_vectors_avx2-inl.h"

namespace goldcrest::gemm {
namespace {

struct Vnni256 : I8Avx2 {
  using Half = Vnni256;
  static constexpr bool kHasHalves = false, kWidens = false, kSignedActivations = false, kOffsetSums = true;
  static constexpr int kSteps = 1;
  static constexpr void (*kRequantize)(const I8Requantize&) = &RequantizeTile<I8Avx2>;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeTile<I8Avx2>;
  static constexpr int kGroup = 4;
  using Element = uint8_t;
  using Weights = __m256i;
  static Weights LoadWeights(const int8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static __m256i Prepare(uint32_t flip) { return _mm256_set1_epi32(static_cast<int>(flip)); }
  static __m256i Broadcast(const uint8_t* p, __m256i flip) {
    float x;
    __builtin_memcpy(&x, p, sizeof(x));
    __m256 broadcast = _mm256_set1_ps(x);
    // Keeps the compiler from flipping first and broadcasting from a register, which costs a shuffle.
    asm("" : "+x"(broadcast));
    return _mm256_xor_si256(flip, _mm256_castps_si256(broadcast));
  }
  static Reg Dot(Reg acc, __m256i x, Weights w) { return _mm256_dpbusd_avx_epi32(acc, x, w); }
};

}  // namespace
constexpr I8Kernel kI8AvxVnni = MakeI8Kernel<Vnni256, 6>("i8_n16_l8_k4");
}  // namespace goldcrest::gemm
#endif
