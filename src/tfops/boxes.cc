// Boxes in images: what of overlapping boxes stays (NonMaxSuppression), and the parts of images in boxes (CropAndResize).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// Boxes [n, 4]: at most as many indices as asked for (input 2), of which the values decide. Result `scalar` is the number of them.
template <size_t scalar>
Status InferSuppression(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape boxes, WithRank(ctx, 0, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape scores, WithRank(ctx, 1, 1));
  GC_RETURN_IF_ERROR(MergeDim(boxes.dim(1), 4).status());
  GC_RETURN_IF_ERROR(MergeDim(boxes.dim(0), scores.dim(0)).status());
  const bool pads = ctx.attrs().Bool("pad_to_max_output_size");
  const int64_t n = pads ? ctx.Int(2).value_or(PartialShape::kUnknown) : PartialShape::kUnknown;
  if (n < -1) return Error(StatusCode::kInvalidModel, "%lld boxes", static_cast<long long>(n));
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, scalar > 0 && i == scalar ? PartialShape::Scalar() : PartialShape({n}));
  return Status::Ok();
}

// Corners in either order.
struct Box {
  double top, left, bottom, right;
  explicit Box(const double* v)
      : top(std::min(v[0], v[2])), left(std::min(v[1], v[3])), bottom(std::max(v[0], v[2])), right(std::max(v[1], v[3])) {}
  double area() const { return (bottom - top) * (right - left); }
};

double Overlap(const Box& a, const Box& b) {
  if (a.area() <= 0 || b.area() <= 0) return 0;
  const double height = std::max(std::min(a.bottom, b.bottom) - std::max(a.top, b.top), 0.0);
  const double width = std::max(std::min(a.right, b.right) - std::max(a.left, b.left), 0.0);
  return height * width / (a.area() + b.area() - height * width);
}

// The best first; a box that overlaps one already kept by more than the threshold goes.
Expected<std::vector<int64_t>> Suppress(const EvalContext& ctx, double least_score) {
  GC_ASSIGN_OR_RETURN(const std::vector<double> boxes, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> scores, ctx.input(1).AsDoubles());
  GC_ASSIGN_OR_RETURN(const int64_t most, ScalarInt(ctx, 2));
  GC_ASSIGN_OR_RETURN(const double threshold, ScalarDouble(ctx, 3));
  std::vector<int64_t> order(scores.size()), kept;
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)]; });
  for (int64_t i : order) {
    if (static_cast<int64_t>(kept.size()) >= most) break;
    if (!(scores[static_cast<size_t>(i)] > least_score)) continue;
    const Box box(boxes.data() + 4 * i);
    if (std::none_of(kept.begin(), kept.end(), [&](int64_t k) { return Overlap(box, Box(boxes.data() + 4 * k)) > threshold; }))
      kept.push_back(i);
  }
  return kept;
}

template <bool has_least_score, bool counts>
Status NonMaxSuppression(EvalContext& ctx) {
  double least = -HUGE_VAL;
  if (has_least_score) {
    GC_ASSIGN_OR_RETURN(least, ScalarDouble(ctx, 4));
  }
  GC_ASSIGN_OR_RETURN(std::vector<int64_t> kept, Suppress(ctx, least));
  const auto valid = static_cast<int64_t>(kept.size());
  if (ctx.shape(0).IsStatic()) {
    GC_RETURN_IF_ERROR(ctx.Fits(DataType::kInt64, ctx.dims(0)));
    kept.resize(static_cast<size_t>(ctx.dims(0)[0]));
  }
  GC_RETURN_IF_ERROR(SetIntegers(ctx, 0, {static_cast<int64_t>(kept.size())}, kept));
  return counts ? SetIntegers(ctx, 1, {}, {valid}) : Status::Ok();
}

