// DEPTHWISE_CONV_2D on 8-bit images: INT8 with INT8 weights (a scale for each channel or one for all), UINT8 with UINT8 weights.
#include "kernels/common/gemm_layer.h"
#include "kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "kernels/depthwise_conv_2d/depthwise_dot.h"

namespace goldcrest::kernels {
namespace {

template <typename T>
struct State {
  DepthwiseShape shape;
  DepthwiseQuantizedOptions options;          // without the pointers
  std::vector<FixedPointMultiplier> factors;  // one per output channel
  bool constant = false, by_dots = false;
  DepthwiseQuantized<T> packed;  // constant weights
  DepthwiseDot dots;             // the same, where `by_dots`
};

template <typename T>
void Rows(const State<T>& s, const DepthwiseQuantized<T>& conv, const DepthwiseBand<T>& band) {
  if constexpr (std::is_same_v<T, int8_t>) {
    if (s.by_dots) return s.dots.Rows(band);
  }
  conv.Rows(band);
}

// Packs constant weights.
template <typename T>
Status Pack(const DepthwiseQuantizedOptions& options, State<T>& s) {
  if constexpr (std::is_same_v<T, int8_t>) {
    s.by_dots = DepthwiseDot::Applies(options);
    if (s.by_dots) {
      GC_ASSIGN_OR_RETURN(s.dots, DepthwiseDot::Make(options));
      return Status::Ok();
    }
  }
  GC_ASSIGN_OR_RETURN(s.packed, DepthwiseQuantized<T>::Make(options));
  return Status::Ok();
}

template <typename T>
Status Eval(const State<T>& s, EvalContext& ctx) {
  DepthwiseQuantized<T> late;
  if (!s.constant) {
    DepthwiseQuantizedOptions options = s.options;
    options.filter = ctx.in<uint8_t>(1);
    options.bias = s.shape.bias_input < 0 ? nullptr : ctx.in<int32_t>(s.shape.bias_input);
    options.factors = s.factors.data();
    GC_ASSIGN_OR_RETURN(late, DepthwiseQuantized<T>::Make(options));
  }
  const DepthwiseQuantized<T>& conv = s.constant ? s.packed : late;
  const T* in = LoopInput<T>(s.shape, ctx, ctx.workspace());
  ForEachBand(s.shape, ctx, s.shape.batches, in, ctx.out<T>(0), [&](const DepthwiseBand<T>& band) { Rows(s, conv, band); });
  return Status::Ok();
}

template <typename T>
Expected<Kernel> SelectFor(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& o, const char* name) {
  const TensorView &filter = ctx.input(1), &output = ctx.output(0);
  State<T> s;
  s.shape = shape;
  GC_ASSIGN_OR_RETURN(s.factors, LayerFactors(ctx.input(0), filter, output, static_cast<size_t>(shape.image.channels)));
  s.factors.resize(static_cast<size_t>(shape.image.channels), s.factors[0]);
  GC_ASSIGN_OR_RETURN(const QuantizedRange range, ActivationRange(static_cast<FusedActivation>(o.fused_activation_function), output.type,
                                                                  output.quantization.scale0(), output.quantization.zero_point0()));
  s.options.geometry = shape.image;
  s.options.filter_is_unsigned = filter.type == TensorType::kUInt8;
  s.options.filter_zero_point = filter.quantization.zero_point0();
  s.options.input_zero_point = ctx.input(0).quantization.zero_point0();
  s.options.output = {output.quantization.zero_point0(), range.lowest, range.highest};
  if (filter.type != TensorType::kUInt8) {
    for (int64_t z : filter.quantization.zero_point) {
      if (z != 0) return Error(StatusCode::kUnsupported, "INT8 weights have the zero point %lld; expected 0", static_cast<long long>(z));
    }
  }
  s.constant = ctx.is_constant(1) && (shape.bias_input < 0 || ctx.is_constant(shape.bias_input));
  if (filter.type == TensorType::kInt4 && !s.constant) return Error(StatusCode::kUnsupported, "INT4 weights need a constant bias");
  if (s.constant) {
    std::vector<int8_t> unpacked;
    DepthwiseQuantizedOptions options = s.options;
    options.filter = Int8Weights(filter, ctx.value<uint8_t>(1), shape.filter_size(), &unpacked);
    options.bias = shape.bias_input < 0 ? nullptr : ctx.value<int32_t>(shape.bias_input);
    options.factors = s.factors.data();
    GC_RETURN_IF_ERROR(Pack(options, s));
  }
  const CheckedSize workspace = shape.repeated_bytes(shape.batches, sizeof(T));
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the input's repeated channels exceed the address space");
  Kernel kernel = Kernel::Make<State<T>, Eval<T>>(s.by_dots ? std::string(name) + " by dot products" : name, std::move(s));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace

Expected<Kernel> SelectDepthwiseQuantized(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options) {
  if (ctx.input(0).type == TensorType::kInt8) return SelectFor<int8_t>(ctx, shape, options, "depthwise_conv_2d_int8");
  return SelectFor<uint8_t>(ctx, shape, options, "depthwise_conv_2d_uint8");
}

}  // namespace goldcrest::kernels
