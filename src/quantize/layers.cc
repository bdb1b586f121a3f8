#include "quantize/layers.h"

#include <algorithm>
#include <cmath>

namespace goldcrest::quantize {
namespace {

constexpr int kLevels = 127;

// For every output channel the mean of what rounding weights and inputs adds to its sums; empty where that is not known.
std::vector<double> MeanError(const Layer& layer, const ChannelView& view, const QuantizedWeights& rounded) {
  if (layer.means == nullptr || layer.means->count == 0) return {};
  const auto channels = static_cast<size_t>(view.channels), inner = static_cast<size_t>(view.inner);
  const bool depthwise = layer.op == BuiltinOperator::kDepthwiseConv2d;
  if (layer.op == BuiltinOperator::kTransposeConv) return {};  // how many taps meet in a place depends on the place
  const size_t inputs = layer.means->real.size();
  // Grouped convolutions and flattened inputs tell no mean by position.
  const auto last = static_cast<size_t>(layer.weights_shape.back());
  if (inputs == 0 || (depthwise ? last % inputs != 0 : last != inputs)) return {};
  std::vector<double> error(channels);
  for (size_t row = 0; row * inner < layer.weights.size(); ++row) {
    const size_t c = row % channels;
    const double scale = static_cast<double>(rounded.scales[rounded.scales.size() > 1 ? c : 0]);
    for (size_t i = 0; i < inner; ++i) {
      const size_t k = row * inner + i;
      const size_t input = depthwise ? c / (last / inputs) : i % inputs;
      error[c] +=
          scale * rounded.values[k] * layer.means->quantized[input] - static_cast<double>(layer.weights[k]) * layer.means->real[input];
    }
  }
  return error;
}

// Widens scales whose channel's bias would not fit.
void FitBias(const Layer& layer, double limit, std::vector<float>* scales) {
  for (size_t c = 0; c < layer.bias.size(); ++c) {
    float& scale = (*scales)[scales->size() > 1 ? c : 0];
    const double least = std::abs(static_cast<double>(layer.bias[c])) / (static_cast<double>(layer.input.scale) * limit / 2);
    if (static_cast<double>(scale) < least) scale = static_cast<float>(least);
  }
}

}  // namespace

IntegerLayer QuantizeLayer(const Layer& layer, bool per_channel, double bias_limit) {
  const ChannelView view = ChannelsOf(layer.weights_shape, layer.spec->channel_dimension);
  IntegerLayer result;
  result.weights.scales = WeightScales(layer.weights, view, per_channel, kLevels);
  FitBias(layer, bias_limit, &result.weights.scales);
  const bool learned =
      layer.rounded != nullptr && layer.rounded->values.size() == layer.weights.size() && layer.rounded->scales == result.weights.scales;
  result.weights.values = learned ? layer.rounded->values : RoundWeights(layer.weights, view, result.weights.scales, kLevels);
  const std::vector<double> error = MeanError(layer, view, result.weights);
  if (layer.bias.empty() && error.empty() && layer.bias_shift.empty()) return result;
  result.bias.resize(static_cast<size_t>(view.channels));
  for (size_t c = 0; c < result.bias.size(); ++c) {
    const double bias = (c < layer.bias.size() ? static_cast<double>(layer.bias[c]) : 0) - (error.empty() ? 0 : error[c]) +
                        (c < layer.bias_shift.size() ? layer.bias_shift[c] : 0);
    const double unit =
        static_cast<double>(layer.input.scale) * static_cast<double>(result.weights.scales[result.weights.scales.size() > 1 ? c : 0]);
    result.bias[c] = static_cast<int64_t>(std::clamp(std::round(bias / unit), -bias_limit, bias_limit));
  }
  return result;
}

}  // namespace goldcrest::quantize
