// PRELU: x where it is not negative, alpha * x elsewhere; alpha (input 1) broadcasts to the input's shape.
//
// Quantized: one factor from the input's scale to the output's, and one for the product with alpha. INT16 has an INT8 alpha.
#include <algorithm>

#include "kernels/arithmetic/arithmetic.h"
#include "kernels/common/define.h"
#include "kernels/common/quantization.h"
#include "kernels/common/unary.h"

namespace goldcrest::kernels {
namespace {

struct PreluQuantized {
  int32_t zero_in, zero_alpha, zero_out;
  FixedPointMultiplier positive, negative;
  QuantizedRange range;

  int32_t Of(int32_t x, int32_t alpha) const {
    const int32_t value = x - zero_in;
    const int32_t scaled =
        value >= 0 ? MultiplyByQuantizedMultiplier(value, positive) : MultiplyByQuantizedMultiplier(value * (alpha - zero_alpha), negative);
    return std::clamp(WrappingAdd(scaled, zero_out), range.lowest, range.highest);
  }
  template <typename T>
  static T Apply(const PreluQuantized& p, T x, T alpha) {
    return static_cast<T>(p.Of(x, alpha));
  }
};

// The row functions for an INT16 input and an INT8 alpha.
template <int kStepX, int kStepAlpha>
void RowInt16(const PreluQuantized& p, const void* in, const void* alphas, void* out, size_t n) {
  const int16_t* x = static_cast<const int16_t*>(in);
  const int8_t* alpha = static_cast<const int8_t*>(alphas);
  int16_t* y = static_cast<int16_t*>(out);
  for (size_t i = 0; i < n; ++i) y[i] = static_cast<int16_t>(p.Of(x[i * kStepX], alpha[i * kStepAlpha]));
}

Status EvalInt16(const BinaryState<PreluQuantized>& s, EvalContext& ctx) {
  ctx.ParallelFor(s.loop.grains(), [&](size_t grain) {
    s.loop.Rows(grain, [&](size_t to, const size_t* from, size_t n) {
      s.row(s.params, ctx.in<int16_t>(0) + from[0], ctx.in<int8_t>(1) + from[1], ctx.out<int16_t>(0) + to, n);
    });
  });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &alpha = ctx.input(1), &out = ctx.output(0);
  if (in.type == TensorType::kFloat32) {
    GC_ASSIGN_OR_RETURN(const ClampParams<float> all, FloatClamp(model::ActivationFunctionType::kNone));
    return MakeBinaryKernel(ctx, "prelu_f32", FloatRows(Arithmetic::kPrelu), all);
  }
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("input 1", alpha));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  // In float, as TensorFlow Lite does it.
  const float from = in.quantization.scale0(), to = out.quantization.scale0();
  const PreluQuantized p{in.quantization.zero_point0(),
                         alpha.quantization.zero_point0(),
                         out.quantization.zero_point0(),
                         QuantizeMultiplier(from / to),
                         QuantizeMultiplier(from * alpha.quantization.scale0() / to),
                         TypeRange(out.type)};
  switch (in.type) {
    case TensorType::kInt8: return MakeBinaryKernel(ctx, "prelu_int8", PlainRows<PreluQuantized, PreluQuantized, int8_t, int8_t>(), p);
    case TensorType::kUInt8: return MakeBinaryKernel(ctx, "prelu_uint8", PlainRows<PreluQuantized, PreluQuantized, uint8_t, uint8_t>(), p);
    default: {
      const BinaryRows<PreluQuantized> rows = {RowInt16<1, 1>, RowInt16<0, 1>, RowInt16<1, 0>};
      Kernel kernel = MakeBinaryKernel<PreluQuantized, EvalInt16>(ctx, "prelu_int16", rows, p);
      kernel.in_place = {{0, 0}};  // alpha's elements are smaller
      return kernel;
    }
  }
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt8, kUInt8, kInt16}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type == kInt16 ? kInt8 : ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {ctx.input(0).type}));
  GC_ASSIGN_OR_RETURN(const Shape shape, BroadcastShapes(ctx.input(0).shape, ctx.input(1).shape));
  if (shape != ctx.input(0).shape) {
    return Error(StatusCode::kInvalidModel, "alpha of shape %s does not broadcast to the input's %s", ctx.input(1).shape.ToString().c_str(),
                 ctx.input(0).shape.ToString().c_str());
  }
  return ctx.SetOutput(0, shape);
}

}  // namespace

GC_DEFINE_OPERATOR(Prelu, Infer, Select)

}  // namespace goldcrest::kernels
