// What quantization may do with each operator: TensorFlow Lite's quantization specification as a table.
#ifndef GOLDCREST_SRC_QUANTIZE_SPEC_H_
#define GOLDCREST_SRC_QUANTIZE_SPEC_H_

#include <cstdint>

#include "model/builtin_operator.h"

namespace goldcrest::quantize {

// How an operator's scales depend on each other.
enum class ScaleRule : uint8_t {
  kFree,         // the output has a range of its own
  kSame,         // float inputs and outputs share one scale and zero point
  kFixedOutput,  // the output's scale is the operator's
  kReader,       // reads quantized data, writes none (ARG_MAX, comparisons, SHAPE)
};

struct OpSpec {
  BuiltinOperator op;
  bool int8 = false;
  bool int16 = false;
  ScaleRule rule = ScaleRule::kFree;
  // Inputs that are weights and bias, -1 for none. Weights are symmetric, a scale for every index of `channel_dimension`; the bias has the
  // scale of input times weights.
  int input = 0;
  int weights = -1;
  int bias = -1;
  int channel_dimension = 0;
  // kFixedOutput: of 8 bits, and the scale of 16 (whose zero point is 0).
  float scale8 = 0;
  int zero_point8 = 0;
  float scale16 = 0;
  // Float inputs with int8 weights: the kernel quantizes its input itself.
  bool hybrid = false;
};

// Null for an operator that has no quantized form.
const OpSpec* FindSpec(BuiltinOperator op);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_SPEC_H_
