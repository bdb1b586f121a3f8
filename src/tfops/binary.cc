// Operators of two inputs, element by element, broadcast: arithmetic, comparisons, logic, bits.
#include <algorithm>
#include <cmath>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/maps.h"
#include "tfops/op.h"
#include "tfops/shapes.h"
#include "tfops/special_functions.h"

namespace goldcrest::tf {
namespace {

// Two's complement, without the overflow that is undefined.
int64_t Sum(int64_t x, int64_t y, bool&) { return static_cast<int64_t>(static_cast<uint64_t>(x) + static_cast<uint64_t>(y)); }
int64_t Difference(int64_t x, int64_t y, bool&) { return static_cast<int64_t>(static_cast<uint64_t>(x) - static_cast<uint64_t>(y)); }
int64_t Product(int64_t x, int64_t y, bool&) { return static_cast<int64_t>(static_cast<uint64_t>(x) * static_cast<uint64_t>(y)); }

bool Divides(int64_t x, int64_t y, bool& bad) {
  bad |= y == 0;
  return y != 0 && !(x == INT64_MIN && y == -1);
}
int64_t Quotient(int64_t x, int64_t y, bool& bad) { return Divides(x, y, bad) ? x / y : y == 0 ? 0 : x; }
int64_t Remainder(int64_t x, int64_t y, bool& bad) { return Divides(x, y, bad) ? x % y : 0; }
int64_t FloorQuotient(int64_t x, int64_t y, bool& bad) {
  const int64_t q = Quotient(x, y, bad);
  return Remainder(x, y, bad) != 0 && (x < 0) != (y < 0) ? q - 1 : q;
}
int64_t FloorRemainder(int64_t x, int64_t y, bool& bad) {
  const int64_t r = Remainder(x, y, bad);
  return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}
double FloorMod(double x, double y) {
  const double r = std::fmod(x, y);
  return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}
int64_t Power(int64_t x, int64_t y, bool& bad) {
  if (y < 0) {
    bad |= x != 1 && x != -1;
    return x == 1 || y % 2 == 0 ? 1 : -1;
  }
  int64_t result = 1;
  for (; y > 0; y >>= 1, x = Product(x, x, bad))
    if (y & 1) result = Product(result, x, bad);
  return result;
}
int64_t Squared(int64_t x, int64_t y, bool& bad) { return Product(Difference(x, y, bad), Difference(x, y, bad), bad); }
// Shifts by less than 0 or more than there are bits are undefined in TensorFlow; it clamps them, and so do we.
int64_t ShiftBy(int64_t y) { return y < 0 ? 0 : y > 63 ? 63 : y; }

constexpr BinaryFns kAdd = {[](double x, double y) { return x + y; }, Sum, [](Complex x, Complex y) { return x + y; }, true};
constexpr BinaryFns kSub = {[](double x, double y) { return x - y; }, Difference, [](Complex x, Complex y) { return x - y; }, true};
constexpr BinaryFns kMul = {[](double x, double y) { return x * y; }, Product, [](Complex x, Complex y) { return x * y; }, true};
constexpr BinaryFns kDiv = {[](double x, double y) { return x / y; }, Quotient, [](Complex x, Complex y) { return x / y; }};
constexpr BinaryFns kTruncateMod = {[](double x, double y) { return std::fmod(x, y); }, Remainder};
constexpr BinaryFns kFloorDiv = {[](double x, double y) { return std::floor(x / y); }, FloorQuotient};
constexpr BinaryFns kFloorMod = {FloorMod, FloorRemainder};
constexpr BinaryFns kDivNoNan = {[](double x, double y) { return y == 0 ? 0 : x / y; }, nullptr,
                                 [](Complex x, Complex y) { return y == 0.0 ? Complex(0) : x / y; }};
constexpr BinaryFns kMulNoNan = {[](double x, double y) { return y == 0 ? 0 : x * y; }, nullptr,
                                 [](Complex x, Complex y) { return y == 0.0 ? Complex(0) : x * y; }};
constexpr BinaryFns kPow = {[](double x, double y) { return std::pow(x, y); }, Power, [](Complex x, Complex y) { return std::pow(x, y); }};
constexpr BinaryFns kSquaredDifference = {[](double x, double y) { return (x - y) * (x - y); }, Squared,
                                          [](Complex x, Complex y) { return std::conj(x - y) * (x - y); }, true};
// NaN wins on either side.
constexpr BinaryFns kMaximum = {[](double x, double y) { return std::isnan(x) || x > y ? x : y; },
                                [](int64_t x, int64_t y, bool&) { return x > y ? x : y; }};
constexpr BinaryFns kMinimum = {[](double x, double y) { return std::isnan(x) || x < y ? x : y; },
                                [](int64_t x, int64_t y, bool&) { return x < y ? x : y; }};
constexpr BinaryFns kAtan2 = {[](double y, double x) { return std::atan2(y, x); }};
constexpr BinaryFns kNextAfter = {[](double x, double y) { return std::nextafter(x, y); }};
constexpr BinaryFns kXdivy = {[](double x, double y) { return x == 0 ? 0 : x / y; }, nullptr,
                              [](Complex x, Complex y) { return x == 0.0 ? Complex(0) : x / y; }};
constexpr BinaryFns kXlogy = {[](double x, double y) { return x == 0 ? 0 : x * std::log(y); }, nullptr,
                              [](Complex x, Complex y) { return x == 0.0 ? Complex(0) : x * std::log(y); }};
constexpr BinaryFns kXlog1py = {[](double x, double y) { return x == 0 ? 0 : x * std::log1p(y); }, nullptr,
                                [](Complex x, Complex y) { return x == 0.0 ? Complex(0) : x * std::log(1.0 + y); }};
constexpr BinaryFns kIgamma = {LowerGamma};
constexpr BinaryFns kIgammac = {UpperGamma};
constexpr BinaryFns kZeta = {Zeta};
constexpr BinaryFns kPolygamma = {Polygamma};

constexpr BinaryFns kEqual = {[](double x, double y) { return x == y ? 1.0 : 0.0; },
                              [](int64_t x, int64_t y, bool&) { return int64_t{x == y}; },
                              [](Complex x, Complex y) { return Complex(x == y ? 1 : 0); }, true};
constexpr BinaryFns kNotEqual = {[](double x, double y) { return x != y ? 1.0 : 0.0; },
                                 [](int64_t x, int64_t y, bool&) { return int64_t{x != y}; },
                                 [](Complex x, Complex y) { return Complex(x != y ? 1 : 0); }, true};
constexpr BinaryFns kLess = {[](double x, double y) { return x < y ? 1.0 : 0.0; },
                             [](int64_t x, int64_t y, bool&) { return int64_t{x < y}; }};
constexpr BinaryFns kLessEqual = {[](double x, double y) { return x <= y ? 1.0 : 0.0; },
                                  [](int64_t x, int64_t y, bool&) { return int64_t{x <= y}; }};
constexpr BinaryFns kGreater = {[](double x, double y) { return x > y ? 1.0 : 0.0; },
                                [](int64_t x, int64_t y, bool&) { return int64_t{x > y}; }};
constexpr BinaryFns kGreaterEqual = {[](double x, double y) { return x >= y ? 1.0 : 0.0; },
                                     [](int64_t x, int64_t y, bool&) { return int64_t{x >= y}; }};
constexpr BinaryFns kAnd = {nullptr, [](int64_t x, int64_t y, bool&) { return x & y; }, nullptr, true};
constexpr BinaryFns kOr = {nullptr, [](int64_t x, int64_t y, bool&) { return x | y; }, nullptr, true};
constexpr BinaryFns kXor = {nullptr, [](int64_t x, int64_t y, bool&) { return x ^ y; }, nullptr, true};
constexpr BinaryFns kLeftShift = {
    nullptr, [](int64_t x, int64_t y, bool&) { return static_cast<int64_t>(static_cast<uint64_t>(x) << ShiftBy(y)); }, nullptr, true};
constexpr BinaryFns kRightShift = {nullptr, [](int64_t x, int64_t y, bool&) { return x >> ShiftBy(y); }};

// As InferBroadcast, and the entries of shapes that are computed on.
template <const BinaryFns& fns>
Status InferArithmetic(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferBroadcast(ctx));
  const std::optional<PartialInts> x = ctx.Entries(0), y = ctx.Entries(1);
  const PartialShape& shape = ctx.outputs()[0].shape;
  if (!x.has_value() || !y.has_value() || !shape.has_rank() || shape.rank() > 1 || !shape.IsStatic()) return Status::Ok();
  PartialInts out(static_cast<size_t>(shape.elements()));
  if (x->empty() || y->empty()) return Status::Ok();
  for (size_t i = 0; i < out.size(); ++i) {
    const std::optional<int64_t> a = (*x)[x->size() == 1 ? 0 : i], b = (*y)[y->size() == 1 ? 0 : i];
    bool bad = !a.has_value() || !b.has_value();
    const int64_t value = bad ? 0 : fns.integer(*a, *b, bad);
    if (!bad) out[i] = value;
  }
  ctx.SetInts(0, std::move(out));
  return Status::Ok();
}

// Strings are joined, numbers added.
Status Add(EvalContext& ctx) {
  if (ctx.input(0).type() != DataType::kString || ctx.input(1).type() != DataType::kString) return MapBinary(ctx, kAdd);
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kString, dims));
  const std::vector<int64_t> x = BroadcastStrides(ctx.input(0).dims(), dims.size()), y = BroadcastStrides(ctx.input(1).dims(), dims.size());
  const Loops<2> loops(dims, {x, y});
  std::vector<std::string> joined;
  uint64_t bytes = 0;
  loops.ForEachRow({0, 0}, [&](const Loops<2>::Offsets& at) {
    for (int64_t i = 0; i < loops.row() && bytes <= ctx.max_bytes(); ++i) {
      joined.push_back(ctx.input(0).strings()[static_cast<size_t>(at[0] + i * loops.step(0))] +
                       ctx.input(1).strings()[static_cast<size_t>(at[1] + i * loops.step(1))]);
      bytes += joined.back().size();
    }
  });
  if (bytes > ctx.max_bytes())
    return Error(StatusCode::kLimitExceeded, "joined strings need more than %llu bytes", static_cast<unsigned long long>(ctx.max_bytes()));
  ctx.Set(0, Literal(dims, std::move(joined)));
  return Status::Ok();
}

