// StridedCopy: elements of one array copied to places of another, both walked by strides. Transposing, slicing, reversing,
// repeating and interleaving are all this.
//
//   StridedCopy t;                    // the transpose of a [rows, cols] matrix
//   t.Add(cols, rows, 1);             // outermost first: steps, stride in the output, stride in the input
//   t.Add(rows, 1, cols);
//   t.Finish();
//   t.Run(ctx, in, out, sizeof(float));
//
// Strides and offsets count elements and may be 0 (the input's, to repeat) or negative. No two steps may write the same place.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_STRIDED_COPY_H_
#define GOLDCREST_SRC_KERNELS_COMMON_STRIDED_COPY_H_

#include <cstddef>
#include <cstdint>

#include "goldcrest/op.h"

namespace goldcrest::kernels {

class StridedCopy {
 public:
  static constexpr int kMaxDims = 2 * Shape::kMaxRank;

  void Add(int64_t count, int64_t out_stride, int64_t in_stride);
  void SetOffsets(int64_t out, int64_t in) {
    out_offset_ = out;
    in_offset_ = in;
  }
  // Joins dimensions that are walked as one. Call it after the last Add.
  void Finish();

  // True when nothing is copied.
  bool empty() const { return empty_; }
  // `element_bytes` is 1, 2, 4, 8 or 16; both arrays are aligned for elements of that size (of 8 for 16).
  void Run(EvalContext& ctx, const void* in, void* out, size_t element_bytes) const;

 private:
  struct Dim {
    int64_t count, out, in;
  };
  template <typename T>
  void RunAs(EvalContext& ctx, const T* in, T* out) const;
  int CrossedDim() const;

  Dim dims_[kMaxDims] = {};
  int rank_ = 0;
  bool empty_ = false;
  int64_t out_offset_ = 0;
  int64_t in_offset_ = 0;
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_STRIDED_COPY_H_
