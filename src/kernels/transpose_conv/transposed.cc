#include "kernels/transpose_conv/transposed.h"

namespace goldcrest::kernels {
namespace {

// Where the rows' elements of each tap lie; `context` is a TransposedRun.
void Fill(const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step) {
  const TransposedRun& run = *static_cast<const TransposedRun*>(context);
  const auto& axes = run.shape->axes;
  const size_t pixel = static_cast<size_t>(run.shape->channels) * run.element;
  const size_t across = run.phases[2]->taps.size(), down = run.phases[1]->taps.size();
  const int64_t width = axes[2].in;
  for (size_t t = 0; t < taps; ++t, out += out_step) {
    const size_t at = tap + t;
    const int64_t z = run.base[0] - run.phases[0]->taps[at / across / down].back;
    const int64_t y = run.base[1] - run.phases[1]->taps[at / across % down].back;
    int64_t x = run.base[2] + static_cast<int64_t>(row) - run.phases[2]->taps[at % across].back;
    const bool line_inside = z >= 0 && z < axes[0].in && y >= 0 && y < axes[1].in;
    const uint8_t* line = line_inside ? run.image + static_cast<size_t>((z * axes[1].in + y) * width) * pixel : nullptr;
    for (size_t r = 0; r < rows; ++r, ++x) {
      out[r] = line_inside && x >= 0 && x < width ? line + static_cast<size_t>(x) * pixel : run.zeros;
    }
  }
}

// The phases of (plane, row, column), all null where one axis has none.
PhaseTriple PhasesAt(const TransposedShape& s, int64_t z, int64_t y, int64_t x) {
  const PhaseTriple phases = {s.axes[0].PhaseOf(z), s.axes[1].PhaseOf(y), s.axes[2].PhaseOf(x)};
  if (phases[0] == nullptr || phases[1] == nullptr || phases[2] == nullptr) return {};
  return phases;
}

}  // namespace

const TransposedAxis::Phase* TransposedAxis::PhaseOf(int64_t o) const {
  const int64_t remainder = (o + before) % stride;
  const auto at = std::lower_bound(phases.begin(), phases.end(), remainder, [](const Phase& p, int64_t r) { return p.remainder < r; });
  return at != phases.end() && at->remainder == remainder ? &*at : nullptr;
}

Expected<TransposedAxis> MakeTransposedAxis(int32_t in, int32_t out, int32_t taps, int32_t stride, int32_t dilation,
                                            model::Padding padding) {
  if (stride < 1) return Error(StatusCode::kInvalidModel, "has the stride %d; expected at least 1", stride);
  if (dilation < 1) return Error(StatusCode::kInvalidModel, "has the dilation %d; expected at least 1", dilation);
  if (taps < 1) return Error(StatusCode::kInvalidModel, "has a window of %d elements; expected at least 1", taps);
  if (padding != model::Padding::kSame && padding != model::Padding::kValid) {
    return Error(StatusCode::kInvalidModel, "has the padding %d; expected SAME or VALID", static_cast<int>(padding));
  }
  const int64_t span = (int64_t{taps} - 1) * dilation + 1;
  if (span > INT32_MAX) {
    return Error(StatusCode::kInvalidModel, "a window of %d elements %d apart does not fit over %d", taps, dilation, out);
  }
  // Each tap takes some memory besides its weights.
  constexpr int32_t kMostTaps = 1 << 16;
  if (taps > kMostTaps) return Error(StatusCode::kLimitExceeded, "has a window of %d elements; at most %d are supported", taps, kMostTaps);
  const int64_t forward = (int64_t{out} + stride - (padding == model::Padding::kSame ? 1 : span)) / stride;
  const int64_t before = std::max<int64_t>(0, (forward - 1) * stride + span - out) / 2;
  TransposedAxis axis = {in, out, taps, stride, dilation, before, forward, {}};
  std::vector<TransposedAxis::Tap> by_remainder;
  for (int32_t k = 0; k < taps; ++k) by_remainder.push_back({k, int64_t{k} * dilation / stride});
  const auto remainder = [&](const TransposedAxis::Tap& t) { return int64_t{t.index} * dilation % stride; };
  std::stable_sort(by_remainder.begin(), by_remainder.end(), [&](const auto& a, const auto& b) { return remainder(a) < remainder(b); });
  for (const TransposedAxis::Tap& tap : by_remainder) {
    if (axis.phases.empty() || axis.phases.back().remainder != remainder(tap)) axis.phases.push_back({remainder(tap), {}});
    axis.phases.back().taps.push_back(tap);
  }
  return axis;
}

gemm::Rows TransposedRun::Rows() const {
  if (taps() == 0) return gemm::DenseRows(zeros, 0);
  // One tap whose inputs all exist: consecutive pixels.
  if (taps() == 1) {
    std::array<int64_t, 3> at;
    bool inside = true;
    for (size_t a = 0; a < 3; ++a) {
      at[a] = base[a] - phases[a]->taps[0].back;
      const int64_t last = at[a] + (a == 2 ? static_cast<int64_t>(count) - 1 : 0);
      inside = inside && at[a] >= 0 && last < shape->axes[a].in;
    }
    const size_t channels = static_cast<size_t>(shape->channels);
    const int64_t pixel = (at[0] * shape->axes[1].in + at[1]) * shape->axes[2].in + at[2];
    if (inside) return gemm::DenseRows(image + static_cast<size_t>(pixel) * channels * element, channels);
  }
  gemm::Rows rows;
  rows.fill = Fill;
  rows.context = this;
  return rows;
}

void ForEachTransposedRun(const TransposedShape& s, EvalContext& ctx, const uint8_t* zeros, size_t element,
                          FunctionRef<void(const TransposedRun&)> run) {
  const TransposedAxis &planes = s.axes[0], &rows = s.axes[1], &columns = s.axes[2];
  ctx.ParallelFor(s.lines(), [&](size_t line) {
    const int64_t y = static_cast<int64_t>(line % static_cast<size_t>(rows.out));
    const size_t plane = line / static_cast<size_t>(rows.out);
    const int64_t z = static_cast<int64_t>(plane % static_cast<size_t>(planes.out));
    const size_t image = plane / static_cast<size_t>(planes.out);
    TransposedRun r;
    r.shape = &s;
    r.image = ctx.in<uint8_t>(2) + image * s.in_image() * element;
    r.zeros = zeros;
    r.element = element;
    for (int32_t x = 0; x < std::min(columns.stride, columns.out); ++x) {
      r.phases = PhasesAt(s, z, y, x);
      r.base = {planes.Base(z), rows.Base(y), columns.Base(x)};
      r.count = static_cast<size_t>((columns.out - 1 - x) / columns.stride) + 1;
      r.out = line * s.out_line() + static_cast<size_t>(x) * static_cast<size_t>(s.results);
      r.out_stride = static_cast<size_t>(s.results) * (r.count > 1 ? static_cast<size_t>(columns.stride) : 1);
      run(r);
    }
  });
}

}  // namespace goldcrest::kernels
