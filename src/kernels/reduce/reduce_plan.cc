#include "kernels/reduce/reduce_plan.h"

#include "kernels/common/define.h"

namespace goldcrest::kernels {

ReducePlan::ReducePlan(const Shape& shape, const bool* reduced) {
  struct Merged {
    size_t extent;
    bool reduced;
  };
  Merged merged[Shape::kMaxRank + 1];
  int rank = 0;
  for (int i = 0; i < shape.rank(); ++i) {
    const auto extent = static_cast<size_t>(shape[i]);
    if (extent == 0) empty_ = true;
    (reduced[i] ? count_ : outputs_) *= extent;
    if (extent == 1) continue;
    if (rank > 0 && merged[rank - 1].reduced == reduced[i]) {
      merged[rank - 1].extent *= extent;
    } else {
      merged[rank++] = {extent, reduced[i]};
    }
  }
  if (rank == 0) merged[rank++] = {1, false};
  const Merged& inner = merged[--rank];
  length_ = inner.extent;
  folds_rows_ = inner.reduced;
  if (!folds_rows_ && rank > 0) block_rows_ = merged[--rank].extent;  // kept and reduced dimensions alternate: this one is reduced
  rank_ = rank;
  size_t stride = folds_rows_ ? 1 : length_;
  for (int k = rank - 1; k >= 0; --k) {
    dims_[k] = {merged[k].extent, merged[k].reduced ? 0 : stride};
    if (!merged[k].reduced) stride *= merged[k].extent;
    blocks_ *= merged[k].extent;
  }
}

Expected<std::vector<bool>> ReadAxes(InferContext& ctx, bool* known) {
  const TensorView& axes = ctx.input(1);
  const int rank = ctx.input(0).shape.rank();
  std::vector<bool> reduced(static_cast<size_t>(rank));
  const auto n = static_cast<size_t>(axes.shape.elements());
  const int32_t* values = ctx.value<int32_t>(1);
  *known = values != nullptr || n == 0;
  if (!*known || rank == 0) return reduced;  // a scalar has nothing to reduce, whatever the axes say
  for (size_t i = 0; i < n; ++i) {
    if (values[i] < -rank || values[i] >= rank) {
      return Error(StatusCode::kInvalidModel, "axis %d of a tensor of rank %d", values[i], rank);
    }
    reduced[static_cast<size_t>(values[i] < 0 ? values[i] + rank : values[i])] = true;
  }
  return reduced;
}

Status InferReduction(InferContext& ctx, std::initializer_list<TensorType> types) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, types));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {ctx.input(0).type}));
  bool known;
  GC_ASSIGN_OR_RETURN(const std::vector<bool> reduced, ReadAxes(ctx, &known));
  if (!known) return ctx.NeedsValue(1);
  const bool keep = OptionsOf<model::ReducerOptions>(ctx).keep_dims;
  Shape out;
  for (int i = 0; i < ctx.input(0).shape.rank(); ++i) {
    if (!reduced[static_cast<size_t>(i)]) {
      out.push_back(ctx.input(0).shape[i]);
    } else if (keep) {
      out.push_back(1);
    }
  }
  return ctx.SetOutput(0, out);
}

Expected<ReducePlan> MakeReducePlan(SelectContext& ctx) {
  bool known;
  GC_ASSIGN_OR_RETURN(const std::vector<bool> reduced, ReadAxes(ctx, &known));
  if (!known) return Error(StatusCode::kInternal, "a reduction is selected before its axes are known");
  bool flags[Shape::kMaxRank] = {};
  std::copy(reduced.begin(), reduced.end(), flags);
  return ReducePlan(ctx.input(0).shape, flags);
}

}  // namespace goldcrest::kernels
