// DEQUANTIZE: a quantized tensor, or one of half-precision floats, to float.
//   [8, 10, 11] with scale 0.5 and zero point 10 -> [-1.0, 0.0, 0.5]
#include "kernels/common/define.h"
#include "kernels/common/packed_elements.h"
#include "kernels/quantize/channels.h"

namespace goldcrest::kernels {
namespace {

struct State {
  DequantizeRowFn row;
  Channels channels;
  size_t element_bytes;
};

Status Eval(const State& s, EvalContext& ctx) {
  const uint8_t* in = ctx.in<uint8_t>(0);
  float* out = ctx.out<float>(0);
  s.channels.ForEach(ctx, [&](size_t offset, size_t n, Affine affine) { s.row(in + offset * s.element_bytes, n, affine, out + offset); });
  return Status::Ok();
}

struct Packed {
  Channels channels;
  int bits;
  bool is_signed;
};

Status EvalPacked(const Packed& s, EvalContext& ctx) {
  const uint8_t* in = ctx.in<uint8_t>(0);
  float* out = ctx.out<float>(0);
  s.channels.ForEach(ctx, [&](size_t offset, size_t n, Affine affine) {
    for (size_t i = offset; i < offset + n; ++i) {
      out[i] = affine.scale * static_cast<float>(PackedElement(in, i, s.bits, s.is_signed) - affine.zero_point);
    }
  });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView& in = ctx.input(0);
  Channels channels;
  if (in.type == TensorType::kFloat16) {
    channels.affines = {{}};
    channels.length = static_cast<size_t>(in.shape.elements());
  } else {
    GC_ASSIGN_OR_RETURN(channels, Channels::Of(in));
  }
  if (TypeBits(in.type) < 8) {
    return Kernel::Make<Packed, EvalPacked>("dequantize packed", {std::move(channels), TypeBits(in.type), in.type != TensorType::kUInt4});
  }
  return Kernel::Make<State, Eval>("dequantize",
                                   {ChooseDequantizeRow(in.type), std::move(channels), static_cast<size_t>(TypeBits(in.type)) / 8});
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kInt8, kUInt8, kInt16, kFloat16, kInt4, kInt2, kUInt4}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {kFloat32}));
  return ctx.SetOutput(0, ctx.input(0).shape);
}

}  // namespace

GC_DEFINE_OPERATOR(Dequantize, Infer, Select)

}  // namespace goldcrest::kernels
