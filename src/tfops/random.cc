// Random numbers: shapes alone for what has a state. TensorFlow draws them from a generator that each session seeds.
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status InferShaped(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 0));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// Logits [batch, classes] and a number of samples.
Status InferMultinomial(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape logits, WithRank(ctx, 0, 2));
  ctx.Set(0, PartialShape({logits.dim(0), ctx.Int(1).value_or(PartialShape::kUnknown)}));
  return Status::Ok();
}

// A shape, and the shape of the parameters behind it.
Status InferShapedBy(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, ShapeFromEntries(ctx, 0));
  ctx.Set(0, Joined(shape, ctx.shape(1)));
  return Status::Ok();
}

Status InferKeyCounter(InferContext& ctx) {
  ctx.Set(0, PartialShape({1}));
  ctx.Set(1, PartialShape({2}));
  ctx.Set(2, PartialShape::Scalar());
  return Status::Ok();
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Multinomial", 2, 1, InferMultinomial, nullptr},
    {"ParameterizedTruncatedNormal", 5, 1, InferShaped, nullptr},
    {"RandomGamma", 2, 1, InferShapedBy, nullptr},
    {"RandomPoissonV2", 2, 1, InferShapedBy, nullptr},
    {"RandomShuffle", 1, 1, InferFirst, nullptr},
    {"RandomStandardNormal", 1, 1, InferShaped, nullptr},
    {"RandomUniform", 1, 1, InferShaped, nullptr},
    {"RandomUniformInt", 3, 1, InferShaped, nullptr},
    {"StatelessMultinomial", 3, 1, InferMultinomial, nullptr},
    {"StatelessRandomGetAlg", 0, 1, InferScalar, nullptr},
    {"StatelessRandomGetKeyCounter", 1, 2, InferKeyCounter, nullptr},
    {"StatelessRandomGetKeyCounterAlg", 1, 3, InferKeyCounter, nullptr},
    {"StatelessRandomNormal", 2, 1, InferShaped, nullptr},
    {"StatelessRandomNormalV2", 4, 1, InferShaped, nullptr},
    {"StatelessRandomUniform", 2, 1, InferShaped, nullptr},
    {"StatelessRandomUniformFullInt", 2, 1, InferShaped, nullptr},
    {"StatelessRandomUniformFullIntV2", 4, 1, InferShaped, nullptr},
    {"StatelessRandomUniformInt", 4, 1, InferShaped, nullptr},
    {"StatelessRandomUniformIntV2", 6, 1, InferShaped, nullptr},
    {"StatelessRandomUniformV2", 4, 1, InferShaped, nullptr},
    {"StatelessTruncatedNormal", 2, 1, InferShaped, nullptr},
    {"StatelessTruncatedNormalV2", 4, 1, InferShaped, nullptr},
    {"TruncatedNormal", 1, 1, InferShaped, nullptr},
};

}  // namespace

std::span<const Op> RandomOps() { return kOps; }

}  // namespace goldcrest::tf
