// What begin, end, strides and the masks of StridedSlice select, shared with its gradient and with assignment to a slice.
#ifndef GOLDCREST_SRC_TFOPS_STRIDED_SLICE_H_
#define GOLDCREST_SRC_TFOPS_STRIDED_SLICE_H_

#include <optional>
#include <vector>

#include "tfops/op.h"

namespace goldcrest::tf {

// One dimension of the sliced tensor.
struct SlicedDim {
  int64_t begin = 0;
  int64_t stride = 1;
  int64_t size = PartialShape::kUnknown;  // how many indices are selected
  bool exact = false;                     // begin and size are known
};

struct StridedSelection {
  std::vector<SlicedDim> dims;  // of the sliced tensor
  // What the result has, in order: a dimension of `dims`, or kNewAxis. Dimensions that are shrunk do not occur.
  static constexpr int kNewAxis = -1;
  std::vector<int> result;

  bool exact() const;
  PartialShape shape() const;
};

// Nothing where the shape of the sliced tensor or the number of entries is not known. `first` is the input that is `begin`; end and
// strides follow it.
Expected<std::optional<StridedSelection>> SelectStrided(const InferContext& ctx, const PartialShape& shape, size_t first);

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_STRIDED_SLICE_H_
