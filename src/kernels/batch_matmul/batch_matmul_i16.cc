// BATCH_MATMUL of INT16 by INT16 or INT8 matrices: a plain loop with 64-bit sums, as TensorFlow Lite's reference kernel has it.
#include <algorithm>

#include "kernels/batch_matmul/batch_matmul.h"
#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {
namespace {

struct State {
  BatchMatMulShape shape;
  FixedPointMultiplier factor;
};

template <typename W>
Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const BatchMatMulShape& shape = s.shape;
  const int16_t* left = LeftRows<int16_t>(shape, ctx, ctx.workspace());
  ctx.ParallelFor(shape.batches * shape.m, [&](size_t row) {
    const BatchMatMulShape::Pair pair = shape.Operands(row / shape.m);
    const int16_t* a = left + pair.left * shape.left_size() + row % shape.m * shape.k;
    int16_t* out = ctx.out<int16_t>(0) + row * shape.n;
    for (size_t n = 0; n < shape.n; ++n) {
      const W* b = OrNothing(ctx.in<W>(1)) + pair.right * shape.right_size() + n * shape.right_stride_n();
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
    if (t->quantization.zero_point0() != 0)
      return Error(StatusCode::kUnsupported, "INT16 tensors and what they are multiplied with need the zero point 0");
  }
  GC_ASSIGN_OR_RETURN(const auto factors, LayerFactors(ctx.input(0), ctx.input(1), ctx.output(0), 1, true));
  const CheckedSize workspace = shape.adj_x ? CheckedSize(ctx.input(0).shape.elements()) * sizeof(int16_t) : CheckedSize(0);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "transposed matrices exceed the address space");
  const bool wide = ctx.input(1).type == TensorType::kInt16;
  Kernel kernel = wide ? Kernel::Make<State, Eval<int16_t>>("batch_matmul_int16 plain", {shape, factors[0]})
                       : Kernel::Make<State, Eval<int8_t>>("batch_matmul_int16 by int8 plain", {shape, factors[0]});
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
