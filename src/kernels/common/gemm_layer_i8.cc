#include <algorithm>

#include "kernels/common/byte_weights.h"
#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {
namespace {

bool IsByte(TensorType type) { return type == TensorType::kInt8 || type == TensorType::kUInt8; }

}  // namespace

Expected<std::vector<FixedPointMultiplier>> LayerFactors(const TensorView& input, const TensorView& weights, const TensorView& output,
                                                         size_t results, bool dense) {
  const auto scales = weights.quantization.scale;
  if (scales.size() != 1 && scales.size() != results) {
    return Error(StatusCode::kInvalidModel, "weights \"%.*s\" have %zu scales; expected 1 or %zu", static_cast<int>(weights.name.size()),
                 weights.name.data(), scales.size(), results);
  }
  if (!IsValidScale(input.quantization.scale0()) || !IsValidScale(output.quantization.scale0())) {
    return Error(StatusCode::kInvalidModel, "input and output need a scale above 0; found %g and %g",
                 static_cast<double>(input.quantization.scale0()), static_cast<double>(output.quantization.scale0()));
  }
  std::vector<FixedPointMultiplier> factors;
  factors.reserve(scales.size());
  for (float s : scales) {
    if (!IsValidScale(s))
      return Error(StatusCode::kInvalidModel, "weights have the scale %g; expected one above 0", static_cast<double>(s));
    const float in = input.quantization.scale0();
    const bool rounded = input.type == TensorType::kUInt8 || (dense && scales.size() == 1);
    const double product = rounded ? static_cast<double>(in * s) : static_cast<double>(in) * static_cast<double>(s);
    factors.push_back(QuantizeMultiplier(product / static_cast<double>(output.quantization.scale0())));
  }
  return factors;
}

Expected<I8Layer> I8Layer::Make(SelectContext& ctx, const LayerShape& shape, model::ActivationFunctionType activation) {
  const TensorView& input = ctx.input(0);
  const TensorView& weights = ctx.input(shape.weights_input);
  const TensorView& output = ctx.output(0);
  const bool small = (weights.type == TensorType::kInt4 || weights.type == TensorType::kInt2) && ctx.is_constant(shape.weights_input);
  if (!IsByte(input.type) || !(IsByte(weights.type) || small) || !IsByte(output.type)) {
    return Error(StatusCode::kUnsupported, "8-bit kernels take INT8 and UINT8, and constant INT4 and INT2 weights; found %s and %s",
                 std::string(TypeName(weights.type)).c_str(), std::string(TypeName(output.type)).c_str());
  }
  I8Layer layer;
  layer.kernel_ = &gemm::ChooseI8Kernel();
  layer.shape_ = shape;
  GC_ASSIGN_OR_RETURN(layer.factors_, LayerFactors(input, weights, output, shape.n * shape.groups, shape.dense));
  if (weights.type != TensorType::kUInt8) {
    for (int64_t z : weights.quantization.zero_point) {
      if (z != 0) return Error(StatusCode::kUnsupported, "signed weights have the zero point %lld; expected 0", static_cast<long long>(z));
    }
  }
  GC_ASSIGN_OR_RETURN(const QuantizedRange range, ActivationRange(static_cast<FusedActivation>(activation), output.type,
                                                                  output.quantization.scale0(), output.quantization.zero_point0()));
  layer.quantization_.a_unsigned = input.type == TensorType::kUInt8;
  layer.quantization_.a_zero_point = input.quantization.zero_point0();
  layer.quantization_.w_unsigned = weights.type == TensorType::kUInt8;
  layer.quantization_.w_zero_point = weights.quantization.zero_point0();
  layer.quantization_.per_channel = layer.factors_.size() > 1;
  layer.quantization_.output = output.type == TensorType::kInt8 ? gemm::I8Output::kInt8 : gemm::I8Output::kUint8;
  layer.quantization_.c_zero_point = output.quantization.zero_point0();
  layer.epilogue_.min = range.lowest;
  layer.epilogue_.max = range.highest;

  const CheckedSize one = gemm::I8PackedBytes(*layer.kernel_, shape.n, shape.k()).AlignedUp(kAlignment);
  const CheckedSize columns = gemm::I8ColumnBytes(*layer.kernel_, shape.n).AlignedUp(kAlignment);
  if (!((one + columns) * shape.groups).ok())
    return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  layer.packed_bytes_ = one.value();
  layer.column_bytes_ = columns.value();
  layer.constant_ = ctx.is_constant(shape.weights_input) && (shape.bias_input < 0 || ctx.is_constant(shape.bias_input));
  if (small && !layer.constant_) return Error(StatusCode::kUnsupported, "weights of less than a byte need a constant bias");
  if (!layer.constant_) return layer;

  std::vector<uint8_t> unpacked;
  const uint8_t* stored = ctx.value<uint8_t>(shape.weights_input);
  const uint8_t* source = ByteWeights(weights, stored, &unpacked);
  const int32_t* bias = shape.bias_input < 0 ? nullptr : ctx.value<int32_t>(shape.bias_input);
  const char* const kind = weights.type == TensorType::kInt4   ? " s4"
                           : weights.type == TensorType::kInt2 ? " s2"
                           : layer.quantization_.w_unsigned    ? " u8"
                                                               : " s8";
  std::string layout =
      std::string(gemm::LayoutName(*layer.kernel_)) + " g" + std::to_string(shape.groups) + " n" + std::to_string(shape.n) + kind;
  // What is filled in depends on the zero point.
  if (shape.skipped > 0) {
    layout += " c" + std::to_string(shape.channels) + "-" + std::to_string(shape.skipped) + " z" +
              std::to_string(layer.quantization_.w_zero_point);
  }
  const auto pack = [&](uint8_t* out) {
    std::vector<uint8_t> filled;
    if (shape.skipped > 0) filled = layer.WithSkippedChannels(source);
    const uint8_t* from = shape.skipped > 0 ? filled.data() : source;
    for (size_t g = 0; g < shape.groups; ++g) {
      gemm::PackI8(*layer.kernel_, shape.n, shape.k(), from + g * shape.n * shape.k(), layer.quantization_.w_unsigned, shape.k(), 1,
                   out + g * layer.packed_bytes_);
    }
  };
  GC_ASSIGN_OR_RETURN(layer.packed_, ctx.Pack({stored, weights.bytes}, layout, one.value() * shape.groups, pack));
  GC_ASSIGN_OR_RETURN(AlignedBuffer block, AlignedBuffer::Allocate(columns.value() * shape.groups));
  layer.columns_ = std::make_shared<AlignedBuffer>(std::move(block));
  for (size_t g = 0; g < shape.groups; ++g) {
    layer.PrepareColumns(g, bias, layer.packed_.get() + g * layer.packed_bytes_, layer.columns_->data() + g * layer.column_bytes_);
  }
  return layer;
}

