// RFFT2D: the discrete Fourier transform of real images, [..., height, width] to complex [..., fft_height, fft_width / 2 + 1]; the
// rest of the spectrum is its mirror image. Images are cut or filled up with zeros to fft_length, both powers of two.
//
// Computed in double, as TensorFlow Lite does: first rows, several side by side so that they fill vectors, then columns.
#include <algorithm>
#include <string>

#include "base/shape_util.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/rfft2d/fft.h"

namespace goldcrest::kernels {
namespace {

// Rows side by side: one vector of double of the widest target.
constexpr size_t kRows = 8;

struct Lengths {
  int64_t height, width;
};

Expected<std::optional<Lengths>> LengthsOf(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_ASSIGN_OR_RETURN(const auto values, IntegerValues(ctx, 1, 2));
  if (!values) return std::optional<Lengths>();
  for (int64_t v : *values) {
    if (v < 1 || (v & (v - 1)) != 0) {
      return Error(StatusCode::kInvalidModel, "fft_length is [%lld, %lld]; expected powers of two", static_cast<long long>((*values)[0]),
                   static_cast<long long>((*values)[1]));
    }
  }
  return std::optional(Lengths{(*values)[0], (*values)[1]});
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kComplex64}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 2));
  GC_ASSIGN_OR_RETURN(const auto lengths, LengthsOf(ctx));
  if (!lengths) return ctx.NeedsValue(1);
  Shape shape = ctx.input(0).shape;
  shape.set_dim(shape.rank() - 2, static_cast<int32_t>(lengths->height));
  shape.set_dim(shape.rank() - 1, static_cast<int32_t>(lengths->width / 2 + 1));
  return ctx.SetOutput(0, shape);
}

struct State {
  size_t images, in_height, in_width, height, width;
  Twiddles row_twiddles;     // for width
  Twiddles column_twiddles;  // for height
  // In the workspace, in doubles: re and im of kRows half rows, then re and im of the spectrum of one image where columns follow.
  size_t half = 0;
  size_t bins() const { return width / 2 + 1; }
};

// Element x of a row, of the input cut or filled up.
float At(const State& s, const float* in, size_t image, size_t y, size_t x) {
  return y < s.in_height && x < s.in_width ? in[(image * s.in_height + y) * s.in_width + x] : 0.0f;
}

// The spectra of `count` rows from row `first` of all images: store(row among count, bin, re, im).
template <typename Store>
void TransformRows(const State& s, const float* in, double* re, double* im, size_t first, size_t count, const Store& store) {
  const auto image = [&](size_t r) { return (first + r) / s.height; };
  const auto y = [&](size_t r) { return (first + r) % s.height; };
  if (s.width == 1) {
    for (size_t r = 0; r < count; ++r) store(r, 0, static_cast<double>(At(s, in, image(r), y(r), 0)), 0.0);
    return;
  }
  // Two real elements make one complex one, which halves the work.
  for (size_t r = 0; r < kRows; ++r) {
    for (size_t k = 0; k < s.half; ++k) {
      re[k * kRows + r] = r < count ? static_cast<double>(At(s, in, image(r), y(r), 2 * k)) : 0.0;
      im[k * kRows + r] = r < count ? static_cast<double>(At(s, in, image(r), y(r), 2 * k + 1)) : 0.0;
    }
  }
  TransformColumns(s.row_twiddles, re, im, s.half, kRows);
  for (size_t r = 0; r < count; ++r) {
    store(r, 0, re[r] + im[r], 0.0);
    store(r, s.half, re[r] - im[r], 0.0);
    for (size_t k = 1; k < s.half; ++k) {
      const size_t a = k * kRows + r, b = (s.half - k) * kRows + r;
      // The spectra of the even and the odd elements, taken apart by their symmetry.
      const double even_re = (re[a] + re[b]) / 2, even_im = (im[a] - im[b]) / 2;
      const double odd_re = (im[a] + im[b]) / 2, odd_im = (re[b] - re[a]) / 2;
      const double w_re = s.row_twiddles.re(k), w_im = s.row_twiddles.im(k);
      store(r, k, even_re + odd_re * w_re - odd_im * w_im, even_im + odd_re * w_im + odd_im * w_re);
    }
  }
}

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const float* in = ctx.in<float>(0);
  float* out = ctx.out<float>(0);
  const size_t bins = s.bins();
  double* re = reinterpret_cast<double*>(ctx.workspace());
  double* im = re + s.half * kRows;
  if (s.height == 1) {
    for (size_t first = 0; first < s.images; first += kRows) {
      TransformRows(s, in, re, im, first, std::min(kRows, s.images - first), [&](size_t r, size_t bin, double real, double imaginary) {
        float* o = out + 2 * ((first + r) * bins + bin);
        o[0] = static_cast<float>(real);
        o[1] = static_cast<float>(imaginary);
      });
    }
    return Status::Ok();
  }
  double* spectrum_re = im + s.half * kRows;
  double* spectrum_im = spectrum_re + s.height * bins;
  for (size_t image = 0; image < s.images; ++image) {
    for (size_t first = 0; first < s.height; first += kRows) {
      const size_t count = std::min(kRows, s.height - first);
      TransformRows(s, in, re, im, image * s.height + first, count, [&](size_t r, size_t bin, double real, double imaginary) {
        spectrum_re[(first + r) * bins + bin] = real;
        spectrum_im[(first + r) * bins + bin] = imaginary;
      });
    }
    TransformColumns(s.column_twiddles, spectrum_re, spectrum_im, s.height, bins);
    for (size_t i = 0; i < s.height * bins; ++i) {
      *out++ = static_cast<float>(spectrum_re[i]);
      *out++ = static_cast<float>(spectrum_im[i]);
    }
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const auto lengths, LengthsOf(ctx));
  if (!lengths) return Error(StatusCode::kInternal, "fft_length is not known");
  const Shape& in = ctx.input(0).shape;
  State s;
  s.images = static_cast<size_t>(in.elements(0, in.rank() - 2));
  s.in_height = static_cast<size_t>(in[in.rank() - 2]);
  s.in_width = static_cast<size_t>(in[in.rank() - 1]);
  s.height = static_cast<size_t>(lengths->height);
  s.width = static_cast<size_t>(lengths->width);
  s.half = s.width / 2;
  GC_ASSIGN_OR_RETURN(s.row_twiddles, Twiddles::Make(s.width));
  GC_ASSIGN_OR_RETURN(s.column_twiddles, Twiddles::Make(s.height));
  CheckedSize doubles = CheckedSize(s.half) * kRows * 2;
  if (s.height > 1) doubles += CheckedSize(s.height) * s.bins() * 2;
  doubles *= sizeof(double);
  if (!doubles.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  const uint64_t butterflies = (ctx.output(0).bytes / 2 + 1) * 32;
  Kernel kernel = Kernel::Make<State, Eval>("rfft2d", std::move(s));
  kernel.workspace = doubles.value();
  kernel.work = butterflies;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Rfft2d, Infer, Select)

}  // namespace goldcrest::kernels
