// The activation that an operator of the model format applies to its result.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_FUSED_ACTIVATION_H_
#define GOLDCREST_SRC_CONVERT_PASSES_FUSED_ACTIVATION_H_

#include "convert/graph.h"

namespace goldcrest::convert {

// kNone for operators that have none.
model::ActivationFunctionType FusedActivation(const Node& node);
// False where the operator cannot have one.
bool SetFusedActivation(Node* node, model::ActivationFunctionType activation);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_FUSED_ACTIVATION_H_
