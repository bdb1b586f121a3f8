// The operator behind tables that a graph rewrite made: out[i] = table[in[i]] for tensors of bytes, of the input's shape.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_TABLE_OPERATOR_H_
#define GOLDCREST_SRC_KERNELS_COMMON_TABLE_OPERATOR_H_

#include <memory>

#include "goldcrest/op.h"
#include "kernels/common/table_rows.h"

namespace goldcrest {

std::shared_ptr<const Operator> MakeTableOperator(const ByteTable& table);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_TABLE_OPERATOR_H_
