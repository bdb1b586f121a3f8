// What integer products do besides the tiles: plain loops, for the compiler to make vectors of the file's target.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_LOOPS_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_LOOPS_INL_H_

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {
namespace {

[[maybe_unused]] void WidenLoop(const uint8_t* __restrict in, size_t n, bool is_unsigned, int16_t* __restrict out) {
  if (is_unsigned) {
    for (size_t i = 0; i < n; ++i) out[i] = in[i];
  } else {
    for (size_t i = 0; i < n; ++i) out[i] = static_cast<int8_t>(in[i]);
  }
}

// The sum of n bytes, modulo 2^32.
[[maybe_unused]] uint32_t SumLoop(const uint8_t* in, size_t n, bool is_unsigned) {
  // A signed byte is the unsigned one with its sign bit turned, less 128.
  const uint8_t flip = is_unsigned ? 0 : 0x80;
  uint32_t sum = 0;
  size_t i = 0;
#if defined(__AVX2__)
  const __m256i flips = _mm256_set1_epi8(static_cast<char>(flip)), zero = _mm256_setzero_si256();
  __m256i sums = zero;
  for (; i + 32 <= n; i += 32) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in + i));
    sums = _mm256_add_epi64(sums, _mm256_sad_epu8(_mm256_xor_si256(bytes, flips), zero));
  }
  const __m128i halves = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  sum = static_cast<uint32_t>(_mm_cvtsi128_si32(halves) + _mm_extract_epi32(halves, 2));
#endif
  for (; i < n; ++i) sum += static_cast<uint8_t>(in[i] ^ flip);
  return is_unsigned ? sum : sum - static_cast<uint32_t>(n) * 128;
}

template <int kNr>
[[maybe_unused]] void DequantizeLoop(const I8Dequantize& args) {
  const I8Dequantize g = args;
  const float* __restrict column_scale = g.column_scale;
  const float* __restrict bias = g.bias;
  const uint32_t* __restrict column_sums = reinterpret_cast<const uint32_t*>(g.terms.column_sums);
  for (size_t r = 0; r < g.rows; ++r) {
    const uint32_t* __restrict acc = reinterpret_cast<const uint32_t*>(g.acc) + r * kNr;
    float* __restrict out = g.out + r * g.out_stride;
    const uint32_t term = static_cast<uint32_t>(g.terms.term[r]), factor = static_cast<uint32_t>(g.terms.factor[r]);
    const float scale = g.row_scale[r];
    for (size_t i = 0; i < g.columns; ++i) {
      const int32_t sum = static_cast<int32_t>(acc[i] - term - factor * column_sums[i]);
      const float x = static_cast<float>(sum) * column_scale[i] * scale + bias[i];
      const float y = x < g.lo ? g.lo : x;
      out[i] = y > g.hi ? g.hi : y;
    }
  }
}

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_LOOPS_INL_H_
