// Whether a model makes sense: the second step of loading, after the structure was read.
//
// It judges models that were read and models that were built or changed in memory alike. What passes can be planned without
// looking at bounds again: every index, shape, constant, string table, sparse layout, quantization, option and call that the file
// states is in its range and fits the others. Whether an operator can take its tensors is for the operator to say.
//
// Where TensorFlow Lite runs a file in spite of a fault, and its result has a meaning, the file passes with a warning.
#ifndef GOLDCREST_SRC_MODEL_VERIFY_H_
#define GOLDCREST_SRC_MODEL_VERIFY_H_

#include <string>
#include <vector>

#include "goldcrest/status.h"
#include "model/model.h"

namespace goldcrest::model {

struct Remark {
  enum class Severity : uint8_t { kError, kWarning };
  Severity severity = Severity::kError;
  std::string where;  // "subgraph 0: tensor 12 "conv/bias""
  std::string what;   // "shape has the negative dimension -7"
};

struct VerifyOptions {
  // Gets everything that was found, errors and warnings in the order of the file, at most `max_remarks`; may be null.
  std::vector<Remark>* remarks = nullptr;
  size_t max_remarks = 100;
};

// Success, with or without warnings; else the first error, with the number of further ones. INVALID_MODEL for a model that
// contradicts itself, UNSUPPORTED for more dimensions than Shape::kMaxRank.
Status Verify(const Model& model, const VerifyOptions& options = {});

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_VERIFY_H_