std::vector<uint8_t> I8Layer::WithSkippedChannels(const uint8_t* weights) const {
  // Weights at their zero point multiply whatever they meet to nothing.
  const size_t rows = shape_.groups * shape_.n * shape_.taps, channels = shape_.channels - shape_.skipped;
  std::vector<uint8_t> filled(rows * shape_.channels, static_cast<uint8_t>(quantization_.w_zero_point));
  for (size_t r = 0; r < rows; ++r) std::copy_n(weights + r * channels, channels, filled.data() + r * shape_.channels);
  return filled;
}

void I8Layer::PrepareColumns(size_t group, const int32_t* bias, const void* packed, uint8_t* columns) const {
  gemm::I8Quantization q = quantization_;
  q.bias = bias ? bias + group * shape_.n : nullptr;
  q.factors = factors_.data() + (q.per_channel ? group * shape_.n : 0);
  gemm::PrepareI8(*kernel_, shape_.n, shape_.k(), packed, q, columns);
}

void I8Layer::Run(EvalContext& ctx, size_t m, FunctionRef<gemm::Rows(size_t)> rows_of, void* c) const {
  if (m == 0 || shape_.n == 0) return;
  for (size_t g = 0; g < shape_.groups; ++g) {
    const uint8_t* packed = constant_ ? packed_.get() + g * packed_bytes_ : nullptr;
    const uint8_t* columns = constant_ ? columns_->data() + g * column_bytes_ : nullptr;
    if (!constant_) {
      uint8_t* block = ctx.workspace() + g * (packed_bytes_ + column_bytes_);
      const uint8_t* weights = ctx.in<uint8_t>(shape_.weights_input) + g * shape_.n * shape_.k();
      gemm::PackI8(*kernel_, shape_.n, shape_.k(), weights, quantization_.w_unsigned, shape_.k(), 1, block);
      PrepareColumns(g, shape_.bias_input < 0 ? nullptr : ctx.in<int32_t>(shape_.bias_input), block, block + packed_bytes_);
      packed = block;
      columns = block + packed_bytes_;
    }
    gemm::GemmI8(*kernel_, {m, shape_.n, shape_.taps, shape_.channels}, rows_of(g), packed, columns,
                 static_cast<uint8_t*>(c) + g * shape_.n, shape_.n * shape_.groups, epilogue_, ctx.max_threads());
  }
}

std::string I8Layer::name(const char* op) const { return std::string(op) + "_int8 " + std::string(gemm::LayoutName(*kernel_)); }

}  // namespace goldcrest::kernels
