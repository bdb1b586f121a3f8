// ADD_N: the sum of two or more tensors of one shape.
//   [1, 2], [10, 20], [100, 200] -> [111, 222]
#include <algorithm>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(std::max(2, ctx.num_inputs()), std::max(2, ctx.num_inputs())));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  const Shape& shape = ctx.input(0).shape;
  for (int i = 1; i < ctx.num_inputs(); ++i) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {ctx.input(0).type}));
    if (ctx.input(i).shape != shape) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected %s as input 0", i, ctx.input(i).shape.ToString().c_str(),
                   shape.ToString().c_str());
    }
  }
  return ctx.SetOutput(0, shape);
}

struct Nothing {};

// Elements summed at a time, so that the output may lie over any input.
constexpr size_t kBlock = 256;

// T is float, or uint32_t for INT32, which wraps.
template <typename T>
Status Eval(const Nothing&, EvalContext& ctx) {
  const size_t n = ctx.output(0).bytes / sizeof(T);
  ctx.ParallelFor((n + kBlock - 1) / kBlock, [&](size_t grain) {
    const size_t at = grain * kBlock, count = std::min(kBlock, n - at);
    T sum[kBlock];
    std::copy_n(ctx.in<T>(0) + at, count, sum);
    for (int i = 1; i < ctx.num_inputs(); ++i) {
      const T* in = ctx.in<T>(i) + at;
      for (size_t k = 0; k < count; ++k) sum[k] += in[k];
    }
    std::copy_n(sum, count, ctx.out<T>(0) + at);
  });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  Kernel kernel = ctx.input(0).type == TensorType::kFloat32 ? Kernel::Make<Nothing, Eval<float>>("add_n_f32", {})
                                                            : Kernel::Make<Nothing, Eval<uint32_t>>("add_n_i32", {});
  kernel.in_place = {{0, 0}};
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(AddN, Infer, Select)

}  // namespace goldcrest::kernels
