// MIRROR_PAD: a tensor framed with its own mirror image.
//   [1, 2, 3] with paddings [[2, 2]]: REFLECT, without the edge, -> [3, 2, 1, 2, 3, 2, 1]; SYMMETRIC, with it, -> [2, 1, 1, 2, 3, 3, 2]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

// [before, after] for each dimension, once known.
Expected<std::optional<std::vector<int64_t>>> Paddings(InferContext& ctx) {
  const Shape &in = ctx.input(0).shape, &shape = ctx.input(1).shape;
  GC_ASSIGN_OR_RETURN(auto paddings, IntegerValues(ctx, 1, 2 * int64_t{in.rank()}));
  if (shape.rank() != 2 || shape[0] != in.rank()) {
    return Error(StatusCode::kInvalidModel, "input 1 has the shape %s; expected [%d, 2]", shape.ToString().c_str(), in.rank());
  }
  const auto mode = OptionsOf<model::MirrorPadOptions>(ctx).mode;
  if (mode != model::MirrorPadMode::kReflect && mode != model::MirrorPadMode::kSymmetric) {
    return Error(StatusCode::kInvalidModel, "option mode is %d; expected 0 (REFLECT) or 1 (SYMMETRIC)", static_cast<int>(mode));
  }
  const int32_t edge = mode == model::MirrorPadMode::kReflect ? 1 : 0;
  for (int i = 0; paddings && i < 2 * in.rank(); ++i) {
    const int64_t p = (*paddings)[i];
    if (p < 0 || (p > 0 && p > in[i / 2] - edge)) {
      return Error(StatusCode::kInvalidModel, "padding %lld of dimension %d is not in [0, %d]; the input has the shape %s",
                   static_cast<long long>(p), i / 2, in[i / 2] - edge, in.ToString().c_str());
    }
  }
  return paddings;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_ASSIGN_OR_RETURN(const auto paddings, Paddings(ctx));
  if (!paddings) return ctx.NeedsValue(1);
  std::vector<int64_t> dims;
  for (int d = 0; d < ctx.input(0).shape.rank(); ++d) dims.push_back((*paddings)[2 * d] + ctx.input(0).shape[d] + (*paddings)[2 * d + 1]);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

// A run of output positions along one dimension that walks the input in one direction.
struct Stretch {
  int64_t out, in, count, step;
};

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const auto paddings, Paddings(ctx));
  if (!paddings) return Error(StatusCode::kInternal, "the paddings are not known");
  const Shape &in = ctx.input(0).shape, &out = ctx.output(0).shape;
  const Strides in_strides(in), out_strides(out);
  const int64_t edge = OptionsOf<model::MirrorPadOptions>(ctx).mode == model::MirrorPadMode::kReflect ? 1 : 0;
  std::vector<Stretch> stretches[Shape::kMaxRank];
  for (int d = 0; d < in.rank(); ++d) {
    const int64_t before = (*paddings)[2 * d], after = (*paddings)[2 * d + 1];
    if (before > 0) stretches[d].push_back({0, before - 1 + edge, before, -1});
    stretches[d].push_back({before, 0, in[d], 1});
    if (after > 0) stretches[d].push_back({before + in[d], in[d] - 1 - edge, after, -1});
  }
  // One part for each choice of a stretch in every dimension.
  Movement movement;
  size_t at[Shape::kMaxRank] = {};
  for (bool more = true; more;) {
    Movement::Part part{0, 0, {}};
    int64_t to = 0, from = 0;
    for (int d = 0; d < in.rank(); ++d) {
      const Stretch& s = stretches[d][at[d]];
      part.copy.Add(s.count, out_strides[d], s.step * in_strides[d]);
      to += s.out * out_strides[d];
      from += s.in * in_strides[d];
    }
    part.copy.SetOffsets(to, from);
    part.copy.Finish();
    movement.parts.push_back(part);
    more = false;
    for (int d = in.rank(); d-- > 0 && !more;) {
      more = ++at[d] < stretches[d].size();
      if (!more) at[d] = 0;
    }
  }
  return MakeMovementKernel(ctx, "mirror_pad copy", std::move(movement));
}

}  // namespace

GC_DEFINE_OPERATOR(MirrorPad, Infer, Select)

}  // namespace goldcrest::kernels
