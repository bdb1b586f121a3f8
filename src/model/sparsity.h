// Sparse constants: which of them are well formed, and their dense form.
//
// A sparse tensor is stored level by level. The first levels are its dimensions in `traversal_order`, those behind them blocks
// into which some dimensions (`block_map`) are cut. A dense level has every index; a compressed one lists, for each position of
// the level before, a segment of the indices that have values:
//
//   [[0, 5, 0],    levels: rows dense (2), columns compressed: segments [0, 1, 3], indices [1, 0, 2]; values [5, 7, 9]
//    [7, 0, 9]]
#ifndef GOLDCREST_SRC_MODEL_SPARSITY_H_
#define GOLDCREST_SRC_MODEL_SPARSITY_H_

#include <cstdint>
#include <vector>

#include "goldcrest/status.h"
#include "model/model.h"

namespace goldcrest::model {

// Success when the layout fits a tensor of this shape and type, holds only indices in range, each once, and has its values in
// `data_bytes` bytes. `shape` has no negative dimension and at most Shape::kMaxRank of them.
Status CheckSparsity(const Sparsity& sparsity, const std::vector<int32_t>& shape, TensorType type, size_t data_bytes);

// The dense form of a sparse constant, zero where there is no value. Checks the layout first. LIMIT_EXCEEDED when the result
// would have more than `max_bytes`.
Expected<Block> Densify(const Tensor& tensor, const Block& data, uint64_t max_bytes);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_SPARSITY_H_
