// AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D: the mean, the largest or the root mean square of each window of an NHWC image, channel by
// channel. A window that reaches over the edge counts only its elements inside.
//
//   AVERAGE_POOL_2D, filter 7 x 7, VALID: input [1, 7, 7, 1280] -> [1, 1, 1, 1280]
#include <algorithm>
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/pool.h"
#include "kernels/common/quantization.h"
#include "kernels/common/window.h"

namespace goldcrest::kernels {
namespace {

Expected<PoolGeometry> MakePoolGeometry(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 4, 4));
  const Shape& in = ctx.input(0).shape;
  const auto o = OptionsOf<model::Pool2DOptions>(ctx);
  GC_ASSIGN_OR_RETURN(Window rows, MakeWindow(in[1], o.filter_height, o.stride_h, 1, o.padding));
  GC_ASSIGN_OR_RETURN(Window columns, MakeWindow(in[2], o.filter_width, o.stride_w, 1, o.padding));
  GC_RETURN_IF_ERROR(SimplifyWindow(&rows));
  GC_RETURN_IF_ERROR(SimplifyWindow(&columns));
  const PoolGeometry g = {rows.in,      columns.in,  rows.out,       columns.out, in[3],         rows.taps,
                          columns.taps, rows.stride, columns.stride, rows.before, columns.before};
  if (PoolWindowsMeetImage(g)) return g;
  return Error(StatusCode::kInvalidModel, "windows of %d x %d lie outside of the input %s", g.filter_height, g.filter_width,
               in.ToString().c_str());
}

// Calls rows(PoolBand) for bands of rows of all images, in parallel.
template <typename T, class F>
void ForEachBand(const PoolGeometry& g, EvalContext& ctx, const F& rows) {
  constexpr int64_t kElements = 128 * 1024;  // of input, about what a grain reads
  const int64_t per_row = int64_t{g.out_width} * g.channels * g.filter_height * g.filter_width;
  const int32_t step = static_cast<int32_t>(std::clamp<int64_t>(kElements / std::max<int64_t>(1, per_row), 1, std::max(1, g.out_height)));
  const size_t bands = static_cast<size_t>(g.out_height / step + (g.out_height % step != 0));
  const size_t in_image = static_cast<size_t>(g.in_height) * static_cast<size_t>(g.in_width) * static_cast<size_t>(g.channels);
  const size_t out_row = static_cast<size_t>(g.out_width) * static_cast<size_t>(g.channels);
  ctx.ParallelFor(bands * static_cast<size_t>(ctx.input(0).shape[0]), [&](size_t grain) {
    const size_t image = grain / bands;
    const int32_t begin = static_cast<int32_t>(grain % bands) * step, end = begin + std::min(step, g.out_height - begin);
    const size_t first_row = image * static_cast<size_t>(g.out_height) + static_cast<size_t>(begin);
    rows(PoolBand<T>{ctx.in<T>(0) + image * in_image, ctx.out<T>(0) + first_row * out_row, begin, end});
  });
}

template <typename T>
struct State {
  PoolParams<T> params;
  PoolFn<T> rows;
};

template <typename T>
Status Eval(const State<T>& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  ForEachBand<T>(s.params.geometry, ctx, [&](const PoolBand<T>& band) { s.rows(s.params, band); });
  return Status::Ok();
}

// TensorFlow Lite's reference: the square root of the mean of the squares.
void L2Rows(const PoolParams<float>& p, const PoolBand<float>& band) {
  const PoolGeometry& g = p.geometry;
  const ptrdiff_t channels = g.channels;
  float* out = band.out;
  for (ptrdiff_t y = band.out_begin; y < band.out_end; ++y) {
    const ptrdiff_t top = y * g.stride_height - g.pad_top;
    const ptrdiff_t y0 = std::max<ptrdiff_t>(top, 0), y1 = std::min<ptrdiff_t>(top + g.filter_height, g.in_height);
    for (ptrdiff_t x = 0; x < g.out_width; ++x, out += channels) {
      const ptrdiff_t left = x * g.stride_width - g.pad_left;
      const ptrdiff_t x0 = std::max<ptrdiff_t>(left, 0), x1 = std::min<ptrdiff_t>(left + g.filter_width, g.in_width);
      std::fill_n(out, channels, 0.0f);
      for (ptrdiff_t iy = y0; iy < y1; ++iy) {
        for (ptrdiff_t ix = x0; ix < x1; ++ix) {
          const float* in = band.in + (iy * g.in_width + ix) * channels;
          for (ptrdiff_t c = 0; c < channels; ++c) out[c] += in[c] * in[c];
        }
      }
      const float count = static_cast<float>((y1 - y0) * (x1 - x0));
      for (ptrdiff_t c = 0; c < channels; ++c) {
        const float v = std::sqrt(out[c] / count);
        out[c] = v < p.lowest ? p.lowest : v > p.highest ? p.highest : v;
      }
    }
  }
}

