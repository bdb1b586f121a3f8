// TRANSPOSE_CONV with float activations and INT8 weights: every image of the input is quantized as it comes, with a zero point of its
// own; sums of integers become floats. A plain loop, as TensorFlow Lite's reference kernel has it.
#include "kernels/common/post_ops.h"
#include "kernels/common/quantization.h"
#include "kernels/common/quantize_batch.h"
#include "kernels/transpose_conv/transposed.h"

namespace goldcrest::kernels {
namespace {

struct State {
  TransposedShape shape;
  std::vector<float> scales;  // of the weights: one, or one per result
  FloatRange range;
  std::vector<TilePostOp> post_ops;
};

// An image, quantized.
struct Image {
  const int8_t* values;
  float scale;
  int32_t zero_point;
};

// The sum of one output, number `m` of the run, for result o.
int32_t SumAt(const TransposedRun& run, const Image& image, size_t m, size_t o, const int8_t* filter) {
  if (run.phases[0] == nullptr) return 0;
  const TransposedShape& s = *run.shape;
  uint32_t sum = 0;  // wraps where the reference's would
  for (const auto& dy : run.phases[1]->taps) {
    for (const auto& dx : run.phases[2]->taps) {
      const int64_t y = run.base[1] - dy.back, x = run.base[2] + static_cast<int64_t>(m) - dx.back;
      if (y < 0 || y >= s.axes[1].in || x < 0 || x >= s.axes[2].in) continue;
      const size_t pixel = static_cast<size_t>(y * s.axes[2].in + x);
      const size_t tap = static_cast<size_t>(dy.index) * static_cast<size_t>(s.axes[2].taps) + static_cast<size_t>(dx.index);
      const int8_t* in = image.values + pixel * static_cast<size_t>(s.channels);
      const int8_t* w = filter + o * s.result_stride + tap * s.tap_stride;
      for (int32_t c = 0; c < s.channels; ++c) sum += static_cast<uint32_t>((in[c] - image.zero_point) * w[c]);
    }
  }
  return static_cast<int32_t>(sum);
}

Status Eval(const State& s, EvalContext& ctx) {
  const TensorView& output = ctx.output(0);
  if (output.bytes == 0) return Status::Ok();
  const size_t batches = static_cast<size_t>(s.shape.batches), size = s.shape.in_image(), results = static_cast<size_t>(s.shape.results);
  float* scales = reinterpret_cast<float*>(ctx.workspace());
  int32_t* zero_points = reinterpret_cast<int32_t*>(scales + batches);
  int8_t* quantized = reinterpret_cast<int8_t*>(zero_points + batches);
  for (size_t b = 0; b < batches; ++b) {
    QuantizeBatch(ctx.in<float>(2) + b * size, size, true, quantized + b * size, &scales[b], &zero_points[b]);
  }
  const float* bias = s.shape.bias_input < 0 ? nullptr : ctx.in<float>(s.shape.bias_input);
  ForEachTransposedRun(s.shape, ctx, nullptr, sizeof(float), [&](const TransposedRun& run) {
    const size_t b = size == 0 ? 0 : static_cast<size_t>(run.image - ctx.in<uint8_t>(2)) / (size * sizeof(float));
    const Image image = {quantized + b * size, scales[b], zero_points[b]};
    for (size_t m = 0; m < run.count; ++m) {
      float* out = ctx.out<float>(0) + run.out + m * run.out_stride;
      for (size_t o = 0; o < results; ++o) {
        const float scale = s.scales[s.scales.size() > 1 ? o : 0] * image.scale;
        const float real = static_cast<float>(SumAt(run, image, m, o, ctx.in<int8_t>(1))) * scale + (bias == nullptr ? 0 : bias[o]);
        out[o] = std::min(s.range.highest, std::max(s.range.lowest, real));
      }
    }
  });
  PostOpTiles tiles{&s.post_ops, &ctx, 0};
  if (!s.post_ops.empty()) PostOpTiles::Apply(&tiles, output.data, output.bytes / sizeof(float) / results, results, results, 0, 0);
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectTransposedHybrid(SelectContext& ctx, TransposedShape shape, const char* name) {
  const auto scales = ctx.input(1).quantization.scale;
  if (scales.size() != 1 && scales.size() != static_cast<size_t>(shape.results)) {
    return Error(StatusCode::kInvalidModel, "weights have %zu scales; expected 1 or %d", scales.size(), shape.results);
  }
  State s;
  s.scales.assign(scales.begin(), scales.end());
  GC_ASSIGN_OR_RETURN(s.range, ActivationRangeFloat(static_cast<FusedActivation>(shape.activation)));
  s.post_ops = MakeTilePostOps(ctx.node().post_ops);
  const CheckedSize workspace = (CheckedSize(shape.in_image()) + sizeof(float) + sizeof(int32_t)) * shape.batches;
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  s.shape = std::move(shape);
  Kernel kernel = Kernel::Make<State, Eval>(std::string(name) + "_hybrid plain", std::move(s));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