// Images, boxes, the image of each box, the size of a crop.
Status InferCrop(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape images, WithRank(ctx, 0, 4));
  GC_ASSIGN_OR_RETURN(const PartialShape boxes, WithRank(ctx, 1, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape of, WithRank(ctx, 2, 1));
  GC_RETURN_IF_ERROR(MergeDim(boxes.dim(1), 4).status());
  GC_ASSIGN_OR_RETURN(const int64_t n, MergeDim(boxes.dim(0), of.dim(0)));
  GC_ASSIGN_OR_RETURN(PartialShape size, ShapeFromEntries(ctx, 3));
  if (!size.has_rank() || size.rank() != 2) size = PartialShape::OfRank(2);
  ctx.Set(0, PartialShape({n, size.dim(0), size.dim(1), images.dim(3)}));
  return Status::Ok();
}

// Where index i of `count` falls between two ends that are shares of `size`. In float, as TensorFlow computes it: it decides which of
// two pixels is the nearest.
double CropPlace(double begin, double end, int64_t size, int64_t i, int64_t count) {
  const auto last = static_cast<float>(size - 1), first = static_cast<float>(begin), second = static_cast<float>(end);
  if (count == 1) return ToDouble(0.5F * (first + second) * last);
  return ToDouble(first * last + static_cast<float>(i) * ((second - first) * last / static_cast<float>(count - 1)));
}

Status CropAndResize(EvalContext& ctx) {
  const std::vector<int64_t>&in = ctx.input(0).dims(), &dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, dims));
  const double outside = ToDouble(ctx.attrs().Float("extrapolation_value"));
  const bool nearest = ctx.attrs().String("method", "bilinear") == "nearest";
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> boxes, ctx.input(1).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> of, ctx.input(2).AsInts());
  std::vector<double> out(static_cast<size_t>(ctx.shape(0).elements()), outside);
  for (int64_t i = 0; i < (out.empty() ? 0 : ctx.shape(0).elements()); ++i) {
    const int64_t c = i % dims[3], column = i / dims[3] % dims[2], row = i / dims[3] / dims[2] % dims[1],
                  b = i / dims[3] / dims[2] / dims[1];
    const double* box = boxes.data() + 4 * b;
    const int64_t image = of[static_cast<size_t>(b)];
    if (image < 0 || image >= in[0])
      return Error(StatusCode::kRuntimeError, "image %lld of %lld", static_cast<long long>(image), static_cast<long long>(in[0]));
    const double y = CropPlace(box[0], box[2], in[1], row, dims[1]), z = CropPlace(box[1], box[3], in[2], column, dims[2]);
    if (!(y >= 0 && y <= static_cast<double>(in[1] - 1) && z >= 0 && z <= static_cast<double>(in[2] - 1))) continue;
    const auto at = [&](double r, double s) {
      return x[static_cast<size_t>(((image * in[1] + static_cast<int64_t>(r)) * in[2] + static_cast<int64_t>(s)) * in[3] + c)];
    };
    double& to = out[static_cast<size_t>(i)];
    if (nearest) {
      to = at(std::round(y), std::round(z));
      continue;
    }
    const double fy = y - std::floor(y), fz = z - std::floor(z);
    const double top = at(std::floor(y), std::floor(z)) * (1 - fz) + at(std::floor(y), std::ceil(z)) * fz;
    const double bottom = at(std::ceil(y), std::floor(z)) * (1 - fz) + at(std::ceil(y), std::ceil(z)) * fz;
    to = top + (bottom - top) * fy;
  }
  return SetDoubles(ctx, 0, dims, out);
}

constexpr Op kOps[] = {
    {"CropAndResize", 4, 1, InferCrop, CropAndResize},
    {"NonMaxSuppressionV2", 4, 1, InferSuppression<0>, NonMaxSuppression<false, false>},
    {"NonMaxSuppressionV3", 5, 1, InferSuppression<0>, NonMaxSuppression<true, false>},
    {"NonMaxSuppressionV4", 5, 2, InferSuppression<1>, NonMaxSuppression<true, true>},
    {"NonMaxSuppressionV5", 6, 3, InferSuppression<2>, nullptr},
};

}  // namespace

std::span<const Op> BoxOps() { return kOps; }

}  // namespace goldcrest::tf
