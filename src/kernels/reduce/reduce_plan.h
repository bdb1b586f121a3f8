// Which elements a reduction puts together: the axes of MEAN, SUM, REDUCE_MAX and the like, and the loop over the input.
//
// Neighbouring dimensions that are all reduced or all kept count as one, so that a global mean over NHWC is rows of channels added
// up, and a mean over the last dimension is rows folded to a number each.
#ifndef GOLDCREST_SRC_KERNELS_REDUCE_REDUCE_PLAN_H_
#define GOLDCREST_SRC_KERNELS_REDUCE_REDUCE_PLAN_H_

#include <algorithm>
#include <cstddef>
#include <vector>

#include "goldcrest/op.h"

namespace goldcrest::kernels {

class ReducePlan {
 public:
  ReducePlan() = default;
  // reduced[i]: whether dimension i of `shape` is.
  ReducePlan(const Shape& shape, const bool* reduced);

  size_t outputs() const { return outputs_; }
  // Elements that go into each output.
  size_t count() const { return count_; }
  bool empty() const { return empty_; }
  // Whether the innermost merged dimension is reduced.
  bool folds_rows() const { return folds_rows_; }

  // Elements from a row of a block to the next.
  size_t stride() const { return length_; }

  // Calls block(in_offset, out_offset, rows, n) for parts of the input: `rows` rows of n elements, stride() apart. With folds_rows
  // it is one row, which goes into output out_offset; otherwise element i of every row goes into output out_offset + i. Blocks that
  // meet in an output come in the input's order, from one thread.
  template <class Block>
  void ForEachBlock(EvalContext& ctx, const Block& block) const;

 private:
  struct Dim {
    size_t extent;
    size_t out_stride;  // 0 where reduced
  };
  template <class Block>
  void Blocks(size_t first, size_t last, size_t begin, size_t end, const Block& block) const;

  // Merged dimensions outside of a block, outermost first.
  Dim dims_[Shape::kMaxRank] = {};
  int rank_ = 0;
  size_t length_ = 1;      // of a row
  size_t block_rows_ = 1;  // more than 1 only where rows are not folded
  size_t blocks_ = 1;
  bool folds_rows_ = false;
  bool empty_ = false;
  size_t outputs_ = 1;
  size_t count_ = 1;
};

// The blocks [first, last), elements [begin, end) of each row.
template <class Block>
void ReducePlan::Blocks(size_t first, size_t last, size_t begin, size_t end, const Block& block) const {
  size_t index[Shape::kMaxRank] = {}, out = 0;
  size_t rest = first;
  for (int k = rank_ - 1; k >= 0; --k) {
    index[k] = rest % dims_[k].extent;
    rest /= dims_[k].extent;
    out += index[k] * dims_[k].out_stride;
  }
  for (size_t b = first; b < last; ++b) {
    block(b * block_rows_ * length_ + begin, folds_rows_ ? out : out + begin, block_rows_, end - begin);
    for (int k = rank_ - 1; k >= 0; --k) {
      out += dims_[k].out_stride;
      if (++index[k] < dims_[k].extent) break;
      out -= dims_[k].extent * dims_[k].out_stride;
      index[k] = 0;
    }
  }
}

template <class Block>
void ReducePlan::ForEachBlock(EvalContext& ctx, const Block& block) const {
  constexpr size_t kGrain = 16384;  // elements a thread takes at a time, about
  if (empty_) return;
  if (rank_ > 0 && dims_[0].out_stride > 0) {  // the outermost dimension is kept: its indices are independent
    const size_t inner = blocks_ / dims_[0].extent;
    const size_t per_grain = std::max<size_t>(1, kGrain / (inner * block_rows_ * length_));
    ctx.ParallelFor((dims_[0].extent + per_grain - 1) / per_grain, [&](size_t grain) {
      Blocks(grain * per_grain * inner, std::min(dims_[0].extent, (grain + 1) * per_grain) * inner, 0, length_, block);
    });
    return;
  }
  if (folds_rows_) return Blocks(0, blocks_, 0, length_, block);
  const size_t columns = std::max<size_t>(64, kGrain / (blocks_ * block_rows_));  // columns are independent too
  ctx.ParallelFor((length_ + columns - 1) / columns,
                  [&](size_t grain) { Blocks(0, blocks_, grain * columns, std::min(length_, (grain + 1) * columns), block); });
}

// For Infer and Select: which dimensions input 1 (INT32) names, negative ones counting from the end. `known` is false, and the
// result empty, where its value is not there yet.
Expected<std::vector<bool>> ReadAxes(InferContext& ctx, bool* known);

// Infer of every reduction over inputs of `types`: sets the output's shape.
Status InferReduction(InferContext& ctx, std::initializer_list<TensorType> types);

// Select: the plan for the input's shape.
Expected<ReducePlan> MakeReducePlan(SelectContext& ctx);

// Select of REDUCE_ANY, which is what a SUM of BOOL is too.
Expected<Kernel> SelectAny(SelectContext& ctx);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_REDUCE_REDUCE_PLAN_H_
