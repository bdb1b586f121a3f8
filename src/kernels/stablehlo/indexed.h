// What STABLEHLO_GATHER and STABLEHLO_SCATTER have in common: slices of a tensor (the operand) at places that another tensor (indices)
// names, laid out in a third one (the outer tensor: gather's result, scatter's updates).
//
// A dimension of the outer tensor either walks along a dimension of the operand (a window dimension) or along one of the indices.
// The indices' dimension index_vector_dim holds the coordinates of a slice's start; where it is the indices' rank, each index is one
// coordinate by itself.
#ifndef GOLDCREST_SRC_KERNELS_STABLEHLO_INDEXED_H_
#define GOLDCREST_SRC_KERNELS_STABLEHLO_INDEXED_H_

#include <cstdint>
#include <span>
#include <vector>

#include "goldcrest/op.h"
#include "kernels/common/arguments.h"

namespace goldcrest::kernels {

// The options, by what they mean.
struct IndexedOptions {
  std::span<const int64_t> window_dims;        // of the outer tensor, rising
  std::span<const int64_t> missing_dims;       // of the operand: those without a window dimension, rising
  std::span<const int64_t> vector_to_operand;  // which dimension of the operand each coordinate is for
  int64_t index_vector_dim = 0;
};

class IndexedWalk {
 public:
  // Fails where the options do not fit one another or the shapes.
  static Expected<IndexedWalk> Make(const IndexedOptions& options, const Shape& operand, const Shape& indices);

  // The rank of the outer tensor, and the size of its dimension `d` for slices of `window` (per dimension of the operand).
  int outer_rank() const { return outer_rank_; }
  int64_t OuterSize(int d, std::span<const int64_t> window) const;
  // Which dimension of the operand the outer dimension walks along, or -1.
  int OperandDim(int d) const { return operand_dim_[d]; }

  // Calls run(start, within, offset, n) for the outer tensor's elements in order, as runs of n elements from `offset` on. In dimension
  // d of the operand the slice begins at start[d], anything that the indices say, and the run within[d] later; it goes on along
  // run_dim().
  template <class Run>
  void ForEachRun(const Shape& outer, const TensorView& indices, const Run& run) const;

  // The dimension of the operand that a run goes along; -1 where runs are single elements.
  int run_dim() const { return outer_rank_ > 0 ? operand_dim_[outer_rank_ - 1] : -1; }

  const Strides& operand_strides() const { return operand_strides_; }
  const Shape& operand() const { return operand_; }

 private:
  IndexedWalk(const Shape& operand, const Shape& indices) : operand_(operand), operand_strides_(operand), index_strides_(indices) {}
  Status Assign(const IndexedOptions& options, const Shape& indices);

  Shape operand_;
  Strides operand_strides_;
  Strides index_strides_;
  int outer_rank_ = 0;
  int operand_dim_[Shape::kMaxRank] = {};
  int64_t index_stride_[Shape::kMaxRank] = {};  // of the outer dimension in the indices
  int64_t index_size_[Shape::kMaxRank] = {};
  int vector_size_ = 0;
  int64_t vector_stride_ = 0;
  int vector_to_operand_[Shape::kMaxRank] = {};
};

template <class Run>
void IndexedWalk::ForEachRun(const Shape& outer, const TensorView& indices, const Run& run) const {
  const int64_t total = outer.elements();
  if (total == 0) return;
  const int last = outer_rank_ - 1;
  const bool runs = run_dim() >= 0;
  const int64_t n = runs ? outer[last] : 1;
  int32_t at[Shape::kMaxRank] = {};
  for (int64_t offset = 0; offset < total; offset += n) {
    int64_t start[Shape::kMaxRank] = {}, index = 0;
    for (int d = 0; d < outer_rank_; ++d) index += at[d] * index_stride_[d];
    for (int k = 0; k < vector_size_; ++k) {
      const int64_t i = index + k * vector_stride_;
      start[vector_to_operand_[k]] = indices.type == TensorType::kInt64 ? indices.as<int64_t>()[i] : indices.as<int32_t>()[i];
    }
    int64_t within[Shape::kMaxRank] = {};
    for (int d = 0; d < outer_rank_; ++d) {
      if (operand_dim_[d] >= 0) within[operand_dim_[d]] = at[d];
    }
    run(start, within, offset, n);
    for (int d = runs ? last - 1 : last; d >= 0 && ++at[d] == outer[d]; --d) at[d] = 0;
  }
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_STABLEHLO_INDEXED_H_
