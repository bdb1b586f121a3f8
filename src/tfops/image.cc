// Images: resizing, crops, boxes, colours.
#include <algorithm>
#include <cmath>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status InferResize(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 0, 4));
  GC_ASSIGN_OR_RETURN(const PartialShape size, ShapeFromEntries(ctx, 1));
  if (size.has_rank() && size.rank() != 2) return Error(StatusCode::kInvalidModel, "a size of %d numbers", size.rank());
  for (int i = 0; i < 2; ++i) shape.set_dim(i + 1, size.has_rank() ? size.dim(i) : PartialShape::kUnknown);
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// How places of the result are places of the input, along one axis.
struct Scaler {
  float scale;
  bool half_pixel;
  float At(int64_t i) const {
    const auto x = static_cast<float>(i);
    return half_pixel ? (x + 0.5F) * scale - 0.5F : x * scale;
  }
};

Scaler ScalerOf(const Attrs& attrs, int64_t in, int64_t out) {
  const bool corners = attrs.Bool("align_corners") && out > 1;
  const float scale = corners ? static_cast<float>(in - 1) / static_cast<float>(out - 1) : static_cast<float>(in) / static_cast<float>(out);
  return {scale, attrs.Bool("half_pixel_centers")};
}

// For each index of the result, the two it lies between and how far it is from the first.
struct Neighbours {
  int64_t first, second;
  float fraction;
};

std::vector<Neighbours> NeighboursOf(const Scaler& scaler, int64_t in, int64_t out) {
  std::vector<Neighbours> all;
  for (int64_t i = 0; i < out; ++i) {
    const float at = scaler.At(i), below = std::floor(at);
    const auto first = static_cast<int64_t>(below);
    all.push_back({std::clamp<int64_t>(first, 0, in - 1), std::clamp<int64_t>(static_cast<int64_t>(std::ceil(at)), 0, in - 1), at - below});
  }
  return all;
}

Status CheckImages(const EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  const bool fits = in.rank() == 4 && in.dim(1) > 0 && in.dim(2) > 0 && ctx.shape(0).IsStatic();
  if (!fits) return Error(StatusCode::kInvalidModel, "images of shape %s", in.shape().ToString().c_str());
  return ctx.Fits(DataType::kDouble, ctx.dims(0));
}

Status ResizeBilinear(EvalContext& ctx) {
  GC_RETURN_IF_ERROR(CheckImages(ctx));
  const std::vector<int64_t>&in = ctx.input(0).dims(), &dims = ctx.dims(0);
  if (ctx.shape(0).elements() == 0) return SetDoubles(ctx, 0, dims, {});
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  const std::vector<Neighbours> rows = NeighboursOf(ScalerOf(ctx.attrs(), in[1], dims[1]), in[1], dims[1]);
  const std::vector<Neighbours> columns = NeighboursOf(ScalerOf(ctx.attrs(), in[2], dims[2]), in[2], dims[2]);
  std::vector<double> out(static_cast<size_t>(ctx.shape(0).elements()));
  size_t to = 0;
  for (int64_t b = 0; b < dims[0]; ++b)
    for (const Neighbours& y : rows)
      for (const Neighbours& c : columns)
        for (int64_t k = 0; k < dims[3]; ++k) {
          const auto at = [&](int64_t row, int64_t column) {
            return x[static_cast<size_t>(((b * in[1] + row) * in[2] + column) * in[3] + k)];
          };
          const double fx = ToDouble(c.fraction), fy = ToDouble(y.fraction);
          const double top = at(y.first, c.first) + (at(y.first, c.second) - at(y.first, c.first)) * fx;
          const double bottom = at(y.second, c.first) + (at(y.second, c.second) - at(y.second, c.first)) * fx;
          out[to++] = top + (bottom - top) * fy;
        }
  return SetDoubles(ctx, 0, dims, out);
}

