// NumericVerify (custom): how far a quantized tensor is from a float reference, element by element.
//
//   inputs: quantized (or FLOAT16) [...], reference FLOAT32 of the same shape; output: dequantized - reference
//   options (a FlexBuffer map): tolerance, in steps of the quantization; log_if_failed: with a tolerance of 0.1 or more, a larger
//   difference fails the run
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/flex_map.h"
#include "kernels/quantize/channels.h"

namespace goldcrest::kernels {
namespace {

struct State {
  DequantizeRowFn row;
  Channels channels;
  size_t element_bytes;
  float most;  // difference, infinite where any will do
};

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kUInt8, kInt8, kInt16, kFloat16}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {kFloat32}));
  if (ctx.input(0).shape.elements() != ctx.input(1).shape.elements()) {
    return Error(StatusCode::kInvalidModel, "compares the shapes %s and %s", ctx.input(0).shape.ToString().c_str(),
                 ctx.input(1).shape.ToString().c_str());
  }
  return ctx.SetOutput(0, ctx.input(0).shape);
}

Status Eval(const State& s, EvalContext& ctx) {
  const uint8_t* in = ctx.in<uint8_t>(0);
  const float* reference = ctx.in<float>(1);
  float* out = ctx.out<float>(0);
  const size_t n = ctx.output(0).bytes / sizeof(float);
  s.channels.ForEach(ctx, [&](size_t offset, size_t count, Affine affine) {
    s.row(in + offset * s.element_bytes, count, affine, out + offset);
    for (size_t i = offset; i < offset + count; ++i) out[i] -= reference[i];
  });
  for (size_t i = 0; i < n; ++i) {
    if (!(std::abs(out[i]) > s.most)) continue;
    return Error(StatusCode::kRuntimeError, "element %zu differs from its reference %g by %g; the tolerance is %g", i,
                 static_cast<double>(reference[i]), static_cast<double>(out[i]), static_cast<double>(s.most));
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const FlexMap map, FlexMap::Parse(ctx.node().custom_options));
  const float tolerance = static_cast<float>(map.Number("tolerance").value_or(0));
  const bool fails = map.Number("log_if_failed").value_or(0) != 0 && static_cast<double>(tolerance) >= 0.1;
  State s{ChooseDequantizeRow(in.type), {}, static_cast<size_t>(TypeBits(in.type)) / 8, INFINITY};
  if (in.type == TensorType::kFloat16) {
    s.channels.affines = {{}};
    s.channels.length = static_cast<size_t>(in.shape.elements());
  } else {
    GC_ASSIGN_OR_RETURN(s.channels, Channels::Of(in));
  }
  if (fails) s.most = tolerance * in.quantization.scale0();
  return Kernel::Make<State, Eval>("numeric_verify", std::move(s));
}

}  // namespace

GC_DEFINE_OPERATOR(NumericVerify, Infer, Select)

}  // namespace goldcrest::kernels
