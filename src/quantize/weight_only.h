// The schemes that change weights and leave activations float.
#ifndef GOLDCREST_SRC_QUANTIZE_WEIGHT_ONLY_H_
#define GOLDCREST_SRC_QUANTIZE_WEIGHT_ONLY_H_

#include "quantize/quantize.h"

namespace goldcrest::quantize {

// Dynamic range (and int4, by `options.scheme`): the weights of operators that have kernels for float data with narrow weights. As in
// TensorFlow, weights below 1,024 elements stay float.
Status QuantizeDynamicRange(model::Model& model, const QuantizeOptions& options, QuantizeReport* report);

// Float16: float constants as float16, each widened by a DEQUANTIZE at the start of its subgraph.
Status QuantizeFloat16(model::Model& model, const QuantizeOptions& options, QuantizeReport* report);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_WEIGHT_ONLY_H_