// The index itself, or the nearest.
std::vector<int64_t> NearestOf(const Attrs& attrs, int64_t in, int64_t out) {
  const Scaler scaler = ScalerOf(attrs, in, out);
  std::vector<int64_t> all;
  for (int64_t i = 0; i < out; ++i) {
    const float at = scaler.half_pixel ? (static_cast<float>(i) + 0.5F) * scaler.scale : static_cast<float>(i) * scaler.scale;
    all.push_back(std::clamp<int64_t>(static_cast<int64_t>(attrs.Bool("align_corners") ? std::round(at) : std::floor(at)), 0, in - 1));
  }
  return all;
}

Status ResizeNearest(EvalContext& ctx) {
  GC_RETURN_IF_ERROR(CheckImages(ctx));
  const std::vector<int64_t>&in = ctx.input(0).dims(), &dims = ctx.dims(0);
  if (ctx.shape(0).elements() == 0) return SetDoubles(ctx, 0, dims, {});
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  const std::vector<int64_t> rows = NearestOf(ctx.attrs(), in[1], dims[1]), columns = NearestOf(ctx.attrs(), in[2], dims[2]);
  std::vector<double> out;
  for (int64_t b = 0; b < dims[0]; ++b)
    for (int64_t y : rows)
      for (int64_t c : columns) {
        const auto from = x.begin() + ((b * in[1] + y) * in[2] + c) * in[3];
        out.insert(out.end(), from, from + in[3]);
      }
  return SetDoubles(ctx, 0, dims, out);
}

// The gradient of a resize has the shape of the images: named as a size (nearest), or that of input 1.
Status InferNearestGrad(InferContext& ctx) { return InferResize(ctx); }
Status InferResizeGrad(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 1, 4));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status ResizeNearestGrad(EvalContext& ctx) {
  GC_RETURN_IF_ERROR(CheckImages(ctx));
  const std::vector<int64_t>&grown = ctx.input(0).dims(), &dims = ctx.dims(0);
  if (ctx.shape(0).elements() == 0) return SetDoubles(ctx, 0, dims, {});
  if (dims[1] < 1 || dims[2] < 1) return Error(StatusCode::kInvalidModel, "images of shape %s", ctx.shape(0).ToString().c_str());
  GC_ASSIGN_OR_RETURN(const std::vector<double> dy, ctx.input(0).AsDoubles());
  const std::vector<int64_t> rows = NearestOf(ctx.attrs(), dims[1], grown[1]), columns = NearestOf(ctx.attrs(), dims[2], grown[2]);
  std::vector<double> out(static_cast<size_t>(ctx.shape(0).elements()));
  for (size_t i = 0; i < dy.size(); ++i) {
    const auto at = static_cast<int64_t>(i), c = at % grown[3], pixel = at / grown[3];
    const int64_t x = columns[static_cast<size_t>(pixel % grown[2])], y = rows[static_cast<size_t>(pixel / grown[2] % grown[1])],
                  b = pixel / grown[2] / grown[1];
    out[static_cast<size_t>(((b * dims[1] + y) * dims[2] + x) * dims[3] + c)] += dy[i];
  }
  return SetDoubles(ctx, 0, dims, out);
}

// Boxes [batch, n, classes or 1, 4], scores [batch, n, classes], two counts, thresholds.
Status InferCombined(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape boxes, WithRank(ctx, 0, 4));
  GC_ASSIGN_OR_RETURN(const PartialShape scores, WithRank(ctx, 1, 3));
  GC_ASSIGN_OR_RETURN(const int64_t batch, MergeDim(boxes.dim(0), scores.dim(0)));
  std::optional<int64_t> n = ctx.Int(3);
  if (const auto each = ctx.Int(2); n.has_value() && ctx.attrs().Bool("pad_per_class")) {
    if (!each.has_value() || scores.dim(2) < 0) n = std::nullopt;
    if (n.has_value() && *each >= 0 && *each < (1 << 30) && scores.dim(2) < (1 << 30)) n = std::min(*n, *each * scores.dim(2));
  }
  const int64_t count = n.value_or(PartialShape::kUnknown);
  ctx.Set(0, PartialShape({batch, count, 4}));
  ctx.Set(1, PartialShape({batch, count}));
  ctx.Set(2, PartialShape({batch, count}));
  ctx.Set(3, PartialShape({batch}));
  return Status::Ok();
}

// Indices as many as the values decide.
Status InferIndices(InferContext& ctx) {
  ctx.Set(0, PartialShape::OfRank(1));
  return Status::Ok();
}

