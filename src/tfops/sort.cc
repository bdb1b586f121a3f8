// Operators that order or find: TopKV2, Unique, Bucketize, InTopK, LowerBound, ListDiff, and sums over segments.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "tfops/elements.h"
#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

template <bool v2>
Status InferTopK(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRankAtLeast(ctx, 0, 1));
  const std::optional<int64_t> k = v2 ? ctx.Int(1) : std::optional<int64_t>(ctx.attrs().Int("k"));
  if (shape.has_rank()) {
    const int64_t n = shape.dim(shape.rank() - 1);
    if (k.has_value() && (*k < 0 || (n >= 0 && n < *k)))
      return Error(StatusCode::kInvalidModel, "the largest %lld of %lld", static_cast<long long>(*k), static_cast<long long>(n));
    shape.set_dim(shape.rank() - 1, k.value_or(PartialShape::kUnknown));
  }
  ctx.Set(0, shape);
  ctx.Set(1, std::move(shape));
  return Status::Ok();
}

// Equal ones in the order of their indices.
Status TopK(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, in.AsDoubles());
  if (!ctx.shape(0).IsStatic()) return Error(StatusCode::kInvalidModel, "k is one integer");
  GC_ASSIGN_OR_RETURN(Elements values, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const auto n = static_cast<size_t>(in.dim(in.rank() - 1)), k = static_cast<size_t>(ctx.dims(0).back());
  std::vector<int64_t> indices, order(n);
  for (size_t row = 0; row < x.size(); row += n) {
    std::iota(order.begin(), order.end(), 0);
    const auto larger = [&](int64_t a, int64_t b) {
      const double u = x[row + static_cast<size_t>(a)], v = x[row + static_cast<size_t>(b)];
      return u > v || (!(v > u) && a < b);
    };
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(), larger);
    for (size_t i = 0; i < k; ++i) {
      values.Copy(static_cast<int64_t>(indices.size()), in, static_cast<int64_t>(row) + order[i]);
      indices.push_back(order[i]);
    }
  }
  GC_RETURN_IF_ERROR(std::move(values).SetTo(ctx, 0));
  return SetIntegers(ctx, 1, ctx.dims(0), indices);
}

// The distinct elements in order of appearance, which of them each element is, and (WithCounts) how often each occurs.
Status InferUnique(InferContext& ctx) {
  ctx.Set(0, PartialShape::OfRank(1));
  ctx.Set(1, ctx.shape(0));
  ctx.Set(2, PartialShape::OfRank(1));
  return Status::Ok();
}

Status InferUniqueV2(InferContext& ctx) {
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, PartialShape::OfRank(1));
  if (ctx.shape(0).has_rank()) ctx.Set(0, PartialShape::OfRank(ctx.shape(0).rank()));
  return Status::Ok();
}

Status Unique(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  if (in.rank() != 1) return Error(StatusCode::kUnsupported, "elements of shape %s", in.shape().ToString().c_str());
  std::vector<int64_t> first, which(in.elements()), counts;
  std::map<std::string, int64_t> seen;
  const size_t size = TypeBytes(in.type());
  for (size_t i = 0; i < which.size(); ++i) {
    const std::string key =
        in.type() == DataType::kString ? in.strings()[i] : std::string(reinterpret_cast<const char*>(in.bytes().data()) + i * size, size);
    const auto [at, added] = seen.try_emplace(key, static_cast<int64_t>(first.size()));
    if (added) {
      first.push_back(static_cast<int64_t>(i));
      counts.push_back(0);
    }
    which[i] = at->second;
    ++counts[static_cast<size_t>(which[i])];
  }
  const auto n = static_cast<int64_t>(first.size());
  GC_ASSIGN_OR_RETURN(Elements values, Elements::Make(ctx, in.type(), {n}));
  for (int64_t i = 0; i < n; ++i) values.Copy(i, in, first[static_cast<size_t>(i)]);
  GC_RETURN_IF_ERROR(std::move(values).SetTo(ctx, 0));
  GC_RETURN_IF_ERROR(SetIntegers(ctx, 1, in.dims(), which));
  return ctx.num_outputs() > 2 ? SetIntegers(ctx, 2, {n}, counts) : Status::Ok();
}

