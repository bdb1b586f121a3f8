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

void ApplyToRow(const TilePostOp& p, float* row, size_t n, const float* operand) {
  FloatRange range;
  if (p.row != nullptr) {
    p.row({}, row, row, n);
  } else if (ClampOf(p.op.kind, &range)) {
    // NaN stays.
    for (size_t i = 0; i < n; ++i) row[i] = row[i] < range.lowest ? range.lowest : row[i] > range.highest ? range.highest : row[i];
  } else {
    for (size_t i = 0; i < n; ++i) row[i] += operand[i];
  }
}

}  // namespace

std::vector<TilePostOp> MakeTilePostOps(std::span<const PostOp> ops) {
  std::vector<TilePostOp> made;
  for (const PostOp& op : ops) {
    made.push_back({op});
    switch (op.kind) {
      case PostOp::Kind::kHardSwish: made.back().row = MathRow(MathFunction::kHardSwish); break;
      case PostOp::Kind::kLogistic: made.back().row = MathRow(MathFunction::kLogistic); break;
      case PostOp::Kind::kTanh: made.back().row = MathRow(MathFunction::kTanh); break;
      case PostOp::Kind::kSwish: made.back().row = MathRow(MathFunction::kSwish); break;
      default: break;
    }
  }
  return made;
}

Expected<PostOps> PlanPostOps(const InferContext& ctx, model::ActivationFunctionType activation) {
  GC_ASSIGN_OR_RETURN(const FloatRange range, ActivationRangeFloat(static_cast<FusedActivation>(activation)));
  PostOps plan;
  plan.min = range.lowest;
  plan.max = range.highest;
  bool clamped = activation != model::ActivationFunctionType::kNone;
  std::vector<PostOp> rest;
  for (const PostOp& op : ctx.node().post_ops) {
    FloatRange next;
    if (rest.empty() && op.kind == PostOp::Kind::kAdd && !clamped && plan.residual_input < 0) {
      plan.residual_input = op.input;
    } else if (rest.empty() && ClampOf(op.kind, &next)) {
      // Two clamps in a row are one: each end cut by the first, then by the second.
      plan.min = std::clamp(plan.min, next.lowest, next.highest);
      plan.max = std::clamp(plan.max, next.lowest, next.highest);
      clamped = true;
    } else {
      rest.push_back(op);
    }
  }
  plan.rest = MakeTilePostOps(rest);
  return plan;
}

void PostOpTiles::Apply(void* context, void* tile, size_t rows, size_t columns, size_t stride, size_t row0, size_t col0) {
  const PostOpTiles& t = *static_cast<const PostOpTiles*>(context);
  float* const first = static_cast<float*>(tile);
  for (const TilePostOp& p : *t.ops) {
    const bool adds = p.op.kind == PostOp::Kind::kAdd;
    const float* operand = adds ? t.ctx->in<float>(p.op.input) + row0 * stride + t.first_column + col0 : nullptr;
    for (size_t r = 0; r < rows; ++r) ApplyToRow(p, first + r * stride, columns, adds ? operand + r * stride : nullptr);
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
