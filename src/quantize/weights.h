// Numbers in fewer bits.
#ifndef GOLDCREST_SRC_QUANTIZE_WEIGHTS_H_
#define GOLDCREST_SRC_QUANTIZE_WEIGHTS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/model.h"

namespace goldcrest::quantize {

// real = scale * (q - zero_point).
struct Params {
  float scale = 1;
  int32_t zero_point = 0;
  friend bool operator==(const Params&, const Params&) = default;
};

// Integers that `type` (INT4, INT8, UINT8, INT16) holds.
int32_t LowestOf(TensorType type);
int32_t HighestOf(TensorType type);

// The parameters that cover [low, high] and zero: asymmetric for 8 bits, symmetric for INT16. Zero has an exact integer.
Params ParamsFor(float low, float high, TensorType type);

std::shared_ptr<const model::Quantization> PerTensor(Params params);

// `values` in `type`, rounded to the nearest and clamped.
std::vector<uint8_t> QuantizeValues(std::span<const float> values, Params params, TensorType type);

// A weight tensor seen as channels: value (o, c, i) lies at (o * channels + c) * inner + i.
struct ChannelView {
  int64_t outer = 1;
  int64_t channels = 1;
  int64_t inner = 1;
};
ChannelView ChannelsOf(const std::vector<int32_t>& shape, int dimension);

// Symmetric weights: `scales` has one entry per channel, or one for all; `values` are in the order of the tensor.
struct QuantizedWeights {
  std::vector<float> scales;
  std::vector<int8_t> values;
};

// Scales whose largest weight becomes `levels` (127 for int8, 7 for int4).
std::vector<float> WeightScales(std::span<const float> weights, const ChannelView& view, bool per_channel, int levels);

// Rounds to the nearest.
std::vector<int8_t> RoundWeights(std::span<const float> weights, const ChannelView& view, const std::vector<float>& scales, int levels);

// Two values a byte, the first in the low half.
std::vector<uint8_t> PackInt4(std::span<const int8_t> values);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_WEIGHTS_H_
