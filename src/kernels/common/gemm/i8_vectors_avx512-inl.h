// 512-bit integer vectors for the tiles and the requantization of the AVX-512 targets.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_VECTORS_AVX512_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_VECTORS_AVX512_INL_H_

#include <immintrin.h>

#include "kernels/common/gemm/i8_requantize_x86-inl.h"
#include "kernels/common/gemm/i8_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct I8Avx512 {
  using Reg = __m512i;
  static constexpr int kLanes = 16;
  static Reg Load(const int32_t* p) { return _mm512_loadu_si512(p); }
  static void Store(int32_t* p, Reg v) { _mm512_storeu_si512(p, v); }

  static Reg Set(int32_t x) { return _mm512_set1_epi32(x); }
  static Reg Set8(int8_t x) { return _mm512_set1_epi8(x); }
  static Reg Add(Reg a, Reg b) { return _mm512_add_epi32(a, b); }
  static Reg Sub(Reg a, Reg b) { return _mm512_sub_epi32(a, b); }
  static Reg MulLow(Reg a, Reg b) { return _mm512_mullo_epi32(a, b); }
  static Reg Add64(Reg a, Reg b) { return _mm512_add_epi64(a, b); }
  static Reg MulEven(Reg a, Reg b) { return _mm512_mul_epu32(a, b); }
  static Reg DupOdd(Reg a) { return _mm512_shuffle_epi32(a, static_cast<_MM_PERM_ENUM>(0xF5)); }
  static Reg HighHalves(Reg even, Reg odd) { return _mm512_mask_shuffle_epi32(odd, 0x5555, even, static_cast<_MM_PERM_ENUM>(0xF5)); }
  static Reg Srlv(Reg a, Reg n) { return _mm512_srlv_epi32(a, n); }
  static Reg Srav(Reg a, Reg n) { return _mm512_srav_epi32(a, n); }
  static Reg Pack32(Reg a, Reg b) { return _mm512_packs_epi32(a, b); }
  static Reg Pack16(Reg a, Reg b) { return _mm512_packs_epi16(a, b); }
  static Reg Max8(Reg a, Reg b) { return _mm512_max_epi8(a, b); }
  static Reg Min8(Reg a, Reg b) { return _mm512_min_epi8(a, b); }
  static Reg Xor(Reg a, Reg b) { return _mm512_xor_si512(a, b); }
  // The packs worked within 128-bit parts: part L holds four columns each of the four packed vectors.
  static Reg InOrder(Reg bytes) {
    return _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), bytes);
  }
  static void StoreTwo(Reg bytes, uint8_t* a, uint8_t* b, size_t columns) {
    const Reg rows = InOrder(bytes);
    const __mmask32 mask = columns >= 32 ? ~__mmask32{0} : static_cast<__mmask32>((1u << columns) - 1);
    _mm256_mask_storeu_epi8(a, mask, _mm512_castsi512_si256(rows));
    _mm256_mask_storeu_epi8(b, mask, _mm512_extracti64x4_epi64(rows, 1));
  }
  static void StoreFour(Reg bytes, uint8_t* const (&out)[4], size_t columns) {
    const Reg rows = InOrder(bytes);
    const __mmask16 mask = columns >= 16 ? 0xFFFF : static_cast<__mmask16>((1u << columns) - 1);
    _mm_mask_storeu_epi8(out[0], mask, _mm512_castsi512_si128(rows));
    _mm_mask_storeu_epi8(out[1], mask, _mm512_extracti32x4_epi32(rows, 1));
    _mm_mask_storeu_epi8(out[2], mask, _mm512_extracti32x4_epi32(rows, 2));
    _mm_mask_storeu_epi8(out[3], mask, _mm512_extracti32x4_epi32(rows, 3));
  }

  static __mmask16 First(size_t n) { return n >= 16 ? 0xFFFF : static_cast<__mmask16>((1u << n) - 1); }
  static __m512 SetFloat(float x) { return _mm512_set1_ps(x); }
  static __m512 LoadFirstFloats(const float* p, size_t n) { return _mm512_maskz_loadu_ps(First(n), p); }
  static void StoreFirstFloats(float* p, __m512 v, size_t n) { _mm512_mask_storeu_ps(p, First(n), v); }
  static __m512 ToFloat(Reg v) { return _mm512_cvtepi32_ps(v); }
  static __m512 AddFloat(__m512 a, __m512 b) { return _mm512_add_ps(a, b); }
  static __m512 MulFloat(__m512 a, __m512 b) { return _mm512_mul_ps(a, b); }
  static __m512 MinFloat(__m512 a, __m512 b) { return _mm512_min_ps(a, b); }
  static __m512 MaxFloat(__m512 a, __m512 b) { return _mm512_max_ps(a, b); }
};

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_VECTORS_AVX512_INL_H_
