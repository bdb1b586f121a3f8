#include "kernels/depthwise_conv_2d/depthwise.h"

#include <algorithm>
#include <cstring>

namespace goldcrest {
namespace {

template <typename T>
void Repeat(const T* in, size_t count, size_t multiplier, T* out) {
  for (size_t i = 0; i < count; ++i) out = std::fill_n(out, multiplier, in[i]);
}

}  // namespace

int32_t DepthwiseRowsPerGrain(const DepthwiseGeometry& g) {
  // About 20 microseconds of one core: much more than handing out a grain costs.
  constexpr int64_t kOperations = 256 * 1024;
  const int64_t per_row = std::max<int64_t>(1, int64_t{g.out_width} * g.channels) * g.filter_height * g.filter_width;
  return static_cast<int32_t>(std::clamp<int64_t>(kOperations / std::max<int64_t>(1, per_row), 1, std::max(1, g.out_height)));
}

void RepeatChannels(const void* in, size_t count, int32_t multiplier, size_t element_size, void* out) {
  const size_t m = static_cast<size_t>(multiplier);
  switch (element_size) {
    case 1: return Repeat(static_cast<const uint8_t*>(in), count, m, static_cast<uint8_t*>(out));
    case 2: return Repeat(static_cast<const uint16_t*>(in), count, m, static_cast<uint16_t*>(out));
    default: return Repeat(static_cast<const uint32_t*>(in), count, m, static_cast<uint32_t*>(out));
  }
}

}  // namespace goldcrest
