// The converter's proof: its output is loaded, planned and run, and held against the source graph.
#ifndef GOLDCREST_SRC_CONVERT_CHECK_H_
#define GOLDCREST_SRC_CONVERT_CHECK_H_

#include <string>
#include <vector>

#include "convert/program.h"
#include "goldcrest/status.h"
#include "model/model.h"

namespace goldcrest::convert {

// One signature. Inputs are random numbers of a fixed seed; dimensions not known are 1.
struct CheckResult {
  std::string signature;
  // The largest difference of any output from the source's, as a share of that output's largest magnitude. Negative where nothing was
  // compared.
  double difference = -1;
  std::string note;  // why nothing was compared, or empty
};

// INTERNAL where the model does not load or run, or differs by more than rounding can; the message names the signature and output.
Expected<std::vector<CheckResult>> CheckAgainst(Program& source, const model::Model& model);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_CHECK_H_
