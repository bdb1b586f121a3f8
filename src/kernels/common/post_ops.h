// How a float operator applies its own activation and the operations that fusion gave it (NodeInfo::post_ops).
//
// The common sequences are one addition and one clamp, which kernels do in registers. Whatever comes after is left to Rest, a
// function over finished parts of the result.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_POST_OPS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_POST_OPS_H_

#include <vector>

#include "goldcrest/op.h"
#include "kernels/common/math_rows.h"
#include "model/options.h"

namespace goldcrest::kernels {

// An operation on finished parts of a result.
struct TilePostOp {
  PostOp op;
  UnaryRow<MathParams> row = nullptr;  // where it is a function of the element
};
std::vector<TilePostOp> MakeTilePostOps(std::span<const PostOp> ops);

struct PostOps {
  int residual_input = -1;       // index among the node's inputs, or -1
  float min, max;                // clamp after the addition; infinite where nothing is cut
  std::vector<TilePostOp> rest;  // then these
};

// Applies operations to finished parts of a float result with rows of `stride` elements; has the form of the GEMM library's
// TileCallback. The other operands of additions have the result's shape.
struct PostOpTiles {
  const std::vector<TilePostOp>* ops;
  const EvalContext* ctx;
  size_t first_column;  // of this product within the result

  // `context` is a PostOpTiles.
  static void Apply(void* context, void* tile, size_t rows, size_t columns, size_t stride, size_t row0, size_t col0);
};

// Refuses an activation that is no clamp (TANH, SIGN_BIT).
Expected<PostOps> PlanPostOps(const InferContext& ctx, model::ActivationFunctionType activation);

// True for every kind, on float tensors: for OperatorTraits::accepts_post_op.
bool AcceptsFloatPostOps(PostOp::Kind kind, TensorType type);

// The number of inputs that the file gave the node; those of fused operations come after.
int NumOwnInputs(const InferContext& ctx);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_POST_OPS_H_
