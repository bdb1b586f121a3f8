// Operators of one input, element by element.
#include <cmath>
#include <numbers>

#include "tfops/maps.h"
#include "tfops/op.h"
#include "tfops/shapes.h"
#include "tfops/special_functions.h"

namespace goldcrest::tf {
namespace {

int64_t Wrap(uint64_t v) { return static_cast<int64_t>(v); }

constexpr UnaryFns kAbs = {[](double x) { return std::fabs(x); }, [](int64_t x) { return x < 0 ? Wrap(0 - static_cast<uint64_t>(x)) : x; }};
constexpr UnaryFns kAcos = {[](double x) { return std::acos(x); }};
constexpr UnaryFns kAcosh = {[](double x) { return std::acosh(x); }, nullptr, [](Complex x) { return std::acosh(x); }};
constexpr UnaryFns kAsin = {[](double x) { return std::asin(x); }};
constexpr UnaryFns kAsinh = {[](double x) { return std::asinh(x); }, nullptr, [](Complex x) { return std::asinh(x); }};
constexpr UnaryFns kAtan = {[](double x) { return std::atan(x); }};
constexpr UnaryFns kAtanh = {[](double x) { return std::atanh(x); }, nullptr, [](Complex x) { return std::atanh(x); }};
constexpr UnaryFns kCeil = {[](double x) { return std::ceil(x); }};
constexpr UnaryFns kConj = {[](double x) { return x; }, nullptr, [](Complex x) { return std::conj(x); }};
constexpr UnaryFns kCos = {[](double x) { return std::cos(x); }, nullptr, [](Complex x) { return std::cos(x); }};
constexpr UnaryFns kCosh = {[](double x) { return std::cosh(x); }, nullptr, [](Complex x) { return std::cosh(x); }};
constexpr UnaryFns kDigamma = {Digamma};
constexpr UnaryFns kElu = {[](double x) { return x < 0 ? std::expm1(x) : x; }};
constexpr UnaryFns kErf = {[](double x) { return std::erf(x); }};
constexpr UnaryFns kErfc = {[](double x) { return std::erfc(x); }};
constexpr UnaryFns kErfinv = {InverseErf};
constexpr UnaryFns kExp = {[](double x) { return std::exp(x); }, nullptr, [](Complex x) { return std::exp(x); }};
constexpr UnaryFns kExpm1 = {[](double x) { return std::expm1(x); }, nullptr, [](Complex x) { return std::exp(x) - 1.0; }};
constexpr UnaryFns kFloor = {[](double x) { return std::floor(x); }};
constexpr UnaryFns kInv = {[](double x) { return 1 / x; }, [](int64_t x) { return x == 0 ? int64_t{0} : 1 / x; },
                           [](Complex x) { return 1.0 / x; }};
constexpr UnaryFns kInvert = {nullptr, [](int64_t x) { return ~x; }};
constexpr UnaryFns kIsFinite = {[](double x) { return std::isfinite(x) ? 1.0 : 0.0; }};
constexpr UnaryFns kIsInf = {[](double x) { return std::isinf(x) ? 1.0 : 0.0; }};
constexpr UnaryFns kIsNan = {[](double x) { return std::isnan(x) ? 1.0 : 0.0; }};
constexpr UnaryFns kLgamma = {LogGamma};
constexpr UnaryFns kLog = {[](double x) { return std::log(x); }, nullptr, [](Complex x) { return std::log(x); }};
constexpr UnaryFns kLog1p = {[](double x) { return std::log1p(x); }, nullptr, [](Complex x) { return std::log(1.0 + x); }};
constexpr UnaryFns kLogicalNot = {nullptr, [](int64_t x) { return x == 0 ? int64_t{1} : int64_t{0}; }};
constexpr UnaryFns kNdtri = {[](double x) { return -std::numbers::sqrt2 * InverseErfc(2 * x); }};
constexpr UnaryFns kNeg = {[](double x) { return -x; }, [](int64_t x) { return Wrap(0 - static_cast<uint64_t>(x)); },
                           [](Complex x) { return -x; }};
// NaN stays NaN in these: a comparison with it is false.
constexpr UnaryFns kRelu = {[](double x) { return x < 0 ? 0.0 : x; }, [](int64_t x) { return x < 0 ? int64_t{0} : x; }};
constexpr UnaryFns kRelu6 = {[](double x) { return x < 0   ? 0.0
                                                   : x > 6 ? 6.0
                                                           : x; },
                             [](int64_t x) { return x < 0   ? int64_t{0}
                                                    : x > 6 ? int64_t{6}
                                                            : x; }};
constexpr UnaryFns kRint = {[](double x) { return std::nearbyint(x); }};
constexpr UnaryFns kRound = {[](double x) { return std::nearbyint(x); }, [](int64_t x) { return x; }};
constexpr UnaryFns kRsqrt = {[](double x) { return 1 / std::sqrt(x); }, nullptr, [](Complex x) { return 1.0 / std::sqrt(x); }};
constexpr double kSeluScale = 1.0507009873554804934193349852946, kSeluAlpha = 1.6732632423543772848170429916717;
constexpr UnaryFns kSelu = {[](double x) { return kSeluScale * (x < 0 ? kSeluAlpha * std::expm1(x) : x); }};
constexpr UnaryFns kSigmoid = {[](double x) { return 1 / (1 + std::exp(-x)); }, nullptr,
                               [](Complex x) { return 1.0 / (1.0 + std::exp(-x)); }};
constexpr UnaryFns kSign = {[](double x) { return x > 0   ? 1.0
                                                  : x < 0 ? -1.0
                                                          : x; },
                            [](int64_t x) { return x > 0   ? int64_t{1}
                                                   : x < 0 ? int64_t{-1}
                                                           : int64_t{0}; },
                            [](Complex x) { return x == 0.0 ? x : x / std::abs(x); }};
constexpr UnaryFns kSin = {[](double x) { return std::sin(x); }, nullptr, [](Complex x) { return std::sin(x); }};
constexpr UnaryFns kSinh = {[](double x) { return std::sinh(x); }, nullptr, [](Complex x) { return std::sinh(x); }};
constexpr UnaryFns kSoftplus = {[](double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }};
constexpr UnaryFns kSoftsign = {[](double x) { return x / (1 + std::fabs(x)); }};
constexpr UnaryFns kSqrt = {[](double x) { return std::sqrt(x); }, nullptr, [](Complex x) { return std::sqrt(x); }};
constexpr UnaryFns kSquare = {[](double x) { return x * x; },
                              [](int64_t x) { return Wrap(static_cast<uint64_t>(x) * static_cast<uint64_t>(x)); },
                              [](Complex x) { return x * x; }};
constexpr UnaryFns kTan = {[](double x) { return std::tan(x); }, nullptr, [](Complex x) { return std::tan(x); }};
constexpr UnaryFns kTanh = {[](double x) { return std::tanh(x); }, nullptr, [](Complex x) { return std::tanh(x); }};

// x where it is positive, else alpha times x.
Status LeakyRelu(EvalContext& ctx) {
  const double alpha = ToDouble(ctx.attrs().Float("alpha", 0.2F));
  GC_ASSIGN_OR_RETURN(std::vector<double> values, ctx.input(0).AsDoubles());
  for (double& v : values) v = v > 0 ? v : v * alpha;
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromDoubles(ctx.output_type(0), ctx.input(0).dims(), values));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

// The number of bits that are 1.
Status PopulationCount(EvalContext& ctx) {
  const Literal& x = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> values, x.AsInts());
  const size_t bits = TypeBytes(x.type()) * 8;
  const uint64_t mask = bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
  GC_ASSIGN_OR_RETURN(std::vector<uint8_t> out, ctx.Allocate(DataType::kUInt8, x.dims()));
  for (size_t i = 0; i < values.size(); ++i) out[i] = static_cast<uint8_t>(__builtin_popcountll(static_cast<uint64_t>(values[i]) & mask));
  ctx.Set(0, Literal(DataType::kUInt8, x.dims(), model::Block(std::move(out))));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Abs", 1, 1, InferSame, Unary<kAbs>},
    {"Acos", 1, 1, InferSame, Unary<kAcos>},
    {"Acosh", 1, 1, InferSame, Unary<kAcosh>},
    {"Asin", 1, 1, InferSame, Unary<kAsin>},
    {"Asinh", 1, 1, InferSame, Unary<kAsinh>},
    {"Atan", 1, 1, InferSame, Unary<kAtan>},
    {"Atanh", 1, 1, InferSame, Unary<kAtanh>},
    {"Ceil", 1, 1, InferSame, Unary<kCeil>},
    {"Conj", 1, 1, InferSame, Unary<kConj>},
    {"Cos", 1, 1, InferSame, Unary<kCos>},
    {"Cosh", 1, 1, InferSame, Unary<kCosh>},
    {"Digamma", 1, 1, InferSame, Unary<kDigamma>},
    {"Elu", 1, 1, InferSame, Unary<kElu>},
    {"Erf", 1, 1, InferSame, Unary<kErf>},
    {"Erfc", 1, 1, InferSame, Unary<kErfc>},
    {"Erfinv", 1, 1, InferSame, Unary<kErfinv>},
    {"Exp", 1, 1, InferSame, Unary<kExp>},
    {"Expm1", 1, 1, InferSame, Unary<kExpm1>},
    {"Floor", 1, 1, InferSame, Unary<kFloor>},
    {"Inv", 1, 1, InferSame, Unary<kInv>},
    {"Invert", 1, 1, InferSame, Unary<kInvert>},
    {"IsFinite", 1, 1, InferSame, Unary<kIsFinite>},
    {"IsInf", 1, 1, InferSame, Unary<kIsInf>},
    {"IsNan", 1, 1, InferSame, Unary<kIsNan>},
    {"LeakyRelu", 1, 1, InferSame, LeakyRelu},
    {"Lgamma", 1, 1, InferSame, Unary<kLgamma>},
    {"Log", 1, 1, InferSame, Unary<kLog>},
    {"Log1p", 1, 1, InferSame, Unary<kLog1p>},
    {"LogicalNot", 1, 1, InferSame, Unary<kLogicalNot>},
    {"Ndtri", 1, 1, InferSame, Unary<kNdtri>},
    {"Neg", 1, 1, InferSame, Unary<kNeg>},
    {"PopulationCount", 1, 1, InferSame, PopulationCount},
    {"Reciprocal", 1, 1, InferSame, Unary<kInv>},
    {"Relu", 1, 1, InferSame, Unary<kRelu>},
    {"Relu6", 1, 1, InferSame, Unary<kRelu6>},
    {"Rint", 1, 1, InferSame, Unary<kRint>},
    {"Round", 1, 1, InferSame, Unary<kRound>},
    {"Rsqrt", 1, 1, InferSame, Unary<kRsqrt>},
    {"Selu", 1, 1, InferSame, Unary<kSelu>},
    {"Sigmoid", 1, 1, InferSame, Unary<kSigmoid>},
    {"Sign", 1, 1, InferSame, Unary<kSign>},
    {"Sin", 1, 1, InferSame, Unary<kSin>},
    {"Sinh", 1, 1, InferSame, Unary<kSinh>},
    {"Softplus", 1, 1, InferSame, Unary<kSoftplus>},
    {"Softsign", 1, 1, InferSame, Unary<kSoftsign>},
    {"Sqrt", 1, 1, InferSame, Unary<kSqrt>},
    {"Square", 1, 1, InferSame, Unary<kSquare>},
    {"Tan", 1, 1, InferSame, Unary<kTan>},
    {"Tanh", 1, 1, InferSame, Unary<kTanh>},
};

}  // namespace

std::span<const Op> ElementwiseOps() { return kOps; }

}  // namespace goldcrest::tf
