// DEPTHWISE_CONV_2D on float images, with float weights or with 8-bit ones (dynamic-range models).
//
// With 8-bit weights each image is quantized as it comes, as TensorFlow Lite does it. The loops are the float ones all the same: they
// run on the quantized values, whole numbers whose products and sums a float holds exactly up to 500 taps and more, and the scales
// are applied to the finished sums.
#include <algorithm>
#include <limits>

#include "kernels/common/post_ops.h"
#include "kernels/common/quantize_batch.h"
#include "kernels/depthwise_conv_2d/depthwise_conv_2d.h"

namespace goldcrest::kernels {
namespace {

constexpr FloatRange kAll = {-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()};

float Clamp(float x, float lowest, float highest) { return x < lowest ? lowest : x > highest ? highest : x; }

// What follows the sums of `rows` output rows from row `first` (counted over all images): fused addition, clamp, the rest.
void Finish(const PostOps& ops, const DepthwiseShape& s, const EvalContext& ctx, float* out, size_t first, size_t rows) {
  if (ops.residual_input >= 0) {
    const float* residual = ctx.in<float>(ops.residual_input) + first * s.out_row();
    for (size_t i = 0; i < rows * s.out_row(); ++i) out[i] = Clamp(out[i] + residual[i], ops.min, ops.max);
  }
  if (ops.rest.empty()) return;
  PostOpTiles tiles{&ops.rest, &ctx, 0};
  PostOpTiles::Apply(&tiles, out, rows, s.out_row(), s.out_row(), first, 0);
}

// Which output row, counted over all images, a band starts with.
size_t FirstRow(const DepthwiseShape& s, const float* out, const DepthwiseBand<float>& band) {
  return s.out_row() == 0 ? 0 : static_cast<size_t>(band.out - out) / s.out_row();
}

struct F32State {
  DepthwiseShape shape;
  PostOps ops;
  DepthwiseFloatFn rows;
};

Status EvalF32(const F32State& s, EvalContext& ctx) {
  const float* bias = s.shape.bias_input < 0 ? nullptr : ctx.in<float>(s.shape.bias_input);
  const FloatRange range = s.ops.residual_input < 0 ? FloatRange{s.ops.min, s.ops.max} : kAll;
  const DepthwiseFloat conv = {s.shape.image, ctx.in<float>(1), bias, range};
  float* const out = ctx.out<float>(0);
  const float* in = LoopInput<float>(s.shape, ctx, ctx.workspace());
  ForEachBand(s.shape, ctx, s.shape.batches, in, out, [&](const DepthwiseBand<float>& band) {
    s.rows(conv, band);
    Finish(s.ops, s.shape, ctx, band.out, FirstRow(s.shape, out, band), static_cast<size_t>(band.out_end - band.out_begin));
  });
  return Status::Ok();
}

struct HybridState {
  DepthwiseShape shape;
  PostOps ops;
  DepthwiseFloatFn rows;
  PackedBlock filter;                          // constant weights as floats; else null, and they are converted in each run
  std::vector<float> scales;                   // one per output channel
  size_t image_offset = 0, filter_offset = 0;  // in the workspace, after the image with channels not yet repeated
};

void ConvertWeights(const int8_t* weights, size_t count, float* out) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<float>(weights[i]);
}

// One image of quantized values less their zero point, each channel repeated; `row_buffers` has room for the image where they are.
void ConvertImage(const DepthwiseShape& s, EvalContext& ctx, const BatchQuantization& q, const float* in, float* row_buffers, float* out) {
  const size_t row = static_cast<size_t>(s.image.in_width) * static_cast<size_t>(s.in_channels);
  ctx.ParallelFor(static_cast<size_t>(s.image.in_height), [&](size_t y) {
    if (s.multiplier == 1) return QuantizeToFloat(q, in + y * row, row, out + y * row);
    QuantizeToFloat(q, in + y * row, row, row_buffers + y * row);
    RepeatChannels(row_buffers + y * row, row, s.multiplier, sizeof(float), out + y * row * static_cast<size_t>(s.multiplier));
  });
}

Status EvalHybrid(const HybridState& s, EvalContext& ctx) {
  const DepthwiseShape& shape = s.shape;
  const size_t channels = static_cast<size_t>(shape.image.channels),
               out_image = static_cast<size_t>(shape.image.out_height) * shape.out_row();
  float* const image = reinterpret_cast<float*>(ctx.workspace() + s.image_offset);
  const float* filter = reinterpret_cast<const float*>(s.filter.get());
  if (filter == nullptr) {
    float* const converted = reinterpret_cast<float*>(ctx.workspace() + s.filter_offset);
    ConvertWeights(ctx.in<int8_t>(1), shape.filter_size(), converted);
    filter = converted;
  }
  const float* bias = shape.bias_input < 0 ? nullptr : ctx.in<float>(shape.bias_input);
  const float low = s.ops.residual_input < 0 ? s.ops.min : kAll.lowest, high = s.ops.residual_input < 0 ? s.ops.max : kAll.highest;
  const DepthwiseFloat conv = {shape.image, filter, nullptr, kAll};
  for (int32_t b = 0; b < shape.batches; ++b) {
    const float* in = ctx.in<float>(0) + static_cast<size_t>(b) * shape.in_size();
    const BatchQuantization q = ChooseBatchQuantization(ctx, in, shape.in_size(), true);
    ConvertImage(shape, ctx, q, in, reinterpret_cast<float*>(ctx.workspace()), image);
    float* const all = ctx.out<float>(0);
    ForEachBand(shape, ctx, 1, image, all + static_cast<size_t>(b) * out_image, [&](const DepthwiseBand<float>& band) {
      s.rows(conv, band);
      const size_t rows = static_cast<size_t>(band.out_end - band.out_begin);
      for (size_t pixel = 0; pixel < rows * static_cast<size_t>(shape.image.out_width); ++pixel) {
        float* out = band.out + pixel * channels;
        for (size_t c = 0; c < channels; ++c) {
          out[c] = Clamp(out[c] * (s.scales[c] * q.scale) + (bias != nullptr ? bias[c] : 0.0f), low, high);
        }
      }
      Finish(s.ops, shape, ctx, band.out, FirstRow(shape, all, band), rows);
    });
  }
  return Status::Ok();
}

Expected<PackedBlock> PackFilter(SelectContext& ctx, const DepthwiseShape& shape) {
  const TensorView& filter = ctx.input(1);
  const CheckedSize bytes = CheckedSize(filter.shape.elements()) * sizeof(float);
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  std::vector<int8_t> unpacked;
  const uint8_t* source = ctx.value<uint8_t>(1);
  const int8_t* weights = Int8Weights(filter, source, shape.filter_size(), &unpacked);
  const char* layout = filter.type == TensorType::kInt4 ? "int4 as float" : "int8 as float";
  return ctx.Pack({source, filter.bytes}, layout, bytes.value(),
                  [&](uint8_t* out) { ConvertWeights(weights, shape.filter_size(), reinterpret_cast<float*>(out)); });
}

}  // namespace

