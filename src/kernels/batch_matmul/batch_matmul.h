// The parts of BATCH_MATMUL: which matrices are multiplied, and one kernel for each family of types.
#ifndef GOLDCREST_SRC_KERNELS_BATCH_MATMUL_BATCH_MATMUL_H_
#define GOLDCREST_SRC_KERNELS_BATCH_MATMUL_BATCH_MATMUL_H_

#include <array>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/checked.h"
#include "goldcrest/op.h"
#include "model/options.h"

namespace goldcrest::kernels {

// Products [m, k] * [k, n], one for each index of the broadcast batch dimensions.
struct BatchMatMulShape {
  size_t m = 0, n = 0, k = 0;
  bool adj_x = false;  // the left matrices lie transposed: [k, m]
  bool adj_y = false;  // the right ones: [n, k]
  size_t batches = 0;  // of the output
  size_t left_batches = 0, right_batches = 0;
  int rank = 0;  // batch dimensions of the output
  struct Dimension {
    size_t size, left_stride, right_stride;  // strides in matrices, 0 where that side is repeated
  };
  std::array<Dimension, Shape::kMaxRank> dimensions;

  size_t left_size() const { return m * k; }
  size_t right_size() const { return k * n; }
  size_t out_size() const { return m * n; }
  // Steps of the right matrix from one result column, or one element of the depth, to the next.
  size_t right_stride_n() const { return adj_y ? k : 1; }
  size_t right_stride_k() const { return adj_y ? 1 : n; }

  // The matrices that output `batch` is the product of.
  struct Pair {
    size_t left, right;
  };
  Pair Operands(size_t batch) const;
};

Expected<BatchMatMulShape> MakeBatchMatMulShape(const InferContext& ctx);

// Calls product(batch, operands, threads) for every output matrix: several at a time where there are enough of them, else one after
// the other with all threads.
template <class F>
void ForEachProduct(const BatchMatMulShape& s, EvalContext& ctx, const F& product) {
  const int threads = ctx.max_threads();
  if (threads == 1 || s.batches < static_cast<size_t>(threads)) {
    for (size_t b = 0; b < s.batches; ++b) product(b, s.Operands(b), threads);
  } else {
    ctx.ParallelFor(s.batches, [&](size_t b) { product(b, s.Operands(b), 1); });
  }
}

// The left matrices with rows of k elements: the input, or a transposed copy at `workspace`.
template <typename T>
const T* LeftRows(const BatchMatMulShape& s, EvalContext& ctx, uint8_t* workspace) {
  const T* in = ctx.in<T>(0);
  if (!s.adj_x) return in;
  T* const rows = reinterpret_cast<T*>(workspace);
  ctx.ParallelFor(s.left_batches, [&](size_t b) {
    const T* from = in + b * s.left_size();
    T* to = rows + b * s.left_size();
    for (size_t m = 0; m < s.m; ++m) {
      for (size_t k = 0; k < s.k; ++k) *to++ = from[k * s.m + m];
    }
  });
  return rows;
}

// The matrices `p`, or where they have no elements and no address, one to count from.
template <typename T>
const T* OrNothing(const T* p) {
  static constexpr T kNothing{};
  return p != nullptr ? p : &kNothing;
}

// Where the parts of the working memory begin; Add returns the offset of the next part.
class WorkspaceLayout {
 public:
  size_t Add(CheckedSize bytes) {
    const size_t offset = total_.ok() ? total_.value() : 0;
    total_ += bytes.AlignedUp(kAlignment);
    return offset;
  }
  CheckedSize total() const { return total_; }

 private:
  CheckedSize total_ = 0;
};

Expected<Kernel> SelectBatchMatMulF32(SelectContext& ctx, const BatchMatMulShape& shape);
// INT8 by INT8, to INT8 or INT32.
Expected<Kernel> SelectBatchMatMulI8(SelectContext& ctx, const BatchMatMulShape& shape);
// Float by INT8.
Expected<Kernel> SelectBatchMatMulHybrid(SelectContext& ctx, const BatchMatMulShape& shape, bool asymmetric);
// INT16 by INT16 or INT8, to INT16.
Expected<Kernel> SelectBatchMatMulI16(SelectContext& ctx, const BatchMatMulShape& shape);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_BATCH_MATMUL_BATCH_MATMUL_H_
