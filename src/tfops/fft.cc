// Fourier transforms: FFT, IFFT, RFFT, IRFFT in one to three dimensions.
//
// A line of any length is transformed: by halves as long as it is even, the rest term by term.
#include <cmath>
#include <numbers>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// The longest line whose odd part may be transformed term by term.
constexpr int64_t kMaxOdd = 1 << 15;

// out[k] = sum of x[j * step] e^(sign 2 pi i j k / n).
void Transform(const Complex* x, int64_t step, int64_t n, double sign, Complex* out) {
  const double angle = sign * 2 * std::numbers::pi / static_cast<double>(n);
  if (n % 2 != 0) {
    for (int64_t k = 0; k < n; ++k) {
      Complex sum = 0;
      for (int64_t j = 0; j < n; ++j) sum += x[j * step] * std::polar(1.0, angle * static_cast<double>(j * k % n));
      out[k] = sum;
    }
    return;
  }
  const int64_t half = n / 2;
  Transform(x, 2 * step, half, sign, out);
  Transform(x + step, 2 * step, half, sign, out + half);
  for (int64_t k = 0; k < half; ++k) {
    const Complex even = out[k], odd = out[k + half] * std::polar(1.0, angle * static_cast<double>(k));
    out[k] = even + odd;
    out[k + half] = even - odd;
  }
}

// Every line along an axis, in place. The inverse is scaled by 1 / n.
Status TransformAxis(std::vector<Complex>& x, const std::vector<int64_t>& dims, int axis, bool inverse) {
  const Rows rows = RowsAlong(dims, axis);
  int64_t odd = rows.size;
  while (odd > 0 && odd % 2 == 0) odd /= 2;
  if (odd > kMaxOdd) return Error(StatusCode::kUnsupported, "a transform of length %lld", static_cast<long long>(rows.size));
  if (x.empty()) return Status::Ok();
  std::vector<Complex> line(static_cast<size_t>(rows.size)), out(line.size());
  for (int64_t l = 0; l < rows.outer * rows.inner; ++l) {
    Complex* from = x.data() + l / rows.inner * rows.size * rows.inner + l % rows.inner;
    for (int64_t i = 0; i < rows.size; ++i) line[static_cast<size_t>(i)] = from[i * rows.inner];
    Transform(line.data(), 1, rows.size, inverse ? 1 : -1, out.data());
    for (int64_t i = 0; i < rows.size; ++i)
      from[i * rows.inner] = out[static_cast<size_t>(i)] / (inverse ? static_cast<double>(rows.size) : 1);
  }
  return Status::Ok();
}

template <int dims, bool inverse>
Status Fft(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(std::vector<Complex> x, in.AsComplex());
  for (int i = 0; i < dims; ++i) GC_RETURN_IF_ERROR(TransformAxis(x, in.dims(), in.rank() - 1 - i, inverse));
  return SetComplex(ctx, 0, in.dims(), x);
}

template <int dims>
Status InferFft(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRankAtLeast(ctx, 0, dims));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// The transforms of reals keep half of the last axis: n / 2 + 1 of n. Input 1 is the length of each axis.
template <int dims, bool inverse>
Status InferReal(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRankAtLeast(ctx, 0, dims));
  const std::optional<PartialInts> length = ctx.Entries(1);
  if (!shape.has_rank()) return Status::Ok();
  if (length.has_value() && length->size() != dims) return Error(StatusCode::kInvalidModel, "%zu lengths of %d axes", length->size(), dims);
  for (int i = 0; i < dims; ++i) {
    const std::optional<int64_t> n = length.has_value() ? (*length)[static_cast<size_t>(i)] : std::nullopt;
    if (n.has_value() && *n < 0) return Error(StatusCode::kInvalidModel, "a length of %lld", static_cast<long long>(*n));
    const bool halved = !inverse && i == dims - 1;
    shape.set_dim(shape.rank() - dims + i, !n.has_value() ? PartialShape::kUnknown : halved && *n > 0 ? *n / 2 + 1 : *n);
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// A copy of x under other dimensions: cut, or with zeros behind.
std::vector<Complex> Resized(const std::vector<Complex>& x, const std::vector<int64_t>& from, const std::vector<int64_t>& to) {
  std::vector<Complex> out(static_cast<size_t>(PartialShape(to).elements()));
  std::vector<int64_t> common(from.size());
  for (size_t i = 0; i < from.size(); ++i) common[i] = std::min(from[i], to[i]);
  const Loops<2> loops(common, {Strides(to), Strides(from)});
  loops.ForEachRow({0, 0}, [&](const Loops<2>::Offsets& at) {
    for (int64_t i = 0; i < loops.row(); ++i)
      out[static_cast<size_t>(at[0] + i * loops.step(0))] = x[static_cast<size_t>(at[1] + i * loops.step(1))];
  });
  return out;
}

// The input's dimensions with the lengths for the last axes.
Expected<std::vector<int64_t>> WithLengths(const EvalContext& ctx, int dims) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> length, ctx.input(1).AsInts());
  std::vector<int64_t> whole = ctx.input(0).dims();
  if (length.size() != static_cast<size_t>(dims)) return Error(StatusCode::kInvalidModel, "%zu lengths", length.size());
  std::copy(length.begin(), length.end(), whole.end() - dims);
  return whole;
}