Expected<Kernel> SelectDepthwiseF32(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options) {
  GC_ASSIGN_OR_RETURN(PostOps ops, PlanPostOps(ctx, options.fused_activation_function));
  const CheckedSize workspace = shape.repeated_bytes(shape.batches, sizeof(float));
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the input's repeated channels exceed the address space");
  Kernel kernel = Kernel::Make<F32State, EvalF32>("depthwise_conv_2d_f32", {shape, std::move(ops), ChooseDepthwiseFloat()});
  kernel.workspace = workspace.value();
  return kernel;
}

Expected<Kernel> SelectDepthwiseHybrid(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options) {
  const auto scales = ctx.input(1).quantization.scale;
  const size_t channels = static_cast<size_t>(shape.image.channels);
  if (scales.size() != 1 && scales.size() != channels) {
    return Error(StatusCode::kInvalidModel, "weights have %zu scales; expected 1 or %zu", scales.size(), channels);
  }
  HybridState state{shape, {}, ChooseDepthwiseFloat(), nullptr, {}};
  GC_ASSIGN_OR_RETURN(state.ops, PlanPostOps(ctx, options.fused_activation_function));
  for (size_t c = 0; c < channels; ++c) state.scales.push_back(scales[scales.size() > 1 ? c : 0]);
  const bool constant = ctx.is_constant(1);
  if (constant) {
    GC_ASSIGN_OR_RETURN(state.filter, PackFilter(ctx, shape));
  }
  const CheckedSize pixels = CheckedSize(shape.image.in_height) * shape.image.in_width;
  const CheckedSize rows = shape.multiplier == 1 ? CheckedSize(0) : (pixels * shape.in_channels * sizeof(float)).AlignedUp(kAlignment);
  const CheckedSize filter = rows + (pixels * channels * sizeof(float)).AlignedUp(kAlignment);
  const CheckedSize workspace = filter + (constant ? CheckedSize(0) : CheckedSize(ctx.input(1).shape.elements()) * sizeof(float));
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the quantized input exceeds the address space");
  state.image_offset = rows.value();
  state.filter_offset = filter.value();
  Kernel kernel = Kernel::Make<HybridState, EvalHybrid>("depthwise_conv_2d_hybrid", std::move(state));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
