// The vectorized loop of COMPLEX_ABS.
#ifndef GOLDCREST_SRC_KERNELS_COMPLEX_MAGNITUDE_ROWS_H_
#define GOLDCREST_SRC_KERNELS_COMPLEX_MAGNITUDE_ROWS_H_

#include <cstddef>

namespace goldcrest::kernels {

// out[i] = |in[2 i] + in[2 i + 1] i| for i < n, within 2 units in the last place.
using MagnitudeRowFn = void (*)(const float* in, size_t n, float* out);

// For the best CPU target.
MagnitudeRowFn ChooseMagnitudeRow();

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMPLEX_MAGNITUDE_ROWS_H_
