// Rounding of weights, learned per layer: not each weight to its nearest step, but all of a channel together so that the layer's output is
// least wrong for inputs like those of the samples.
//
// A channel's weights are rounded one after the other; what one is off is made up for by those not rounded yet, as the inputs' covariance
// says (the mean is the bias's affair). For FULLY_CONNECTED and 1x1 CONV_2D, where a weight's input is an element of the tensor's last
// dimension.
#ifndef GOLDCREST_SRC_QUANTIZE_ROUNDING_H_
#define GOLDCREST_SRC_QUANTIZE_ROUNDING_H_

#include <span>
#include <vector>

#include "quantize/integer_builder.h"

namespace goldcrest::quantize {

// Rounds `rows` channels of `inputs` weights each to multiples of the channel's scale, at most `levels` steps; `covariance` is inputs x
// inputs, symmetric. Empty where the covariance cannot be factored.
std::vector<int8_t> RoundTogether(std::span<const float> weights, const std::vector<float>& scales, int levels, size_t inputs,
                                  std::vector<double> covariance);

// Sets `rounded` in `plans`, and leaves them as they were where that does not lower the outputs' error.
Status LearnRounding(const IntegerBuilder& builder, const HeldSamples& held, const std::vector<SubgraphMeans>& means,
                     const QuantizeOptions& options, ProgressSink* progress, std::vector<SubgraphPlan>* plans);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_ROUNDING_H_