Status Bucketize(EvalContext& ctx) {
  const auto* boundaries = ctx.attrs().Get<std::vector<float>>("boundaries");
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  std::vector<double> limits;
  if (boundaries != nullptr) limits.assign(boundaries->begin(), boundaries->end());
  if (!std::is_sorted(limits.begin(), limits.end())) return Error(StatusCode::kInvalidModel, "boundaries that are not in order");
  std::vector<int64_t> buckets;
  for (double v : x) buckets.push_back(std::upper_bound(limits.begin(), limits.end(), v) - limits.begin());
  return SetIntegers(ctx, 0, ctx.input(0).dims(), buckets);
}

// For each row of values where it goes in the sorted row of the same number.
Status InferBound(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 1, 2));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

template <bool upper>
Status Bound(EvalContext& ctx) {
  const Literal &sorted = ctx.input(0), &values = ctx.input(1);
  if (sorted.rank() != 2 || sorted.dim(0) != values.dim(0))
    return Error(StatusCode::kInvalidModel, "rows of shape %s", sorted.shape().ToString().c_str());
  GC_ASSIGN_OR_RETURN(const std::vector<double> rows, sorted.AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, values.AsDoubles());
  std::vector<int64_t> places;
  for (size_t i = 0; i < x.size(); ++i) {
    const auto begin = rows.begin() + static_cast<int64_t>(i) / values.dim(1) * sorted.dim(1), end = begin + sorted.dim(1);
    places.push_back((upper ? std::upper_bound(begin, end, x[i]) : std::lower_bound(begin, end, x[i])) - begin);
  }
  return SetIntegers(ctx, 0, values.dims(), places);
}

Status InferInTopK(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape predictions, WithRank(ctx, 0, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape targets, WithRank(ctx, 1, 1));
  GC_ASSIGN_OR_RETURN(const int64_t n, MergeDim(predictions.dim(0), targets.dim(0)));
  ctx.Set(0, PartialShape({n}));
  return Status::Ok();
}

// The kinds of segment reductions.
enum class Kind { kSum, kMean, kProd, kMax, kMin };

// Segments: the rows of data with one id. Sorted ids name no count, unsorted ones have it as input 2.
template <bool unsorted>
Status InferSegment(InferContext& ctx) {
  const PartialShape &data = ctx.shape(0), &ids = ctx.shape(1);
  if (!data.has_rank() || (unsorted && !ids.has_rank())) return Status::Ok();
  const int rank = unsorted ? ids.rank() : 1;
  if (data.rank() < rank) return Error(StatusCode::kInvalidModel, "data of shape %s", data.ToString().c_str());
  int64_t count = unsorted ? ctx.Int(2).value_or(PartialShape::kUnknown) : PartialShape::kUnknown;
  if (const auto values = ctx.Ints(1); !unsorted && values.has_value())
    count = values->empty() ? 0 : values->back() < INT64_MAX ? values->back() + 1 : -1;
  if (count < -1) return Error(StatusCode::kInvalidModel, "%lld segments", static_cast<long long>(count));
  ctx.Set(0, Joined(PartialShape({count}), SubShape(data, rank, data.rank())));
  return Status::Ok();
}

