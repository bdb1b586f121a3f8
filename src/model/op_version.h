// The version that an operator's options and tensors need.
//
// A version says which types and options a reader must know; a writer gives the lowest that fits, so that old runtimes take the file.
// Versions never change what an operator computes.
#ifndef GOLDCREST_SRC_MODEL_OP_VERSION_H_
#define GOLDCREST_SRC_MODEL_OP_VERSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.h"

namespace goldcrest::model {

// The lowest version with which `op` of `subgraph` may be written. `builtin` is the operator's code; 1 for a custom operator. The indices
// of the operator must be valid (Verify).
int32_t OperatorVersion(BuiltinOperator builtin, const Model& model, const Subgraph& subgraph, const Operator& op);

// The index of an operator code; added where it is missing.
uint32_t FindOrAddOperatorCode(Model& model, BuiltinOperator builtin, const std::string& custom_code, int32_t version);

// Gives every operator the code with the version it needs, and drops codes that no operator uses. Custom operators keep theirs.
void SetOperatorVersions(Model& model);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_OP_VERSION_H_
