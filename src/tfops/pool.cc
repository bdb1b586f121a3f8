// Pools over images and volumes and their gradients: MaxPool and its versions, AvgPool, MaxPoolWithArgmax.
#include <array>
#include <limits>

#include "tfops/rows.h"
#include "tfops/shapes.h"
#include "tfops/windows.h"

namespace goldcrest::tf {
namespace {

struct Pool {
  ImageLayout layout;
  std::vector<Window> windows;
};

// `sized`: the version with ksize and strides as inputs 1 and 2 (behind `first` others).
Expected<Pool> PoolOf(const Attrs& attrs, int spatial, const PartialShape& input, const std::vector<int64_t>& ksize) {
  Pool pool;
  GC_ASSIGN_OR_RETURN(pool.layout, LayoutOf(attrs, spatial));
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> sizes, KernelSizes(ksize, pool.layout));
  if (input.has_rank() && input.rank() != spatial + 2)
    return Error(StatusCode::kInvalidModel, "shape %s; it has %d dimensions", input.ToString().c_str(), spatial + 2);
  GC_ASSIGN_OR_RETURN(pool.windows, WindowsOf(attrs, pool.layout, sizes, input));
  const auto batch = ksize[0], channels = ksize[static_cast<size_t>(pool.layout.channel())];
  if (batch != 1 || channels != 1) return Error(StatusCode::kUnsupported, "a pool over batches or channels");
  for (const Window& w : pool.windows)
    if (w.size < 1) return Error(StatusCode::kInvalidModel, "a window of %lld", static_cast<long long>(w.size));
  return pool;
}

template <int spatial>
Status InferPool(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Pool pool, PoolOf(ctx.attrs(), spatial, ctx.shape(0), ctx.attrs().Ints("ksize")));
  const PartialShape& in = ctx.shape(0);
  const bool ranked = in.has_rank();
  const PartialShape out = ImageShape(pool.layout, ranked ? in.dim(0) : PartialShape::kUnknown, pool.windows,
                                      ranked ? in.dim(pool.layout.channel()) : PartialShape::kUnknown);
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, out);
  return Status::Ok();
}

// Window and strides as inputs 1 and 2 instead of attributes.
Expected<Attrs> WithSizes(const Attrs& attrs, const std::vector<int64_t>& ksize, const std::vector<int64_t>& strides) {
  Attrs all = attrs;
  all.Set("ksize", ksize);
  all.Set("strides", strides);
  return all;
}

Status InferMaxPoolV2(InferContext& ctx) {
  ctx.Set(0, PartialShape::OfRank(4));
  const auto ksize = ctx.Ints(1), strides = ctx.Ints(2);
  if (!ksize.has_value() || !strides.has_value()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const Attrs attrs, WithSizes(ctx.attrs(), *ksize, *strides));
  const InputFacts in = ctx.input(0);
  InferContext fixed(attrs, {&in, 1}, 1);
  GC_RETURN_IF_ERROR(InferPool<2>(fixed));
  ctx.Set(0, fixed.outputs()[0].shape);
  return Status::Ok();
}

