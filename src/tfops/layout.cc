// The same elements in another order, or more than once: Transpose, Tile, BroadcastTo, reversing, rolling.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status InferTranspose(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  const std::optional<PartialInts> order = ctx.Entries(1);
  if (!order.has_value()) {
    if (shape.has_rank()) ctx.Set(0, PartialShape::OfRank(shape.rank()));
    return Status::Ok();
  }
  const int rank = static_cast<int>(order->size());
  GC_ASSIGN_OR_RETURN(const PartialShape in, WithRank(ctx, 0, rank));
  PartialShape result = PartialShape::OfRank(rank);
  std::vector<bool> used(order->size());
  for (int i = 0; i < rank; ++i) {
    const std::optional<int64_t> from = (*order)[static_cast<size_t>(i)];
    if (!from.has_value()) continue;
    GC_ASSIGN_OR_RETURN(const int axis, ToAxis(*from, rank));
    if (used[static_cast<size_t>(axis)]) return Error(StatusCode::kInvalidModel, "axis %d twice in a permutation", axis);
    used[static_cast<size_t>(axis)] = true;
    result.set_dim(i, in.dim(axis));
  }
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

Status Transpose(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> order, ctx.input(1).AsInts());
  if (order.size() != in.dims().size()) return Error(StatusCode::kInvalidModel, "a permutation of %zu axes", order.size());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const std::vector<int64_t> strides = Strides(in.dims());
  std::vector<int64_t> from(order.size());
  for (size_t i = 0; i < order.size(); ++i) {
    GC_ASSIGN_OR_RETURN(const int axis, ToAxis(order[i], in.rank()));
    from[i] = strides[static_cast<size_t>(axis)];
  }
  out.CopyBlock(ctx.dims(0), 0, Strides(ctx.dims(0)), in, 0, from);
  return std::move(out).SetTo(ctx, 0);
}

Status ConjugateTranspose(EvalContext& ctx) {
  GC_RETURN_IF_ERROR(Transpose(ctx));
  if (TypeBytes(ctx.input(0).type()) == 0 || ctx.outputs()[0].type() == DataType::kString) return Status::Ok();
  const std::vector<Literal> transposed = {ctx.outputs()[0]};
  const DataType type = transposed[0].type();
  if (type != DataType::kComplex64 && type != DataType::kComplex128) return Status::Ok();
  EvalContext conj(ctx.attrs(), transposed, {&type, 1}, ctx.max_bytes());
  GC_RETURN_IF_ERROR(Eval(*FindOp("Conj"), conj));
  ctx.Set(0, conj.outputs()[0]);
  return Status::Ok();
}

Status InferTile(InferContext& ctx) {
  const std::optional<PartialInts> multiples = ctx.Entries(1);
  if (!multiples.has_value()) {
    if (ctx.shape(0).has_rank()) ctx.Set(0, PartialShape::OfRank(ctx.shape(0).rank()));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 0, static_cast<int>(multiples->size())));
  for (int i = 0; i < shape.rank(); ++i) {
    const std::optional<int64_t> m = (*multiples)[static_cast<size_t>(i)];
    if (m.has_value() && *m < 0) return Error(StatusCode::kInvalidModel, "a multiple of %lld", static_cast<long long>(*m));
    GC_ASSIGN_OR_RETURN(const int64_t d, MultiplyDims(shape.dim(i), m.value_or(PartialShape::kUnknown)));
    shape.set_dim(i, d);
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// Each dimension as two: how often, and the dimension itself.
Status Tile(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> multiples, ctx.input(1).AsInts());
  if (multiples.size() != in.dims().size()) return Error(StatusCode::kInvalidModel, "%zu multiples", multiples.size());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const std::vector<int64_t> strides = Strides(in.dims());
  std::vector<int64_t> dims, from;
  for (size_t i = 0; i < multiples.size(); ++i) {
    dims.insert(dims.end(), {multiples[i], in.dims()[i]});
    from.insert(from.end(), {0, strides[i]});
  }
  out.CopyBlock(dims, 0, Strides(dims), in, 0, from);
  return std::move(out).SetTo(ctx, 0);
}

Status InferBroadcastTo(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 1));
  const PartialShape& in = ctx.shape(0);
  if (shape.has_rank() && in.has_rank()) {
    bool fits = in.rank() <= shape.rank();
    for (int i = 0; fits && i < in.rank(); ++i) {
      const int64_t from = in.dim(i), to = shape.dim(shape.rank() - in.rank() + i);
      fits = from < 0 || to < 0 || from == to || from == 1;
    }
    if (!fits)
      return Error(StatusCode::kInvalidModel, "shape %s does not broadcast to %s", in.ToString().c_str(), shape.ToString().c_str());
    // What is more than 1 stays what it is.
    for (int i = 0; i < in.rank(); ++i) {
      const int at = shape.rank() - in.rank() + i;
      if (in.dim(i) > 1 && shape.dim(at) < 0) shape.set_dim(at, in.dim(i));
    }
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status BroadcastTo(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const std::vector<int64_t> from = BroadcastStrides(in.dims(), ctx.dims(0).size());
  out.CopyBlock(ctx.dims(0), 0, Strides(ctx.dims(0)), in, 0, from);
  return std::move(out).SetTo(ctx, 0);
}

// Along the marked dimensions from the end to the start.
Status ReverseAlong(EvalContext& ctx, const std::vector<bool>& reversed) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), in.dims()));
  if (in.elements() > 0) {
    const std::vector<int64_t> to = Strides(in.dims());
    std::vector<int64_t> from = to;
    int64_t at = 0;
    for (size_t i = 0; i < reversed.size(); ++i) {
      if (!reversed[i]) continue;
      at += (in.dims()[i] - 1) * from[i];
      from[i] = -from[i];
    }
    out.CopyBlock(in.dims(), 0, to, in, at, from);
  }
  return std::move(out).SetTo(ctx, 0);
}

