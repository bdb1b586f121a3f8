// Bias correction by running the integer model: layer after layer, the mean error of each output channel goes into the layer's bias.
#ifndef GOLDCREST_SRC_QUANTIZE_BIAS_CORRECTION_H_
#define GOLDCREST_SRC_QUANTIZE_BIAS_CORRECTION_H_

#include "quantize/integer_builder.h"

namespace goldcrest::quantize {

// Sets `bias_shift` in `plans`, and leaves them as they were where that does not lower the outputs' error.
Status CorrectBiases(const IntegerBuilder& builder, const HeldSamples& held, const std::vector<SubgraphMeans>& means,
                     const QuantizeOptions& options, ProgressSink* progress, std::vector<SubgraphPlan>* plans);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_BIAS_CORRECTION_H_
