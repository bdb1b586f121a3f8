// Operators of one input, element by element.
#include <cmath>

#include "tfops/op.h"

namespace goldcrest::tf {
namespace {

Status InferSame(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

// Computed in double and rounded once to the type of the result.
template <double (*f)(double)>
Status Map(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(std::vector<double> values, ctx.input(0).AsDoubles());
  for (double& v : values) v = f(v);
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromDoubles(ctx.output_type(0), ctx.input(0).dims(), values));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

double Relu(double x) { return x < 0 ? 0 : x; }
double Relu6(double x) { return x < 0 ? 0 : x > 6 ? 6 : x; }
double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double Tanh(double x) { return std::tanh(x); }
double Exp(double x) { return std::exp(x); }

constexpr Op kOps[] = {
    {"Exp", InferSame, Map<Exp>},         {"Relu", InferSame, Map<Relu>}, {"Relu6", InferSame, Map<Relu6>},
    {"Sigmoid", InferSame, Map<Sigmoid>}, {"Tanh", InferSame, Map<Tanh>},
};

}  // namespace

std::span<const Op> ElementwiseOps() { return kOps; }

}  // namespace goldcrest::tf
