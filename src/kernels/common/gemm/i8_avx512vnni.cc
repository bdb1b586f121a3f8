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

struct Vnni : I8Avx512 {
  static constexpr int kGroup = 4;
  using Element = uint8_t;
  using Weights = __m512i;
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
const I8Kernel kI8Avx512Vnni = {"i8_n32_l16_k4",    14, 16, 4, false, false, GC_I8_TABLE14(Vnni), nullptr, &RequantizeTile<I8Avx512>,
                                &DequantizeLoop<32>};
}  // namespace goldcrest::gemm
#endif
