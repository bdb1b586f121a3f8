// QUANTIZE: float to a quantized type, or one quantized type to another with other scales.
//   [-1.0, 0.0, 0.5] with scale 0.5 and zero point 10 -> [8, 10, 11]
#include <algorithm>

#include "kernels/common/define.h"
#include "kernels/common/quantization.h"
#include "kernels/common/unary.h"
#include "kernels/quantize/channels.h"

namespace goldcrest::kernels {
namespace {

struct FromFloat {
  QuantizeRowFn row;
  Channels channels;
  size_t element_bytes;
};

Status EvalFromFloat(const FromFloat& s, EvalContext& ctx) {
  const float* in = ctx.in<float>(0);
  uint8_t* out = ctx.out<uint8_t>(0);
  s.channels.ForEach(ctx, [&](size_t offset, size_t n, Affine affine) { s.row(in + offset, n, affine, out + offset * s.element_bytes); });
  return Status::Ok();
}

struct ToNibbles {
  Channels channels;
  QuantizedRange range;
};

// Two elements to a byte, the first in the low half. Rows may begin in the middle of a byte, so one thread writes all.
Status EvalNibbles(const ToNibbles& s, EvalContext& ctx) {
  const Channels& c = s.channels;
  const float* in = ctx.in<float>(0);
  uint8_t* out = ctx.out<uint8_t>(0);
  std::fill_n(out, ctx.output(0).bytes, uint8_t{0});
  for (size_t r = 0, i = 0; r < c.rows; ++r) {
    const Affine affine = c.affines[r % c.affines.size()];
    for (size_t k = 0; k < c.length; ++k, ++i) {
      const int32_t q = QuantizeValue(in[i], affine.scale, affine.zero_point, s.range.lowest, s.range.highest);
      out[i / 2] = static_cast<uint8_t>(out[i / 2] | (static_cast<unsigned>(q) & 15) << (i % 2 * 4));
    }
  }
  return Status::Ok();
}

struct Rescale {
  int32_t zero_in, zero_out;
  FixedPointMultiplier factor;
  QuantizedRange range;

  int32_t operator()(int32_t x) const {
    const int32_t distance = static_cast<int32_t>(static_cast<uint32_t>(x) - static_cast<uint32_t>(zero_in));
    return std::clamp(WrappingAdd(MultiplyByQuantizedMultiplier(distance, factor), zero_out), range.lowest, range.highest);
  }
};
template <typename Out>
struct RescaleTo {
  static Out Apply(const Rescale& r, int32_t x) { return static_cast<Out>(r(x)); }
};

template <typename In>
Kernel MakeRescale(SelectContext& ctx, const Rescale& r) {
  switch (ctx.output(0).type) {
    case TensorType::kInt8: return MakeUnaryKernel(ctx, "requantize to int8", PlainRow<RescaleTo<int8_t>, Rescale, In, int8_t>(), r);
    case TensorType::kUInt8: return MakeUnaryKernel(ctx, "requantize to uint8", PlainRow<RescaleTo<uint8_t>, Rescale, In, uint8_t>(), r);
    case TensorType::kInt16: return MakeUnaryKernel(ctx, "requantize to int16", PlainRow<RescaleTo<int16_t>, Rescale, In, int16_t>(), r);
    default: return MakeUnaryKernel(ctx, "requantize to int32", PlainRow<RescaleTo<int32_t>, Rescale, In, int32_t>(), r);
  }
}

Expected<Kernel> SelectRescale(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  const double factor = static_cast<double>(in.quantization.scale0()) / static_cast<double>(out.quantization.scale0());
  const Rescale r{in.quantization.zero_point0(), out.quantization.zero_point0(), QuantizeMultiplier(factor), TypeRange(out.type)};
  const bool from_byte = in.type == TensorType::kInt8 || in.type == TensorType::kUInt8;
  const bool to_byte = out.type == TensorType::kInt8 || out.type == TensorType::kUInt8;
  if (from_byte && to_byte) return MakeTableKernel(ctx, "requantize 8-bit by table", IntegerTable(ctx, r));
  switch (in.type) {
    case TensorType::kInt8: return MakeRescale<int8_t>(ctx, r);
    case TensorType::kUInt8: return MakeRescale<uint8_t>(ctx, r);
    case TensorType::kInt16: return MakeRescale<int16_t>(ctx, r);
    default: return MakeRescale<int32_t>(ctx, r);
  }
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView& out = ctx.output(0);
  if (ctx.input(0).type != TensorType::kFloat32) return SelectRescale(ctx);
  GC_ASSIGN_OR_RETURN(Channels channels, Channels::Of(out));
  if (TypeBits(out.type) >= 8) {
    return Kernel::Make<FromFloat, EvalFromFloat>(
        "quantize_f32", {ChooseQuantizeRow(out.type), std::move(channels), static_cast<size_t>(TypeBits(out.type)) / 8});
  }
  const QuantizedRange range = out.type == TensorType::kInt4 ? QuantizedRange{-8, 7} : QuantizedRange{0, 15};
  return Kernel::Make<ToNibbles, EvalNibbles>("quantize_f32 to 4 bits", {std::move(channels), range});
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt8, kUInt8, kInt16, kInt32}));
  if (ctx.input(0).type == kFloat32) {
    GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {kInt8, kUInt8, kInt16, kInt4, kUInt4}));
  } else {
    GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {kInt8, kUInt8, kInt16, kInt32}));
  }
  return ctx.SetOutput(0, ctx.input(0).shape);
}

}  // namespace

GC_DEFINE_OPERATOR(Quantize, Infer, Select)

}  // namespace goldcrest::kernels
