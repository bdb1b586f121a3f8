// Elements as another type: Cast, Bitcast, quantized and dequantized elements, complex numbers and their parts.
#include <cmath>

#include "tfops/elements.h"
#include "tfops/numbers.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status InferCast(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  const auto to = ctx.attrs().Type("DstT");
  const bool integer = to == DataType::kInt32 || to == DataType::kInt64;
  if (!integer || !ctx.shape(0).has_rank() || ctx.shape(0).rank() > 1) return Status::Ok();
  if (auto entries = ctx.Entries(0); entries.has_value()) {
    for (std::optional<int64_t>& e : *entries)
      if (e.has_value() && to == DataType::kInt32) e = static_cast<int32_t>(*e);
    ctx.SetInts(0, std::move(*entries));
  }
  return Status::Ok();
}

Status Cast(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  const DataType to = ctx.output_type(0);
  if (in.type() == to) {
    ctx.Set(0, in);
    return Status::Ok();
  }
  GC_RETURN_IF_ERROR(ctx.Fits(to, in.dims()));
  Expected<Literal> result = Error(StatusCode::kUnsupported, "from %s to %s", TypeName(in.type()).c_str(), TypeName(to).c_str());
  if (IsComplex(in.type()) || IsComplex(to)) {
    GC_ASSIGN_OR_RETURN(const std::vector<Complex> values, in.AsComplex());
    result = LiteralFromComplex(to, in.dims(), values);
  } else if (Expected<std::vector<int64_t>> ints = in.AsInts(); ints.ok()) {
    if (to == DataType::kBool)
      for (int64_t& v : *ints) v = v != 0;
    result = LiteralFromInts(to, in.dims(), *ints);
  } else {
    GC_ASSIGN_OR_RETURN(const std::vector<double> values, in.AsDoubles());
    result = LiteralFromDoubles(to, in.dims(), values);
  }
  if (!result.ok()) return std::move(result).status();
  ctx.Set(0, std::move(*result));
  return Status::Ok();
}

// The last dimension grows or goes as the sizes of the types say.
Expected<PartialShape> BitcastShape(const PartialShape& shape, size_t from, size_t to) {
  if (!shape.has_rank() || from == 0 || to == 0) return PartialShape();
  if (from > to || from == to) {
    std::vector<int64_t> dims = shape.dims();
    if (from > to) dims.push_back(static_cast<int64_t>(from / to));
    return PartialShape(std::move(dims));
  }
  if (shape.rank() == 0 || (shape.dim(shape.rank() - 1) >= 0 && shape.dim(shape.rank() - 1) != static_cast<int64_t>(to / from)))
    return Error(StatusCode::kInvalidModel, "elements of %zu bytes in shape %s do not make elements of %zu", from, shape.ToString().c_str(),
                 to);
  return SubShape(shape, 0, shape.rank() - 1);
}

Status InferBitcast(InferContext& ctx) {
  const DataType to = ctx.attrs().Type("type");
  GC_ASSIGN_OR_RETURN(PartialShape shape, BitcastShape(ctx.shape(0), TypeBytes(ctx.input(0).type), TypeBytes(to)));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status Bitcast(EvalContext& ctx) {
  const DataType to = ctx.output_type(0);
  if (ctx.input(0).type() == DataType::kString) return Error(StatusCode::kUnsupported, "the bits of strings");
  GC_ASSIGN_OR_RETURN(const PartialShape shape, BitcastShape(ctx.input(0).shape(), TypeBytes(ctx.input(0).type()), TypeBytes(to)));
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromBytes(to, shape.dims(), ctx.input(0).bytes()));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

// One number of each complex one.
template <double (*part)(const Complex&)>
Status PartOf(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> values, ctx.input(0).AsComplex());
  std::vector<double> parts(values.size());
  for (size_t i = 0; i < values.size(); ++i) parts[i] = part(values[i]);
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromDoubles(ctx.output_type(0), ctx.input(0).dims(), parts));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

double RealPart(const Complex& z) { return z.real(); }
double ImaginaryPart(const Complex& z) { return z.imag(); }
double Magnitude(const Complex& z) { return std::abs(z); }
double Argument(const Complex& z) { return std::arg(z); }

Status MakeComplex(EvalContext& ctx) {
  const Literal &re = ctx.input(0), &im = ctx.input(1);
  if (re.dims() != im.dims() && re.elements() != 1 && im.elements() != 1)
    return Error(StatusCode::kUnsupported, "parts of shapes %s and %s", re.shape().ToString().c_str(), im.shape().ToString().c_str());
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kComplex128, ctx.dims(0)));
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, re.AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> y, im.AsDoubles());
  std::vector<Complex> values(static_cast<size_t>(ctx.shape(0).elements()));
  for (size_t i = 0; i < values.size(); ++i) values[i] = {x[x.size() == 1 ? 0 : i], y[y.size() == 1 ? 0 : i]};
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromComplex(ctx.output_type(0), ctx.dims(0), values));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Angle", 1, 1, InferSame, PartOf<Argument>},
    {"Bitcast", 1, 1, InferBitcast, Bitcast},
    {"Cast", 1, 1, InferCast, Cast},
    {"Complex", 2, 1, InferBroadcast, MakeComplex},
    {"ComplexAbs", 1, 1, InferSame, PartOf<Magnitude>},
    {"Imag", 1, 1, InferSame, PartOf<ImaginaryPart>},
    {"Real", 1, 1, InferSame, PartOf<RealPart>},
};

}  // namespace

std::span<const Op> CastOps() { return kOps; }

}  // namespace goldcrest::tf
