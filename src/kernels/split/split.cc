// SPLIT and SPLIT_V: a tensor cut along an axis, into equal parts or into parts of given sizes.
//   SPLIT (axis 0, value [1, 2, 3, 4]) into 2     -> [1, 2], [3, 4]
//   SPLIT_V (value [1, 2, 3, 4], sizes [1, -1])   -> [1], [2, 3, 4]
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

Status CheckOutputs(const InferContext& ctx, int num_splits, int value) {
  if (num_splits != ctx.num_outputs() || num_splits < 1) {
    return Error(StatusCode::kInvalidModel, "has %d outputs; option num_splits is %d", ctx.num_outputs(), num_splits);
  }
  for (int i = 0; i < num_splits; ++i) GC_RETURN_IF_ERROR(ExpectSameType(ctx, value, i));
  return Status::Ok();
}

// The axis, once the value of input `i` is known.
Expected<std::optional<int>> AxisOf(InferContext& ctx, int i, int rank) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kInt32}));
  GC_ASSIGN_OR_RETURN(const auto values, IntegerValues(ctx, i, 1));
  if (!values) return std::optional<int>();
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis((*values)[0], rank));
  return std::optional(axis);
}

Status InferSplit(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2, ctx.num_outputs()));
  GC_RETURN_IF_ERROR(CheckOutputs(ctx, OptionsOf<model::SplitOptions>(ctx).num_splits, 1));
  Shape shape = ctx.input(1).shape;
  GC_ASSIGN_OR_RETURN(const std::optional<int> axis, AxisOf(ctx, 0, shape.rank()));
  if (!axis) return ctx.NeedsValue(0);
  const int parts = ctx.num_outputs();
  if (shape[*axis] % parts != 0) {
    return Error(StatusCode::kInvalidModel, "cannot split axis %d of shape %s into %d equal parts", *axis, shape.ToString().c_str(), parts);
  }
  shape.set_dim(*axis, shape[*axis] / parts);
  for (int i = 0; i < parts; ++i) GC_RETURN_IF_ERROR(ctx.SetOutput(i, shape));
  return Status::Ok();
}

// Replaces the -1 among the sizes and checks that they make up the whole.
Status ResolveSizes(std::vector<int64_t>& sizes, int64_t whole) {
  int64_t* open = nullptr;
  int64_t rest = whole;
  for (int64_t& s : sizes) {
    if (s == -1 && open == nullptr) {
      open = &s;
    } else if (s < 0 || s > rest) {
      return Error(StatusCode::kInvalidModel, "part size %lld does not fit; %lld of %lld are left", static_cast<long long>(s),
                   static_cast<long long>(rest), static_cast<long long>(whole));
    } else {
      rest -= s;
    }
  }
  if (open != nullptr) {
    *open = rest;
    rest = 0;
  }
  if (rest == 0) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "the part sizes leave %lld of %lld", static_cast<long long>(rest), static_cast<long long>(whole));
}

Status InferSplitV(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3, ctx.num_outputs()));
  GC_RETURN_IF_ERROR(CheckOutputs(ctx, OptionsOf<model::SplitVOptions>(ctx).num_splits, 0));
  Shape shape = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(auto sizes, IntegerValues(ctx, 1, ctx.num_outputs()));
  if (!sizes) return ctx.NeedsValue(1);
  GC_ASSIGN_OR_RETURN(const std::optional<int> axis, AxisOf(ctx, 2, shape.rank()));
  if (!axis) return ctx.NeedsValue(2);
  GC_RETURN_IF_ERROR(ResolveSizes(*sizes, shape[*axis]));
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    shape.set_dim(*axis, static_cast<int32_t>((*sizes)[i]));
    GC_RETURN_IF_ERROR(ctx.SetOutput(i, shape));
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx, int value, int axis_input) {
  const Shape& in = ctx.input(value).shape;
  GC_ASSIGN_OR_RETURN(const std::optional<int> axis, AxisOf(ctx, axis_input, in.rank()));
  if (!axis) return Error(StatusCode::kInternal, "the axis is not known");
  const int64_t outer = in.elements(0, *axis), row = in.elements(*axis, in.rank());
  Movement movement;
  int64_t at = 0;
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    const int64_t width = ctx.output(i).shape.elements(*axis, in.rank());
    Movement::Part part{value, i, {}};
    part.copy.Add(outer, width, row);
    part.copy.Add(width, 1, 1);
    part.copy.SetOffsets(0, at);
    part.copy.Finish();
    movement.parts.push_back(part);
    at += width;
  }
  return MakeMovementKernel(ctx, "split copy", std::move(movement));
}

Expected<Kernel> SelectSplit(SelectContext& ctx) { return Select(ctx, 1, 0); }
Expected<Kernel> SelectSplitV(SelectContext& ctx) { return Select(ctx, 0, 2); }

}  // namespace

GC_DEFINE_OPERATOR(Split, InferSplit, SelectSplit)
GC_DEFINE_OPERATOR(SplitV, InferSplitV, SelectSplitV)

}  // namespace goldcrest::kernels
