// SPACE_TO_DEPTH: blocks of block_size x block_size pixels become one pixel with all their channels. DEPTH_TO_SPACE: the reverse.
//   SPACE_TO_DEPTH [1, 4, 4, 1] with block_size 2 -> [1, 2, 2, 4]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

Status ExpectBlocks(const InferContext& ctx, int32_t block_size) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 4, 4));
  // Its square must be a number of channels.
  if (block_size >= 1 && block_size <= 46340) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "option block_size is %d; expected one in [1, 46340]", block_size);
}

Status InferSpaceToDepth(InferContext& ctx) {
  const int32_t block = OptionsOf<model::SpaceToDepthOptions>(ctx).block_size;
  GC_RETURN_IF_ERROR(ExpectBlocks(ctx, block));
  const Shape& in = ctx.input(0).shape;
  if (in[1] % block != 0 || in[2] % block != 0) {
    return Error(StatusCode::kInvalidModel, "height and width of %s are no multiples of block_size %d", in.ToString().c_str(), block);
  }
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf({in[0], in[1] / block, in[2] / block, int64_t{in[3]} * block * block}));
  return ctx.SetOutput(0, shape);
}

Status InferDepthToSpace(InferContext& ctx) {
  const int32_t block = OptionsOf<model::DepthToSpaceOptions>(ctx).block_size;
  GC_RETURN_IF_ERROR(ExpectBlocks(ctx, block));
  const Shape& in = ctx.input(0).shape;
  if (in[3] % (block * block) != 0) {
    return Error(StatusCode::kInvalidModel, "channels of %s are no multiple of the square of block_size %d", in.ToString().c_str(), block);
  }
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf({in[0], int64_t{in[1]} * block, int64_t{in[2]} * block, in[3] / (block * block)}));
  return ctx.SetOutput(0, shape);
}

// `wide` [batch, h * block, w * block, c] against `deep` [batch, h, w, block * block * c].
Expected<Kernel> Select(SelectContext& ctx, const char* name, const Shape& wide, const Shape& deep, bool to_depth) {
  const Strides w(wide), d(deep);
  const int64_t block = deep[1] == 0 ? 1 : wide[1] / deep[1], channels = wide[3];
  // Row, row in the block, column, column in the block.
  const int64_t counts[4] = {deep[1], block, deep[2], block};
  const int64_t wide_strides[4] = {w[1] * block, w[1], w[2] * block, w[2]};
  const int64_t deep_strides[4] = {d[1], block * channels, d[2], channels};
  StridedCopy copy;
  const auto add = [&](int64_t count, int64_t wide_stride, int64_t deep_stride) {
    copy.Add(count, to_depth ? deep_stride : wide_stride, to_depth ? wide_stride : deep_stride);
  };
  add(wide[0], w[0], d[0]);
  // Outermost first as the output lies in memory.
  constexpr int kOrder[2][4] = {{0, 1, 2, 3}, {0, 2, 1, 3}};
  for (int i : kOrder[to_depth ? 1 : 0]) {
    add(counts[i], wide_strides[i], deep_strides[i]);
  }
  add(channels, 1, 1);
  return MakeCopyKernel(ctx, name, copy);
}

Expected<Kernel> SelectSpaceToDepth(SelectContext& ctx) {
  return Select(ctx, "space_to_depth", ctx.input(0).shape, ctx.output(0).shape, true);
}
Expected<Kernel> SelectDepthToSpace(SelectContext& ctx) {
  return Select(ctx, "depth_to_space", ctx.output(0).shape, ctx.input(0).shape, false);
}

}  // namespace

GC_DEFINE_OPERATOR(SpaceToDepth, InferSpaceToDepth, SelectSpaceToDepth)
GC_DEFINE_OPERATOR(DepthToSpace, InferDepthToSpace, SelectDepthToSpace)

}  // namespace goldcrest::kernels
