// Operators that join tensors or take them apart.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status InferPack(InferContext& ctx) {
  PartialShape shape = ctx.shape(0);
  for (size_t i = 1; i < ctx.num_inputs(); ++i) {
    GC_ASSIGN_OR_RETURN(shape, Merge(shape, ctx.shape(i)));
  }
  if (!shape.has_rank()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(ctx.attrs().Int("axis"), shape.rank() + 1));
  std::vector<int64_t> dims = shape.dims();
  dims.insert(dims.begin() + axis, static_cast<int64_t>(ctx.num_inputs()));
  ctx.Set(0, PartialShape(std::move(dims)));
  if (shape.rank() > 0) return Status::Ok();
  PartialInts ints;
  for (size_t i = 0; i < ctx.num_inputs(); ++i) ints.push_back(ctx.Int(i));
  ctx.SetInts(0, std::move(ints));
  return Status::Ok();
}

// Every input to its place along `axis` of result 0, `place` elements of that axis after the last.
Status JoinAlong(EvalContext& ctx, size_t axis, size_t first, size_t count, bool new_axis) {
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, ctx.input(first).type(), ctx.dims(0)));
  const std::vector<int64_t> to = Strides(ctx.dims(0));
  int64_t at = 0;
  for (size_t i = first; i < first + count; ++i) {
    const Literal& in = ctx.input(i);
    if (in.type() != ctx.input(first).type()) return Error(StatusCode::kInvalidModel, "inputs of several types");
    std::vector<int64_t> dims = in.dims();
    if (new_axis) dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), 1);
    const std::vector<int64_t> from = Strides(dims);
    out.CopyBlock(dims, at * to[axis], to, in, 0, from);
    at += dims[axis];
  }
  return std::move(out).SetTo(ctx, 0);
}

Status Pack(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(ctx.attrs().Int("axis"), ctx.shape(0).rank()));
  return JoinAlong(ctx, static_cast<size_t>(axis), 0, ctx.num_inputs(), true);
}

// Concat has its axis first, ConcatV2 last.
template <bool v2>
Status InferConcat(InferContext& ctx) {
  const size_t count = ctx.num_inputs() - 1, first = v2 ? 0 : 1;
  int rank = -1;
  for (size_t i = first; i < first + count; ++i)
    if (ctx.shape(i).has_rank()) rank = ctx.shape(i).rank();
  if (rank < 0) return Status::Ok();
  const std::optional<int64_t> given = ctx.Int(v2 ? count : 0);
  if (!given.has_value()) {
    ctx.Set(0, PartialShape::OfRank(rank));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(*given, rank));
  PartialShape shape = PartialShape::OfRank(rank);
  int64_t sum = 0;
  PartialInts ints;
  bool entries = rank == 1;
  for (size_t i = first; i < first + count; ++i) {
    GC_ASSIGN_OR_RETURN(PartialShape in, WithRank(ctx, i, rank));
    GC_ASSIGN_OR_RETURN(sum, AddDims(sum, in.dim(axis)));
    in.set_dim(axis, PartialShape::kUnknown);
    GC_ASSIGN_OR_RETURN(shape, Merge(shape, in));
    const std::optional<PartialInts> own = entries ? ctx.Entries(i) : std::nullopt;
    entries = own.has_value();
    if (entries) ints.insert(ints.end(), own->begin(), own->end());
  }
  shape.set_dim(axis, sum);
  ctx.Set(0, std::move(shape));
  if (entries) ctx.SetInts(0, std::move(ints));
  return Status::Ok();
}

template <bool v2>
Status Concat(EvalContext& ctx) {
  const size_t count = ctx.num_inputs() - 1;
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> given, ctx.input(v2 ? count : 0).AsInts());
  if (given.size() != 1 || !ctx.shape(0).IsStatic()) return Error(StatusCode::kInvalidModel, "%zu axes", given.size());
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(given[0], ctx.shape(0).rank()));
  return JoinAlong(ctx, static_cast<size_t>(axis), v2 ? 0 : 1, count, false);
}

Status InferUnpack(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  if (!shape.has_rank()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(ctx.attrs().Int("axis"), shape.rank()));
  const auto count = static_cast<int64_t>(ctx.num_outputs());
  if (shape.dim(axis) >= 0 && shape.dim(axis) != count)
    return Error(StatusCode::kInvalidModel, "%lld results of shape %s along %d", static_cast<long long>(count), shape.ToString().c_str(),
                 axis);
  std::vector<int64_t> dims = shape.dims();
  dims.erase(dims.begin() + axis);
  const std::optional<PartialInts> entries = shape.rank() == 1 ? ctx.Entries(0) : std::nullopt;
  for (size_t i = 0; i < ctx.num_outputs(); ++i) {
    ctx.Set(i, PartialShape(dims));
    if (entries.has_value() && i < entries->size()) ctx.SetInts(i, {(*entries)[i]});
  }
  return Status::Ok();
}

