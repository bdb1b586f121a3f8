// Layers of networks that are neither windows nor products: bias, softmax, losses, normalization.
#include <cmath>
#include <limits>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// The dimension of channels: the last, or the second where the data format says so.
int ChannelAxis(const Attrs& attrs, int rank) { return attrs.String("data_format", "NHWC").substr(0, 2) == "NC" ? 1 : rank - 1; }

Status InferBiasAdd(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRankAtLeast(ctx, 0, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape bias, WithRank(ctx, 1, 1));
  if (shape.has_rank()) {
    const int axis = ChannelAxis(ctx.attrs(), shape.rank());
    GC_ASSIGN_OR_RETURN(const int64_t channels, MergeDim(shape.dim(axis), bias.dim(0)));
    shape.set_dim(axis, channels);
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status BiasAdd(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(std::vector<double> x, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> bias, ctx.input(1).AsDoubles());
  const Rows rows = RowsAlong(ctx.dims(0), ChannelAxis(ctx.attrs(), ctx.shape(0).rank()));
  size_t i = 0;
  for (int64_t o = 0; o < rows.outer; ++o)
    for (int64_t c = 0; c < rows.size; ++c)
      for (int64_t k = 0; k < rows.inner; ++k) x[i++] += bias[static_cast<size_t>(c)];
  return SetDoubles(ctx, 0, ctx.dims(0), x);
}

Status InferBiasAddGrad(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, WithRankAtLeast(ctx, 0, 2));
  ctx.Set(0, shape.has_rank() ? PartialShape({shape.dim(ChannelAxis(ctx.attrs(), shape.rank()))}) : PartialShape::OfRank(1));
  return Status::Ok();
}

Status BiasAddGrad(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  const Rows rows = RowsAlong(ctx.input(0).dims(), ChannelAxis(ctx.attrs(), ctx.input(0).rank()));
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, ctx.dims(0)));
  std::vector<double> sums(static_cast<size_t>(rows.size));
  if (!x.empty()) {
    size_t i = 0;
    for (int64_t o = 0; o < rows.outer; ++o)
      for (double& sum : sums)
        for (int64_t k = 0; k < rows.inner; ++k) sum += x[i++];
  }
  return SetDoubles(ctx, 0, ctx.dims(0), sums);
}

Status InferSoftmax(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRankAtLeast(ctx, 0, 1));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// In place, `n` values: their softmax or its logarithm.
void SoftmaxRow(double* x, size_t n, bool log) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (size_t i = 0; i < n; ++i) largest = std::fmax(largest, x[i]);
  for (size_t i = 0; i < n; ++i) sum += std::exp(x[i] - largest);
  for (size_t i = 0; i < n; ++i) x[i] = log ? x[i] - largest - std::log(sum) : std::exp(x[i] - largest) / sum;
}

template <bool log>
Status Softmax(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(std::vector<double> x, ctx.input(0).AsDoubles());
  const auto n = static_cast<size_t>(ctx.input(0).dim(ctx.input(0).rank() - 1));
  for (size_t at = 0; at + n <= x.size() && n > 0; at += n) SoftmaxRow(x.data() + at, n, log);
  return SetDoubles(ctx, 0, ctx.input(0).dims(), x);
}

// Loss of each row, and the gradient of the logits.
Status InferCrossEntropy(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, BroadcastShapes(ctx.shape(0), ctx.shape(1)));
  if (shape.has_rank() && shape.rank() != 2) return Error(StatusCode::kInvalidModel, "logits of shape %s", shape.ToString().c_str());
  if (!shape.has_rank()) shape = PartialShape::OfRank(2);
  ctx.Set(0, SubShape(shape, 0, 1));
  ctx.Set(1, std::move(shape));
  return Status::Ok();
}

