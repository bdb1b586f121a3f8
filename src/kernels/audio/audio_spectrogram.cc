// AudioSpectrogram (custom): the strength of each frequency in overlapping windows of audio.
//
//   input: samples [samples, channels]; output: [channels, windows, 1 + transform / 2]
//   options (a FlexBuffer map): window_size and stride in samples; magnitude_squared
// A window is weighted by a periodic Hann function and filled up with zeros to a power of two; what comes out of its Fourier transform
// is squared, or its magnitude.
#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "base/aligned_buffer.h"
#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/common/flex_map.h"
#include "kernels/rfft2d/fft.h"

namespace goldcrest::kernels {
namespace {

// Windows transformed side by side.
constexpr int64_t kColumns = 8;

struct Options {
  int32_t window = 0, stride = 0;
  bool squared = false;
};

Expected<Options> ReadOptions(const InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const FlexMap map, FlexMap::Parse(ctx.node().custom_options));
  Options o;
  o.window = map.Integer("window_size").value_or(0);
  o.stride = map.Integer("stride").value_or(0);
  o.squared = map.Number("magnitude_squared").value_or(0) != 0;
  if (o.window < 2 || o.window > 1 << 30 || o.stride < 1) {
    return Error(StatusCode::kInvalidModel, "options window_size %d and stride %d must be at least 2, at most 2^30, and at least 1",
                 o.window, o.stride);
  }
  return o;
}

int32_t TransformLength(const Options& o) { return static_cast<int32_t>(std::bit_ceil(static_cast<uint32_t>(o.window))); }

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 2, 2));
  GC_ASSIGN_OR_RETURN(const Options o, ReadOptions(ctx));
  const Shape& in = ctx.input(0).shape;
  const int32_t windows = in[0] < o.window ? 0 : 1 + (in[0] - o.window) / o.stride;
  return ctx.SetOutput(0, {in[1], windows, 1 + TransformLength(o) / 2});
}

struct State {
  Options options;
  std::shared_ptr<const Twiddles> twiddles;
  std::shared_ptr<const AlignedBuffer> weights;  // double, one for each sample of a window
};

// Transforms `count` windows from the one at `first`; channel `c`.
void Transform(const State& s, EvalContext& ctx, int64_t c, int64_t first, int64_t count) {
  const int64_t channels = ctx.input(0).shape[1], windows = ctx.output(0).shape[1], bins = ctx.output(0).shape[2];
  const int64_t length = TransformLength(s.options);
  double* re = reinterpret_cast<double*>(ctx.workspace());
  double* im = re + length * kColumns;
  std::fill(re, im + length * kColumns, 0.0);
  for (int64_t w = 0; w < count; ++w) {
    const float* in = ctx.in<float>(0) + (first + w) * s.options.stride * channels + c;
    for (int64_t i = 0; i < s.options.window; ++i)
      re[i * kColumns + w] = static_cast<double>(in[i * channels]) * s.weights->as<double>()[i];
  }
  TransformColumns(*s.twiddles, re, im, static_cast<size_t>(length), static_cast<size_t>(kColumns));
  for (int64_t w = 0; w < count; ++w) {
    float* out = ctx.out<float>(0) + (c * windows + first + w) * bins;
    for (int64_t i = 0; i < bins; ++i) {
      const double x = re[i * kColumns + w], y = im[i * kColumns + w];
      const float power = static_cast<float>(x * x + y * y);
      out[i] = s.options.squared ? power : std::sqrt(power);
    }
  }
}

Status Eval(const State& s, EvalContext& ctx) {
  const int64_t channels = ctx.output(0).shape[0], windows = ctx.output(0).shape[1];
  for (int64_t c = 0; c < channels; ++c) {
    for (int64_t first = 0; first < windows; first += kColumns) Transform(s, ctx, c, first, std::min(kColumns, windows - first));
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  State s;
  GC_ASSIGN_OR_RETURN(s.options, ReadOptions(ctx));
  // Without a window nothing is computed, whatever its size.
  if (ctx.output(0).shape.elements() == 0) return Kernel::Make<State, Eval>("audio_spectrogram", std::move(s));
  const int32_t length = TransformLength(s.options), window = s.options.window;
  const CheckedSize workspace = CheckedSize(length) * kColumns * 2 * sizeof(double), weight_bytes = CheckedSize(window) * sizeof(double);
  if (!workspace.ok() || !weight_bytes.ok()) return Error(StatusCode::kLimitExceeded, "the window is too large");
  GC_ASSIGN_OR_RETURN(Twiddles twiddles, Twiddles::Make(static_cast<size_t>(length)));
  s.twiddles = std::make_shared<const Twiddles>(std::move(twiddles));
  GC_ASSIGN_OR_RETURN(AlignedBuffer weights, AlignedBuffer::Allocate(weight_bytes.value()));
  constexpr double kPi = 3.14159265358979323846;
  for (int32_t i = 0; i < window; ++i) weights.as<double>()[i] = 0.5 - 0.5 * std::cos(2.0 * kPi * i / window);
  s.weights = std::make_shared<const AlignedBuffer>(std::move(weights));
  Kernel kernel = Kernel::Make<State, Eval>("audio_spectrogram", std::move(s));
  kernel.workspace = workspace.value();
  const CheckedSize work = CheckedSize(ctx.output(0).shape.elements(0, 2)) * length * 64;
  kernel.work = work.ok() ? work.value() : UINT64_MAX;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(AudioSpectrogram, Infer, Select)

}  // namespace goldcrest::kernels
