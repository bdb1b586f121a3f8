// Elements picked by index: Gather, GatherV2, GatherNd.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// The axis and the number of batch dimensions that parameters and indices share.
struct GatherPlan {
  int axis;
  int batch_dims;
};

Expected<GatherPlan> PlanGather(const Attrs& attrs, int64_t axis, int params_rank, int indices_rank) {
  GatherPlan plan;
  GC_ASSIGN_OR_RETURN(plan.axis, ToAxis(axis, params_rank));
  int64_t batch = attrs.Int("batch_dims");
  if (batch < 0) batch += indices_rank;
  if (batch < 0 || batch > indices_rank || batch > plan.axis)
    return Error(StatusCode::kInvalidModel, "%lld batch dimensions of indices of rank %d along axis %d", static_cast<long long>(batch),
                 indices_rank, plan.axis);
  plan.batch_dims = static_cast<int>(batch);
  return plan;
}

Status InferGather(InferContext& ctx) {
  const PartialShape &params = ctx.shape(0), &indices = ctx.shape(1);
  const std::optional<int64_t> axis = ctx.num_inputs() > 2 ? ctx.Int(2) : std::optional<int64_t>(0);
  if (!params.has_rank() || !indices.has_rank()) return Status::Ok();
  if (params.rank() < 1) return Error(StatusCode::kInvalidModel, "parameters without a dimension");
  if (!axis.has_value()) {
    if (ctx.attrs().Int("batch_dims") == 0) ctx.Set(0, PartialShape::OfRank(params.rank() - 1 + indices.rank()));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const GatherPlan plan, PlanGather(ctx.attrs(), *axis, params.rank(), indices.rank()));
  GC_ASSIGN_OR_RETURN(const PartialShape batch, Merge(SubShape(params, 0, plan.batch_dims), SubShape(indices, 0, plan.batch_dims)));
  const PartialShape head = Joined(batch, SubShape(params, plan.batch_dims, plan.axis));
  const PartialShape tail = Joined(SubShape(indices, plan.batch_dims, indices.rank()), SubShape(params, plan.axis + 1, params.rank()));
  ctx.Set(0, Joined(head, tail));
  // Dimensions picked from a shape.
  const std::optional<PartialInts> entries = params.rank() == 1 && indices.rank() <= 1 ? ctx.Entries(0) : std::nullopt;
  const std::optional<std::vector<int64_t>> at = ctx.Ints(1);
  if (!entries.has_value() || !at.has_value()) return Status::Ok();
  PartialInts picked;
  for (int64_t i : *at)
    picked.push_back(i >= 0 && static_cast<size_t>(i) < entries->size() ? (*entries)[static_cast<size_t>(i)] : std::nullopt);
  ctx.SetInts(0, std::move(picked));
  return Status::Ok();
}

Status OutOfRange(int64_t index, int64_t size) {
  return Error(StatusCode::kRuntimeError, "index %lld of %lld", static_cast<long long>(index), static_cast<long long>(size));
}

int64_t Product(const std::vector<int64_t>& dims, int begin, int end) {
  int64_t n = 1;
  for (int i = begin; i < end; ++i) n *= dims[static_cast<size_t>(i)];
  return n;
}

Status Gather(EvalContext& ctx) {
  const Literal &params = ctx.input(0), &indices = ctx.input(1);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> at, indices.AsInts());
  std::vector<int64_t> axis = {0};
  if (ctx.num_inputs() > 2) {
    GC_ASSIGN_OR_RETURN(axis, ctx.input(2).AsInts());
  }
  if (axis.size() != 1) return Error(StatusCode::kInvalidModel, "%zu axes", axis.size());
  GC_ASSIGN_OR_RETURN(const GatherPlan plan, PlanGather(ctx.attrs(), axis[0], params.rank(), indices.rank()));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, params.type(), ctx.dims(0)));
  if (ctx.shape(0).elements() == 0) return std::move(out).SetTo(ctx, 0);
  const int64_t batch = Product(params.dims(), 0, plan.batch_dims), outer = Product(params.dims(), plan.batch_dims, plan.axis);
  const int64_t inner = Product(params.dims(), plan.axis + 1, params.rank()), size = params.dim(plan.axis);
  const int64_t count = Product(indices.dims(), plan.batch_dims, indices.rank());
  int64_t to = 0;
  for (int64_t b = 0; b < batch; ++b) {
    for (int64_t o = 0; o < outer; ++o) {
      for (int64_t i = 0; i < count; ++i, to += inner) {
        const int64_t index = at[static_cast<size_t>(b * count + i)];
        if (index < 0 || index >= size) return OutOfRange(index, size);
        out.Copy(to, params, ((b * outer + o) * size + index) * inner, inner);
      }
    }
  }
  return std::move(out).SetTo(ctx, 0);
}

Status InferGatherNd(InferContext& ctx) {
  const PartialShape &params = ctx.shape(0), &indices = ctx.shape(1);
  if (!params.has_rank() || !indices.has_rank()) return Status::Ok();
  if (indices.rank() < 1) return Error(StatusCode::kInvalidModel, "indices without a dimension");
  const int64_t depth = indices.dim(indices.rank() - 1);
  if (depth < 0) return Status::Ok();
  if (depth > params.rank())
    return Error(StatusCode::kInvalidModel, "indices of %lld entries into shape %s", static_cast<long long>(depth),
                 params.ToString().c_str());
  ctx.Set(0, Joined(SubShape(indices, 0, indices.rank() - 1), SubShape(params, static_cast<int>(depth), params.rank())));
  return Status::Ok();
}

Status GatherNd(EvalContext& ctx) {
  const Literal &params = ctx.input(0), &indices = ctx.input(1);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> at, indices.AsInts());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, params.type(), ctx.dims(0)));
  if (ctx.shape(0).elements() == 0) return std::move(out).SetTo(ctx, 0);
  const auto depth = static_cast<size_t>(indices.dim(indices.rank() - 1));
  const std::vector<int64_t> strides = Strides(params.dims());
  const int64_t inner = Product(params.dims(), static_cast<int>(depth), params.rank());
  const int64_t rows = ctx.shape(0).elements() / inner;
  for (int64_t r = 0; r < rows; ++r) {
    int64_t from = 0;
    for (size_t k = 0; k < depth; ++k) {
      const int64_t index = at[static_cast<size_t>(r) * depth + k];
      if (index < 0 || index >= params.dims()[k]) return OutOfRange(index, params.dims()[k]);
      from += index * strides[k];
    }
    out.Copy(r * inner, params, from, inner);
  }
  return std::move(out).SetTo(ctx, 0);
}

constexpr Op kOps[] = {
    {"Gather", 2, 1, InferGather, Gather},
    {"GatherNd", 2, 1, InferGatherNd, GatherNd},
    {"GatherV2", 3, 1, InferGather, Gather},
};

}  // namespace

std::span<const Op> GatherOps() { return kOps; }

}  // namespace goldcrest::tf
