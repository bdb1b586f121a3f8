#include "quantize/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace goldcrest::quantize {
namespace {

// Values of one sample that are counted; more add time and no knowledge.
constexpr size_t kCounted = 16384;
constexpr float kMomentum = 0.05f;

ValueRange MinMax(std::span<const float> values) {
  constexpr size_t kLanes = 16;  // independent, so that the compiler uses vectors
  std::array<float, kLanes> low, high;
  low.fill(values[0]);
  high.fill(values[0]);
  size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (size_t k = 0; k < kLanes; ++k) {
      low[k] = values[i + k] < low[k] ? values[i + k] : low[k];
      high[k] = values[i + k] > high[k] ? values[i + k] : high[k];
    }
  }
  for (; i < values.size(); ++i) {
    low[0] = std::min(low[0], values[i]);
    high[0] = std::max(high[0], values[i]);
  }
  return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
}

}  // namespace

void Histogram::Grow(float largest) {
  if (bins_.empty()) {
    bins_.assign(kBins, 0);
    width_ = std::max(static_cast<double>(largest) * 1.0001, 1e-30) / (kBins / 2);
  }
  while (static_cast<double>(largest) > width_ * (kBins / 2)) {
    std::vector<double> merged(kBins);
    for (int i = 0; i < kBins; ++i) {
      const int to = (i - kBins / 2) < 0 ? kBins / 2 - (kBins / 2 - i + 1) / 2 : kBins / 2 + (i - kBins / 2) / 2;
      merged[static_cast<size_t>(to)] += bins_[static_cast<size_t>(i)];
    }
    bins_ = std::move(merged);
    width_ *= 2;
  }
  inverse_ = 1 / width_;
}

void Histogram::Add(std::span<const float> values) {
  if (values.empty()) return;
  const ValueRange range = MinMax(values);
  min_ = count_ == 0 ? range.low : std::min(min_, range.low);
  max_ = count_ == 0 ? range.high : std::max(max_, range.high);
  average_min_ = count_ == 0 ? range.low : average_min_ + kMomentum * (range.low - average_min_);
  average_max_ = count_ == 0 ? range.high : average_max_ + kMomentum * (range.high - average_max_);
  ++count_;
  Grow(std::max(std::abs(range.low), std::abs(range.high)));
  // An odd stride, so that it does not stay in the same channels.
  const size_t stride = values.size() <= kCounted ? 1 : (values.size() / kCounted) | 1;
  double squares = 0;
  size_t counted = 0;
  for (size_t i = 0; i < values.size(); i += stride, ++counted) {
    if (values[i] != 0) Count(values[i]);  // zero, of which ReLUs make many, is exact under any parameters
    squares += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  total_ += static_cast<double>(counted);
  squares_ += squares;
}

double Histogram::Error(Params params, TensorType type, double clip_weight, ValueRange limits) const {
  if (total_ == 0) return 0;
  const double scale = static_cast<double>(params.scale);
  const double low = scale * (LowestOf(type) - params.zero_point), high = scale * (HighestOf(type) - params.zero_point);
  const double rounding = scale * scale / 12;
  double error = 0;
  for (int i = 0; i < kBins; ++i) {
    const double n = bins_[static_cast<size_t>(i)];
    if (n == 0) continue;
    const double x = std::clamp(edge(i) + width_ / 2, static_cast<double>(limits.low), static_cast<double>(limits.high));
    if (x < low) {
      error += clip_weight * n * ((low - x) * (low - x) + width_ * width_ / 12);
    } else if (x > high) {
      error += clip_weight * n * ((x - high) * (x - high) + width_ * width_ / 12);
    } else {
      error += n * rounding;
    }
  }
  return error / total_;
}

}  // namespace goldcrest::quantize
