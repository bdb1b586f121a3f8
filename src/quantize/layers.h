// The integer weights and bias of one layer.
#ifndef GOLDCREST_SRC_QUANTIZE_LAYERS_H_
#define GOLDCREST_SRC_QUANTIZE_LAYERS_H_

#include <vector>

#include "quantize/means.h"
#include "quantize/spec.h"
#include "quantize/weights.h"

namespace goldcrest::quantize {

struct Layer {
  BuiltinOperator op;
  const OpSpec* spec;
  std::vector<int32_t> weights_shape;
  std::span<const float> weights;
  std::span<const float> bias;                // empty for none
  Params input;                               // of the activations that come in
  const ChannelMeans* means = nullptr;        // of the same; may be null
  const QuantizedWeights* rounded = nullptr;  // weights rounded already, for the scales they name
  std::span<const double> bias_shift;         // empty for none
};

struct IntegerLayer {
  QuantizedWeights weights;
  std::vector<int64_t> bias;  // in units of input scale times weight scale; empty where none is needed
};

// `bias_limit` is the largest magnitude of a bias (2^31 - 1, 2^39 for int16 activations): where a bias is larger, its channel's scale
// grows. The mean error that rounded weights make is taken out of the bias, where the means tell the inputs' means.
IntegerLayer QuantizeLayer(const Layer& layer, bool per_channel, double bias_limit);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_LAYERS_H_
