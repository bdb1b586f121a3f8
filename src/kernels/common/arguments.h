// What Infer functions read from their inputs: axes, and short lists of integers such as shapes, paddings and permutations.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_ARGUMENTS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_ARGUMENTS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "goldcrest/op.h"

namespace goldcrest::kernels {

// `axis` as an index in [0, rank); negative ones count from the end.
Expected<int> ResolveAxis(int64_t axis, int rank);

// Which types an operator's argument may have: INT32 and INT64, or INT16, INT8 and BOOL as well.
enum class IntegerWidths : uint8_t { kUsual, kAny };

// The values of input i, of which there must be `count`, or at most Shape::kMaxRank where `count` is negative. No value when it is
// not known yet: then Infer returns ctx.NeedsValue(i).
Expected<std::optional<std::vector<int64_t>>> IntegerValues(InferContext& ctx, int i, int64_t count = -1,
                                                            IntegerWidths widths = IntegerWidths::kUsual);

// The shape that `dims` spell; fails where a dimension does not fit into 31 bits or there are too many.
Expected<Shape> ShapeOf(const std::vector<int64_t>& dims);

// Fails unless output `out` has the type of input `in`.
Status ExpectSameType(const InferContext& ctx, int in, int out = 0);

// Fails unless both tensors are quantized alike: the operator moves elements and cannot rescale them.
Status ExpectSameQuantization(const InferContext& ctx, int in, int out = 0);

// Distances in elements between neighbours along each dimension, of a dense tensor.
struct Strides {
  int64_t of[Shape::kMaxRank] = {};
  explicit Strides(const Shape& shape);
  int64_t operator[](int i) const { return of[i]; }
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_ARGUMENTS_H_
