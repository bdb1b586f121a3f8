// What looks wrong about calibration data.
#ifndef GOLDCREST_SRC_QUANTIZE_LINT_H_
#define GOLDCREST_SRC_QUANTIZE_LINT_H_

#include <string>
#include <vector>

#include "quantize/calibrate.h"

namespace goldcrest::quantize {

// One sentence for each suspicion: too few samples, inputs that never change or
// look like pixels that nobody normalized, tensors that are zero in every
// sample, and outputs of RELU6 that sit at 6.
std::vector<std::string> LintCalibration(const model::Model& float_model, const std::vector<SubgraphStatistics>& statistics);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_LINT_H_