// Result i: the elements from `at[i]` on along the axis, of that result's own shape.
Status TakeApart(EvalContext& ctx, const Literal& in, size_t axis, bool drop_axis) {
  const std::vector<int64_t> strides = Strides(in.dims());
  int64_t at = 0;
  for (size_t i = 0; i < ctx.num_outputs(); ++i) {
    GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(i)));
    std::vector<int64_t> from = strides;
    if (drop_axis) from.erase(from.begin() + static_cast<std::ptrdiff_t>(axis));
    out.CopyBlock(ctx.dims(i), 0, Strides(ctx.dims(i)), in, at * strides[axis], from);
    at += drop_axis ? 1 : ctx.dims(i)[axis];
    GC_RETURN_IF_ERROR(std::move(out).SetTo(ctx, i));
  }
  return Status::Ok();
}

Status Unpack(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(ctx.attrs().Int("axis"), ctx.input(0).rank()));
  return TakeApart(ctx, ctx.input(0), static_cast<size_t>(axis), true);
}

// Split has its axis first and equal parts; SplitV has the value, the sizes and the axis.
template <bool v>
Status InferSplit(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(v ? 0 : 1);
  const std::optional<int64_t> given = ctx.Int(v ? 2 : 0);
  const auto count = static_cast<int64_t>(ctx.num_outputs());
  if (!shape.has_rank()) return Status::Ok();
  if (!given.has_value()) {
    for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, PartialShape::OfRank(shape.rank()));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(*given, shape.rank()));
  const int64_t whole = shape.dim(axis);
  std::vector<int64_t> sizes(ctx.num_outputs(), PartialShape::kUnknown);
  if constexpr (v) {
    if (const auto entries = ctx.Entries(1); entries.has_value()) {
      if (entries->size() != sizes.size())
        return Error(StatusCode::kInvalidModel, "%zu sizes for %zu results", entries->size(), sizes.size());
      int64_t sum = 0, free = 0;
      for (size_t i = 0; i < sizes.size(); ++i) {
        sizes[i] = (*entries)[i].value_or(PartialShape::kUnknown);
        free += sizes[i] < 0;
        if (sizes[i] < -1) return Error(StatusCode::kInvalidModel, "size %lld", static_cast<long long>(sizes[i]));
        GC_ASSIGN_OR_RETURN(sum, AddDims(sum, std::max<int64_t>(sizes[i], 0)));
      }
      if (whole >= 0 && (free == 0 ? sum != whole : sum > whole))
        return Error(StatusCode::kInvalidModel, "sizes of %lld in a dimension of %lld", static_cast<long long>(sum),
                     static_cast<long long>(whole));
      if (whole >= 0 && free == 1) *std::find_if(sizes.begin(), sizes.end(), [](int64_t s) { return s < 0; }) = whole - sum;
    }
  } else if (whole >= 0) {
    if (whole % count != 0)
      return Error(StatusCode::kInvalidModel, "%lld results of a dimension of %lld", static_cast<long long>(count),
                   static_cast<long long>(whole));
    std::fill(sizes.begin(), sizes.end(), whole / count);
  }
  for (size_t i = 0; i < sizes.size(); ++i) {
    PartialShape part = shape;
    part.set_dim(axis, sizes[i]);
    ctx.Set(i, std::move(part));
  }
  return Status::Ok();
}

template <bool v>
Status Split(EvalContext& ctx) {
  const Literal& in = ctx.input(v ? 0 : 1);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> given, ctx.input(v ? 2 : 0).AsInts());
  for (size_t i = 0; i < ctx.num_outputs(); ++i)
    if (given.size() != 1 || !ctx.shape(i).IsStatic()) return Error(StatusCode::kInvalidModel, "sizes or axis that say too little");
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(given[0], in.rank()));
  return TakeApart(ctx, in, static_cast<size_t>(axis), false);
}

constexpr Op kOps[] = {
    {"Concat", 2, 1, InferConcat<false>, Concat<false>},
    {"ConcatV2", 2, 1, InferConcat<true>, Concat<true>},
    {"Pack", 1, 1, InferPack, Pack},
    {"ParallelConcat", 1, 1, InferUnknown, nullptr},
    {"Split", 2, 1, InferSplit<false>, Split<false>},
    {"SplitV", 3, 1, InferSplit<true>, Split<true>},
    {"Unpack", 1, 0, InferUnpack, Unpack},
};

}  // namespace

std::span<const Op> JoinOps() { return kOps; }

}  // namespace goldcrest::tf
