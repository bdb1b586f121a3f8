// Histogram: how a tensor's values are distributed, in a fixed amount of memory.
//
// Bins lie symmetrically around zero; when a value falls outside, neighbours merge and the width doubles, so that one pass is enough.
#ifndef GOLDCREST_SRC_QUANTIZE_HISTOGRAM_H_
#define GOLDCREST_SRC_QUANTIZE_HISTOGRAM_H_

#include <cstdint>
#include <span>
#include <vector>

#include "quantize/weights.h"

namespace goldcrest::quantize {

struct ValueRange {
  float low = 0;
  float high = 0;
};

class Histogram {
 public:
  static constexpr int kBins = 4096;
  static constexpr ValueRange kNoLimits = {-3e38f, 3e38f};

  // Finite values only. Of many values a part is counted; min, max and their moments are exact.
  void Add(std::span<const float> values);

  bool empty() const { return count_ == 0; }
  float min() const { return min_; }
  float max() const { return max_; }
  // The means of the samples' smallest and largest values, newer ones weighing more (a moving average).
  float average_min() const { return average_min_; }
  float average_max() const { return average_max_; }
  double width() const { return width_; }
  const std::vector<double>& bins() const { return bins_; }
  // The left edge of bin i.
  double edge(int i) const { return (i - kBins / 2) * width_; }
  double total() const { return total_; }
  // The mean of the squared values.
  double power() const { return total_ > 0 ? squares_ / total_ : 0; }

  // The mean squared error that quantizing these values with `params` to `type` leaves: rounding inside the range, distance outside, which
  // counts `clip_weight` times. Values
  // beyond `limits` are as good as those at the limits.
  double Error(Params params, TensorType type, double clip_weight = 1, ValueRange limits = kNoLimits) const;

 private:
  void Grow(float largest);
  void Count(float value) {
    const int bin = static_cast<int>(static_cast<double>(value) * inverse_) + kBins / 2 - (value < 0);
    bins_[static_cast<size_t>(bin < 0 ? 0 : bin >= kBins ? kBins - 1 : bin)] += 1;
  }

  std::vector<double> bins_;
  double width_ = 0;
  double inverse_ = 0;
  double total_ = 0;
  double squares_ = 0;
  uint64_t count_ = 0;  // samples
  float min_ = 0;
  float max_ = 0;
  float average_min_ = 0;
  float average_max_ = 0;
};

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_HISTOGRAM_H_
