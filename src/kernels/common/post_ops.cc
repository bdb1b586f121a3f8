#include "kernels/common/post_ops.h"

#include <algorithm>

#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

bool ClampOf(PostOp::Kind kind, FloatRange* range) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (kind) {
    case PostOp::Kind::kRelu: *range = {0.0f, kInfinity}; return true;
    case PostOp::Kind::kRelu6: *range = {0.0f, 6.0f}; return true;
    case PostOp::Kind::kReluN1To1: *range = {-1.0f, 1.0f}; return true;
    default: return false;
  }
}

void ApplyToRow(PostOp::Kind kind, float* row, size_t n, const float* operand) {
  FloatRange range;
  if (ClampOf(kind, &range)) {
    // NaN stays.
    for (size_t i = 0; i < n; ++i) row[i] = row[i] < range.lowest ? range.lowest : row[i] > range.highest ? range.highest : row[i];
  } else if (kind == PostOp::Kind::kAdd) {
    for (size_t i = 0; i < n; ++i) row[i] += operand[i];
  } else {
    for (size_t i = 0; i < n; ++i) row[i] = row[i] * std::min(6.0f, std::max(0.0f, row[i] + 3.0f)) * (1.0f / 6.0f);
  }
}

}  // namespace

Expected<PostOps> PlanPostOps(const InferContext& ctx, model::ActivationFunctionType activation) {
  GC_ASSIGN_OR_RETURN(const FloatRange range, ActivationRangeFloat(static_cast<FusedActivation>(activation)));
  PostOps plan;
  plan.min = range.lowest;
  plan.max = range.highest;
  bool clamped = activation != model::ActivationFunctionType::kNone;
  for (const PostOp& op : ctx.node().post_ops) {
    FloatRange next;
    if (plan.rest.empty() && op.kind == PostOp::Kind::kAdd && !clamped && plan.residual_input < 0) {
      plan.residual_input = op.input;
    } else if (plan.rest.empty() && ClampOf(op.kind, &next)) {
      // Two clamps in a row are one: each end cut by the first, then by the second.
      plan.min = std::clamp(plan.min, next.lowest, next.highest);
      plan.max = std::clamp(plan.max, next.lowest, next.highest);
      clamped = true;
    } else {
      plan.rest.push_back(op);
    }
  }
  return plan;
}

void PostOpTiles::Apply(void* context, void* tile, size_t rows, size_t columns, size_t stride, size_t row0, size_t col0) {
  const PostOpTiles& t = *static_cast<const PostOpTiles*>(context);
  for (const PostOp& op : *t.ops) {
    const float* operand = op.kind == PostOp::Kind::kAdd ? t.ctx->in<float>(op.input) + row0 * stride + t.first_column + col0 : nullptr;
    for (size_t r = 0; r < rows; ++r) {
      ApplyToRow(op.kind, static_cast<float*>(tile) + r * stride, columns, operand ? operand + r * stride : nullptr);
    }
  }
}

bool AcceptsFloatPostOps(PostOp::Kind, TensorType type) { return type == TensorType::kFloat32; }

int NumOwnInputs(const InferContext& ctx) {
  int n = ctx.num_inputs();
  for (const PostOp& op : ctx.node().post_ops) {
    if (op.input >= 0) n = std::min(n, op.input);
  }
  return n;
}

}  // namespace goldcrest::kernels
