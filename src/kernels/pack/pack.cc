// PACK and UNPACK: tensors of one shape stacked along a new axis, and the reverse.
//   PACK ([1, 2], [3, 4]), axis 1 -> [[1, 3], [2, 4]];  UNPACK of that along axis 1 -> [1, 2], [3, 4]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

Status InferPack(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, INT32_MAX));
  const auto options = OptionsOf<model::PackOptions>(ctx);
  if (options.values_count != ctx.num_inputs()) {
    return Error(StatusCode::kInvalidModel, "has %d inputs; option values_count is %d", ctx.num_inputs(), options.values_count);
  }
  const Shape& part = ctx.input(0).shape;
  if (part.rank() == Shape::kMaxRank) return Error(StatusCode::kUnsupported, "makes a tensor of rank %d", part.rank() + 1);
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(options.axis, part.rank() + 1));
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i)) return Error(StatusCode::kInvalidModel, "input %d is left out; the operator needs it", i);
    GC_RETURN_IF_ERROR(ExpectSameType(ctx, i));
    GC_RETURN_IF_ERROR(ExpectSameQuantization(ctx, i));
    if (ctx.input(i).shape != part) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s, input 0 %s; they must be equal", i,
                   ctx.input(i).shape.ToString().c_str(), part.ToString().c_str());
    }
  }
  Shape shape;
  for (int d = 0; d <= part.rank(); ++d) shape.push_back(d < axis ? part[d] : d == axis ? ctx.num_inputs() : part[d - 1]);
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> SelectPack(SelectContext& ctx) {
  const Shape& out = ctx.output(0).shape;
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(OptionsOf<model::PackOptions>(ctx).axis, out.rank()));
  const int64_t outer = out.elements(0, axis), inner = out.elements(axis + 1, out.rank());
  Movement movement;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    Movement::Part part{i, 0, {}};
    part.copy.Add(outer, inner * ctx.num_inputs(), inner);
    part.copy.Add(inner, 1, 1);
    part.copy.SetOffsets(i * inner, 0);
    part.copy.Finish();
    movement.parts.push_back(part);
  }
  return MakeMovementKernel(ctx, "pack copy", std::move(movement));
}

Status InferUnpack(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1, ctx.num_outputs()));
  const auto options = OptionsOf<model::UnpackOptions>(ctx);
  const Shape& in = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(options.axis, in.rank()));
  if (options.num != ctx.num_outputs() || options.num != in[axis]) {
    return Error(StatusCode::kInvalidModel, "has %d outputs; option num is %d, and axis %d of the input %s has %d", ctx.num_outputs(),
                 options.num, axis, in.ToString().c_str(), in[axis]);
  }
  Shape shape;
  for (int d = 0; d < in.rank(); ++d) {
    if (d != axis) shape.push_back(in[d]);
  }
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0, i));
    GC_RETURN_IF_ERROR(ExpectSameQuantization(ctx, 0, i));
    GC_RETURN_IF_ERROR(ctx.SetOutput(i, shape));
  }
  return Status::Ok();
}

Expected<Kernel> SelectUnpack(SelectContext& ctx) {
  if (ctx.num_outputs() == 0) return Error(StatusCode::kInvalidModel, "has no outputs");
  const Shape& in = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(OptionsOf<model::UnpackOptions>(ctx).axis, in.rank()));
  const int64_t outer = in.elements(0, axis), inner = in.elements(axis + 1, in.rank());
  Movement movement;
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    Movement::Part part{0, i, {}};
    part.copy.Add(outer, inner, inner * ctx.num_outputs());
    part.copy.Add(inner, 1, 1);
    part.copy.SetOffsets(0, i * inner);
    part.copy.Finish();
    movement.parts.push_back(part);
  }
  return MakeMovementKernel(ctx, "unpack copy", std::move(movement));
}

}  // namespace

GC_DEFINE_OPERATOR(Pack, InferPack, SelectPack)
GC_DEFINE_OPERATOR(Unpack, InferUnpack, SelectUnpack)

}  // namespace goldcrest::kernels
