#include "kernels/lstm/lstm_product.h"

namespace goldcrest::kernels {
namespace {

// Parts of the scratch memory of a quantized product of m rows, at 64-byte boundaries.
struct Scratch {
  CheckedSize values_at, scales_at, zero_points_at, sums_at, bytes;

  Scratch(int64_t m, size_t n, size_t k) {
    values_at = 0;
    scales_at = (CheckedSize(m) * k).AlignedUp(64);
    zero_points_at = (scales_at + CheckedSize(m) * sizeof(float)).AlignedUp(64);
    sums_at = (zero_points_at + CheckedSize(m) * sizeof(int32_t)).AlignedUp(64);
    bytes = sums_at + CheckedSize(m) * n * sizeof(float);
  }
};

}  // namespace

Expected<LstmProduct> LstmProduct::Make(SelectContext& ctx, int weights, bool asymmetric, CheckedSize& workspace) {
  const TensorView& w = ctx.input(weights);
  LstmProduct p;
  p.weights_ = weights;
  p.n_ = static_cast<size_t>(w.shape[0]);
  p.k_ = static_cast<size_t>(w.shape[1]);
  if (w.type != TensorType::kFloat32) {
    const LayerShape shape{p.n_, 1, p.k_, 1, weights, -1};
    GC_ASSIGN_OR_RETURN(p.quantized_, HybridLayer::Make(ctx, shape, model::ActivationFunctionType::kNone, asymmetric));
    return p;
  }
  p.kernel_ = &gemm::ChooseF32Kernel();
  const CheckedSize bytes = gemm::F32PackedBytes(*p.kernel_, p.n_, p.k_);
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "the weights are too large");
  if (!ctx.is_constant(weights)) {
    p.packed_at_ = workspace.ok() ? workspace.value() : 0;
    workspace = (workspace + bytes).AlignedUp(64);
    return p;
  }
  const std::string layout = std::string(gemm::LayoutName(*p.kernel_)) + " no bias n" + std::to_string(p.n_);
  GC_ASSIGN_OR_RETURN(p.packed_, ctx.Pack({w.as<uint8_t>(), w.bytes}, layout, bytes.value(), [&](uint8_t* out) {
    gemm::PackF32(*p.kernel_, p.n_, p.k_, w.as<float>(), p.k_, 1, nullptr, out);
  }));
  return p;
}

CheckedSize LstmProduct::ScratchBytes(int64_t rows) const { return quantized_ ? Scratch(rows, n_, k_).bytes : CheckedSize(0); }

void LstmProduct::Begin(EvalContext& ctx) const {
  if (quantized_ || packed_ != nullptr) return;
  gemm::PackF32(*kernel_, n_, k_, ctx.in<float>(weights_), k_, 1, nullptr, ctx.workspace() + packed_at_);
}

void LstmProduct::Run(EvalContext& ctx, const float* a, int64_t m, float* c, int64_t c_stride, const float* add, int64_t add_stride,
                      uint8_t* scratch) const {
  if (quantized_) return RunQuantized(ctx, a, m, c, c_stride, add, add_stride, scratch);
  gemm::F32Epilogue epilogue;
  epilogue.residual = add;
  epilogue.residual_stride = static_cast<size_t>(add_stride);
  const void* packed = packed_ != nullptr ? packed_.get() : ctx.workspace() + packed_at_;
  gemm::GemmF32(*kernel_, {static_cast<size_t>(m), n_, 1, k_}, gemm::DenseRows(a, k_), packed, c, static_cast<size_t>(c_stride), epilogue,
                ctx.max_threads());
}

void LstmProduct::RunQuantized(EvalContext& ctx, const float* a, int64_t m, float* c, int64_t c_stride, const float* add,
                               int64_t add_stride, uint8_t* scratch) const {
  const Scratch parts(m, n_, k_);
  int8_t* values = reinterpret_cast<int8_t*>(scratch);
  float* scales = reinterpret_cast<float*>(scratch + parts.scales_at.value());
  int32_t* zero_points = reinterpret_cast<int32_t*>(scratch + parts.zero_points_at.value());
  float* sums = reinterpret_cast<float*>(scratch + parts.sums_at.value());
  const size_t rows = static_cast<size_t>(m);
  for (size_t r = 0; r < rows; ++r) {
    QuantizeBatch(a + r * k_, k_, quantized_->asymmetric(), values + r * k_, scales + r, zero_points + r);
  }
  quantized_->Run(ctx, rows, [&](size_t) { return gemm::DenseRows(values, k_); }, scales, zero_points, sums);
  for (int64_t r = 0; r < m; ++r) {
    const float* from = sums + static_cast<size_t>(r) * n_;
    float* to = c + r * c_stride;
    for (size_t i = 0; i < n_; ++i) to[i] = add != nullptr ? add[r * add_stride + static_cast<int64_t>(i)] + from[i] : from[i];
  }
}

std::string LstmProduct::layout() const {
  return std::string(quantized_ ? gemm::LayoutName(quantized_->kernel()) : gemm::LayoutName(*kernel_));
}

}  // namespace goldcrest::kernels
