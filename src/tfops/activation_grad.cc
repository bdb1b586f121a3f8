// Gradients of functions of one input, from the gradient of the result and the input or the result itself.
#include <cmath>

#include "tfops/maps.h"
#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// First the gradient, then the input of the function.
constexpr BinaryFns kRelu = {[](double dy, double x) { return x > 0 ? dy : 0; }};
constexpr BinaryFns kRelu6 = {[](double dy, double x) { return x > 0 && x < 6 ? dy : 0; }};
constexpr BinaryFns kSoftplus = {[](double dy, double x) { return dy / (std::exp(-x) + 1); }};
constexpr BinaryFns kSoftsign = {[](double dy, double x) { return dy / ((1 + std::fabs(x)) * (1 + std::fabs(x))); }};
// First the gradient, then the function's result.
constexpr BinaryFns kElu = {[](double dy, double y) { return y < 0 ? dy * (y + 1) : dy; }};
constexpr double kSeluScale = 1.0507009873554804934193349852946, kSeluAlpha = 1.6732632423543772848170429916717;
constexpr BinaryFns kSelu = {[](double dy, double y) { return y < 0 ? dy * (y + kSeluScale * kSeluAlpha) : dy * kSeluScale; }};
// First the function's result, then the gradient.
constexpr BinaryFns kInv = {[](double y, double dy) { return -dy * y * y; }, nullptr,
                            [](Complex y, Complex dy) { return -dy * std::conj(y * y); }};
constexpr BinaryFns kRsqrt = {[](double y, double dy) { return -0.5 * dy * y * y * y; }, nullptr,
                              [](Complex y, Complex dy) { return -0.5 * dy * std::conj(y * y * y); }};
constexpr BinaryFns kSigmoid = {[](double y, double dy) { return dy * y * (1 - y); }, nullptr,
                                [](Complex y, Complex dy) { return dy * std::conj(y * (1.0 - y)); }};
constexpr BinaryFns kSqrt = {[](double y, double dy) { return dy * 0.5 / y; }, nullptr,
                             [](Complex y, Complex dy) { return dy * 0.5 / std::conj(y); }};
constexpr BinaryFns kTanh = {[](double y, double dy) { return dy * (1 - y * y); }, nullptr,
                             [](Complex y, Complex dy) { return dy * std::conj(1.0 - y * y); }};

Status LeakyRelu(EvalContext& ctx) {
  const double alpha = ToDouble(ctx.attrs().Float("alpha", 0.2F));
  GC_ASSIGN_OR_RETURN(std::vector<double> dy, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(1).AsDoubles());
  for (size_t i = 0; i < dy.size(); ++i) dy[i] *= x[i] > 0 ? 1 : alpha;
  return SetDoubles(ctx, 0, ctx.dims(0), dy);
}

constexpr Op kOps[] = {
    {"EluGrad", 2, 1, InferMerged, Binary<kElu>},           {"InvGrad", 2, 1, InferMerged, Binary<kInv>},
    {"LeakyReluGrad", 2, 1, InferMerged, LeakyRelu},        {"ReciprocalGrad", 2, 1, InferMerged, Binary<kInv>},
    {"Relu6Grad", 2, 1, InferMerged, Binary<kRelu6>},       {"ReluGrad", 2, 1, InferMerged, Binary<kRelu>},
    {"RsqrtGrad", 2, 1, InferMerged, Binary<kRsqrt>},       {"SeluGrad", 2, 1, InferMerged, Binary<kSelu>},
    {"SigmoidGrad", 2, 1, InferMerged, Binary<kSigmoid>},   {"SoftplusGrad", 2, 1, InferMerged, Binary<kSoftplus>},
    {"SoftsignGrad", 2, 1, InferMerged, Binary<kSoftsign>}, {"SqrtGrad", 2, 1, InferMerged, Binary<kSqrt>},
    {"TanhGrad", 2, 1, InferMerged, Binary<kTanh>},
};

}  // namespace

std::span<const Op> ActivationGradOps() { return kOps; }

}  // namespace goldcrest::tf
