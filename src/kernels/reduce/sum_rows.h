// The vectorized sums of MEAN and SUM.
#ifndef GOLDCREST_SRC_KERNELS_REDUCE_SUM_ROWS_H_
#define GOLDCREST_SRC_KERNELS_REDUCE_SUM_ROWS_H_

#include <cstddef>
#include <cstdint>

#include "goldcrest/types.h"

namespace goldcrest::kernels {

// For `rows` rows of n elements, `stride` elements apart. fold: sums[0] += all elements of the one row. Otherwise sums[i] += element
// i of each row. Sums are float for FLOAT32 and int32, which may wrap, for INT8, UINT8 and INT16.
using SumRowsFn = void (*)(const void* in, size_t rows, size_t stride, size_t n, void* sums);

// For the best CPU target; null for other types.
SumRowsFn ChooseSumRows(TensorType type, bool fold);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_REDUCE_SUM_ROWS_H_
