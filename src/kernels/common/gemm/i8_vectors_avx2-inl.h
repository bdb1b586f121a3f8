// 256-bit integer vectors for the tiles and the requantization of the AVX2 targets.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_VECTORS_AVX2_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_VECTORS_AVX2_INL_H_

#include <immintrin.h>

#include "kernels/common/gemm/i8_requantize_x86-inl.h"
#include "kernels/common/gemm/i8_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct I8Avx2 {
  using Reg = __m256i;
  static constexpr int kLanes = 8;
  static Reg Load(const int32_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static void Store(int32_t* p, Reg v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }

  static Reg Set(int32_t x) { return _mm256_set1_epi32(x); }
  static Reg Set8(int8_t x) { return _mm256_set1_epi8(x); }
  static Reg Add(Reg a, Reg b) { return _mm256_add_epi32(a, b); }
  static Reg Sub(Reg a, Reg b) { return _mm256_sub_epi32(a, b); }
  static Reg MulLow(Reg a, Reg b) { return _mm256_mullo_epi32(a, b); }
  static Reg Add64(Reg a, Reg b) { return _mm256_add_epi64(a, b); }
  static Reg MulEven(Reg a, Reg b) { return _mm256_mul_epu32(a, b); }
  static Reg DupOdd(Reg a) { return _mm256_shuffle_epi32(a, 0xF5); }
  static Reg HighHalves(Reg even, Reg odd) { return _mm256_blend_epi32(_mm256_shuffle_epi32(even, 0xF5), odd, 0xAA); }
  static Reg Srlv(Reg a, Reg n) { return _mm256_srlv_epi32(a, n); }
  static Reg Srav(Reg a, Reg n) { return _mm256_srav_epi32(a, n); }
  static Reg Pack32(Reg a, Reg b) { return _mm256_packs_epi32(a, b); }
  static Reg Pack16(Reg a, Reg b) { return _mm256_packs_epi16(a, b); }
  static Reg Max8(Reg a, Reg b) { return _mm256_max_epi8(a, b); }
  static Reg Min8(Reg a, Reg b) { return _mm256_min_epi8(a, b); }
  static Reg Xor(Reg a, Reg b) { return _mm256_xor_si256(a, b); }
  // The packs worked within 128-bit halves: each holds four columns each of the four packed vectors.
  static Reg InOrder(Reg bytes) { return _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)); }
  static void StoreTwo(Reg bytes, uint8_t* a, uint8_t* b, size_t columns) {
    const Reg rows = InOrder(bytes);
    if (columns >= 16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(a), _mm256_castsi256_si128(rows));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(b), _mm256_extracti128_si256(rows, 1));
      return;
    }
    uint8_t lanes[32];
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes), rows);
    for (size_t i = 0; i < columns; ++i) a[i] = lanes[i];
    for (size_t i = 0; i < columns; ++i) b[i] = lanes[16 + i];
  }
  static void StoreFour(Reg bytes, uint8_t* const (&out)[4], size_t columns) {
    const Reg rows = InOrder(bytes);
    if (columns >= 8) {
      const __m128i ab = _mm256_castsi256_si128(rows), cd = _mm256_extracti128_si256(rows, 1);
      _mm_storel_epi64(reinterpret_cast<__m128i*>(out[0]), ab);
      _mm_storel_epi64(reinterpret_cast<__m128i*>(out[1]), _mm_unpackhi_epi64(ab, ab));
      _mm_storel_epi64(reinterpret_cast<__m128i*>(out[2]), cd);
      _mm_storel_epi64(reinterpret_cast<__m128i*>(out[3]), _mm_unpackhi_epi64(cd, cd));
      return;
    }
    uint8_t lanes[32];
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes), rows);
    for (size_t r = 0; r < 4; ++r) {
      for (size_t i = 0; i < columns; ++i) out[r][i] = lanes[8 * r + i];
    }
  }

  static __m256 SetFloat(float x) { return _mm256_set1_ps(x); }
  static __m256 LoadFirstFloats(const float* p, size_t n) {
    if (n >= 8) return _mm256_loadu_ps(p);
    float lanes[8] = {};
    for (size_t i = 0; i < n; ++i) lanes[i] = p[i];
    return _mm256_loadu_ps(lanes);
  }
  static void StoreFirstFloats(float* p, __m256 v, size_t n) {
    if (n >= 8) return _mm256_storeu_ps(p, v);
    float lanes[8];
    _mm256_storeu_ps(lanes, v);
    for (size_t i = 0; i < n; ++i) p[i] = lanes[i];
  }
  static __m256 ToFloat(Reg v) { return _mm256_cvtepi32_ps(v); }
  static __m256 AddFloat(__m256 a, __m256 b) { return _mm256_add_ps(a, b); }
  static __m256 MulFloat(__m256 a, __m256 b) { return _mm256_mul_ps(a, b); }
  static __m256 MinFloat(__m256 a, __m256 b) { return _mm256_min_ps(a, b); }
  static __m256 MaxFloat(__m256 a, __m256 b) { return _mm256_max_ps(a, b); }
};

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_VECTORS_AVX2_INL_H_
