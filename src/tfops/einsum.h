// Einsum: products and sums named by an equation such as "bij,bjk->bik".
#ifndef GOLDCREST_SRC_TFOPS_EINSUM_H_
#define GOLDCREST_SRC_TFOPS_EINSUM_H_

#include "tfops/op.h"

namespace goldcrest::tf {

Status InferEinsum(InferContext& ctx);
Status Einsum(EvalContext& ctx);

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_EINSUM_H_
