// The weights of a transposed convolution for the GEMM library: a packed block for each combination of phases, and one without taps
// for outputs that no input reaches.
#ifndef GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_BLOCKS_H_
#define GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_BLOCKS_H_

#include <string>
#include <string_view>
#include <vector>

#include "kernels/transpose_conv/transposed.h"

namespace goldcrest::kernels {

class TransposedBlocks {
 public:
  TransposedBlocks() = default;
  // `packed_bytes(k)` and `column_bytes` are what the GEMM library needs for a block of depth k, each rounded up here. Fails where the
  // sizes overflow.
  static Expected<TransposedBlocks> Make(const TransposedShape& shape, size_t element, FunctionRef<CheckedSize(size_t)> packed_bytes,
                                         CheckedSize column_bytes);

  size_t count() const { return offsets_.size() - 1; }
  size_t packed_bytes() const { return offsets_.back(); }              // of all blocks
  size_t column_bytes() const { return count() * one_column_bytes_; }  // of all blocks
  size_t gathered_bytes() const { return gathered_bytes_; }            // of the largest block before it is packed

  size_t packed_offset(size_t block) const { return offsets_[block]; }
  size_t column_offset(size_t block) const { return block * one_column_bytes_; }

  // Which block a run uses.
  size_t BlockOf(const TransposedShape& shape, const PhaseTriple& phases) const;
  // The depth of a block.
  size_t Depth(const TransposedShape& shape, size_t block) const;
  // Copies a block's weights, [results][taps][channels], from the filter.
  void Gather(const TransposedShape& shape, size_t block, const void* filter, void* out) const;
  // Names all that the packed blocks are made of besides the filter's bytes.
  std::string LayoutName(const TransposedShape& shape, std::string_view kernel_layout) const;

 private:
  static PhaseTriple PhasesOf(const TransposedShape& shape, size_t block);

  std::vector<size_t> offsets_;  // of the packed blocks, and the end
  size_t one_column_bytes_ = 0, element_ = 0, gathered_bytes_ = 0;
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_BLOCKS_H_
