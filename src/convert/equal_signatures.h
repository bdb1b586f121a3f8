// Signatures that compute the same: Keras exports each model under two keys.
#ifndef GOLDCREST_SRC_CONVERT_EQUAL_SIGNATURES_H_
#define GOLDCREST_SRC_CONVERT_EQUAL_SIGNATURES_H_

#include "convert/program.h"

namespace goldcrest::convert {

// Puts "serving_default", which runs where a client names no signature, first, and makes each signature whose graph is, names apart,
// that of one before it an alias of that one.
void MergeEqualSignatures(Program& program);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_EQUAL_SIGNATURES_H_
