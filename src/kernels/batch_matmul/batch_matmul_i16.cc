// BATCH_MATMUL of INT16 matrices: a plain loop with 64-bit sums, as TensorFlow Lite's reference kernel has it.
#include <algorithm>

#include "kernels/batch_matmul/batch_matmul.h"
#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {
namespace {

struct State {
  BatchMatMulShape shape;
  FixedPointMultiplier factor;
};

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const BatchMatMulShape& shape = s.shape;
  const int16_t* left = LeftRows<int16_t>(shape, ctx, ctx.workspace());
  ctx.ParallelFor(shape.batches * shape.m, [&](size_t row) {
    const BatchMatMulShape::Pair pair = shape.Operands(row / shape.m);
    const int16_t* a = left + pair.left * shape.left_size() + row % shape.m * shape.k;
    int16_t* out = ctx.out<int16_t>(0) + row * shape.n;
    for (size_t n = 0; n < shape.n; ++n) {
      const int16_t* b = OrNothing(ctx.in<int16_t>(1)) + pair.right * shape.right_size() + n * shape.right_stride_n();
      int64_t sum = 0;
      for (size_t k = 0; k < shape.k; ++k) sum += int32_t{a[k]} * b[k * shape.right_stride_k()];
      *out++ = static_cast<int16_t>(std::clamp(MultiplyByQuantizedMultiplier64(sum, s.factor), -32768, 32767));
    }
  });
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectBatchMatMulI16(SelectContext& ctx, const BatchMatMulShape& shape) {
  for (const TensorView* t : {&ctx.input(0), &ctx.input(1), &ctx.output(0)}) {
    if (t->quantization.zero_point0() != 0) return Error(StatusCode::kUnsupported, "INT16 tensors need the zero point 0");
  }
  GC_ASSIGN_OR_RETURN(const auto factors, LayerFactors(ctx.input(0), ctx.input(1), ctx.output(0), 1, true));
  const CheckedSize workspace = shape.adj_x ? CheckedSize(ctx.input(0).shape.elements()) * sizeof(int16_t) : CheckedSize(0);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "transposed matrices exceed the address space");
  Kernel kernel = Kernel::Make<State, Eval>("batch_matmul_int16 plain", {shape, factors[0]});
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