Status InferShape(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {ctx.input(0).type}));
  GC_ASSIGN_OR_RETURN(const PoolGeometry g, MakePoolGeometry(ctx));
  return ctx.SetOutput(0, {ctx.input(0).shape[0], g.out_height, g.out_width, g.channels});
}

Status InferPool(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16}));
  GC_RETURN_IF_ERROR(InferShape(ctx));
  const QuantizationInfo &in = ctx.input(0).quantization, &out = ctx.output(0).quantization;
  const bool is_byte = ctx.input(0).type == TensorType::kInt8 || ctx.input(0).type == TensorType::kUInt8;
  if (!is_byte || (std::fabs(in.scale0() - out.scale0()) <= 1e-6f && in.zero_point0() == out.zero_point0())) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input and output are quantized differently: scale %g, zero point %d and scale %g, zero point %d",
               static_cast<double>(in.scale0()), in.zero_point0(), static_cast<double>(out.scale0()), out.zero_point0());
}

Status InferL2(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  return InferShape(ctx);
}

FusedActivation ActivationOf(const InferContext& ctx) {
  return static_cast<FusedActivation>(OptionsOf<model::Pool2DOptions>(ctx).fused_activation_function);
}

Kernel Finish(Kernel kernel, const SelectContext& ctx, const PoolGeometry& g) {
  kernel.work = static_cast<uint64_t>(ctx.output(0).shape.elements()) * static_cast<uint64_t>(std::min(g.filter_height, g.in_height)) *
                static_cast<uint64_t>(std::min(g.filter_width, g.in_width));
  return kernel;
}

Expected<Kernel> SelectFloat(SelectContext& ctx, std::string name, PoolFn<float> rows) {
  GC_ASSIGN_OR_RETURN(const PoolGeometry g, MakePoolGeometry(ctx));
  GC_ASSIGN_OR_RETURN(const FloatRange range, ActivationRangeFloat(ActivationOf(ctx)));
  return Finish(Kernel::Make<State<float>, Eval<float>>(std::move(name), {{g, range.lowest, range.highest}, rows}), ctx, g);
}

template <typename T>
Expected<Kernel> SelectInteger(SelectContext& ctx, std::string name, PoolKind kind) {
  GC_ASSIGN_OR_RETURN(const PoolGeometry g, MakePoolGeometry(ctx));
  const TensorView& out = ctx.output(0);
  GC_ASSIGN_OR_RETURN(const QuantizedRange range,
                      ActivationRange(ActivationOf(ctx), out.type, out.quantization.scale0(), out.quantization.zero_point0()));
  const PoolParams<T> params = {g, static_cast<T>(range.lowest), static_cast<T>(range.highest)};
  return Finish(Kernel::Make<State<T>, Eval<T>>(std::move(name), {params, ChoosePool<T>(kind)}), ctx, g);
}

Expected<Kernel> SelectPool(SelectContext& ctx, PoolKind kind, const std::string& name) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return SelectFloat(ctx, name + "_f32", ChoosePool<float>(kind));
    case TensorType::kInt8: return SelectInteger<int8_t>(ctx, name + "_int8", kind);
    case TensorType::kUInt8: return SelectInteger<uint8_t>(ctx, name + "_uint8", kind);
    default: return SelectInteger<int16_t>(ctx, name + "_int16", kind);
  }
}

Expected<Kernel> SelectAverage(SelectContext& ctx) { return SelectPool(ctx, PoolKind::kAverage, "average_pool_2d"); }
Expected<Kernel> SelectMax(SelectContext& ctx) { return SelectPool(ctx, PoolKind::kMax, "max_pool_2d"); }
Expected<Kernel> SelectL2(SelectContext& ctx) { return SelectFloat(ctx, "l2_pool_2d_f32", L2Rows); }

}  // namespace

GC_DEFINE_OPERATOR(AveragePool2D, InferPool, SelectAverage)
GC_DEFINE_OPERATOR(MaxPool2D, InferPool, SelectMax)
GC_DEFINE_OPERATOR(L2Pool2D, InferL2, SelectL2)

}  // namespace goldcrest::kernels