// Equal and NotEqual of strings, and of shapes that do not broadcast, which differ by decree.
template <bool equal>
Status Equals(EvalContext& ctx) {
  const Literal &x = ctx.input(0), &y = ctx.input(1);
  if (!BroadcastShapes(x.shape(), y.shape()).ok()) {
    ctx.Set(0, Literal::Scalar(!equal));
    return Status::Ok();
  }
  if (x.type() != DataType::kString || y.type() != DataType::kString) return MapBinary(ctx, equal ? kEqual : kNotEqual);
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_ASSIGN_OR_RETURN(std::vector<uint8_t> out, ctx.Allocate(DataType::kBool, dims));
  const std::vector<int64_t> to = Strides(dims), from_x = BroadcastStrides(x.dims(), dims.size()),
                             from_y = BroadcastStrides(y.dims(), dims.size());
  const Loops<3> loops(dims, {to, from_x, from_y});
  loops.ForEachRow({0, 0, 0}, [&](const Loops<3>::Offsets& at) {
    for (int64_t i = 0; i < loops.row(); ++i) {
      const bool same =
          x.strings()[static_cast<size_t>(at[1] + i * loops.step(1))] == y.strings()[static_cast<size_t>(at[2] + i * loops.step(2))];
      out[static_cast<size_t>(at[0] + i * loops.step(0))] = same == equal;
    }
  });
  ctx.Set(0, Literal(DataType::kBool, dims, model::Block(std::move(out))));
  return Status::Ok();
}