Status ReverseV2(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> axes, ctx.input(1).AsInts());
  std::vector<bool> reversed(ctx.input(0).dims().size());
  for (int64_t a : axes) {
    GC_ASSIGN_OR_RETURN(const int axis, ToAxis(a, ctx.input(0).rank()));
    reversed[static_cast<size_t>(axis)] = true;
  }
  return ReverseAlong(ctx, reversed);
}

Status Reverse(EvalContext& ctx) {
  const Literal& marks = ctx.input(1);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> marked, marks.AsInts());
  if (marked.size() != ctx.input(0).dims().size()) return Error(StatusCode::kInvalidModel, "%zu marks", marked.size());
  std::vector<bool> reversed;
  for (int64_t m : marked) reversed.push_back(m != 0);
  return ReverseAlong(ctx, reversed);
}

Status ReverseSequence(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> lengths, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(const int seq, ToAxis(ctx.attrs().Int("seq_dim"), in.rank()));
  GC_ASSIGN_OR_RETURN(const int batch, ToAxis(ctx.attrs().Int("batch_dim"), in.rank()));
  if (seq == batch || static_cast<int64_t>(lengths.size()) != in.dim(batch))
    return Error(StatusCode::kInvalidModel, "%zu lengths along dimension %d of shape %s", lengths.size(), batch,
                 in.shape().ToString().c_str());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::CopyOf(ctx, in));
  const std::vector<int64_t> strides = Strides(in.dims());
  const int64_t step = strides[static_cast<size_t>(seq)];
  for (size_t b = 0; b < lengths.size(); ++b) {
    if (lengths[b] < 0 || lengths[b] > in.dim(seq))
      return Error(StatusCode::kInvalidArgument, "a length of %lld in a dimension of %lld", static_cast<long long>(lengths[b]),
                   static_cast<long long>(in.dim(seq)));
    if (lengths[b] == 0) continue;
    std::vector<int64_t> dims = in.dims(), from = strides;
    dims[static_cast<size_t>(batch)] = 1;
    dims[static_cast<size_t>(seq)] = lengths[b];
    from[static_cast<size_t>(seq)] = -step;
    const int64_t start = static_cast<int64_t>(b) * strides[static_cast<size_t>(batch)];
    out.CopyBlock(dims, start, strides, in, start + (lengths[b] - 1) * step, from);
  }
  return std::move(out).SetTo(ctx, 0);
}

// Each axis by its shift, elements that leave at one end entering at the other: two blocks an axis.
Status Roll(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> shifts, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> axes, ctx.input(2).AsInts());
  if (shifts.size() != axes.size()) return Error(StatusCode::kInvalidModel, "%zu shifts for %zu axes", shifts.size(), axes.size());
  Literal in = ctx.input(0);
  for (size_t k = 0; k < axes.size() && in.elements() > 0; ++k) {
    GC_ASSIGN_OR_RETURN(const int a, ToAxis(axes[k], in.rank()));
    const auto axis = static_cast<size_t>(a);
    const int64_t n = in.dims()[axis], shift = (shifts[k] % n + n) % n;
    GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), in.dims()));
    const std::vector<int64_t> strides = Strides(in.dims());
    std::vector<int64_t> dims = in.dims();
    dims[axis] = n - shift;
    out.CopyBlock(dims, shift * strides[axis], strides, in, 0, strides);
    dims[axis] = shift;
    out.CopyBlock(dims, 0, strides, in, (n - shift) * strides[axis], strides);
    GC_RETURN_IF_ERROR(std::move(out).SetTo(ctx, 0));
    in = ctx.outputs()[0];
  }
  ctx.Set(0, std::move(in));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"BroadcastTo", 2, 1, InferBroadcastTo, BroadcastTo},
    {"ConjugateTranspose", 2, 1, InferTranspose, ConjugateTranspose},
    {"Reverse", 2, 1, InferSame, Reverse},
    {"ReverseSequence", 2, 1, InferSame, ReverseSequence},
    {"ReverseV2", 2, 1, InferSame, ReverseV2},
    {"Roll", 3, 1, InferSame, Roll},
    {"Tile", 2, 1, InferTile, Tile},
    {"Transpose", 2, 1, InferTranspose, Transpose},
};

}  // namespace

std::span<const Op> LayoutOps() { return kOps; }

}  // namespace goldcrest::tf
