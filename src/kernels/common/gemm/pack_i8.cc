// Packing of integer weights, and of what a layer's quantization makes of each column.
#include <algorithm>
#include <cstring>
#include <new>
#include <type_traits>

#include "base/thread_pool.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm/i8_columns.h"
#include "kernels/common/requantize.h"

namespace goldcrest::gemm {
namespace {

// Depth packed at a time.
constexpr size_t kPackDepth = 64;

static_assert(kArrayPadding >= kChannelPadding);

// The arrays of a block while they are written.
struct Writer {
  int32_t* arrays;
  size_t length;
  int32_t& At(I8ColumnArray which, size_t c) { return arrays[static_cast<size_t>(which) * length + c]; }
};

void SetFactors(Writer& writer, size_t c, FixedPointMultiplier m) {
  writer.At(kMultiplier, c) = m.multiplier;
  writer.At(kLeft, c) = std::max(m.shift, 0);
  writer.At(kRight, c) = std::max(-m.shift, 0);
  writer.At(kMask, c) = PowerOfTwoMask(writer.At(kRight, c));
}

// The largest |x - zero_point| of a byte x.
int64_t LargestDistance(bool is_unsigned, int32_t zero_point) {
  const int64_t lowest = is_unsigned ? 0 : -128;
  return std::max(std::abs(lowest - zero_point), std::abs(lowest + 255 - zero_point));
}

// Whether the requantization with offset sums is exact for a column whose products sum up to at most `largest`.
bool IsSmall(Writer& writer, size_t c, int64_t largest, int32_t bias) {
  return writer.At(kMultiplier, c) >= 0 && writer.At(kLeft, c) == 0 && writer.At(kRight, c) <= kMaxSmallRight &&
         largest + std::abs(int64_t{bias}) < kSumOffset;
}

// Makes the blocks of the requantization with offset sums for one panel.
void OffsetSums(Writer& writer, const I8Layout& layout, size_t panel, int32_t zero_point) {
  const size_t lanes = 2 * layout.half;
  for (size_t i = 0; i < layout.nr; ++i) {
    const size_t c = panel * layout.nr + i, lane = i % lanes;
    int32_t* block = &writer.At(kBlocks, 0) + (c - lane) * kBlockParts;
    const int64_t q = writer.At(kMultiplier, c), right = writer.At(kRight, c);
    const int64_t high = (right > 0 ? (int64_t{1} << (right - 1)) - 1 : 0) + (int64_t{zero_point} << right);
    const int64_t offset = (int64_t{1} << 31) - (q << 31) + high * (int64_t{1} << 32);
    const int32_t doubled = static_cast<int32_t>(static_cast<uint32_t>(q) * 2);
    block[lane] = doubled;
    if (lane % 2 == 1) block[lanes + lane - 1] = doubled;
    std::memcpy(block + (2 + lane % 2) * lanes + lane / 2 * 2, &offset, sizeof(offset));
    block[4 * lanes + lane] = right > 0 ? 30 : 32;
    block[5 * lanes + lane] = static_cast<int32_t>(right);
    writer.At(kBias, c) = WrappingAdd(writer.At(kBias, c), kSumOffset);
  }
}

// kContiguous: stride_k is 1.
template <size_t kGroup, bool kContiguous>
void PackPanel(const I8Layout& layout, size_t p, const uint8_t* in, uint8_t flip, size_t stride_n, size_t stride_k, int8_t* out) {
  const size_t columns = layout.Columns(p), row = layout.Width(p) * kGroup, step = kContiguous ? 1 : stride_k, k = layout.k;
  using Word = std::conditional_t<kGroup == 8, uint64_t,
                                  std::conditional_t<kGroup == 4, uint32_t, std::conditional_t<kGroup == 2, uint16_t, uint8_t>>>;
  const Word flips = static_cast<Word>(0x0101010101010101u * flip);
  // A cache line of each column at a time: the lines written meanwhile stay in L1.
  for (size_t k0 = 0; k0 < k; k0 += kPackDepth, out += kPackDepth / kGroup * row) {
    const size_t depth = std::min(kPackDepth, k - k0);
    if (columns * kGroup < row || depth % kGroup != 0) std::memset(out, 0, CeilDiv(depth, kGroup) * row);
    for (size_t j = 0; j < columns; ++j) {
      const uint8_t* from = in + j * stride_n + k0 * step;
      int8_t* to = out + j * kGroup;
      size_t i = 0;
      for (; i + kGroup <= depth; i += kGroup, from += kGroup * step, to += row) {
        Word group = 0;
        if constexpr (kContiguous) {
          std::memcpy(&group, from, kGroup);
        } else {
          uint8_t bytes[kGroup];
          for (size_t l = 0; l < kGroup; ++l) bytes[l] = from[l * step];
          std::memcpy(&group, bytes, kGroup);
        }
        group = static_cast<Word>(group ^ flips);
        std::memcpy(to, &group, kGroup);
      }
      for (size_t l = 0; i + l < depth; ++l) to[l] = static_cast<int8_t>(from[l * step] ^ flip);
    }
  }
}

// The sum of one column's weights as packed.
int32_t SumColumn(const I8Kernel& kernel, const uint8_t* in, size_t k, bool is_unsigned, size_t stride_k) {
  uint32_t sum = 0;
  if (stride_k == 1) {
    sum = kernel.sum(in, k, is_unsigned);
  } else {
    for (size_t i = 0; i < k; ++i) sum += kernel.sum(in + i * stride_k, 1, is_unsigned);
  }
  return static_cast<int32_t>(is_unsigned ? sum - static_cast<uint32_t>(k) * 128 : sum);
}

template <size_t kGroup>
auto PackPanelFor(size_t stride_k) {
  return stride_k == 1 ? &PackPanel<kGroup, true> : &PackPanel<kGroup, false>;
}

}  // namespace

CheckedSize I8PackedBytes(const I8Kernel& kernel, size_t n, size_t k) {
  const CheckedSize columns = CheckedSize(n).AlignedUp(2 * static_cast<size_t>(kernel.lanes));
  return (columns * sizeof(int32_t)).AlignedUp(64) + columns * CheckedSize(k).AlignedUp(static_cast<size_t>(kernel.group));
}

const int32_t* PackedColumnSums(const void* packed) { return static_cast<const int32_t*>(packed); }

void PackI8(const I8Kernel& kernel, size_t n, size_t k, const void* weights, bool is_unsigned, size_t stride_n, size_t stride_k,
            void* packed, int max_threads) {
  const I8Layout layout(kernel, n, k);
  const auto pack = layout.group == 8   ? PackPanelFor<8>(stride_k)
                    : layout.group == 4 ? PackPanelFor<4>(stride_k)
                    : layout.group == 2 ? PackPanelFor<2>(stride_k)
                                        : PackPanelFor<1>(stride_k);
  int32_t* sums = static_cast<int32_t*>(packed);
  std::fill_n(sums, layout.padded_n(), 0);
  ParallelFor(layout.panels(), max_threads, [&](size_t p) {
    int8_t* out = static_cast<int8_t*>(packed) + layout.PanelBegin(p);
    const uint8_t* in = static_cast<const uint8_t*>(weights) + p * layout.nr * stride_n;
    pack(layout, p, in, is_unsigned ? 0x80 : 0, stride_n, stride_k, out);
    for (size_t j = 0; j < layout.Columns(p); ++j) sums[p * layout.nr + j] = SumColumn(kernel, in + j * stride_n, k, is_unsigned, stride_k);
  });
}

CheckedSize I8ColumnBytes(const I8Kernel& kernel, size_t n) {
  const CheckedSize length = CheckedSize(n).AlignedUp(2 * static_cast<size_t>(kernel.lanes)) + kArrayPadding;
  return length * static_cast<size_t>(kI8ColumnArrays) * sizeof(int32_t) + sizeof(I8ColumnsHeader);
}

void PrepareI8(const I8Kernel& kernel, size_t n, size_t k, const void* packed, const I8Quantization& q, void* columns) {
  const I8Layout layout(kernel, n, k);
  I8ColumnsHeader& header = *new (columns) I8ColumnsHeader();
  header.output = q.output;
  header.a_unsigned = q.a_unsigned;
  header.a_zero_point = q.a_zero_point;
  header.w_zero_point = q.w_zero_point - (q.w_unsigned ? 128 : 0);
  header.c_zero_point = q.c_zero_point;
  header.flip = kernel.widens || kernel.signed_activations == !q.a_unsigned ? 0 : 0x80808080u;
  Writer writer = {reinterpret_cast<int32_t*>(&header + 1), layout.padded_n() + kArrayPadding};
  std::fill_n(writer.arrays, kI8ColumnArrays * writer.length, 0);
  // A flipped byte reads 128 more where the kernel takes unsigned rows, 128 less where it takes signed ones.
  const int32_t offset = header.flip == 0 ? 0 : kernel.signed_activations ? -128 : 128;
  const uint32_t total = static_cast<uint32_t>(q.a_zero_point) + static_cast<uint32_t>(offset);
  const bool requantizes = q.output == I8Output::kInt8 || q.output == I8Output::kUint8;
  const int64_t product = LargestDistance(q.a_unsigned, q.a_zero_point) * LargestDistance(q.w_unsigned, q.w_zero_point);
  const bool bounded = product <= int64_t{1} << 20 && k <= size_t{1} << 20;
  const int64_t largest = bounded ? product * static_cast<int64_t>(k) : kSumOffset;
  for (size_t p = 0; p < layout.panels(); ++p) {
    bool small = requantizes && kernel.requantize != nullptr && std::abs(q.c_zero_point) <= 255;
    for (size_t c = p * layout.nr; c < (p + 1) * layout.nr; ++c) {
      const int32_t bias = c < n && q.bias != nullptr ? q.bias[c] : 0;
      writer.At(kBias, c) = static_cast<int32_t>(static_cast<uint32_t>(bias) - total * static_cast<uint32_t>(PackedColumnSums(packed)[c]));
      SetFactors(writer, c, c < n && requantizes ? q.factors[q.per_channel ? c : 0] : FixedPointMultiplier());
      header.any_left |= writer.At(kLeft, c) > 0;
      if (kernel.offset_sums) small = small && IsSmall(writer, c, largest, bias);
    }
    writer.At(kSmall, p * layout.nr) = small;
    if (small && kernel.offset_sums) OffsetSums(writer, layout, p, q.c_zero_point - (q.output == I8Output::kUint8 ? 128 : 0));
  }
}

}  // namespace goldcrest::gemm
