#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {

Expected<F32Layer> F32Layer::Make(SelectContext& ctx, const LayerShape& shape, model::ActivationFunctionType activation) {
  F32Layer layer;
  layer.kernel_ = &gemm::ChooseF32Kernel();
  layer.shape_ = shape;
  GC_ASSIGN_OR_RETURN(layer.post_ops_, PlanPostOps(ctx, activation));
  const CheckedSize one = gemm::F32PackedBytes(*layer.kernel_, shape.n, shape.k()).AlignedUp(kAlignment);
  const CheckedSize all = one * shape.groups;
  if (!all.ok()) return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  layer.packed_bytes_ = one.value();
  layer.constant_ = ctx.is_constant(shape.weights_input) && (shape.bias_input < 0 || ctx.is_constant(shape.bias_input));
  if (!layer.constant_) return layer;

  const float* weights = ctx.value<float>(shape.weights_input);
  const float* bias = shape.bias_input < 0 ? nullptr : ctx.value<float>(shape.bias_input);
  const TensorView& w = ctx.input(shape.weights_input);
  // The bias is packed with the weights, so it must be part of the name under which the block is found.
  std::string layout = std::string(gemm::LayoutName(*layer.kernel_)) + " g" + std::to_string(shape.groups);
  if (bias != nullptr) layout.append(" bias ").append(reinterpret_cast<const char*>(bias), ctx.input(shape.bias_input).bytes);
  const auto pack = [&](uint8_t* out) {
    for (size_t g = 0; g < shape.groups; ++g) {
      gemm::PackF32(*layer.kernel_, shape.n, shape.k(), weights + g * shape.n * shape.k(), shape.k(), 1,
                    bias ? bias + g * shape.n : nullptr, out + g * layer.packed_bytes_);
    }
  };
  GC_ASSIGN_OR_RETURN(layer.packed_, ctx.Pack({w.as<uint8_t>(), w.bytes}, layout, all.value(), pack));
  return layer;
}

const void* F32Layer::PackedGroup(EvalContext& ctx, size_t group) const {
  if (constant_) return packed_.get() + group * packed_bytes_;
  uint8_t* block = ctx.workspace() + group * packed_bytes_;
  const float* bias = shape_.bias_input < 0 ? nullptr : ctx.in<float>(shape_.bias_input) + group * shape_.n;
  gemm::PackF32(*kernel_, shape_.n, shape_.k(), ctx.in<float>(shape_.weights_input) + group * shape_.n * shape_.k(), shape_.k(), 1, bias,
                block);
  return block;
}

void F32Layer::Run(EvalContext& ctx, size_t m, FunctionRef<gemm::Rows(size_t)> rows_of, float* c) const {
  if (m == 0 || shape_.n == 0) return;
  const size_t stride = shape_.n * shape_.groups;
  for (size_t g = 0; g < shape_.groups; ++g) {
    gemm::F32Epilogue epilogue;
    epilogue.min = post_ops_.min;
    epilogue.max = post_ops_.max;
    if (post_ops_.residual_input >= 0) {
      epilogue.residual = ctx.in<float>(post_ops_.residual_input) + g * shape_.n;
      epilogue.residual_stride = stride;
    }
    PostOpTiles tiles{&post_ops_.rest, &ctx, g * shape_.n};
    if (!post_ops_.rest.empty()) epilogue.callback = {PostOpTiles::Apply, &tiles};
    gemm::GemmF32(*kernel_, {m, shape_.n, shape_.taps, shape_.channels}, rows_of(g), PackedGroup(ctx, g), c + g * shape_.n, stride,
                  epilogue, ctx.max_threads());
  }
}

std::string F32Layer::name(const char* op) const { return std::string(op) + "_f32 " + std::string(gemm::LayoutName(*kernel_)); }

}  // namespace goldcrest::kernels
