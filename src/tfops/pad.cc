// Tensors with more around them: Pad, PadV2, MirrorPad.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status InferPad(InferContext& ctx) {
  const PartialShape& paddings = ctx.shape(1);
  int rank = ctx.shape(0).has_rank() ? ctx.shape(0).rank() : -1;
  if (paddings.has_rank() && paddings.rank() == 2 && paddings.dim(0) >= 0 && paddings.dim(0) <= 254)
    rank = static_cast<int>(paddings.dim(0));
  if (rank < 0) return Status::Ok();
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 0, rank));
  const std::optional<std::vector<int64_t>> pads = ctx.Ints(1);
  if (pads.has_value() && pads->size() != static_cast<size_t>(rank) * 2)
    return Error(StatusCode::kInvalidModel, "%zu paddings of %d dimensions", pads->size(), rank);
  for (int i = 0; i < rank; ++i) {
    if (!pads.has_value()) {
      shape.set_dim(i, PartialShape::kUnknown);
      continue;
    }
    const int64_t before = (*pads)[static_cast<size_t>(i) * 2], after = (*pads)[static_cast<size_t>(i) * 2 + 1];
    if (before < 0 || after < 0) return Error(StatusCode::kInvalidModel, "a padding below 0");
    GC_ASSIGN_OR_RETURN(const int64_t both, AddDims(before, after));
    GC_ASSIGN_OR_RETURN(const int64_t dim, AddDims(shape.dim(i), both));
    shape.set_dim(i, dim);
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status Pad(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> pads, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  if (ctx.num_inputs() > 2) {
    if (ctx.input(2).elements() != 1 || ctx.input(2).type() != in.type())
      return Error(StatusCode::kInvalidModel, "a padding value of shape %s", ctx.input(2).shape().ToString().c_str());
    out.Fill(ctx.input(2));
  }
  const std::vector<int64_t> to = Strides(ctx.dims(0));
  int64_t at = 0;
  for (size_t i = 0; i < to.size(); ++i) at += pads[i * 2] * to[i];
  out.CopyBlock(in.dims(), at, to, in, 0, Strides(in.dims()));
  return std::move(out).SetTo(ctx, 0);
}

// Mirrored at the first and last element (REFLECT) or between them and what is outside (SYMMETRIC).
Status MirrorPad(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> pads, ctx.input(1).AsInts());
  const int64_t without_edge = ctx.attrs().String("mode", "REFLECT") == "REFLECT" ? 1 : 0;
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const std::vector<int64_t>& dims = ctx.dims(0);
  const std::vector<int64_t> strides = Strides(in.dims());
  // For each dimension, where each index comes from, as an offset.
  std::vector<std::vector<int64_t>> from(dims.size());
  for (size_t k = 0; k < dims.size(); ++k) {
    const int64_t n = in.dims()[k], before = pads[k * 2], after = pads[k * 2 + 1];
    if (std::max(before, after) > n - without_edge)
      return Error(StatusCode::kInvalidModel, "paddings of %lld and %lld mirror a dimension of %lld", static_cast<long long>(before),
                   static_cast<long long>(after), static_cast<long long>(n));
    for (int64_t i = -before; i < n + after; ++i) {
      const int64_t source = i < 0 ? -i - 1 + without_edge : i >= n ? 2 * n - 1 - i - without_edge : i;
      from[k].push_back(source * strides[k]);
    }
  }
  const std::vector<int64_t> to = Strides(dims);
  const auto total = static_cast<int64_t>(ctx.shape(0).elements());
  for (int64_t i = 0; i < total; ++i) {
    int64_t at = 0;
    for (size_t k = 0; k < dims.size(); ++k) at += from[k][static_cast<size_t>(i / to[k] % dims[k])];
    out.Copy(i, in, at);
  }
  return std::move(out).SetTo(ctx, 0);
}

constexpr Op kOps[] = {
    {"MirrorPad", 2, 1, InferPad, MirrorPad},
    {"Pad", 2, 1, InferPad, Pad},
    {"PadV2", 3, 1, InferPad, Pad},
};

}  // namespace

std::span<const Op> PadOps() { return kOps; }

}  // namespace goldcrest::tf
