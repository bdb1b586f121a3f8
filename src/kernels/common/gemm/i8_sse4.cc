// 4 rows by 8 columns: two k at a time in 16 bits.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernels/common/gemm/i8_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Madd128 {
  using Half = Madd128;
  static constexpr bool kHasHalves = false, kWidens = true, kSignedActivations = false, kOffsetSums = false;
  static constexpr int kSteps = 1;
  static constexpr void (*kRequantize)(const I8Requantize&) = nullptr;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeLoop<8>;
  using Reg = __m128i;
  static constexpr int kLanes = 4;
  static constexpr int kGroup = 2;
  using Element = int16_t;
  using Weights = __m128i;
  static Reg Load(const int32_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
  static void Store(int32_t* p, Reg v) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), v); }
  static Weights LoadWeights(const int8_t* p) { return _mm_cvtepi8_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))); }
  static int Prepare(uint32_t) { return 0; }
  static __m128i Broadcast(const int16_t* p, int) {
    int32_t x;
    __builtin_memcpy(&x, p, sizeof(x));
    return _mm_set1_epi32(x);
  }
  static Reg Dot(Reg acc, __m128i x, Weights w) { return _mm_add_epi32(acc, _mm_madd_epi16(x, w)); }
};

}  // namespace
constexpr I8Kernel kI8Sse4 = MakeI8Kernel<Madd128, 4>("i8_n8_l4_k2");
}  // namespace goldcrest::gemm
#endif
