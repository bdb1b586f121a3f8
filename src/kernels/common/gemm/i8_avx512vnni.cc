// 14 rows by 32 columns, four k at a time with vpdpbusd, which multiplies unsigned by signed bytes: int8 activations are flipped to
// unsigned on the way in.
#if defined(__x86_64__)
#include "kernels/common/gemm/i8_vectors_avx512-inl.h"

#if defined(__clang__)
#if !__has_feature(address_sanitizer)
#define GC_XOR_BY_ASM 1
#endif
#endif

namespace goldcrest::gemm {
namespace {

struct HalfVnni {
  using Reg = __m256i;
  using Weights = __m256i;
  static Reg Load(const int32_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static Weights LoadWeights(const int8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static Reg Dot(Reg acc, __m256i x, Weights w) { return _mm256_dpbusd_epi32(acc, x, w); }
};

struct Vnni : I8Avx512 {
  using Half = HalfVnni;
  static constexpr bool kHasHalves = true, kWidens = false, kSignedActivations = false, kOffsetSums = true;
  static constexpr int kSteps = 1;
  static constexpr void (*kRequantize)(const I8Requantize&) = &RequantizeTile<I8Avx512>;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeTile<I8Avx512>;
  static constexpr int kGroup = 4;
  using Element = uint8_t;
  using Weights = __m512i;
  static __m256i Lower(__m512i v) { return _mm512_castsi512_si256(v); }
  static void StoreWide(int32_t* p, __m256i v) { Store(p, _mm512_zextsi256_si512(v)); }
  static Weights LoadWeights(const int8_t* p) { return _mm512_loadu_si512(p); }
  static __m512i Prepare(uint32_t flip) { return _mm512_set1_epi32(static_cast<int>(flip)); }
  static __m512i Broadcast(const uint8_t* p, __m512i flip) {
#if defined(GC_XOR_BY_ASM)
    // Clang would flip in a general register and broadcast from there, all rows at once, and spill sums to make room.
    struct Bytes {
      uint8_t b[4];
    };
    __m512i x;
    asm("vpxord %1%{1to16%}, %2, %0" : "=v"(x) : "m"(*reinterpret_cast<const Bytes*>(p)), "v"(flip));
    return x;
#else
    int32_t x;
    __builtin_memcpy(&x, p, sizeof(x));
    return _mm512_xor_si512(flip, _mm512_set1_epi32(x));
#endif
  }
  static Reg Dot(Reg acc, __m512i x, Weights w) { return _mm512_dpbusd_epi32(acc, x, w); }
};

}  // namespace
constexpr I8Kernel kI8Avx512Vnni = MakeI8Kernel<Vnni, 14>("i8_n32_l8_k4");
}  // namespace goldcrest::gemm
#endif
