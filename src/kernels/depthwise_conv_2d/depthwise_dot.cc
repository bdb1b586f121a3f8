#include "kernels/depthwise_conv_2d/depthwise_dot.h"

#include <algorithm>
#include <cstring>

#include "base/checked.h"
#include "base/cpu.h"
#include "kernels/common/gemm/kernel.h"

namespace goldcrest {
namespace {

constexpr size_t kChannels = kDotChannels;
constexpr size_t kLanes = 8;
constexpr size_t kBlockArrays = kChannels * (1 + gemm::kBlockParts);  // init, then the factors' blocks
constexpr int32_t kMaxFilterHeight = 5;
// Output columns of a run: the addresses of their inputs are on the stack.
constexpr int32_t kRunColumns = 32;
constexpr size_t kMaxColumns = kRunColumns * kDotMaxStride + DotInputColumns(kDotMaxWidth, kDotMaxStride);
// The loops take inputs as unsigned bytes, which read 128 more.
constexpr int32_t kFlip = 128;

// Which channel of a block is in lane l of the loops' vector v.
size_t ChannelOfLane(size_t v, size_t l) { return l / 4 * 16 + v * 4 + l % 4; }

DepthwiseDotFn FindLoop(const DepthwiseGeometry& g) {
#if defined(__x86_64__)
  if (MayUse(CpuTarget::kAvx512Vnni)) return FindDepthwiseDotAvx512Vnni(g.filter_width, g.stride_width);
#endif
  return nullptr;
}

int8_t Weight(const DepthwiseQuantizedOptions& o, size_t row, size_t column, size_t channel) {
  const DepthwiseGeometry& g = o.geometry;
  const size_t tap = row * static_cast<size_t>(g.filter_width) + column;
  return static_cast<const int8_t*>(o.filter)[tap * static_cast<size_t>(g.channels) + channel];
}

}  // namespace

bool DepthwiseDot::Applies(const DepthwiseQuantizedOptions& o) {
  const DepthwiseGeometry& g = o.geometry;
  if (o.filter_is_unsigned || g.dilation_width != 1 || g.channels < kDotChannels || g.filter_height > kMaxFilterHeight) return false;
  if (FindLoop(g) == nullptr) return false;
  const int64_t largest = int64_t{g.filter_height} * g.filter_width * 128 * (255 + kFlip);
  for (int32_t c = 0; c < g.channels; ++c) {
    if (!FitsOffsetFactor(o.factors[c], largest + (o.bias == nullptr ? 0 : std::abs(int64_t{o.bias[c]})))) return false;
  }
  return true;
}

size_t DepthwiseDot::FirstChannel(size_t block) const {
  // The last block overlaps the one before it.
  return std::min(block * kChannels, static_cast<size_t>(geometry_.channels) - kChannels);
}

Expected<DepthwiseDot> DepthwiseDot::Make(const DepthwiseQuantizedOptions& o) {
  DepthwiseDot conv;
  const DepthwiseGeometry& g = conv.geometry_ = o.geometry;
  conv.run_ = FindLoop(g);
  conv.blocks_ = (static_cast<size_t>(g.channels) + kChannels - 1) / kChannels;
  const int shifts = DotShifts(g.stride_width), groups = DotGroups(g.filter_width, g.stride_width);
  conv.row_weights_ = static_cast<size_t>(shifts * groups) * kChannels * 4;
  conv.lo_ = static_cast<int8_t>(o.output.lowest);
  conv.hi_ = static_cast<int8_t>(o.output.highest);
  const size_t block_weights = conv.row_weights_ * static_cast<size_t>(g.filter_height);
  const CheckedSize weights = CheckedSize(block_weights) * conv.blocks_;
  const CheckedSize bytes = weights + CheckedSize(conv.blocks_) * kBlockArrays * sizeof(int32_t) + g.channels;
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "packed weights of %d channels exceed the address space", g.channels);
  GC_ASSIGN_OR_RETURN(conv.buffer_, AlignedBuffer::Allocate(bytes.value()));
  std::memset(conv.buffer_.data(), 0, bytes.value());
  conv.channels_ = reinterpret_cast<int32_t*>(conv.buffer_.data() + weights.value());
  uint8_t* const padding = reinterpret_cast<uint8_t*>(conv.channels_ + conv.blocks_ * kBlockArrays);
  std::memset(padding, o.input_zero_point, static_cast<size_t>(g.channels));
  conv.padding_ = padding;
  for (size_t b = 0; b < conv.blocks_; ++b) conv.PackBlock(o, b);
  return conv;
}

