// BROADCAST_TO: a tensor repeated to the shape in input 1. BROADCAST_ARGS: the shape that two shapes broadcast to.
//   BROADCAST_TO [[1], [2]] to [2, 3] -> [[1, 1, 1], [2, 2, 2]];  BROADCAST_ARGS [2, 1], [3] -> [2, 3]
#include <algorithm>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

Status InferTo(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 1, 1));
  GC_ASSIGN_OR_RETURN(const auto dims, IntegerValues(ctx, 1));
  if (!dims) return ctx.NeedsValue(1);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(*dims));
  const Shape& in = ctx.input(0).shape;
  bool fits = in.rank() <= shape.rank();
  for (int d = 0; fits && d < in.rank(); ++d) fits = in[d] == 1 || in[d] == shape[shape.rank() - in.rank() + d];
  if (!fits) {
    return Error(StatusCode::kInvalidModel, "cannot broadcast %s to %s", in.ToString().c_str(), shape.ToString().c_str());
  }
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> SelectTo(SelectContext& ctx) {
  const Shape &in = ctx.input(0).shape, &out = ctx.output(0).shape;
  const Strides in_strides(in), out_strides(out);
  StridedCopy copy;
  for (int d = 0; d < out.rank(); ++d) {
    const int from = d - (out.rank() - in.rank());
    copy.Add(out[d], out_strides[d], from < 0 || in[from] == 1 ? 0 : in_strides[from]);
  }
  return MakeCopyKernel(ctx, "broadcast_to", copy);
}

Status InferArgs(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32, TensorType::kInt64}));
  for (int i = 0; i < 2; ++i) {
    GC_RETURN_IF_ERROR(ctx.ExpectRank(i, 1, 1));
    GC_RETURN_IF_ERROR(ExpectSameType(ctx, i));
  }
  return ctx.SetOutput(0, Shape{std::max(ctx.input(0).shape[0], ctx.input(1).shape[0])});
}

struct Nothing {};

template <typename T>
Status EvalArgs(const Nothing&, EvalContext& ctx) {
  const int64_t n = ctx.output(0).shape[0];
  for (int64_t i = 0; i < n; ++i) {
    T dims[2];
    for (int k = 0; k < 2; ++k) {
      const int64_t at = i - (n - ctx.input(k).shape[0]);
      dims[k] = at < 0 ? T{1} : ctx.in<T>(k)[at];
    }
    if (dims[0] != dims[1] && dims[0] != 1 && dims[1] != 1) {
      return Error(StatusCode::kRuntimeError, "dimensions %lld and %lld do not broadcast", static_cast<long long>(dims[0]),
                   static_cast<long long>(dims[1]));
    }
    ctx.out<T>(0)[i] = dims[0] == 1 ? dims[1] : dims[0];
  }
  return Status::Ok();
}

Expected<Kernel> SelectArgs(SelectContext& ctx) {
  if (ctx.input(0).type == TensorType::kInt32) return Kernel::Make<Nothing, EvalArgs<int32_t>>("broadcast_args", {});
  return Kernel::Make<Nothing, EvalArgs<int64_t>>("broadcast_args", {});
}

}  // namespace

GC_DEFINE_OPERATOR(BroadcastTo, InferTo, SelectTo)
GC_DEFINE_OPERATOR(BroadcastArgs, InferArgs, SelectArgs)

}  // namespace goldcrest::kernels
