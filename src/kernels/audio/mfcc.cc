// Mfcc (custom): mel-frequency cepstral coefficients of a spectrogram, what speech recognizers listen to.
//
//   inputs: squared magnitudes [channels, windows, bins], sample rate (INT32, one); output: [channels, windows, coefficients]
//   options (a FlexBuffer map): upper_frequency_limit, lower_frequency_limit, filterbank_channel_count, dct_coefficient_count
// Magnitudes are summed in bands, triangles whose centres are evenly spaced on the mel scale between the limits; the logarithms of
// the sums go through a discrete cosine transform.
#include <algorithm>
#include <cmath>

#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/common/flex_map.h"

namespace goldcrest::kernels {
namespace {

struct Options {
  double upper = 0, lower = 0;  // Hz
  int32_t bands = 0, coefficients = 0;
};

Expected<Options> ReadOptions(const InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const FlexMap map, FlexMap::Parse(ctx.node().custom_options));
  // TensorFlow Lite cuts the limits to integers.
  const auto limit = [&](const char* key) { return static_cast<double>(static_cast<float>(map.Integer(key).value_or(0))); };
  Options o;
  o.upper = limit("upper_frequency_limit");
  o.lower = limit("lower_frequency_limit");
  o.bands = map.Integer("filterbank_channel_count").value_or(0);
  o.coefficients = map.Integer("dct_coefficient_count").value_or(0);
  if (o.lower < 0 || o.upper <= o.lower) {
    return Error(StatusCode::kInvalidModel, "options lower_frequency_limit %g and upper_frequency_limit %g must rise from at least 0",
                 o.lower, o.upper);
  }
  if (o.coefficients < 1 || o.coefficients > o.bands) {
    return Error(StatusCode::kInvalidModel, "options dct_coefficient_count %d and filterbank_channel_count %d: expected 1 up to the latter",
                 o.coefficients, o.bands);
  }
  return o;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 3, 3));
  if (ctx.input(1).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "input 1 has the shape %s; expected one sample rate", ctx.input(1).shape.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(const Options o, ReadOptions(ctx));
  const Shape& in = ctx.input(0).shape;
  return ctx.SetOutput(0, {in[0], in[1], o.coefficients});
}

double Mel(double hertz) { return 1127.0 * std::log1p(hertz / 700.0); }

struct State {
  Options options;
  int64_t bins = 0;
};

// The bands for one sample rate, in memory for [bins] weights and bands, [bands + 1] centres.
class FilterBank {
 public:
  FilterBank(const State& s, double sample_rate, double* memory, int32_t* band_of)
      : bands_(s.options.bands), weights_(memory), band_of_(band_of) {
    double* centres = memory + s.bins;
    const double low = Mel(s.options.lower), spacing = (Mel(s.options.upper) - low) / static_cast<double>(bands_ + 1);
    for (int64_t i = 0; i <= bands_; ++i) centres[i] = low + spacing * static_cast<double>(i + 1);
    const double hertz_per_bin = 0.5 * sample_rate / static_cast<double>(s.bins - 1);
    // Where limits lie beyond the spectrum TensorFlow Lite gives up.
    const double last = s.options.upper / hertz_per_bin;
    reaches_ = last < static_cast<double>(s.bins);
    if (!reaches_) return;
    first_ = static_cast<int64_t>(std::min(1.5 + s.options.lower / hertz_per_bin, static_cast<double>(s.bins)));
    last_ = static_cast<int64_t>(last);
    int64_t band = 0;
    for (int64_t i = first_; i <= last_; ++i) {
      const double mel = Mel(static_cast<double>(i) * hertz_per_bin);
      while (band < bands_ && centres[band] < mel) ++band;
      band_of_[i] = static_cast<int32_t>(band - 1);
      const double below = band > 0 ? centres[band - 1] : low;
      weights_[i] = (centres[band] - mel) / (centres[band] - below);
    }
  }

  bool reaches() const { return reaches_; }

  // Sums of magnitudes, [bands]. A bin counts for the band whose centre is below it and for the next.
  void Sum(const float* squares, double* sums) const {
    std::fill(sums, sums + bands_, 0.0);
    for (int64_t i = first_; i <= last_; ++i) {
      const double magnitude = std::sqrt(static_cast<double>(squares[i])), weighted = magnitude * weights_[i];
      const int64_t band = band_of_[i];
      if (band >= 0) sums[band] += weighted;
      if (band + 1 < bands_) sums[band + 1] += magnitude - weighted;
    }
  }

 private:
  int64_t bands_;
  double* weights_;
  int32_t* band_of_;
  bool reaches_ = false;
  int64_t first_ = 0, last_ = -1;
};

Status Eval(const State& s, EvalContext& ctx) {
  const int32_t sample_rate = *ctx.in<int32_t>(1);
  const int64_t frames = ctx.output(0).shape.elements(0, 2), bands = s.options.bands, coefficients = s.options.coefficients;
  if (frames == 0) return Status::Ok();
  if (sample_rate <= 0) return Error(StatusCode::kRuntimeError, "the sample rate is %d; it must be above 0", sample_rate);
  double* memory = reinterpret_cast<double*>(ctx.workspace());
  double* sums = memory + s.bins + bands + 1;
  double* cosines = sums + bands;
  const FilterBank bank(s, sample_rate, memory, reinterpret_cast<int32_t*>(cosines + bands * coefficients));
  if (!bank.reaches()) {
    std::fill(ctx.out<float>(0), ctx.out<float>(0) + frames * coefficients, 0.0f);
    return Status::Ok();
  }
  const double norm = std::sqrt(2.0 / static_cast<double>(bands)), step = 3.14159265358979323846 / static_cast<double>(bands);
  for (int64_t i = 0; i < coefficients; ++i) {
    for (int64_t k = 0; k < bands; ++k)
      cosines[i * bands + k] = norm * std::cos(static_cast<double>(i) * step * (static_cast<double>(k) + 0.5));
  }
  for (int64_t f = 0; f < frames; ++f) {
    bank.Sum(ctx.in<float>(0) + f * s.bins, sums);
    constexpr double kLeast = 1e-12;
    for (int64_t k = 0; k < bands; ++k) sums[k] = std::log(sums[k] < kLeast ? kLeast : sums[k]);
    for (int64_t i = 0; i < coefficients; ++i) {
      double sum = 0;
      for (int64_t k = 0; k < bands; ++k) sum += cosines[i * bands + k] * sums[k];
      ctx.out<float>(0)[f * coefficients + i] = static_cast<float>(sum);
    }
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  State s;
  GC_ASSIGN_OR_RETURN(s.options, ReadOptions(ctx));
  s.bins = ctx.input(0).shape[2];
  if (s.bins < 2)
    return Error(StatusCode::kInvalidModel, "has a spectrum of %lld bins; expected at least 2", static_cast<long long>(s.bins));
  // Weights, centres, sums and cosines (double), then the bands of the bins.
  const CheckedSize cosines = CheckedSize(s.options.bands) * s.options.coefficients;
  const CheckedSize workspace =
      (CheckedSize(s.bins) + s.options.bands + 1 + s.options.bands + cosines) * sizeof(double) + CheckedSize(s.bins) * sizeof(int32_t);
  const CheckedSize work = cosines * (CheckedSize(ctx.output(0).shape.elements(0, 2)) + 8) + ctx.input(0).shape.elements();
  if (!workspace.ok() || !work.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, Eval>("mfcc", s);
  kernel.workspace = workspace.value();
  kernel.work = work.value();
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Mfcc, Infer, Select)

}  // namespace goldcrest::kernels
