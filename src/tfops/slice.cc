// Parts of tensors: Slice, StridedSlice with all its masks, its gradient and the update of a part.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/op.h"
#include "tfops/shapes.h"
#include "tfops/strided_slice.h"

namespace goldcrest::tf {
namespace {

Status InferSlice(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  const std::optional<PartialInts> begin = ctx.Entries(1), size = ctx.Entries(2);
  if (!shape.has_rank()) {
    if (size.has_value()) ctx.Set(0, PartialShape::OfRank(static_cast<int>(size->size())));
    return Status::Ok();
  }
  const auto rank = static_cast<size_t>(shape.rank());
  if ((begin.has_value() && begin->size() != rank) || (size.has_value() && size->size() != rank))
    return Error(StatusCode::kInvalidModel, "begin and size of a slice of %s have other lengths", shape.ToString().c_str());
  PartialShape result = PartialShape::OfRank(shape.rank());
  for (int i = 0; i < shape.rank(); ++i) {
    const auto k = static_cast<size_t>(i);
    const std::optional<int64_t> b = begin.has_value() ? (*begin)[k] : std::nullopt, s = size.has_value() ? (*size)[k] : std::nullopt;
    const int64_t whole = shape.dim(i);
    const bool outside = (b.has_value() && (*b < 0 || (whole >= 0 && *b > whole))) || (s.has_value() && *s < -1) ||
                         (b.has_value() && s.has_value() && whole >= 0 && *s > whole - *b);
    if (outside)
      return Error(StatusCode::kInvalidModel, "a slice at %lld of %lld in a dimension of %lld", static_cast<long long>(b.value_or(-1)),
                   static_cast<long long>(s.value_or(-1)), static_cast<long long>(whole));
    if (s.has_value() && *s >= 0) {
      result.set_dim(i, *s);
    } else if (s.has_value() && b.has_value() && whole >= 0) {
      result.set_dim(i, whole - *b);
    }
  }
  ctx.Set(0, result);
  const std::optional<PartialInts> entries = rank == 1 && begin.has_value() && (*begin)[0].has_value() ? ctx.Entries(0) : std::nullopt;
  if (entries.has_value() && result.IsStatic()) {
    const auto from = entries->begin() + (*begin)[0].value();
    ctx.SetInts(0, PartialInts(from, from + result.dim(0)));
  }
  return Status::Ok();
}

Status Slice(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> begin, ctx.input(1).AsInts());
  if (begin.size() != in.dims().size() || !ctx.shape(0).IsStatic())
    return Error(StatusCode::kInvalidModel, "begin of %zu entries", begin.size());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const std::vector<int64_t> from = Strides(in.dims());
  int64_t at = 0;
  for (size_t i = 0; i < begin.size(); ++i) at += begin[i] * from[i];
  out.CopyBlock(ctx.dims(0), 0, Strides(ctx.dims(0)), in, at, from);
  return std::move(out).SetTo(ctx, 0);
}

Status InferStridedSlice(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::optional<StridedSelection> selection, SelectStrided(ctx, ctx.shape(0), 1));
  if (!selection.has_value()) return Status::Ok();
  ctx.Set(0, selection->shape());
  // The entries of a vector that is known in part.
  const std::optional<PartialInts> entries = ctx.shape(0).rank() == 1 ? ctx.Entries(0) : std::nullopt;
  if (!entries.has_value() || !selection->exact() || selection->result.size() > 1) return Status::Ok();
  const SlicedDim& dim = selection->dims[0];
  PartialInts ints;
  for (int64_t i = 0; i < dim.size; ++i) ints.push_back((*entries)[static_cast<size_t>(dim.begin + i * dim.stride)]);
  ctx.SetInts(0, std::move(ints));
  return Status::Ok();
}

// The selection as a block: where it starts, the stride of each result dimension, and its dimensions before any is shrunk away.
struct Block {
  int64_t at = 0;
  std::vector<int64_t> dims;
  std::vector<int64_t> strides;
};

Expected<Block> SelectedBlock(const EvalContext& ctx, const std::vector<int64_t>& whole, size_t first) {
  std::vector<InputFacts> facts;
  for (size_t i = 0; i < ctx.num_inputs(); ++i) facts.push_back({ctx.input(i).type(), ctx.input(i).shape(), &ctx.input(i)});
  const InferContext infer(ctx.attrs(), facts, 1);
  GC_ASSIGN_OR_RETURN(const std::optional<StridedSelection> selection, SelectStrided(infer, PartialShape(whole), first));
  if (!selection.has_value() || !selection->exact())
    return Error(StatusCode::kInvalidModel, "begin, end and strides are no vectors of integers");
  const std::vector<int64_t> strides = Strides(whole);
  Block block;
  for (size_t i = 0; i < selection->dims.size(); ++i) {
    const SlicedDim& dim = selection->dims[i];
    block.dims.push_back(dim.size);
    block.at += dim.size > 0 ? dim.begin * strides[i] : 0;
    block.strides.push_back(dim.stride * strides[i]);
  }
  return block;
}

Status StridedSlice(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  if (in.elements() == 0) {
    GC_ASSIGN_OR_RETURN(Elements none, Elements::Make(ctx, in.type(), ctx.dims(0)));
    return std::move(none).SetTo(ctx, 0);
  }
  GC_ASSIGN_OR_RETURN(const Block block, SelectedBlock(ctx, in.dims(), 1));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  out.CopyBlock(block.dims, 0, Strides(block.dims), in, block.at, block.strides);
  return std::move(out).SetTo(ctx, 0);
}

Status InferStridedSliceGrad(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 0));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// `values`, which broadcasts to the block, into the block of `out`.
Status Assign(EvalContext& ctx, Elements out, const Block& block, const Literal& values) {
  if (PartialShape(block.dims).elements() != static_cast<int64_t>(values.elements()))
    return Error(StatusCode::kInvalidModel, "values of shape %s for a slice of %s", values.shape().ToString().c_str(),
                 PartialShape(block.dims).ToString().c_str());
  out.CopyBlock(block.dims, block.at, block.strides, values, 0, Strides(block.dims));
  return std::move(out).SetTo(ctx, 0);
}

Status StridedSliceGrad(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> dims, ctx.input(0).AsInts());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, ctx.input(4).type(), dims));
  GC_ASSIGN_OR_RETURN(const Block block, SelectedBlock(ctx, dims, 1));
  return Assign(ctx, std::move(out), block, ctx.input(4));
}

Status TensorStridedSliceUpdate(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(Elements out, Elements::CopyOf(ctx, ctx.input(0)));
  GC_ASSIGN_OR_RETURN(const Block block, SelectedBlock(ctx, ctx.input(0).dims(), 1));
  if (ctx.input(4).type() != ctx.input(0).type()) return Error(StatusCode::kInvalidModel, "values of another type");
  return Assign(ctx, std::move(out), block, ctx.input(4));
}

constexpr Op kOps[] = {
    {"Slice", 3, 1, InferSlice, Slice},
    {"StridedSlice", 4, 1, InferStridedSlice, StridedSlice},
    {"StridedSliceGrad", 5, 1, InferStridedSliceGrad, StridedSliceGrad},
    {"TensorStridedSliceUpdate", 5, 1, InferSame, TensorStridedSliceUpdate},
};

}  // namespace

std::span<const Op> SliceOps() { return kOps; }

}  // namespace goldcrest::tf
