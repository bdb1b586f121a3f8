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

// Elements that share a scale, of weights that are quantized in blocks; 0 for any other.
int32_t WeightBlockSize(const InferContext& ctx);
// Float activations, constant INT4 weights in blocks along the depth; their scales are input 3 (compile/import.cc).
Status CheckDenseBlocks(const InferContext& ctx, const DenseSizes& sizes);
Expected<Kernel> SelectDenseBlocks(SelectContext& ctx, const DenseSizes& sizes, const model::FullyConnectedOptions& options);

// UINT8 input, INT16 output, shuffled weights (FullyConnectedOptionsWeightsFormat). Sets the second output's shape.
Status InferDenseShuffled(InferContext& ctx, const DenseSizes& sizes);
Expected<Kernel> SelectDenseShuffled(SelectContext& ctx, const DenseSizes& sizes, const model::FullyConnectedOptions& options);

// INT16 input and output with INT8, INT4, INT2 or INT16 weights, or UINT8 input and weights with INT16 output.
Expected<Kernel> SelectDenseToInt16(SelectContext& ctx, const DenseSizes& sizes, const model::FullyConnectedOptions& options);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_FULLY_CONNECTED_FULLY_CONNECTED_H_
