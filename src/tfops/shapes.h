// Arithmetic of shapes of which something may be unknown: what the operators' infer rows share.
//
// Failures are INVALID_MODEL: the shapes of a graph contradict each other.
#ifndef GOLDCREST_SRC_TFOPS_SHAPES_H_
#define GOLDCREST_SRC_TFOPS_SHAPES_H_

#include <span>
#include <string_view>
#include <vector>

#include "tfops/op.h"

namespace goldcrest::tf {

// An axis of a tensor of `rank` dimensions, negative ones counted from the end.
Expected<int> ToAxis(int64_t axis, int rank);
// The shape of input i, which must have that rank where its rank is known; else unknown dimensions of that rank.
Expected<PartialShape> WithRank(const InferContext& ctx, size_t i, int rank);
// Unknown stays unknown.
Expected<PartialShape> WithRankAtLeast(const InferContext& ctx, size_t i, int rank);

// Dimensions, either of which may be kUnknown.
Expected<int64_t> MergeDim(int64_t a, int64_t b);
Expected<int64_t> AddDims(int64_t a, int64_t b);
Expected<int64_t> MultiplyDims(int64_t a, int64_t b);
Expected<int64_t> ProductOfDims(std::span<const int64_t> dims);

// As TensorFlow broadcasts: aligned at the last dimension, 1 against anything.
Expected<PartialShape> BroadcastShapes(const PartialShape& a, const PartialShape& b);
// Input i as a shape: entries that are unknown or -1 are unknown dimensions.
Expected<PartialShape> ShapeFromEntries(const InferContext& ctx, size_t i);
// The dimensions [begin, end) of a shape of known rank; of unknown rank where it is.
PartialShape SubShape(const PartialShape& shape, int begin, int end);
PartialShape Joined(const PartialShape& a, const PartialShape& b);

// Rows that many operators share.
Status InferSame(InferContext& ctx);    // each result as the input of its number, or the first
Status InferScalar(InferContext& ctx);  // every result
Status InferUnknown(InferContext& ctx);
Status InferBroadcast(InferContext& ctx);  // of all inputs
Status InferMerged(InferContext& ctx);     // all inputs the same, and the result

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_SHAPES_H_
