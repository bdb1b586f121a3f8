// DYNAMIC_UPDATE_SLICE: a tensor with a part of it replaced. The start is moved so that the whole update fits.
//   [1, 2, 3, 4] with update [8, 9] at [1] -> [1, 8, 9, 4]; at [5] -> [1, 2, 8, 9]
#include <algorithm>
#include <cstring>
#include <string>

#include "base/shape_util.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/packed_elements.h"
#include "kernels/common/strided_copy.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {TensorType::kInt32, TensorType::kInt64}));
  const Shape &operand = ctx.input(0).shape, &update = ctx.input(1).shape, &start = ctx.input(2).shape;
  bool fits = update.rank() == operand.rank() && start.rank() == 1 && start[0] == operand.rank();
  for (int d = 0; fits && d < operand.rank(); ++d) fits = update[d] <= operand[d];
  if (!fits) {
    return Error(StatusCode::kInvalidModel, "an update of shape %s at start_indices of shape %s does not fit into %s",
                 update.ToString().c_str(), start.ToString().c_str(), operand.ToString().c_str());
  }
  ctx.SetOutputType(0, ctx.input(0).type);
  return ctx.SetOutput(0, operand);
}

struct State {
  StridedCopy copy;  // but for its offset in the output
  Strides strides;   // of the output
  int bits;
};

StridedCopy CopyAt(const State& s, EvalContext& ctx) {
  const Shape &shape = ctx.output(0).shape, &update = ctx.input(1).shape;
  const bool wide = ctx.input(2).type == TensorType::kInt64;
  int64_t offset = 0;
  for (int d = 0; d < shape.rank(); ++d) {
    const int64_t start = wide ? ctx.in<int64_t>(2)[d] : ctx.in<int32_t>(2)[d];
    offset += std::clamp<int64_t>(start, 0, shape[d] - update[d]) * s.strides[d];
  }
  StridedCopy copy = s.copy;
  copy.SetOffsets(offset, 0);
  return copy;
}

Status EvalBytes(const State& s, EvalContext& ctx) {
  const TensorView& out = ctx.output(0);
  if (out.bytes > 0 && out.data != ctx.input(0).data) std::memcpy(out.data, ctx.input(0).data, out.bytes);
  CopyAt(s, ctx).Run(ctx, ctx.input(1).data, out.data, static_cast<size_t>(s.bits / 8));
  return Status::Ok();
}

Status EvalPacked(const State& s, EvalContext& ctx) {
  const size_t n = static_cast<size_t>(ctx.output(0).shape.elements()), m = static_cast<size_t>(ctx.input(1).shape.elements());
  uint8_t* update = ctx.workspace() + n;
  UnpackElements(ctx.in<uint8_t>(0), n, s.bits, ctx.workspace());
  UnpackElements(ctx.in<uint8_t>(1), m, s.bits, update);
  CopyAt(s, ctx).Run(ctx, update, ctx.workspace(), 1);
  PackElements(ctx.workspace(), n, s.bits, ctx.out<uint8_t>(0));
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorType type = ctx.input(0).type;
  const Shape& update = ctx.input(1).shape;
  const Strides to(ctx.output(0).shape), from(update);
  State s{StridedCopy(), to, TypeBits(type)};
  if (s.bits == 0 || type == TensorType::kResource) {
    return Error(StatusCode::kUnsupported, "cannot update elements of type %s", std::string(TypeName(type)).c_str());
  }
  for (int d = 0; d < update.rank(); ++d) s.copy.Add(update[d], to[d], from[d]);
  s.copy.Finish();
  Kernel kernel;
  if (s.bits >= 8) {
    kernel = Kernel::Make<State, EvalBytes>("dynamic_update_slice", s);
  } else {
    kernel = Kernel::Make<State, EvalPacked>("dynamic_update_slice packed", s);
    const CheckedSize workspace = CheckedElements(ctx.output(0).shape) + CheckedElements(update);
    if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
    kernel.workspace = workspace.value();
  }
  kernel.in_place = {{0, 0}};
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(DynamicUpdateSlice, Infer, Select)

}  // namespace goldcrest::kernels