template <int dims>
Status Rfft(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> whole, WithLengths(ctx, dims));
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kComplex128, whole));
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> in, ctx.input(0).AsComplex());
  std::vector<Complex> x = Resized(in, ctx.input(0).dims(), whole);
  for (int i = 0; i < dims; ++i) GC_RETURN_IF_ERROR(TransformAxis(x, whole, static_cast<int>(whole.size()) - 1 - i, false));
  return SetComplex(ctx, 0, ctx.dims(0), Resized(x, whole, ctx.dims(0)));
}

// The half that is not there is the conjugate of the other, mirrored in every axis; the outer axes go first, so that only the last is.
template <int dims>
Status Irfft(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> whole, WithLengths(ctx, dims));
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kComplex128, whole));
  std::vector<int64_t> half = whole;
  const int64_t n = whole.back();
  half.back() = n == 0 ? 0 : n / 2 + 1;
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kComplex128, half));
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> in, ctx.input(0).AsComplex());
  std::vector<Complex> x = Resized(in, ctx.input(0).dims(), half);
  const int last = static_cast<int>(whole.size()) - 1;
  for (int i = 1; i < dims; ++i) GC_RETURN_IF_ERROR(TransformAxis(x, half, last - i, true));
  std::vector<Complex> full(static_cast<size_t>(PartialShape(whole).elements()));
  for (size_t i = 0; i < full.size(); ++i) {
    const int64_t row = static_cast<int64_t>(i) / n, k = static_cast<int64_t>(i) % n;
    full[i] =
        k < half.back() ? x[static_cast<size_t>(row * half.back() + k)] : std::conj(x[static_cast<size_t>(row * half.back() + n - k)]);
    // The first, and of an even length the middle one, are real in a transform of reals; what else they say is not looked at.
    if (k == 0 || 2 * k == n) full[i] = full[i].real();
  }
  GC_RETURN_IF_ERROR(TransformAxis(full, whole, last, true));
  return SetComplex(ctx, 0, whole, full);
}

constexpr Op kOps[] = {
    {"BatchFFT", 1, 1, InferFft<1>, Fft<1, false>},  {"BatchIFFT", 1, 1, InferFft<1>, Fft<1, true>},
    {"FFT", 1, 1, InferFft<1>, Fft<1, false>},       {"FFT2D", 1, 1, InferFft<2>, Fft<2, false>},
    {"FFT3D", 1, 1, InferFft<3>, Fft<3, false>},     {"IFFT", 1, 1, InferFft<1>, Fft<1, true>},
    {"IFFT2D", 1, 1, InferFft<2>, Fft<2, true>},     {"IFFT3D", 1, 1, InferFft<3>, Fft<3, true>},
    {"IRFFT", 2, 1, InferReal<1, true>, Irfft<1>},   {"IRFFT2D", 2, 1, InferReal<2, true>, Irfft<2>},
    {"IRFFT3D", 2, 1, InferReal<3, true>, Irfft<3>}, {"RFFT", 2, 1, InferReal<1, false>, Rfft<1>},
    {"RFFT2D", 2, 1, InferReal<2, false>, Rfft<2>},  {"RFFT3D", 2, 1, InferReal<3, false>, Rfft<3>},
};

}  // namespace

std::span<const Op> FftOps() { return kOps; }

}  // namespace goldcrest::tf