// f(output element, input element) for every element of every window that lies inside, and done(output element, elements) after each.
template <typename F, typename G>
void ForEachWindow(const Pool& pool, const std::vector<int64_t>& in_dims, const std::vector<int64_t>& out_dims, F&& f, G&& done) {
  if (PartialShape(out_dims).elements() <= 0) return;
  const std::vector<int64_t> in = Strides(in_dims), out = Strides(out_dims);
  std::array<Window, 3> w;
  w.fill(Window{1, 1, 1, 0, 1, 1});
  std::array<int64_t, 3> in_step = {}, out_step = {}, first, last;
  for (int i = 0; i < pool.layout.spatial; ++i) {
    const auto at = static_cast<size_t>(3 - pool.layout.spatial + i), dim = static_cast<size_t>(pool.layout.space(i));
    w[at] = pool.windows[static_cast<size_t>(i)];
    in_step[at] = in[dim];
    out_step[at] = out[dim];
  }
  const auto channel = static_cast<size_t>(pool.layout.channel());
  std::array<int64_t, 3> o;
  for (int64_t b = 0; b < out_dims[0]; ++b)
    for (o[0] = 0; o[0] < w[0].out; ++o[0])
      for (o[1] = 0; o[1] < w[1].out; ++o[1])
        for (o[2] = 0; o[2] < w[2].out; ++o[2]) {
          for (size_t d = 0; d < 3; ++d) {
            const int64_t start = o[d] * w[d].stride - w[d].before;
            first[d] = std::max<int64_t>(start, 0);
            last[d] = std::min(start + w[d].size, w[d].in);
          }
          const int64_t count = (last[0] - first[0]) * (last[1] - first[1]) * (last[2] - first[2]);
          for (int64_t c = 0; c < out_dims[channel]; ++c) {
            const int64_t to = b * out[0] + c * out[channel] + o[0] * out_step[0] + o[1] * out_step[1] + o[2] * out_step[2];
            const int64_t from = b * in[0] + c * in[channel];
            for (int64_t z = first[0]; z < last[0]; ++z)
              for (int64_t y = first[1]; y < last[1]; ++y)
                for (int64_t x = first[2]; x < last[2]; ++x) f(to, from + z * in_step[0] + y * in_step[1] + x * in_step[2], count);
            done(to, count);
          }
        }
}

// The place of the largest element of each window, the first of equals; -1 for a window of none.
std::vector<int64_t> ArgMaxOf(const Pool& pool, const std::vector<double>& x, const std::vector<int64_t>& in,
                              const std::vector<int64_t>& out) {
  std::vector<int64_t> best(static_cast<size_t>(PartialShape(out).elements()), -1);
  ForEachWindow(
      pool, in, out,
      [&](int64_t to, int64_t from, int64_t) {
        int64_t& b = best[static_cast<size_t>(to)];
        if (b < 0 || x[static_cast<size_t>(from)] > x[static_cast<size_t>(b)]) b = from;
      },
      [](int64_t, int64_t) {});
  return best;
}

Status MaxPoolWith(EvalContext& ctx, const Attrs& attrs, int spatial, bool indices) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const Pool pool, PoolOf(attrs, spatial, in.shape(), attrs.Ints("ksize")));
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, ctx.dims(0)));
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, in.AsDoubles());
  std::vector<int64_t> best = ArgMaxOf(pool, x, in.dims(), ctx.dims(0));
  std::vector<double> out(best.size(), -std::numeric_limits<double>::infinity());
  for (size_t i = 0; i < best.size(); ++i)
    if (best[i] >= 0) out[i] = x[static_cast<size_t>(best[i])];
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 0, ctx.dims(0), out));
  if (!indices) return Status::Ok();
  const int64_t image = Strides(in.dims())[0];
  if (!attrs.Bool("include_batch_in_index"))
    for (int64_t& b : best) b = b < 0 ? 0 : b % image;
  return SetIntegers(ctx, 1, ctx.dims(0), best);
}

template <int spatial>
Status MaxPool(EvalContext& ctx) {
  return MaxPoolWith(ctx, ctx.attrs(), spatial, false);
}
Status MaxPoolWithArgmax(EvalContext& ctx) { return MaxPoolWith(ctx, ctx.attrs(), 2, true); }
Status MaxPoolV2(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> ksize, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> strides, ctx.input(2).AsInts());
  GC_ASSIGN_OR_RETURN(const Attrs attrs, WithSizes(ctx.attrs(), ksize, strides));
  return MaxPoolWith(ctx, attrs, 2, false);
}

