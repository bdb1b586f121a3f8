// Where a quantized model loses accuracy: its tensors beside the float model's.
#ifndef GOLDCREST_SRC_QUANTIZE_DEBUG_H_
#define GOLDCREST_SRC_QUANTIZE_DEBUG_H_

#include <string>
#include <vector>

#include "quantize/quantize.h"

namespace goldcrest::quantize {

// The output of one operator of the float model against the same tensor of the
// quantized one, over all samples.
struct LayerError {
  int subgraph = 0;
  int op = 0;
  std::string op_name;
  std::string tensor;
  float scale = 0;  // of the quantized tensor; 0 where it stayed float
  int zero_point = 0;
  uint64_t elements = 0;
  double sqnr_db = 0;     // signal to quantization noise; infinite where there is none
  double cosine = 0;      // of the angle between both
  double mean_error = 0;  // quantized minus float
  double mean_squared_error = 0;
  double max_abs_error = 0;
  double stddev_error = 0;
};

// Runs both models over the samples. `quantized` is what Quantize made of
// `float_model`, with float inputs. Operators whose output the quantized model
// does not have any more are left out. In the order of the operators.
Expected<std::vector<LayerError>> CompareLayers(const model::Model& float_model, const model::Model& quantized,
                                                const QuantizeOptions& options, CalibrationSource& source, ProgressSink* progress);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_DEBUG_H_
