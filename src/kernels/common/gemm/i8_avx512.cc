// 12 rows by 32 columns for AVX-512 without VNNI: two k at a time in 16 bits, exact for every byte.
#if defined(__x86_64__)
#include "kernels/common/gemm/i8_vectors_avx512-inl.h"

namespace goldcrest::gemm {
namespace {

struct Madd512 : I8Avx512 {
  using Half = Madd512;
  static constexpr bool kHasHalves = false, kWidens = true, kSignedActivations = false, kOffsetSums = true;
  static constexpr int kSteps = 1;
  static constexpr void (*kRequantize)(const I8Requantize&) = &RequantizeTile<I8Avx512>;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeTile<I8Avx512>;
  static constexpr int kGroup = 2;
  using Element = int16_t;
  using Weights = __m512i;
  static Weights LoadWeights(const int8_t* p) { return _mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))); }
  static int Prepare(uint32_t) { return 0; }
  static __m512i Broadcast(const int16_t* p, int) {
    int32_t x;
    __builtin_memcpy(&x, p, sizeof(x));
    return _mm512_set1_epi32(x);
  }
  static Reg Dot(Reg acc, __m512i x, Weights w) { return _mm512_add_epi32(acc, _mm512_madd_epi16(x, w)); }
};

}  // namespace
constexpr I8Kernel kI8Avx512 = MakeI8Kernel<Madd512, 12>("i8_n32_l16_k2");
}  // namespace goldcrest::gemm
#endif