template <Kind kind, bool unsorted>
Status Segment(EvalContext& ctx) {
  const Literal& data = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> ids, ctx.input(1).AsInts());
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, dims));
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, data.AsDoubles());
  const int64_t count = dims[0], size = Strides(dims)[0];
  if (x.size() != ids.size() * static_cast<size_t>(size))
    return Error(StatusCode::kInvalidModel, "%zu ids for shape %s", ids.size(), data.shape().ToString().c_str());
  // What an empty segment has: 0 of sorted ones, the neutral element of unsorted ones.
  double neutral = kind == Kind::kProd ? 1 : 0;
  if (kind == Kind::kMax) neutral = -std::numeric_limits<double>::infinity();
  if (kind == Kind::kMin) neutral = std::numeric_limits<double>::infinity();
  if (unsorted && std::isinf(neutral)) {  // the lowest or highest finite number of the type
    WithNumberType(data.type(), [&]<typename T>(T) {
      if constexpr (std::is_floating_point_v<T>)
        neutral = static_cast<double>(neutral < 0 ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max());
    });
  }
  std::vector<double> out(static_cast<size_t>(ctx.shape(0).elements()), neutral);
  std::vector<int64_t> rows(static_cast<size_t>(count));
  for (size_t r = 0; r < ids.size(); ++r) {
    if (unsorted && ids[r] < 0) continue;
    if (ids[r] < 0 || ids[r] >= count || (!unsorted && r > 0 && ids[r] < ids[r - 1]))
      return Error(StatusCode::kRuntimeError, "segment %lld of %lld", static_cast<long long>(ids[r]), static_cast<long long>(count));
    ++rows[static_cast<size_t>(ids[r])];
    for (int64_t i = 0; i < size; ++i) {
      double& to = out[static_cast<size_t>(ids[r] * size + i)];
      const double v = x[r * static_cast<size_t>(size) + static_cast<size_t>(i)];
      to = kind == Kind::kProd ? to * v : kind == Kind::kMax ? std::fmax(to, v) : kind == Kind::kMin ? std::fmin(to, v) : to + v;
    }
  }
  for (size_t i = 0; i < out.size(); ++i) {
    const int64_t n = rows[i / static_cast<size_t>(size)];
    if (kind == Kind::kMean && n > 0) out[i] /= static_cast<double>(n);
    if (!unsorted && n == 0 && kind != Kind::kProd) out[i] = 0;
  }
  return SetDoubles(ctx, 0, dims, out);
}

constexpr Op kOps[] = {
    {"Bucketize", 1, 1, InferSame, Bucketize},
    {"InTopK", 2, 1, InferInTopK, nullptr},
    {"InTopKV2", 3, 1, InferInTopK, nullptr},
    {"LowerBound", 2, 1, InferBound, Bound<false>},
    {"SegmentMax", 2, 1, InferSegment<false>, Segment<Kind::kMax, false>},
    {"SegmentMean", 2, 1, InferSegment<false>, Segment<Kind::kMean, false>},
    {"SegmentMin", 2, 1, InferSegment<false>, Segment<Kind::kMin, false>},
    {"SegmentProd", 2, 1, InferSegment<false>, Segment<Kind::kProd, false>},
    {"SegmentSum", 2, 1, InferSegment<false>, Segment<Kind::kSum, false>},
    {"TopK", 1, 2, InferTopK<false>, TopK},
    {"TopKV2", 2, 2, InferTopK<true>, TopK},
    {"Unique", 1, 2, InferUnique, Unique},
    {"UniqueV2", 2, 2, InferUniqueV2, nullptr},
    {"UniqueWithCounts", 1, 3, InferUnique, Unique},
    {"UniqueWithCountsV2", 2, 3, InferUniqueV2, nullptr},
    {"UnsortedSegmentMax", 3, 1, InferSegment<true>, Segment<Kind::kMax, true>},
    {"UnsortedSegmentMin", 3, 1, InferSegment<true>, Segment<Kind::kMin, true>},
    {"UnsortedSegmentProd", 3, 1, InferSegment<true>, Segment<Kind::kProd, true>},
    {"UnsortedSegmentSum", 3, 1, InferSegment<true>, Segment<Kind::kSum, true>},
    {"UpperBound", 2, 1, InferBound, Bound<true>},
};

}  // namespace

std::span<const Op> SortOps() { return kOps; }

}  // namespace goldcrest::tf