Status InferEquals(InferContext& ctx) {
  if (ctx.attrs().Bool("incompatible_shape_error", true)) return InferBroadcast(ctx);
  Expected<PartialShape> shape = BroadcastShapes(ctx.shape(0), ctx.shape(1));
  if (ctx.shape(0).IsStatic() && ctx.shape(1).IsStatic()) ctx.Set(0, shape.ok() ? *shape : PartialShape::Scalar());
  return Status::Ok();
}

Status ApproximateEqual(EvalContext& ctx) {
  const double tolerance = ToDouble(ctx.attrs().Float("tolerance", 1e-5F));
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> y, ctx.input(1).AsDoubles());
  std::vector<double> near(x.size());
  for (size_t i = 0; i < x.size(); ++i) near[i] = std::fabs(x[i] - y[i]) < tolerance ? 1 : 0;
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromDoubles(DataType::kBool, ctx.dims(0), near));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

// The sum of any number of tensors of one shape.
Status AddN(EvalContext& ctx) {
  Literal sum = ctx.input(0);
  for (size_t i = 1; i < ctx.num_inputs(); ++i) {
    const std::vector<Literal> pair = {sum, ctx.input(i)};
    const DataType type = sum.type();
    EvalContext add(ctx.attrs(), pair, {&type, 1}, ctx.max_bytes());
    GC_RETURN_IF_ERROR(Eval(*FindOp("Add"), add));
    sum = add.outputs()[0];
  }
  ctx.Set(0, std::move(sum));
  return Status::Ok();
}

// The incomplete beta function; its three inputs have one shape, or are scalars.
Status Betainc(EvalContext& ctx) {
  std::vector<double> in[3];
  size_t n = 1;
  for (size_t i = 0; i < 3; ++i) {
    GC_ASSIGN_OR_RETURN(in[i], ctx.input(i).AsDoubles());
    if (ctx.input(i).rank() > 0) n = in[i].size();
  }
  const auto at = [&](size_t k, size_t i) { return in[k][ctx.input(k).rank() == 0 ? 0 : i]; };
  std::vector<double> out(n);
  for (size_t i = 0; i < n; ++i) out[i] = IncompleteBeta(at(0, i), at(1, i), at(2, i));
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromDoubles(ctx.output_type(0), ctx.dims(0), out));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

