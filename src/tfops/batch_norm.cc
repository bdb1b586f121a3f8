// Batch normalization and its gradient: FusedBatchNorm and its versions, BatchNormWithGlobalNormalization.
#include <cmath>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

int ChannelAxis(const Attrs& attrs, int rank) { return attrs.String("data_format", "NHWC").substr(0, 2) == "NC" ? 1 : rank - 1; }

bool Trains(const Attrs& attrs) { return attrs.Bool("is_training", true); }

// Results: y, and five (V3) or four vectors of channels.
Status InferFused(InferContext& ctx) {
  PartialShape shape = ctx.shape(0);
  int64_t channels = PartialShape::kUnknown;
  const size_t vectors = Trains(ctx.attrs()) ? 3 : 5;
  for (size_t i = 1; i < vectors; ++i) {
    GC_ASSIGN_OR_RETURN(const PartialShape v, WithRank(ctx, i, 1));
    GC_ASSIGN_OR_RETURN(channels, MergeDim(channels, v.dim(0)));
  }
  if (shape.has_rank()) {
    if (shape.rank() < 2) return Error(StatusCode::kInvalidModel, "shape %s has no channels", shape.ToString().c_str());
    const int axis = ChannelAxis(ctx.attrs(), shape.rank());
    GC_ASSIGN_OR_RETURN(channels, MergeDim(channels, shape.dim(axis)));
    shape.set_dim(axis, channels);
  }
  ctx.Set(0, std::move(shape));
  // The last of the third version is for a GPU's library; elsewhere it is empty.
  for (size_t i = 1; i < ctx.num_outputs(); ++i) ctx.Set(i, i < 5 ? PartialShape({channels}) : PartialShape::OfRank(1));
  return Status::Ok();
}

struct Moments {
  std::vector<double> mean, variance;
  double count = 0;
};

// f(channel, element) for every element.
template <typename F>
void ForEach(const Rows& rows, F&& f) {
  size_t i = 0;
  for (int64_t o = 0; o < rows.outer; ++o)
    for (int64_t c = 0; c < rows.size; ++c)
      for (int64_t k = 0; k < rows.inner; ++k) f(static_cast<size_t>(c), i++);
}

// Of each channel over everything else; the variance is that of the sample itself.
Moments MomentsOf(const Rows& rows, const std::vector<double>& x) {
  const auto n = static_cast<size_t>(rows.size);
  Moments m{std::vector<double>(n), std::vector<double>(n), static_cast<double>(rows.outer) * static_cast<double>(rows.inner)};
  if (m.count == 0) return m;
  ForEach(rows, [&](size_t c, size_t i) { m.mean[c] += x[i]; });
  for (double& v : m.mean) v /= m.count;
  ForEach(rows, [&](size_t c, size_t i) { m.variance[c] += (x[i] - m.mean[c]) * (x[i] - m.mean[c]); });
  for (double& v : m.variance) v /= m.count;
  return m;
}

Status Fused(EvalContext& ctx) {
  const Attrs& a = ctx.attrs();
  const double epsilon = ToDouble(a.Float("epsilon", 1e-4F)), factor = ToDouble(a.Float("exponential_avg_factor", 1));
  GC_ASSIGN_OR_RETURN(std::vector<double> x, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> scale, ctx.input(1).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> offset, ctx.input(2).AsDoubles());
  GC_ASSIGN_OR_RETURN(std::vector<double> mean, ctx.input(3).AsDoubles());
  GC_ASSIGN_OR_RETURN(std::vector<double> variance, ctx.input(4).AsDoubles());
  const Rows rows = RowsAlong(ctx.input(0).dims(), ChannelAxis(a, ctx.input(0).rank()));
  const auto n = static_cast<size_t>(rows.size);
  Moments used{mean, variance};
  if (Trains(a)) {
    used = MomentsOf(rows, x);
    const bool blend = factor != 1 && mean.size() == n && variance.size() == n;
    std::vector<double> running = used.variance;
    for (double& v : running) v *= used.count > 1 ? used.count / (used.count - 1) : 1;
    for (size_t c = 0; blend && c < n; ++c) {
      mean[c] += (used.mean[c] - mean[c]) * factor;
      variance[c] += (running[c] - variance[c]) * factor;
    }
    if (!blend) {
      mean = used.mean;
      variance = running;
    }
  }
  ForEach(rows, [&](size_t c, size_t i) { x[i] = (x[i] - used.mean[c]) / std::sqrt(used.variance[c] + epsilon) * scale[c] + offset[c]; });
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 0, ctx.dims(0), x));
  const std::vector<int64_t>& dims = ctx.dims(1);
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 1, dims, mean));
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 2, dims, variance));
  // What the gradient wants: the moments of the batch, or what was given.
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 3, dims, used.mean));
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 4, dims, used.variance));
  if (ctx.num_outputs() > 5) ctx.Set(5, Literal::Of<float>({0}, {}));
  return Status::Ok();
}