Status CrossEntropy(EvalContext& ctx) {
  const std::vector<int64_t>& dims = ctx.dims(1);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, dims));
  GC_ASSIGN_OR_RETURN(const std::vector<double> logits, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> labels, ctx.input(1).AsDoubles());
  const std::vector<int64_t> from = BroadcastStrides(ctx.input(0).dims(), 2), of = BroadcastStrides(ctx.input(1).dims(), 2);
  std::vector<double> loss(static_cast<size_t>(dims[0])), gradient, row(static_cast<size_t>(dims[1]));
  for (int64_t i = 0; i < dims[0]; ++i) {
    for (int64_t j = 0; j < dims[1]; ++j) row[static_cast<size_t>(j)] = logits[static_cast<size_t>(i * from[0] + j * from[1])];
    SoftmaxRow(row.data(), row.size(), true);
    for (int64_t j = 0; j < dims[1]; ++j) {
      const double label = labels[static_cast<size_t>(i * of[0] + j * of[1])], log = row[static_cast<size_t>(j)];
      if (label != 0) loss[static_cast<size_t>(i)] -= label * log;
      gradient.push_back(std::exp(log) - label);
    }
  }
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 0, ctx.dims(0), loss));
  return SetDoubles(ctx, 1, dims, gradient);
}

Status InferSparseCrossEntropy(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape logits, WithRank(ctx, 0, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape labels, WithRank(ctx, 1, 1));
  GC_ASSIGN_OR_RETURN(const int64_t batch, MergeDim(logits.dim(0), labels.dim(0)));
  logits.set_dim(0, batch);
  ctx.Set(0, PartialShape({batch}));
  ctx.Set(1, std::move(logits));
  return Status::Ok();
}

Status SparseCrossEntropy(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(std::vector<double> x, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> labels, ctx.input(1).AsInts());
  const auto n = static_cast<size_t>(ctx.dims(1)[1]);
  std::vector<double> loss(labels.size());
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || static_cast<size_t>(labels[i]) >= n)
      return Error(StatusCode::kRuntimeError, "label %lld of %zu classes", static_cast<long long>(labels[i]), n);
    double* row = x.data() + i * n;
    SoftmaxRow(row, n, true);
    loss[i] = -row[labels[i]];
    for (size_t j = 0; j < n; ++j) row[j] = std::exp(row[j]) - (j == static_cast<size_t>(labels[i]) ? 1 : 0);
  }
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 0, ctx.dims(0), loss));
  return SetDoubles(ctx, 1, ctx.dims(1), x);
}

Status L2Loss(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  double sum = 0;
  for (double v : x) sum += v * v;
  return SetDoubles(ctx, 0, {}, {sum / 2});
}

// x over (bias + alpha * the sum of squares of its neighbours among the channels)^beta.
Status Lrn(EvalContext& ctx) {
  if (ctx.input(0).rank() != 4)
    return Error(StatusCode::kInvalidModel, "shape %s; it has 4 dimensions", ctx.input(0).shape().ToString().c_str());
  const Attrs& a = ctx.attrs();
  const double bias = ToDouble(a.Float("bias", 1)), alpha = ToDouble(a.Float("alpha", 1)), beta = ToDouble(a.Float("beta", 0.5F));
  const int64_t n = ctx.input(0).dim(3), radius = std::min(std::max<int64_t>(a.Int("depth_radius", 5), 0), n);
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  std::vector<double> out(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    const int64_t c = static_cast<int64_t>(i) % n;
    double sum = 0;
    for (int64_t k = std::max<int64_t>(c - radius, 0); k <= std::min(c + radius, n - 1); ++k) {
      const double v = x[i - static_cast<size_t>(c) + static_cast<size_t>(k)];
      sum += v * v;
    }
    out[i] = x[i] / std::pow(bias + alpha * sum, beta);
  }
  return SetDoubles(ctx, 0, ctx.input(0).dims(), out);
}

constexpr Op kOps[] = {
    {"BiasAdd", 2, 1, InferBiasAdd, BiasAdd},
    {"BiasAddGrad", 1, 1, InferBiasAddGrad, BiasAddGrad},
    {"BiasAddV1", 2, 1, InferBiasAdd, BiasAdd},
    {"L2Loss", 1, 1, InferScalar, L2Loss},
    {"LRN", 1, 1, InferSame, Lrn},
    {"LogSoftmax", 1, 1, InferSoftmax, Softmax<true>},
    {"Softmax", 1, 1, InferSoftmax, Softmax<false>},
    {"SoftmaxCrossEntropyWithLogits", 2, 2, InferCrossEntropy, CrossEntropy},
    {"SparseSoftmaxCrossEntropyWithLogits", 2, 2, InferSparseCrossEntropy, SparseCrossEntropy},
};

}  // namespace

std::span<const Op> NnOps() { return kOps; }

}  // namespace goldcrest::tf
