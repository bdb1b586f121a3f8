// Blocks of space moved into batches or channels and back.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// Block sizes and, before and after each dimension, what is padded or cropped.
struct Blocks {
  std::vector<int64_t> size, before, after;
};

Expected<Blocks> BlocksOf(const std::vector<int64_t>& size, const std::vector<int64_t>& pairs) {
  Blocks blocks{size, {}, {}};
  if (pairs.size() != size.size() * 2) return Error(StatusCode::kInvalidModel, "%zu blocks and %zu margins", size.size(), pairs.size());
  for (size_t i = 0; i < size.size(); ++i) {
    blocks.before.push_back(pairs[2 * i]);
    blocks.after.push_back(pairs[2 * i + 1]);
    if (size[i] < 1 || pairs[2 * i] < 0 || pairs[2 * i + 1] < 0)
      return Error(StatusCode::kInvalidModel, "a block of %lld", static_cast<long long>(size[i]));
  }
  return blocks;
}

// The shape after blocks became batches, or (`back`) batches blocks again.
Expected<PartialShape> BlockedShape(const PartialShape& shape, const Blocks& blocks, bool back) {
  const int n = static_cast<int>(blocks.size.size());
  if (shape.rank() < n + 1) return Error(StatusCode::kInvalidModel, "%d blocks of shape %s", n, shape.ToString().c_str());
  GC_ASSIGN_OR_RETURN(const int64_t block, ProductOfDims(blocks.size));
  PartialShape result = shape;
  const int64_t batch = shape.dim(0);
  if (back && batch >= 0 && batch % block != 0)
    return Error(StatusCode::kInvalidModel, "a batch of %lld in blocks of %lld", static_cast<long long>(batch),
                 static_cast<long long>(block));
  if (back) {
    result.set_dim(0, batch < 0 ? batch : batch / block);
  } else {
    GC_ASSIGN_OR_RETURN(const int64_t grown, MultiplyDims(batch, block));
    result.set_dim(0, grown);
  }
  for (int i = 0; i < n; ++i) {
    const auto k = static_cast<size_t>(i);
    const int64_t d = shape.dim(i + 1);
    if (d < 0) continue;
    GC_ASSIGN_OR_RETURN(const int64_t margins, AddDims(blocks.before[k], blocks.after[k]));
    if (back) {
      GC_ASSIGN_OR_RETURN(const int64_t whole, MultiplyDims(d, blocks.size[k]));
      if (margins > whole)
        return Error(StatusCode::kInvalidModel, "crops of %lld from %lld", static_cast<long long>(margins), static_cast<long long>(whole));
      result.set_dim(i + 1, whole - margins);
    } else {
      GC_ASSIGN_OR_RETURN(const int64_t whole, AddDims(d, margins));
      if (whole % blocks.size[k] != 0)
        return Error(StatusCode::kInvalidModel, "a dimension of %lld in blocks of %lld", static_cast<long long>(whole),
                     static_cast<long long>(blocks.size[k]));
      result.set_dim(i + 1, whole / blocks.size[k]);
    }
  }
  return result;
}

template <bool back>
Status InferNd(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  const auto size = ctx.Ints(1), pairs = ctx.Ints(2);
  if (!shape.has_rank()) return Status::Ok();
  if (!size.has_value() || !pairs.has_value()) {
    PartialShape result = PartialShape::OfRank(shape.rank());
    if (ctx.shape(1).has_rank() && ctx.shape(1).rank() == 1 && ctx.shape(1).dim(0) >= 0)
      for (int64_t i = ctx.shape(1).dim(0) + 1; i < shape.rank(); ++i) result.set_dim(static_cast<int>(i), shape.dim(static_cast<int>(i)));
    ctx.Set(0, std::move(result));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const Blocks blocks, BlocksOf(*size, *pairs));
  GC_ASSIGN_OR_RETURN(PartialShape result, BlockedShape(shape, blocks, back));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

// For every element of the batches' side, its place in space: one block of a phase after the other.
template <bool back>
Status Nd(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> size, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> pairs, ctx.input(2).AsInts());
  GC_ASSIGN_OR_RETURN(const Blocks blocks, BlocksOf(size, pairs));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const std::vector<int64_t>&space = back ? ctx.dims(0) : in.dims(), &batches = back ? in.dims() : ctx.dims(0);
  if (in.elements() == 0 || ctx.shape(0).elements() == 0) return std::move(out).SetTo(ctx, 0);
  const std::vector<int64_t> ss = Strides(space), bs = Strides(batches);
  const size_t n = size.size();
  const int64_t phases = batches[0] / space[0];
  for (int64_t phase = 0; phase < phases; ++phase) {
    // The part of this phase's grid that lies inside of what is not margin.
    std::vector<int64_t> dims = space, from_space = ss, from_batch = bs;
    int64_t at_space = 0, at_batch = phase * space[0] * bs[0], rest = phase;
    for (size_t i = n; i-- > 0;) {
      const int64_t shift = rest % size[i] - blocks.before[i];
      rest /= size[i];
      const int64_t first = shift >= 0 ? 0 : (-shift + size[i] - 1) / size[i];
      const int64_t room = space[i + 1] - shift;  // indices g with g * size + shift < dim
      const int64_t last = std::min(batches[i + 1], room <= 0 ? 0 : (room + size[i] - 1) / size[i]);
      dims[i + 1] = std::max<int64_t>(last - first, 0);
      if (dims[i + 1] == 0) continue;
      at_space += (first * size[i] + shift) * ss[i + 1];
      at_batch += first * bs[i + 1];
      from_space[i + 1] = ss[i + 1] * size[i];
    }
    if (back) {
      out.CopyBlock(dims, at_space, from_space, in, at_batch, from_batch);
    } else {
      out.CopyBlock(dims, at_batch, from_batch, in, at_space, from_space);
    }
  }
  return std::move(out).SetTo(ctx, 0);
}