template <int spatial>
Status AvgPool(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const Pool pool, PoolOf(ctx.attrs(), spatial, in.shape(), ctx.attrs().Ints("ksize")));
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, ctx.dims(0)));
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, in.AsDoubles());
  std::vector<double> out(static_cast<size_t>(ctx.shape(0).elements()));
  ForEachWindow(
      pool, in.dims(), ctx.dims(0),
      [&](int64_t to, int64_t from, int64_t) { out[static_cast<size_t>(to)] += x[static_cast<size_t>(from)]; },
      [&](int64_t to, int64_t count) { out[static_cast<size_t>(to)] /= static_cast<double>(count); });
  return SetDoubles(ctx, 0, ctx.dims(0), out);
}

Status CheckGradient(const PartialShape& found, const PartialShape& expected) {
  if (found == expected) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "a gradient of shape %s for a result of %s", found.ToString().c_str(),
               expected.ToString().c_str());
}

PartialShape PooledShape(const Pool& pool, const std::vector<int64_t>& in) {
  return ImageShape(pool.layout, in[0], pool.windows, in[static_cast<size_t>(pool.layout.channel())]);
}

// Input, output, gradient of the output.
template <int spatial>
Status MaxPoolGrad(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const Pool pool, PoolOf(ctx.attrs(), spatial, in.shape(), ctx.attrs().Ints("ksize")));
  GC_RETURN_IF_ERROR(CheckGradient(ctx.input(2).shape(), PooledShape(pool, in.dims())));
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, in.AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> gradient, ctx.input(2).AsDoubles());
  const std::vector<int64_t> best = ArgMaxOf(pool, x, in.dims(), ctx.input(2).dims());
  std::vector<double> out(x.size());
  for (size_t i = 0; i < best.size(); ++i)
    if (best[i] >= 0) out[static_cast<size_t>(best[i])] += gradient[i];
  return SetDoubles(ctx, 0, in.dims(), out);
}

// The shape of the input as numbers, gradient of the output.
template <int spatial>
Status InferAvgPoolGrad(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 0));
  ctx.Set(0, shape.has_rank() ? shape : PartialShape::OfRank(spatial + 2));
  return Status::Ok();
}

template <int spatial>
Status AvgPoolGrad(EvalContext& ctx) {
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, dims));
  GC_ASSIGN_OR_RETURN(const Pool pool, PoolOf(ctx.attrs(), spatial, PartialShape(dims), ctx.attrs().Ints("ksize")));
  GC_RETURN_IF_ERROR(CheckGradient(ctx.input(1).shape(), PooledShape(pool, dims)));
  GC_ASSIGN_OR_RETURN(const std::vector<double> gradient, ctx.input(1).AsDoubles());
  std::vector<double> out(static_cast<size_t>(ctx.shape(0).elements()));
  ForEachWindow(
      pool, dims, ctx.input(1).dims(),
      [&](int64_t to, int64_t from, int64_t count) {
        out[static_cast<size_t>(from)] += gradient[static_cast<size_t>(to)] / static_cast<double>(count);
      },
      [](int64_t, int64_t) {});
  return SetDoubles(ctx, 0, dims, out);
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"AvgPool", 1, 1, InferPool<2>, AvgPool<2>},
    {"AvgPool3D", 1, 1, InferPool<3>, AvgPool<3>},
    {"AvgPool3DGrad", 2, 1, InferAvgPoolGrad<3>, AvgPoolGrad<3>},
    {"AvgPoolGrad", 2, 1, InferAvgPoolGrad<2>, AvgPoolGrad<2>},
    {"MaxPool", 1, 1, InferPool<2>, MaxPool<2>},
    {"MaxPool3D", 1, 1, InferPool<3>, MaxPool<3>},
    {"MaxPool3DGrad", 3, 1, InferFirst, MaxPoolGrad<3>},
    {"MaxPoolGrad", 3, 1, InferFirst, MaxPoolGrad<2>},
    {"MaxPoolGradV2", 5, 1, InferFirst, nullptr},
    {"MaxPoolV2", 3, 1, InferMaxPoolV2, MaxPoolV2},
    {"MaxPoolWithArgmax", 1, 2, InferPool<2>, MaxPoolWithArgmax},
};

}  // namespace

std::span<const Op> PoolOps() { return kOps; }

}  // namespace goldcrest::tf
