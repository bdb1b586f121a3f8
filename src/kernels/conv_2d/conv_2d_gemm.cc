// CONV_2D through the GEMM library.
#include "kernels/conv_2d/conv_2d.h"

namespace goldcrest::kernels {

gemm::Rows ConvTaps::Rows(size_t group) {
  const size_t offset = group * static_cast<size_t>(g_.filter_channels) * element_;
  if (g_.pointwise()) return gemm::DenseRows(input_ + offset, static_cast<size_t>(g_.channels));
  group_offset_ = offset;
  gemm::Rows rows;
  rows.fill = Fill;
  rows.context = this;
  return rows;
}

void ConvTaps::Fill(const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step) {
  const ConvTaps& t = *static_cast<const ConvTaps*>(context);
  const Window& h = t.g_.window.rows;
  const Window& w = t.g_.window.columns;
  const size_t pixel = static_cast<size_t>(t.g_.channels) * t.element_;
  const size_t columns = static_cast<size_t>(w.out), lines = static_cast<size_t>(h.out);
  size_t x = row % columns, y = row / columns % lines, n = row / columns / lines;
  for (size_t r = 0; r < rows; ++r) {
    const uint8_t* image = t.input_ + n * static_cast<size_t>(h.in) * static_cast<size_t>(w.in) * pixel + t.group_offset_;
    const int64_t top = static_cast<int64_t>(y) * h.stride - h.before, left = static_cast<int64_t>(x) * w.stride - w.before;
    size_t ky = tap / static_cast<size_t>(w.taps), kx = tap % static_cast<size_t>(w.taps);
    for (size_t k = 0; k < taps; ++k) {
      const int64_t iy = top + static_cast<int64_t>(ky) * h.dilation, ix = left + static_cast<int64_t>(kx) * w.dilation;
      const bool inside = iy >= 0 && iy < h.in && ix >= 0 && ix < w.in;
      out[k * out_step + r] =
          inside ? image + (static_cast<size_t>(iy) * static_cast<size_t>(w.in) + static_cast<size_t>(ix)) * pixel : t.zeros_;
      if (++kx == static_cast<size_t>(w.taps)) {
        kx = 0;
        ++ky;
      }
    }
    if (++x == columns) {
      x = 0;
      if (++y == lines) {
        y = 0;
        ++n;
      }
    }
  }
}

namespace {

// How a convolution with constant padding finds its input: by taps, or by filter rows.
struct Source {
  ConvGeometry geometry;
  ConvRows rows;
  size_t copy_offset = 0;  // of the padded copy in the workspace
};

// Calls run(rows of A by group).
template <typename Run>
void WithRows(const Source& s, EvalContext& ctx, size_t element, const void* zeros, int zero, Run&& run) {
  const void* input = ctx.input(0).data;
  if (!s.rows.applies()) {
    ConvTaps taps(s.geometry, input, element, zeros);
    return run([&](size_t g) { return taps.Rows(g); });
  }
  uint8_t* copy = ctx.workspace() + s.copy_offset;
  const bool copies = s.rows.workspace_bytes() > 0;
  if (copies) s.rows.Pad(s.geometry, input, zero, ctx.max_threads(), copy);
  const ConvRows::Source source{s.rows, s.geometry, copies ? copy : static_cast<const uint8_t*>(input)};
  run([&](size_t) { return source.Rows(); });
}

struct F32State {
  Source source;
  F32Layer layer;
  std::vector<float> zeros;
};

Status EvalF32(const F32State& s, EvalContext& ctx) {
  WithRows(s.source, ctx, sizeof(float), s.zeros.data(), 0,
           [&](auto rows_of) { s.layer.Run(ctx, s.source.geometry.rows(), rows_of, ctx.out<float>(0)); });
  return Status::Ok();
}

struct I8State {
  Source source;
  I8Layer layer;
  std::vector<uint8_t> zeros;
};

Status EvalI8(const I8State& s, EvalContext& ctx) {
  WithRows(s.source, ctx, 1, s.zeros.data(), s.zeros[0],
           [&](auto rows_of) { s.layer.Run(ctx, s.source.geometry.rows(), rows_of, ctx.out<uint8_t>(0)); });
  return Status::Ok();
}

struct HybridState {
  ConvGeometry geometry;
  HybridLayer layer;
  size_t zeros_offset, scale_offset, zero_point_offset;  // in the workspace
};

// The padding of asymmetrically quantized input differs from batch to batch, so each batch is a product of its own.
Status EvalHybrid(const HybridState& s, EvalContext& ctx) {
  ConvGeometry g = s.geometry;
  g.batches = 1;
  const size_t in_size = static_cast<size_t>(g.height) * static_cast<size_t>(g.width) * static_cast<size_t>(g.channels);
  int8_t* quantized = reinterpret_cast<int8_t*>(ctx.workspace());
  int8_t* zeros = quantized + s.zeros_offset;
  float* scales = reinterpret_cast<float*>(ctx.workspace() + s.scale_offset);
  int32_t* zero_points = reinterpret_cast<int32_t*>(ctx.workspace() + s.zero_point_offset);
  for (int32_t b = 0; b < s.geometry.batches; ++b) {
    const float* image = ctx.in<float>(0) + static_cast<size_t>(b) * in_size;
    const BatchQuantization q = ChooseBatchQuantization(ctx, image, in_size, s.layer.asymmetric());
    QuantizeToInt8(ctx, q, image, in_size, quantized);
    std::fill(zeros, zeros + g.channels, static_cast<int8_t>(q.zero_point));
    std::fill(scales, scales + g.rows(), q.scale);
    std::fill(zero_points, zero_points + g.rows(), q.zero_point);
    ConvTaps taps(g, quantized, 1, zeros);
    const size_t first_row = static_cast<size_t>(b) * g.rows();
    float* out = ctx.out<float>(0) + first_row * static_cast<size_t>(g.results);
    s.layer.Run(ctx, g.rows(), [&](size_t group) { return taps.Rows(group); }, scales, zero_points, out, first_row);
  }
  return Status::Ok();
}

size_t RoundUp(size_t n) { return (n + kAlignment - 1) & ~(kAlignment - 1); }

const char* NameOf(const Source& s) {
  return s.rows.applies() ? "conv_2d by rows" : s.geometry.pointwise() ? "conv_2d pointwise" : "conv_2d";
}

}  // namespace

Expected<Kernel> SelectConvF32(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options) {
  Source source{g, ConvRows(g, sizeof(float)), 0};
  const LayerShape shape = source.rows.applies() ? g.layer_by_rows(0) : g.layer();
  GC_ASSIGN_OR_RETURN(F32Layer layer, F32Layer::Make(ctx, shape, options.fused_activation_function));
  source.copy_offset = RoundUp(layer.workspace_bytes());
  const size_t workspace = source.copy_offset + source.rows.workspace_bytes();
  std::string name = layer.name(NameOf(source));
  Kernel kernel =
      Kernel::Make<F32State, EvalF32>(std::move(name), {source, std::move(layer), std::vector<float>(static_cast<size_t>(g.channels))});
  kernel.workspace = workspace;
  return kernel;
}

Expected<Kernel> SelectConvI8(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options) {
  // What only the run brings is packed as it is.
  const bool constant = ctx.is_constant(1) && (g.bias_input < 0 || ctx.is_constant(g.bias_input));
  const size_t group = constant ? gemm::DepthGroup(gemm::ChooseI8Kernel()) : 1;
  Source source{g, ConvRows(g, 1, group), 0};
  const LayerShape shape = source.rows.applies() ? g.layer_by_rows(source.rows.skipped()) : g.layer();
  GC_ASSIGN_OR_RETURN(I8Layer layer, I8Layer::Make(ctx, shape, options.fused_activation_function));
  source.copy_offset = RoundUp(layer.workspace_bytes());
  const size_t workspace = source.copy_offset + source.rows.workspace_bytes();
  std::string name = layer.name(NameOf(source));
  const uint8_t zero = static_cast<uint8_t>(ctx.input(0).quantization.zero_point0());
  Kernel kernel = Kernel::Make<I8State, EvalI8>(std::move(name),
                                                {source, std::move(layer), std::vector<uint8_t>(static_cast<size_t>(g.channels), zero)});
  kernel.workspace = workspace;
  return kernel;
}

Expected<Kernel> SelectConvHybrid(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options) {
  // Per-channel weights come with asymmetric inputs in TensorFlow Lite, per-tensor ones with symmetric.
  const bool asymmetric = ctx.input(1).quantization.per_channel();
  GC_ASSIGN_OR_RETURN(HybridLayer layer, HybridLayer::Make(ctx, g.layer(), options.fused_activation_function, asymmetric));
  HybridState state{g, std::move(layer), 0, 0, 0};
  const size_t in_size = static_cast<size_t>(g.height) * static_cast<size_t>(g.width) * static_cast<size_t>(g.channels);
  const size_t rows = g.rows();
  state.zeros_offset = RoundUp(in_size);
  state.scale_offset = state.zeros_offset + RoundUp(static_cast<size_t>(g.channels));
  state.zero_point_offset = state.scale_offset + RoundUp(rows * sizeof(float));
  const size_t workspace = state.zero_point_offset + rows * sizeof(int32_t);
  std::string name = state.layer.name("conv_2d");
  Kernel kernel = Kernel::Make<HybridState, EvalHybrid>(std::move(name), std::move(state));
  kernel.workspace = workspace;
  return kernel;
}

}  // namespace goldcrest::kernels
