// 6 rows by 16 columns: two k at a time in 16 bits. (vpmaddubsw would take four, but saturates where two products of bytes do not
// fit 16 bits.)
#if defined(__x86_64__)
#include "kernels/common/gemm/i8_vectors_avx2-inl.h"

namespace goldcrest::gemm {
namespace {

struct Madd256 : I8Avx2 {
  using Half = Madd256;
  static constexpr bool kHasHalves = false, kWidens = true, kSignedActivations = false, kOffsetSums = true;
  static constexpr int kSteps = 1;
  static constexpr void (*kRequantize)(const I8Requantize&) = &RequantizeTile<I8Avx2>;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeTile<I8Avx2>;
  static constexpr int kGroup = 2;
  using Element = int16_t;
  using Weights = __m256i;
  static Weights LoadWeights(const int8_t* p) { return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))); }
  static int Prepare(uint32_t) { return 0; }
  static __m256i Broadcast(const int16_t* p, int) {
    int32_t x;
    __builtin_memcpy(&x, p, sizeof(x));
    return _mm256_set1_epi32(x);
  }
  static Reg Dot(Reg acc, __m256i x, Weights w) { return _mm256_add_epi32(acc, _mm256_madd_epi16(x, w)); }
};

}  // namespace
constexpr I8Kernel kI8Avx2 = MakeI8Kernel<Madd256, 6>("i8_n16_l8_k2");
}  // namespace goldcrest::gemm
#endif