Status InferPatches(InferContext& ctx) {
  ctx.Set(0, PartialShape::OfRank(4));
  return Status::Ok();
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

// Three numbers of each pixel.
template <void (*f)(double*)>
Status Pixels(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  if (in.rank() < 1 || in.dims().back() != 3) return Error(StatusCode::kInvalidModel, "pixels of shape %s", in.shape().ToString().c_str());
  GC_ASSIGN_OR_RETURN(std::vector<double> x, in.AsDoubles());
  for (size_t i = 0; i < x.size(); i += 3) f(x.data() + i);
  return SetDoubles(ctx, 0, in.dims(), x);
}

void RgbToHsv(double* p) {
  const double r = p[0], g = p[1], b = p[2], v = std::max({r, g, b}), range = v - std::min({r, g, b});
  double h = 0;
  if (range > 0) h = v == r ? (g - b) / range : v == g ? (b - r) / range + 2 : (r - g) / range + 4;
  p[0] = (h < 0 ? h + 6 : h) / 6;
  p[1] = v > 0 ? range / v : 0;
  p[2] = v;
}

void HsvToRgb(double* p) {
  const double h = p[0] * 6, s = p[1], v = p[2];
  const double weights[3] = {std::fabs(h - 3) - 1, 2 - std::fabs(h - 2), 2 - std::fabs(h - 4)};
  for (int i = 0; i < 3; ++i) p[i] = (1 - s + s * std::clamp(weights[i], 0.0, 1.0)) * v;
}

// Away from the mean of each image's channel.
Status AdjustContrast(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  if (in.rank() < 3) return Error(StatusCode::kInvalidModel, "images of shape %s", in.shape().ToString().c_str());
  GC_ASSIGN_OR_RETURN(const double factor, ScalarDouble(ctx, 1));
  GC_ASSIGN_OR_RETURN(std::vector<double> x, in.AsDoubles());
  if (x.empty()) return SetDoubles(ctx, 0, in.dims(), x);
  const int64_t channels = in.dims().back(), pixels = in.dim(in.rank() - 3) * in.dim(in.rank() - 2), image = channels * pixels;
  for (size_t first = 0; first < x.size(); first += static_cast<size_t>(image))
    for (int64_t c = 0; c < channels; ++c) {
      double mean = 0;
      for (int64_t i = c; i < image; i += channels) mean += x[first + static_cast<size_t>(i)];
      mean /= static_cast<double>(pixels);
      for (int64_t i = c; i < image; i += channels) {
        double& v = x[first + static_cast<size_t>(i)];
        v = (v - mean) * factor + mean;
      }
    }
  return SetDoubles(ctx, 0, in.dims(), x);
}

constexpr Op kOps[] = {
    {"AdjustContrastv2", 2, 1, InferFirst, AdjustContrast},
    {"AdjustHue", 2, 1, InferFirst, nullptr},
    {"AdjustSaturation", 2, 1, InferFirst, nullptr},
    {"CombinedNonMaxSuppression", 6, 4, InferCombined, nullptr},
    {"ExtractImagePatches", 1, 1, InferPatches, nullptr},
    {"HSVToRGB", 1, 1, InferFirst, Pixels<HsvToRgb>},
    {"NonMaxSuppression", 3, 1, InferIndices, nullptr},
    {"RGBToHSV", 1, 1, InferFirst, Pixels<RgbToHsv>},
    {"ResizeArea", 2, 1, InferResize, nullptr},
    {"ResizeBicubic", 2, 1, InferResize, nullptr},
    {"ResizeBicubicGrad", 2, 1, InferResizeGrad, nullptr},
    {"ResizeBilinear", 2, 1, InferResize, ResizeBilinear},
    {"ResizeBilinearGrad", 2, 1, InferResizeGrad, nullptr},
    {"ResizeNearestNeighbor", 2, 1, InferResize, ResizeNearest},
    {"ResizeNearestNeighborGrad", 2, 1, InferNearestGrad, ResizeNearestGrad},
};

}  // namespace

std::span<const Op> ImageOps() { return kOps; }

}  // namespace goldcrest::tf
