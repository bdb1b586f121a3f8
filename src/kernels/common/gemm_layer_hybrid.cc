#include <algorithm>
#include <cmath>

#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {

void QuantizeBatch(const float* in, size_t n, bool asymmetric, int8_t* out, float* scale, int32_t* zero_point) {
  float low = 0.0f, high = 0.0f;
  for (size_t i = 0; i < n; ++i) {
    low = std::min(low, in[i]);
    high = std::max(high, in[i]);
  }
  *zero_point = 0;
  *scale = 1.0f;
  if (!(high > low) || !std::isfinite(high - low)) {
    // All zero, or nothing that a scale can express.
    std::fill(out, out + n, int8_t{0});
    return;
  }
  float inverse;
  if (asymmetric) {
    constexpr double kLow = -128, kHigh = 127;
    const double s = (static_cast<double>(high) - low) / (kHigh - kLow);
    // The zero point is exact at one end of the range; the end where rounding errs less is taken.
    const double from_low = kLow - low / s, from_high = kHigh - high / s;
    const double error_low = std::abs(kLow) + std::abs(low / s), error_high = std::abs(kHigh) + std::abs(high / s);
    const double z = error_low < error_high ? from_low : from_high;
    *zero_point = static_cast<int32_t>(std::round(std::clamp(z, kLow, kHigh)));
    *scale = static_cast<float>(s);
    inverse = 1.0f / *scale;
  } else {
    const float range = std::max(-low, high);
    *scale = range / 127.0f;
    inverse = 127.0f / range;
  }
  const int32_t lowest = asymmetric ? -128 : -127;
  for (size_t i = 0; i < n; ++i) {
    const float q = std::round(static_cast<float>(*zero_point) + in[i] * inverse);
    out[i] = static_cast<int8_t>(q < static_cast<float>(lowest) ? lowest : q > 127.0f ? 127 : q == q ? static_cast<int32_t>(q) : 0);
  }
}

Expected<HybridLayer> HybridLayer::Make(SelectContext& ctx, const LayerShape& shape, model::ActivationFunctionType activation,
                                        bool asymmetric) {
  const TensorView& weights = ctx.input(shape.weights_input);
  if (!ctx.is_constant(shape.weights_input))
    return Error(StatusCode::kUnsupported, "float inputs with 8-bit weights need constant weights");
  const auto scales = weights.quantization.scale;
  if (scales.size() != 1 && scales.size() != shape.n * shape.groups) {
    return Error(StatusCode::kInvalidModel, "weights have %zu scales; expected 1 or %zu", scales.size(), shape.n * shape.groups);
  }
  HybridLayer layer;
  layer.kernel_ = &gemm::ChooseI8Kernel();
  layer.shape_ = shape;
  layer.asymmetric_ = asymmetric;
  GC_ASSIGN_OR_RETURN(const FloatRange range, ActivationRangeFloat(static_cast<FusedActivation>(activation)));
  layer.min_ = range.lowest;
  layer.max_ = range.highest;
  layer.post_ops_.assign(ctx.node().post_ops.begin(), ctx.node().post_ops.end());
  for (size_t i = 0; i < shape.n * shape.groups; ++i) layer.column_scale_.push_back(scales[scales.size() > 1 ? i : 0]);
  const CheckedSize one = gemm::I8PackedBytes(*layer.kernel_, shape.n, shape.k()).AlignedUp(kAlignment);
  const CheckedSize columns = gemm::I8ColumnBytes(*layer.kernel_, shape.n).AlignedUp(kAlignment);
  if (!((one + columns) * shape.groups).ok())
    return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  layer.packed_bytes_ = one.value();
  layer.column_bytes_ = columns.value();
  const uint8_t* source = ctx.value<uint8_t>(shape.weights_input);
  const bool is_unsigned = weights.type == TensorType::kUInt8;
  const std::string layout = std::string(gemm::LayoutName(*layer.kernel_)) + " g" + std::to_string(shape.groups) + " n" +
                             std::to_string(shape.n) + (is_unsigned ? " u8" : " s8");
  const auto pack = [&](uint8_t* out) {
    for (size_t g = 0; g < shape.groups; ++g) {
      gemm::PackI8(*layer.kernel_, shape.n, shape.k(), source + g * shape.n * shape.k(), is_unsigned, shape.k(), 1,
                   out + g * layer.packed_bytes_);
    }
  };
  GC_ASSIGN_OR_RETURN(layer.packed_, ctx.Pack({source, weights.bytes}, layout, one.value() * shape.groups, pack));
  GC_ASSIGN_OR_RETURN(AlignedBuffer block, AlignedBuffer::Allocate(columns.value() * shape.groups));
  layer.columns_ = std::make_shared<AlignedBuffer>(std::move(block));
  gemm::I8Quantization q;
  q.output = gemm::I8Output::kFloat;
  q.w_unsigned = is_unsigned;
  q.w_zero_point = weights.quantization.zero_point0();
  for (size_t g = 0; g < shape.groups; ++g) {
    gemm::PrepareI8(*layer.kernel_, shape.n, shape.k(), layer.packed_.get() + g * layer.packed_bytes_, q,
                    layer.columns_->data() + g * layer.column_bytes_);
  }
  return layer;
}

void HybridLayer::Run(EvalContext& ctx, size_t m, FunctionRef<gemm::Rows(size_t)> rows_of, const float* scale, const int32_t* zero_point,
                      float* c, size_t first_row) const {
  if (m == 0 || shape_.n == 0) return;
  for (size_t g = 0; g < shape_.groups; ++g) {
    gemm::I8Epilogue epilogue;
    epilogue.row_scale = scale;
    epilogue.row_zero_point = asymmetric_ ? zero_point : nullptr;
    epilogue.column_scale = column_scale_.data() + g * shape_.n;
    epilogue.float_bias = shape_.bias_input < 0 ? nullptr : ctx.in<float>(shape_.bias_input) + g * shape_.n;
    epilogue.float_min = min_;
    epilogue.float_max = max_;
    PostOpTiles tiles{&post_ops_, &ctx, first_row * shape_.n * shape_.groups + g * shape_.n};
    if (!post_ops_.empty()) epilogue.callback = {PostOpTiles::Apply, &tiles};
    gemm::GemmI8(*kernel_, {m, shape_.n, shape_.taps, shape_.channels}, rows_of(g), packed_.get() + g * packed_bytes_,
                 columns_->data() + g * column_bytes_, c + g * shape_.n, shape_.n * shape_.groups, epilogue, ctx.max_threads());
  }
}

std::string HybridLayer::name(const char* op) const { return std::string(op) + "_hybrid " + std::string(gemm::LayoutName(*kernel_)); }

}  // namespace goldcrest::kernels