// Inputs: gradient of y, x, scale, and the two reserved vectors. Results: gradients of x, scale and offset, and two that mean nothing.
Status InferFusedGrad(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, Merge(ctx.shape(0), ctx.shape(1)));
  GC_ASSIGN_OR_RETURN(const PartialShape scale, WithRank(ctx, 2, 1));
  int64_t channels = scale.dim(0);
  if (shape.has_rank()) {
    if (shape.rank() < 2) return Error(StatusCode::kInvalidModel, "shape %s has no channels", shape.ToString().c_str());
    GC_ASSIGN_OR_RETURN(channels, MergeDim(channels, shape.dim(ChannelAxis(ctx.attrs(), shape.rank()))));
  }
  for (size_t i : {size_t{3}, size_t{4}}) {
    GC_ASSIGN_OR_RETURN(const PartialShape v, WithRank(ctx, i, 1));
    GC_ASSIGN_OR_RETURN(channels, MergeDim(channels, v.dim(0)));
  }
  ctx.Set(0, std::move(shape));
  for (size_t i = 1; i < ctx.num_outputs(); ++i) ctx.Set(i, i < 3 ? PartialShape({channels}) : PartialShape::Scalar());
  return Status::Ok();
}

Status FusedGrad(EvalContext& ctx) {
  const Attrs& a = ctx.attrs();
  const double epsilon = ToDouble(a.Float("epsilon", 1e-4F));
  GC_ASSIGN_OR_RETURN(const std::vector<double> dy, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(1).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> scale, ctx.input(2).AsDoubles());
  const Rows rows = RowsAlong(ctx.input(1).dims(), ChannelAxis(a, ctx.input(1).rank()));
  const auto n = static_cast<size_t>(rows.size);
  Moments m;
  if (Trains(a)) {
    m = MomentsOf(rows, x);
  } else {
    GC_ASSIGN_OR_RETURN(m.mean, ctx.input(3).AsDoubles());
    GC_ASSIGN_OR_RETURN(m.variance, ctx.input(4).AsDoubles());
  }
  std::vector<double> inverse(n), sum(n), product(n), dx(x.size());
  for (size_t c = 0; c < n; ++c) inverse[c] = 1 / std::sqrt(m.variance[c] + epsilon);
  ForEach(rows, [&](size_t c, size_t i) {
    sum[c] += dy[i];
    product[c] += dy[i] * (x[i] - m.mean[c]) * inverse[c];
  });
  ForEach(rows, [&](size_t c, size_t i) {
    const double shared = Trains(a) ? (sum[c] + (x[i] - m.mean[c]) * inverse[c] * product[c]) / m.count : 0;
    dx[i] = scale[c] * inverse[c] * (dy[i] - shared);
  });
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 0, ctx.input(1).dims(), dx));
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 1, ctx.dims(1), product));
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 2, ctx.dims(2), sum));
  for (size_t i = 3; i < ctx.num_outputs(); ++i) GC_RETURN_IF_ERROR(SetDoubles(ctx, i, {}, {0}));
  return Status::Ok();
}

Status InferGlobal(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 0, 4));
  for (size_t i = 1; i < 5; ++i) {
    GC_ASSIGN_OR_RETURN(const PartialShape v, WithRank(ctx, i, 1));
    GC_ASSIGN_OR_RETURN(const int64_t channels, MergeDim(shape.dim(3), v.dim(0)));
    shape.set_dim(3, channels);
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// Inputs: x, mean, variance, beta, gamma.
Status Global(EvalContext& ctx) {
  const double epsilon = ToDouble(ctx.attrs().Float("variance_epsilon", 1e-3F));
  const bool scaled = ctx.attrs().Bool("scale_after_normalization", true);
  std::vector<double> v[5];
  for (size_t i = 0; i < 5; ++i) {
    GC_ASSIGN_OR_RETURN(v[i], ctx.input(i).AsDoubles());
  }
  ForEach(RowsAlong(ctx.input(0).dims(), 3),
          [&](size_t c, size_t i) { v[0][i] = (v[0][i] - v[1][c]) / std::sqrt(v[2][c] + epsilon) * (scaled ? v[4][c] : 1) + v[3][c]; });
  return SetDoubles(ctx, 0, ctx.dims(0), v[0]);
}

constexpr Op kOps[] = {
    {"BatchNormWithGlobalNormalization", 5, 1, InferGlobal, Global},
    {"FusedBatchNorm", 5, 5, InferFused, Fused},
    {"FusedBatchNormGrad", 5, 5, InferFusedGrad, FusedGrad},
    {"FusedBatchNormGradV2", 5, 5, InferFusedGrad, FusedGrad},
    {"FusedBatchNormGradV3", 5, 5, InferFusedGrad, FusedGrad},
    {"FusedBatchNormV2", 5, 5, InferFused, Fused},
    {"FusedBatchNormV3", 5, 5, InferFused, Fused},
};

}  // namespace

std::span<const Op> BatchNormOps() { return kOps; }

}  // namespace goldcrest::tf
