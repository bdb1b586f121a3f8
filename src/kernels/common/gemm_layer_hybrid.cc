#include "kernels/common/byte_weights.h"
#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {

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
  layer.post_ops_ = MakeTilePostOps(ctx.node().post_ops);
  for (size_t i = 0; i < shape.n * shape.groups; ++i) layer.column_scale_.push_back(scales[scales.size() > 1 ? i : 0]);
  const CheckedSize one = gemm::I8PackedBytes(*layer.kernel_, shape.n, shape.k()).AlignedUp(kAlignment);
  const CheckedSize columns = gemm::I8ColumnBytes(*layer.kernel_, shape.n).AlignedUp(kAlignment);
  if (!((one + columns) * shape.groups).ok())
    return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  layer.packed_bytes_ = one.value();
  layer.column_bytes_ = columns.value();
  std::vector<uint8_t> unpacked;
  const uint8_t* stored = ctx.value<uint8_t>(shape.weights_input);
  const uint8_t* source = ByteWeights(weights, stored, &unpacked);
  const std::string layout = std::string(gemm::LayoutName(*layer.kernel_)) + " g" + std::to_string(shape.groups) + " n" +
                             std::to_string(shape.n) + " s" + std::to_string(TypeBits(weights.type));
  const auto pack = [&](uint8_t* out) {
    for (size_t g = 0; g < shape.groups; ++g) {
      gemm::PackI8(*layer.kernel_, shape.n, shape.k(), source + g * shape.n * shape.k(), false, shape.k(), 1,
                   out + g * layer.packed_bytes_);
    }
  };
  GC_ASSIGN_OR_RETURN(layer.packed_, ctx.Pack({stored, weights.bytes}, layout, one.value() * shape.groups, pack));
  GC_ASSIGN_OR_RETURN(AlignedBuffer block, AlignedBuffer::Allocate(columns.value() * shape.groups));
  layer.columns_ = std::make_shared<AlignedBuffer>(std::move(block));
  gemm::I8Quantization q;
  q.output = gemm::I8Output::kFloat;
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