Status InferBetainc(InferContext& ctx) {
  PartialShape shape = PartialShape::Scalar();
  bool seen = false;
  for (size_t i = 0; i < 3; ++i) {
    if (ctx.shape(i).has_rank() && ctx.shape(i).rank() == 0) continue;
    if (!ctx.shape(i).has_rank()) return Status::Ok();
    GC_ASSIGN_OR_RETURN(shape, Merge(seen ? shape : PartialShape(), ctx.shape(i)));
    seen = true;
  }
  ctx.Set(0, shape);
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Add", 2, 1, InferArithmetic<kAdd>, Add},
    {"AddN", 1, 1, InferMerged, AddN},
    {"AddV2", 2, 1, InferArithmetic<kAdd>, Add},
    {"ApproximateEqual", 2, 1, InferMerged, ApproximateEqual},
    {"Atan2", 2, 1, InferBroadcast, Binary<kAtan2>},
    {"Betainc", 3, 1, InferBetainc, Betainc},
    {"BitwiseAnd", 2, 1, InferBroadcast, Binary<kAnd>},
    {"BitwiseOr", 2, 1, InferBroadcast, Binary<kOr>},
    {"BitwiseXor", 2, 1, InferBroadcast, Binary<kXor>},
    {"Div", 2, 1, InferArithmetic<kDiv>, Binary<kDiv>},
    {"DivNoNan", 2, 1, InferBroadcast, Binary<kDivNoNan>},
    {"Equal", 2, 1, InferEquals, Equals<true>},
    {"FloorDiv", 2, 1, InferArithmetic<kFloorDiv>, Binary<kFloorDiv>},
    {"FloorMod", 2, 1, InferArithmetic<kFloorMod>, Binary<kFloorMod>},
    {"Greater", 2, 1, InferBroadcast, Binary<kGreater>},
    {"GreaterEqual", 2, 1, InferBroadcast, Binary<kGreaterEqual>},
    {"Igamma", 2, 1, InferBroadcast, Binary<kIgamma>},
    {"Igammac", 2, 1, InferBroadcast, Binary<kIgammac>},
    {"LeftShift", 2, 1, InferBroadcast, Binary<kLeftShift>},
    {"Less", 2, 1, InferBroadcast, Binary<kLess>},
    {"LessEqual", 2, 1, InferBroadcast, Binary<kLessEqual>},
    {"LogicalAnd", 2, 1, InferBroadcast, Binary<kAnd>},
    {"LogicalOr", 2, 1, InferBroadcast, Binary<kOr>},
    {"Maximum", 2, 1, InferArithmetic<kMaximum>, Binary<kMaximum>},
    {"Minimum", 2, 1, InferArithmetic<kMinimum>, Binary<kMinimum>},
    {"Mod", 2, 1, InferBroadcast, Binary<kTruncateMod>},
    {"Mul", 2, 1, InferArithmetic<kMul>, Binary<kMul>},
    {"MulNoNan", 2, 1, InferBroadcast, Binary<kMulNoNan>},
    {"NextAfter", 2, 1, InferBroadcast, Binary<kNextAfter>},
    {"NotEqual", 2, 1, InferEquals, Equals<false>},
    {"Polygamma", 2, 1, InferBroadcast, Binary<kPolygamma>},
    {"Pow", 2, 1, InferBroadcast, Binary<kPow>},
    {"RealDiv", 2, 1, InferBroadcast, Binary<kDiv>},
    {"RightShift", 2, 1, InferBroadcast, Binary<kRightShift>},
    {"SquaredDifference", 2, 1, InferBroadcast, Binary<kSquaredDifference>},
    {"Sub", 2, 1, InferArithmetic<kSub>, Binary<kSub>},
    {"TruncateDiv", 2, 1, InferBroadcast, Binary<kDiv>},
    {"TruncateMod", 2, 1, InferBroadcast, Binary<kTruncateMod>},
    {"Xdivy", 2, 1, InferBroadcast, Binary<kXdivy>},
    {"Xlog1py", 2, 1, InferBroadcast, Binary<kXlog1py>},
    {"Xlogy", 2, 1, InferBroadcast, Binary<kXlogy>},
    {"Zeta", 2, 1, InferBroadcast, Binary<kZeta>},
};

}  // namespace

std::span<const Op> BinaryOps() { return kOps; }

}  // namespace goldcrest::tf