// Space to depth and back, in either data format.
struct Depth {
  int64_t block;
  bool channels_first;
};

Expected<Depth> DepthOf(const Attrs& attrs) {
  const std::string_view format = attrs.String("data_format", "NHWC");
  const int64_t block = attrs.Int("block_size");
  if (block < 1 || block > (1 << 20)) return Error(StatusCode::kInvalidModel, "a block of %lld", static_cast<long long>(block));
  if (format != "NHWC" && format != "NCHW") return Error(StatusCode::kUnsupported, "data format %s", std::string(format).c_str());
  return Depth{block, format == "NCHW"};
}

template <bool to_space>
Status InferDepth(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Depth d, DepthOf(ctx.attrs()));
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 0, 4));
  const int channel = d.channels_first ? 1 : 3, height = d.channels_first ? 2 : 1;
  for (int i : {height, height + 1, channel}) {
    const bool grows = to_space == (i != channel);
    const int64_t factor = i == channel ? d.block * d.block : d.block, dim = shape.dim(i);
    if (dim < 0) continue;
    if (!grows && dim % factor != 0)
      return Error(StatusCode::kInvalidModel, "a dimension of %lld in blocks of %lld", static_cast<long long>(dim),
                   static_cast<long long>(factor));
    GC_ASSIGN_OR_RETURN(const int64_t grown, MultiplyDims(dim, factor));
    shape.set_dim(i, grows ? grown : dim / factor);
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// Six dimensions: batch, block row, row in it, block column, column in it, channel; the depth side has them in another order.
template <bool to_space>
Status MoveDepth(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const Depth d, DepthOf(ctx.attrs()));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  if (in.elements() == 0) return std::move(out).SetTo(ctx, 0);
  const std::vector<int64_t>&space = to_space ? ctx.dims(0) : in.dims(), &depth = to_space ? in.dims() : ctx.dims(0);
  const size_t c = d.channels_first ? 1 : 3, h = d.channels_first ? 2 : 1, w = h + 1;
  const std::vector<int64_t> ss = Strides(space), ds = Strides(depth);
  const std::vector<int64_t> dims = {space[0], depth[h], d.block, depth[w], d.block, space[c]};
  const std::vector<int64_t> by_space = {ss[0], ss[h] * d.block, ss[h], ss[w] * d.block, ss[w], ss[c]};
  const std::vector<int64_t> by_depth = {ds[0], ds[h], ds[c] * space[c] * d.block, ds[w], ds[c] * space[c], ds[c]};
  if (to_space) {
    out.CopyBlock(dims, 0, by_space, in, 0, by_depth);
  } else {
    out.CopyBlock(dims, 0, by_depth, in, 0, by_space);
  }
  return std::move(out).SetTo(ctx, 0);
}

constexpr Op kOps[] = {
    {"BatchToSpaceND", 3, 1, InferNd<true>, Nd<true>},
    {"DepthToSpace", 1, 1, InferDepth<true>, MoveDepth<true>},
    {"SpaceToBatchND", 3, 1, InferNd<false>, Nd<false>},
    {"SpaceToDepth", 1, 1, InferDepth<false>, MoveDepth<false>},
};

}  // namespace

std::span<const Op> SpaceOps() { return kOps; }

}  // namespace goldcrest::tf
