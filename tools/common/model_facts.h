// Sums over a model that several programs tell.
#ifndef GOLDCREST_TOOLS_COMMON_MODEL_FACTS_H_
#define GOLDCREST_TOOLS_COMMON_MODEL_FACTS_H_

#include <cstdint>

#include "model/model.h"

namespace goldcrest::tools {

// Bytes of the constants that tensors refer to, each buffer once.
uint64_t WeightsBytes(const model::Model& model);

// Bytes of one tensor's constant, 0 where it has none.
uint64_t ConstantBytes(const model::Model& model, const model::Tensor& tensor);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_MODEL_FACTS_H_
