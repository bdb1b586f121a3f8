// What the files of FULLY_CONNECTED share.
#ifndef GOLDCREST_SRC_KERNELS_FULLY_CONNECTED_FULLY_CONNECTED_H_
#define GOLDCREST_SRC_KERNELS_FULLY_CONNECTED_FULLY_CONNECTED_H_

#include "goldcrest/op.h"
#include "model/options.h"

namespace goldcrest::kernels {

// rows x depth times results x depth.
struct DenseSizes {
  int32_t rows = 0;
  int32_t results = 0;
  int32_t depth = 0;
  int bias_input = -1;  // -1 for none
};

// INT16 input and output with INT8 weights, or UINT8 input and weights with INT16 output.
Expected<Kernel> SelectDenseToInt16(SelectContext& ctx, const DenseSizes& sizes, const model::FullyConnectedOptions& options);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_FULLY_CONNECTED_FULLY_CONNECTED_H_
