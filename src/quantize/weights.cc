#include "quantize/weights.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace goldcrest::quantize {
namespace {

template <typename T>
std::vector<uint8_t> QuantizeAs(std::span<const float> values, Params params, TensorType type) {
  const float low = static_cast<float>(LowestOf(type)), high = static_cast<float>(HighestOf(type));
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    const float q = std::round(values[i] / params.scale) + static_cast<float>(params.zero_point);
    const T stored = static_cast<T>(std::isnan(q) ? static_cast<float>(params.zero_point) : std::clamp(q, low, high));
    std::memcpy(bytes.data() + i * sizeof(T), &stored, sizeof(T));
  }
  return bytes;
}

}  // namespace

int32_t LowestOf(TensorType type) {
  switch (type) {
    case TensorType::kInt4: return -8;
    case TensorType::kUInt8: return 0;
    case TensorType::kInt16: return -32768;
    default: return -128;
  }
}

int32_t HighestOf(TensorType type) {
  switch (type) {
    case TensorType::kInt4: return 7;
    case TensorType::kUInt8: return 255;
    case TensorType::kInt16: return 32767;
    default: return 127;
  }
}

Params ParamsFor(float low, float high, TensorType type) {
  // A range below this has no meaning beside rounding, and its scale could vanish.
  constexpr float kSmallest = 1e-8f;
  low = std::min(low, 0.0f);
  high = std::max(high, 0.0f);
  if (type == TensorType::kInt16) return {std::max({-low, high, kSmallest}) / 32767.0f, 0};
  const double lowest = LowestOf(type), highest = HighestOf(type);
  const double scale = std::max(static_cast<double>(high) - static_cast<double>(low), static_cast<double>(kSmallest)) / (highest - lowest);
  const double zero = std::clamp(std::round(lowest - static_cast<double>(low) / scale), lowest, highest);
  return {static_cast<float>(scale), static_cast<int32_t>(zero)};
}

std::shared_ptr<const model::Quantization> PerTensor(Params params) {
  auto q = std::make_shared<model::Quantization>();
  q->scale = {params.scale};
  q->zero_point = {params.zero_point};
  return q;
}

std::vector<uint8_t> QuantizeValues(std::span<const float> values, Params params, TensorType type) {
  switch (type) {
    case TensorType::kUInt8: return QuantizeAs<uint8_t>(values, params, type);
    case TensorType::kInt16: return QuantizeAs<int16_t>(values, params, type);
    default: return QuantizeAs<int8_t>(values, params, type);
  }
}

ChannelView ChannelsOf(const std::vector<int32_t>& shape, int dimension) {
  ChannelView view;
  for (size_t i = 0; i < shape.size(); ++i) {
    (static_cast<int>(i) < dimension ? view.outer : static_cast<int>(i) == dimension ? view.channels : view.inner) *= shape[i];
  }
  return view;
}

std::vector<float> WeightScales(std::span<const float> weights, const ChannelView& view, bool per_channel, int levels) {
  std::vector<float> largest(static_cast<size_t>(view.channels));
  const auto inner = static_cast<size_t>(view.inner);
  for (size_t row = 0; row * inner < weights.size(); ++row) {
    float& m = largest[row % largest.size()];
    for (size_t i = 0; i < inner; ++i) m = std::max(m, std::abs(weights[row * inner + i]));
  }
  if (!per_channel) largest = {*std::max_element(largest.begin(), largest.end())};
  // A channel of zeros gets a scale that its bias can be told in.
  const float all = *std::max_element(largest.begin(), largest.end());
  for (float& m : largest) m = m > 0 && std::isfinite(m) ? m : all > 0 && std::isfinite(all) ? all : 1.0f;
  for (float& m : largest) m = std::max(m / static_cast<float>(levels), 1e-30f);
  return largest;
}

std::vector<int8_t> RoundWeights(std::span<const float> weights, const ChannelView& view, const std::vector<float>& scales, int levels) {
  std::vector<int8_t> values(weights.size());
  const auto inner = static_cast<size_t>(view.inner), channels = static_cast<size_t>(view.channels);
  const float most = static_cast<float>(levels);
  for (size_t row = 0; row * inner < weights.size(); ++row) {
    const float scale = scales[scales.size() > 1 ? row % channels : 0];
    for (size_t i = row * inner; i < (row + 1) * inner; ++i) {
      const float q = std::round(weights[i] / scale);
      values[i] = static_cast<int8_t>(std::isnan(q) ? 0.0f : std::clamp(q, -most, most));
    }
  }
  return values;
}

std::vector<uint8_t> PackInt4(std::span<const int8_t> values) {
  std::vector<uint8_t> packed((values.size() + 1) / 2);
  for (size_t i = 0; i < values.size(); ++i) {
    packed[i / 2] = static_cast<uint8_t>(packed[i / 2] | ((static_cast<uint8_t>(values[i]) & 15) << (i % 2 * 4)));
  }
  return packed;
}

}  // namespace goldcrest::quantize
