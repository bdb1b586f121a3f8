#include "tfops/shapes.h"

#include <algorithm>

namespace goldcrest::tf {

Expected<int> ToAxis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank)
    return Error(StatusCode::kInvalidModel, "axis %lld of %d dimensions", static_cast<long long>(axis), rank);
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

Expected<PartialShape> WithRank(const InferContext& ctx, size_t i, int rank) {
  const PartialShape& shape = ctx.shape(i);
  if (!shape.has_rank()) return PartialShape::OfRank(rank);
  if (shape.rank() != rank)
    return Error(StatusCode::kInvalidModel, "input %zu has shape %s; it has %d dimensions", i, shape.ToString().c_str(), rank);
  return shape;
}

Expected<PartialShape> WithRankAtLeast(const InferContext& ctx, size_t i, int rank) {
  const PartialShape& shape = ctx.shape(i);
  if (shape.has_rank() && shape.rank() < rank)
    return Error(StatusCode::kInvalidModel, "input %zu has shape %s; it has %d dimensions or more", i, shape.ToString().c_str(), rank);
  return shape;
}

Expected<int64_t> MergeDim(int64_t a, int64_t b) {
  if (a < 0) return b;
  if (b >= 0 && a != b)
    return Error(StatusCode::kInvalidModel, "dimensions %lld and %lld should be the same", static_cast<long long>(a),
                 static_cast<long long>(b));
  return a;
}

Expected<int64_t> AddDims(int64_t a, int64_t b) {
  if (a < 0 || b < 0) return PartialShape::kUnknown;
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) return Error(StatusCode::kInvalidModel, "a dimension past 2^63");
  return sum;
}

Expected<int64_t> MultiplyDims(int64_t a, int64_t b) {
  if (a == 0 || b == 0) return int64_t{0};
  if (a < 0 || b < 0) return PartialShape::kUnknown;
  int64_t product;
  if (__builtin_mul_overflow(a, b, &product)) return Error(StatusCode::kInvalidModel, "a dimension past 2^63");
  return product;
}

Expected<int64_t> ProductOfDims(std::span<const int64_t> dims) {
  int64_t product = 1;
  for (int64_t d : dims) {
    GC_ASSIGN_OR_RETURN(product, MultiplyDims(product, d));
  }
  return product;
}

Expected<PartialShape> BroadcastShapes(const PartialShape& a, const PartialShape& b) {
  if (!a.has_rank() || !b.has_rank()) return PartialShape();
  const int rank = std::max(a.rank(), b.rank());
  PartialShape result = PartialShape::OfRank(rank);
  for (int i = 0; i < rank; ++i) {
    const int at_a = i - (rank - a.rank()), at_b = i - (rank - b.rank());
    const int64_t x = at_a < 0 ? 1 : a.dim(at_a), y = at_b < 0 ? 1 : b.dim(at_b);
    if (x >= 0 && y >= 0 && x != y && x != 1 && y != 1)
      return Error(StatusCode::kInvalidModel, "shapes %s and %s do not broadcast", a.ToString().c_str(), b.ToString().c_str());
    // Unknown against unknown or 1 stays unknown; against anything else it can only be that, or 1.
    result.set_dim(i, x == 1 ? y : y == 1 ? x : std::max(x, y));
  }
  return result;
}

Expected<PartialShape> ShapeFromEntries(const InferContext& ctx, size_t i) {
  const std::optional<PartialInts> entries = ctx.Entries(i);
  if (!entries.has_value()) return PartialShape();
  std::vector<int64_t> dims;
  for (const std::optional<int64_t>& d : *entries) {
    if (d.has_value() && *d < -1) return Error(StatusCode::kInvalidModel, "dimension %lld", static_cast<long long>(*d));
    dims.push_back(d.value_or(PartialShape::kUnknown));
  }
  return PartialShape(std::move(dims));
}

PartialShape SubShape(const PartialShape& shape, int begin, int end) {
  if (!shape.has_rank()) return {};
  return PartialShape(std::vector<int64_t>(shape.dims().begin() + begin, shape.dims().begin() + std::max(begin, end)));
}

PartialShape Joined(const PartialShape& a, const PartialShape& b) {
  if (!a.has_rank() || !b.has_rank()) return {};
  std::vector<int64_t> dims = a.dims();
  dims.insert(dims.end(), b.dims().begin(), b.dims().end());
  return PartialShape(std::move(dims));
}

Status InferSame(InferContext& ctx) {
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, ctx.shape(i < ctx.num_inputs() ? i : 0));
  return Status::Ok();
}

Status InferScalar(InferContext& ctx) {
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, PartialShape::Scalar());
  return Status::Ok();
}

Status InferUnknown(InferContext&) { return Status::Ok(); }

Status InferBroadcast(InferContext& ctx) {
  PartialShape shape = ctx.shape(0);
  for (size_t i = 1; i < ctx.num_inputs(); ++i) {
    GC_ASSIGN_OR_RETURN(shape, BroadcastShapes(shape, ctx.shape(i)));
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status InferMerged(InferContext& ctx) {
  PartialShape shape = ctx.shape(0);
  for (size_t i = 1; i < ctx.num_inputs(); ++i) {
    GC_ASSIGN_OR_RETURN(shape, Merge(shape, ctx.shape(i)));
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

}  // namespace goldcrest::tf
