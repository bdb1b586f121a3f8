// Packs the weights of quantized depthwise convolutions.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/checked.h"
#include "kernels/depthwise_conv_2d/depthwise.h"

namespace goldcrest {
namespace {

// The first channel of block b; the last block overlaps the one before it.
size_t FirstChannel(const DepthwiseGeometry& g, const DepthwiseLayout& layout, size_t b) {
  const size_t channels = static_cast<size_t>(g.channels);
  return channels < layout.lanes ? 0 : std::min(b * layout.lanes, channels - layout.lanes);
}

// Which channel of a block is in 32-bit lane `lane` of its two vectors of sums: the first has the lower four of each eight channels.
size_t ChannelOfSum(const DepthwiseLayout& layout, size_t lane) {
  const size_t half = layout.lanes / 2, upper = lane >= half ? 1 : 0, l = lane - upper * half;
  return l / 4 * 8 + l % 4 + upper * 4;
}

// Where the weight of a channel of a block is, of the first or second row of a pair.
size_t PlaceOfWeight(const DepthwiseLayout& layout, size_t channel, size_t second) {
  if (!layout.interleaved) return second * layout.lanes + channel;
  const size_t upper = channel % 8 / 4, pair = channel / 8 * 4 + channel % 4;
  return upper * layout.lanes + pair * 2 + second;
}

int32_t Weight(const DepthwiseQuantizedOptions& o, size_t index) {
  const int32_t raw = o.filter_is_unsigned ? static_cast<const uint8_t*>(o.filter)[index] : static_cast<const int8_t*>(o.filter)[index];
  return raw - o.filter_zero_point;
}

// Fills the weights of a block, which are 0 beforehand, and returns the sum of each channel's weights.
void PackWeights(const DepthwiseQuantizedOptions& o, const DepthwiseLayout& layout, size_t first, int16_t* out, int32_t* sums) {
  const DepthwiseGeometry& g = o.geometry;
  const size_t channels = static_cast<size_t>(g.channels), used = std::min(layout.lanes, channels);
  const size_t width = static_cast<size_t>(g.filter_width);
  for (size_t ky = 0; ky < static_cast<size_t>(g.filter_height); ++ky) {
    for (size_t kx = 0; kx < width; ++kx) {
      int16_t* const tap = out + (ky / 2 * width + kx) * 2 * layout.lanes;
      for (size_t c = 0; c < used; ++c) {
        const int32_t w = Weight(o, (ky * width + kx) * channels + first + c);
        tap[PlaceOfWeight(layout, c, ky % 2)] = static_cast<int16_t>(w);
        sums[c] = WrappingAdd(sums[c], w);
      }
    }
  }
}

// Whether all channels can be rescaled with OffsetFactor.
bool FitsOffsetFactors(const DepthwiseQuantizedOptions& o) {
  const int64_t weight = o.filter_is_unsigned ? std::max(o.filter_zero_point, 255 - o.filter_zero_point) : 128;
  const int64_t input = 255 + std::abs(int64_t{o.input_zero_point});
  const int64_t taps = int64_t{o.geometry.filter_height} * o.geometry.filter_width;
  if (taps > kSumOffset / (weight * input)) return false;
  for (int32_t c = 0; c < o.geometry.channels; ++c) {
    const int64_t bias = o.bias != nullptr ? std::abs(int64_t{o.bias[c]}) : 0;
    if (!FitsOffsetFactor(o.factors[c], bias + taps * weight * input)) return false;
  }
  return true;
}

// The channels' arrays of a block. The bias comes first; then the arrays of RequantizeTable, or with offset factors those of
// OffsetFactor for the block's first vector of sums and then for its second.
void PackChannels(const DepthwiseQuantizedOptions& o, const DepthwiseLayout& layout, bool offset_factors, size_t first, const int32_t* sums,
                  int32_t* out) {
  const size_t channels = static_cast<size_t>(o.geometry.channels), half = layout.lanes / 2;
  for (size_t lane = 0; lane < layout.lanes; ++lane) {
    const size_t in_block = ChannelOfSum(layout, lane), c = first + in_block;
    if (c >= channels) continue;
    const uint32_t correction = static_cast<uint32_t>(o.input_zero_point) * static_cast<uint32_t>(sums[in_block]);
    out[lane] = static_cast<int32_t>(static_cast<uint32_t>(o.bias != nullptr ? o.bias[c] : 0) - correction);
    const FixedPointMultiplier m = o.factors[c];
    if (offset_factors) {
      out[lane] += kSumOffset;
      const OffsetFactor f = MakeOffsetFactor(m, o.output.zero_point);
      int32_t* const arrays = out + layout.lanes + lane / half * half * kOffsetArrays;
      const size_t at = lane % half;
      arrays[at] = static_cast<int32_t>(f.doubled);
      arrays[half + at] = f.sign;
      arrays[2 * half + at] = f.right;
      std::memcpy(arrays + (3 + at % 2) * half + at / 2 * 2, &f.offset, sizeof(f.offset));
      continue;
    }
    const int right = m.shift > 0 ? 0 : -m.shift;
    const int32_t values[] = {m.multiplier, m.shift > 0 ? m.shift : 0, right, PowerOfTwoMask(right)};
    for (size_t i = 0; i < std::size(values); ++i) out[(i + 1) * layout.lanes + lane] = values[i];
  }
}

}  // namespace

template <typename T>
Expected<DepthwiseQuantized<T>> DepthwiseQuantized<T>::Make(const DepthwiseQuantizedOptions& o) {
  const DepthwiseGeometry& g = o.geometry;
  const DepthwiseLoops<T> loops = ChooseDepthwiseLoops<T>(g.channels);
  const size_t lanes = loops.layout.lanes;
  const size_t blocks = (static_cast<size_t>(g.channels) + lanes - 1) / lanes;
  const CheckedSize block_weights = (CheckedSize(g.filter_height) + 1).value() / 2 * CheckedSize(g.filter_width) * 2 * lanes;
  const CheckedSize weight_bytes = (block_weights * blocks * sizeof(int16_t)).AlignedUp(kAlignment);
  const CheckedSize channel_bytes = (CheckedSize(blocks) * lanes * kChannelArrays * sizeof(int32_t)).AlignedUp(kAlignment);
  const CheckedSize bytes = weight_bytes + channel_bytes + lanes * (sizeof(T) + sizeof(int32_t));
  if (!bytes.ok())
    return Error(StatusCode::kLimitExceeded, "packed weights of %d channels, filter %d x %d, exceed the address space", g.channels,
                 g.filter_height, g.filter_width);
  DepthwiseQuantized conv;
  GC_ASSIGN_OR_RETURN(conv.buffer_, AlignedBuffer::Allocate(bytes.value()));
  std::memset(conv.buffer_.data(), 0, bytes.value());
  int16_t* const weights = conv.buffer_.template as<int16_t>();
  int32_t* const channels = reinterpret_cast<int32_t*>(conv.buffer_.data() + weight_bytes.value());
  int32_t* const sums = reinterpret_cast<int32_t*>(conv.buffer_.data() + weight_bytes.value() + channel_bytes.value());
  T* const padding = reinterpret_cast<T*>(sums + lanes);
  std::fill_n(padding, lanes, static_cast<T>(o.input_zero_point));
  const bool offset_factors = loops.layout.offset_factors && FitsOffsetFactors(o);
  for (size_t b = 0; b < blocks; ++b) {
    const size_t first = FirstChannel(g, loops.layout, b);
    std::fill_n(sums, lanes, 0);
    PackWeights(o, loops.layout, first, weights + b * block_weights.value(), sums);
    PackChannels(o, loops.layout, offset_factors, first, sums, channels + b * kChannelArrays * lanes);
  }
  conv.packed_ = {
      g, loops.layout, static_cast<int32_t>(blocks), weights, channels, padding, offset_factors, false, o.input_zero_point, o.output};
  for (int32_t c = 0; c < g.channels; ++c) conv.packed_.any_left |= o.factors[c].shift > 0;
  conv.rows_ = loops.rows;
  return conv;
}

template class DepthwiseQuantized<int8_t>;
template class DepthwiseQuantized<uint8_t>;

}  // namespace goldcrest