void DepthwiseDot::PackBlock(const DepthwiseQuantizedOptions& o, size_t block) {
  const DepthwiseGeometry& g = geometry_;
  const size_t height = static_cast<size_t>(g.filter_height), width = static_cast<size_t>(g.filter_width);
  const size_t shifts = static_cast<size_t>(DotShifts(g.stride_width));
  const size_t row_groups = row_weights_ / shifts / (kChannels * 4);
  int8_t* const weights = buffer_.as<int8_t>() + block * height * row_weights_;
  int32_t* const init = channels_ + block * kBlockArrays;
  for (size_t lane = 0; lane < kChannels; ++lane) {
    const size_t v = lane / kLanes, l = lane % kLanes, c = FirstChannel(block) + ChannelOfLane(v, l);
    uint32_t sum = 0;
    for (size_t r = 0; r < height; ++r) {
      for (size_t k = 0; k < width; ++k) {
        const int8_t w = Weight(o, r, k, c);
        sum += static_cast<uint32_t>(int32_t{w});
        for (size_t shift = 0; shift < shifts; ++shift) {
          const size_t place = k + shift;
          weights[r * row_weights_ + ((shift * row_groups + place / 4) * kChannels + lane) * 4 + place % 4] = w;
        }
      }
    }
    const uint32_t bias = static_cast<uint32_t>(o.bias == nullptr ? 0 : o.bias[c]);
    init[lane] = static_cast<int32_t>(bias + kSumOffset - static_cast<uint32_t>(o.input_zero_point + kFlip) * sum);
    // As gemm::Factors reads them.
    const OffsetFactor f = MakeOffsetFactor(o.factors[c], o.output.zero_point);
    int32_t* const factors = init + kChannels + v * gemm::kBlockParts * kLanes;
    factors[l] = static_cast<int32_t>(f.doubled);
    if (l % 2 == 1) factors[kLanes + l - 1] = static_cast<int32_t>(f.doubled);
    std::memcpy(factors + (2 + l % 2) * kLanes + l / 2 * 2, &f.offset, sizeof(f.offset));
    factors[4 * kLanes + l] = f.sign;
    factors[5 * kLanes + l] = f.right;
  }
}

void DepthwiseDot::Row(const DepthwiseBand<int8_t>& band, int32_t y) const {
  const DepthwiseGeometry& g = geometry_;
  const size_t pixel = static_cast<size_t>(g.channels), row_size = static_cast<size_t>(g.in_width) * pixel;
  const size_t rows = static_cast<size_t>(g.filter_height);
  int8_t* const out = band.out + static_cast<size_t>(y - band.out_begin) * static_cast<size_t>(g.out_width) * pixel;
  const uint8_t* columns[kMaxFilterHeight * kMaxColumns];
  for (int32_t x0 = 0; x0 < g.out_width; x0 += kRunColumns) {
    const int32_t count = std::min(kRunColumns, g.out_width - x0);
    const int64_t first = int64_t{x0} * g.stride_width - g.pad_left;
    const int32_t whole_tiles = (count + kDotColumns - 1) / kDotColumns;
    const size_t needed =
        static_cast<size_t>((whole_tiles - 1) * kDotColumns * g.stride_width + DotInputColumns(g.filter_width, g.stride_width));
    for (size_t r = 0; r < rows; ++r) {
      const int64_t iy = int64_t{y} * g.stride_height - g.pad_top + static_cast<int64_t>(r) * g.dilation_height;
      const uint8_t** const to = columns + r * kMaxColumns;
      std::fill_n(to, needed, padding_);
      if (iy < 0 || iy >= g.in_height) continue;
      const uint8_t* const in = reinterpret_cast<const uint8_t*>(band.in) + static_cast<size_t>(iy - band.in_first_row) * row_size;
      const int64_t end = std::min<int64_t>(static_cast<int64_t>(needed), g.in_width - first);
      for (int64_t i = std::max<int64_t>(0, -first); i < end; ++i) to[i] = in + static_cast<size_t>(first + i) * pixel;
    }
    for (size_t b = 0; b < blocks_; ++b) {
      const size_t c = FirstChannel(b);
      const int32_t* const init = channels_ + b * kBlockArrays;
      run_({columns, kMaxColumns, rows, c, buffer_.as<int8_t>() + b * rows * row_weights_, init, init + kChannels, lo_, hi_,
            reinterpret_cast<uint8_t*>(out) + static_cast<size_t>(x0) * pixel + c, pixel, static_cast<size_t>(count)});
    }
  }
}

void DepthwiseDot::Rows(const DepthwiseBand<int8_t>& band) const {
  for (int32_t y = band.out_begin; y < band.out_end; ++y) Row(band, y);
}

}  // namespace goldcrest
