// REAL, IMAG, COMPLEX_ABS: the real part, the imaginary part and the magnitude of complex numbers.
//   COMPLEX_ABS [3 + 4i] -> [5]
#include <cmath>
#include <complex>

#include "kernels/common/define.h"
#include "kernels/common/unary.h"
#include "kernels/complex/magnitude_rows.h"

namespace goldcrest::kernels {
namespace {

struct Nothing {};
struct Real {
  template <typename T>
  static T Apply(const Nothing&, std::complex<T> x) {
    return x.real();
  }
};
struct Imag {
  template <typename T>
  static T Apply(const Nothing&, std::complex<T> x) {
    return x.imag();
  }
};
struct Magnitude {
  static double Apply(const Nothing&, std::complex<double> x) { return std::hypot(x.real(), x.imag()); }
};

void MagnitudeRow(const MagnitudeRowFn& row, const void* in, void* out, size_t n) {
  row(static_cast<const float*>(in), n, static_cast<float*>(out));
}

template <class F>
Expected<Kernel> Select(SelectContext& ctx) {
  const bool wide = ctx.input(0).type == TensorType::kComplex128;
  const std::string name = wide ? "complex128 to float64" : "complex64 to float32";
  if (wide) return MakeUnaryKernel(ctx, name, PlainRow<F, Nothing, std::complex<double>, double>(), Nothing{});
  return MakeUnaryKernel(ctx, name, PlainRow<F, Nothing, std::complex<float>, float>(), Nothing{});
}

Expected<Kernel> SelectAbs(SelectContext& ctx) {
  if (ctx.input(0).type == TensorType::kComplex64) {
    return MakeUnaryKernel<MagnitudeRowFn>(ctx, "complex_abs64", MagnitudeRow, ChooseMagnitudeRow());
  }
  return MakeUnaryKernel(ctx, "complex_abs128", PlainRow<Magnitude, Nothing, std::complex<double>, double>(), Nothing{});
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kComplex64, TensorType::kComplex128}));
  const bool wide = ctx.input(0).type == TensorType::kComplex128;
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {wide ? TensorType::kFloat64 : TensorType::kFloat32}));
  return ctx.SetOutput(0, ctx.input(0).shape);
}

}  // namespace

GC_DEFINE_OPERATOR(Real, Infer, Select<Real>)
GC_DEFINE_OPERATOR(Imag, Infer, Select<Imag>)
GC_DEFINE_OPERATOR(ComplexAbs, Infer, SelectAbs)

}  // namespace goldcrest::kernels
