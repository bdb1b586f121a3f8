// The vectorized sums of MEAN and SUM.
#ifndef GOLDCREST_SRC_KERNELS_REDUCE_SUM_ROWS_H_
#define GOLDCREST_SRC_KERNELS_REDUCE_SUM_ROWS_H_

#include <cstddef>
#include <cstdint>

#include "goldcrest/types.h"

namespace goldcrest::kernels {

// fold: sums[0] += in[0] + ... + in[n - 1]. Otherwise sums[i] += in[i]. Sums are float for FLOAT32 and int32, which may wrap, for
// INT8, UINT8 and INT16.
using SumRowFn = void (*)(const void* in, size_t n, void* sums);

// For the best CPU target; null for other types.
SumRowFn ChooseSumRow(TensorType type, bool fold);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_REDUCE_SUM_ROWS_H_
