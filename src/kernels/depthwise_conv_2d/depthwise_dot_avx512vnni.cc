// Depthwise convolution by vpdpbusd: four neighbouring columns of an input row at once.
//
// Four vectors of 32 channels, one for each column, are interleaved to four vectors of eight channels by four columns. Columns are
// paired first, and pairs are shared: a group of four begins at every even column. An output whose first column is odd takes the
// group before it, with its weights shifted by one.
#if defined(__x86_64__)
#include "kernels/common/gemm/i8_vectors_avx2-inl.h"
#include "kernels/depthwise_conv_2d/depthwise_dot_kernel.h"

namespace goldcrest {
namespace {

using V = gemm::I8Avx2;

// Two columns interleaved, the lower and the upper half of each 16 channels.
struct Pair {
  __m256i low, high;
};

inline __m256i LoadColumn(const uint8_t* p, __m256i flip) {
  return _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), flip);
}

inline Pair MakePair(const uint8_t* a, const uint8_t* b, __m256i flip) {
  const __m256i x = LoadColumn(a, flip), y = LoadColumn(b, flip);
  return {_mm256_unpacklo_epi8(x, y), _mm256_unpackhi_epi8(x, y)};
}

inline __m256i LoadWeights(const int8_t* w) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w)); }

template <int kColumns>
struct Sums {
  __m256i v[kColumns][4];
};

// Adds one filter row. kGroups: of four taps, that one output needs.
template <int kWidth, int kStride, int kGroups, int kColumns>
inline __attribute__((always_inline)) void AddFilterRow(const uint8_t* const* columns, size_t channel, const int8_t* weights,
                                                        Sums<kColumns>& sums) {
  constexpr int kPairs = DotInputColumns(kWidth, kStride) / 2;
  const __m256i flip = _mm256_set1_epi8(static_cast<char>(0x80));
  Pair pair = MakePair(columns[0] + channel, columns[1] + channel, flip);
  GC_UNROLL
  for (int g = 0; g < kPairs - 1; ++g) {
    const Pair next = MakePair(columns[2 * g + 2] + channel, columns[2 * g + 3] + channel, flip);
    const __m256i x[4] = {_mm256_unpacklo_epi16(pair.low, next.low), _mm256_unpackhi_epi16(pair.low, next.low),
                          _mm256_unpacklo_epi16(pair.high, next.high), _mm256_unpackhi_epi16(pair.high, next.high)};
    GC_UNROLL
    for (int t = 0; t < kColumns; ++t) {
      const int first = t * kStride, shift = first % 2, distance = g - first / 2;
      if (distance < 0 || distance % 2 != 0 || distance / 2 >= kGroups || distance * 2 >= kWidth + shift) continue;
      const int8_t* w = weights + (shift * kGroups + distance / 2) * 4 * kDotChannels;
      GC_UNROLL
      for (int j = 0; j < 4; ++j) sums.v[t][j] = _mm256_dpbusd_epi32(sums.v[t][j], x[j], LoadWeights(w + j * kDotChannels));
    }
    pair = next;
  }
}

template <int kWidth, int kStride>
void DotRun(const DepthwiseDotRun& args) {
  constexpr int kShifts = DotShifts(kStride), kGroups = DotGroups(kWidth, kStride);
  const DepthwiseDotRun g = args;  // a copy, which stores into `out` cannot be thought to change
  const __m256i lo = _mm256_set1_epi8(g.lo), hi = _mm256_set1_epi8(g.hi);
  for (size_t x = 0; x < g.count; x += kDotColumns) {
    Sums<kDotColumns> sums;
    GC_UNROLL
    for (int t = 0; t < kDotColumns; ++t) {
      GC_UNROLL
      for (int j = 0; j < 4; ++j) sums.v[t][j] = V::Load(g.init + 8 * j);
    }
    const uint8_t* const* columns = g.columns + x * kStride;
    const int8_t* weights = g.weights;
    for (size_t r = 0; r < g.filter_height; ++r, columns += g.columns_stride, weights += kShifts * kGroups * 4 * kDotChannels) {
      AddFilterRow<kWidth, kStride, kGroups>(columns, g.channel, weights, sums);
    }
    GC_UNROLL
    for (int j = 0; j < 4; ++j) {
      const gemm::Factors<V> factors(g.factors + j * gemm::kBlockParts * V::kLanes);
      GC_UNROLL
      for (int t = 0; t < kDotColumns; ++t) sums.v[t][j] = gemm::Rescale<V>(sums.v[t][j], factors);
    }
    // Columns beyond the last go nowhere: with a branch here, what only some columns need would be computed late and out of memory.
    alignas(32) uint8_t nowhere[kDotChannels];
    const size_t left = g.count - x;
    uint8_t* out = g.out + x * g.out_stride;
    GC_UNROLL
    for (int t = 0; t < kDotColumns; ++t, out += g.out_stride) {
      const __m256i bytes = V::Pack16(V::Pack32(sums.v[t][0], sums.v[t][1]), V::Pack32(sums.v[t][2], sums.v[t][3]));
      uint8_t* const to = static_cast<size_t>(t) < left ? out : nowhere;
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_min_epi8(_mm256_max_epi8(bytes, lo), hi));
    }
  }
}

}  // namespace

DepthwiseDotFn FindDepthwiseDotAvx512Vnni(int filter_width, int stride) {
  if (stride == 1) return filter_width == 3 ? &DotRun<3, 1> : filter_width == 5 ? &DotRun<5, 1> : nullptr;
  if (stride == 2) return filter_width == 3 ? &DotRun<3, 2> : filter_width == 5 ? &DotRun<5, 2> : nullptr;
  return nullptr;
}

}  // namespace goldcrest
#endif
