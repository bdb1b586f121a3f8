// The vectorized rows of SOFTMAX and LOG_SOFTMAX on float.
#ifndef GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_ROWS_H_
#define GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_ROWS_H_

#include <cstddef>

namespace goldcrest::kernels {

// out[i] = exp(beta * in[i]) / sum over the row, or with beta 1 its logarithm, for a row of n > 0; `out` may be `in`.
using SoftmaxRowFn = void (*)(const float* in, size_t n, float beta, float* out);

SoftmaxRowFn ChooseSoftmaxRow();
SoftmaxRowFn ChooseLogSoftmaxRow();

// Rows a thread takes at a time, of n elements each.
inline size_t SoftmaxRowsPerGrain(size_t n) { return n < 4096 ? 4096 / (n > 0 ? n : 1) : 1; }

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_ROWS_H_
