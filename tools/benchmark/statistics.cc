#include "tools/benchmark/statistics.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace goldcrest::tools {

void Statistics::Add(double us) {
  if (count_ == 0) first_ = min_ = max_ = us;
  if (count_ % stride_ == 0) {
    if (kept_.size() == kMaxKept) {
      for (size_t i = 0; i < kMaxKept / 2; ++i) kept_[i] = kept_[2 * i];
      kept_.resize(kMaxKept / 2);
      stride_ *= 2;
    }
    kept_.push_back(us);
  }
  ++count_;
  newest_ = us;
  min_ = std::min(min_, us);
  max_ = std::max(max_, us);
  // Welford's recurrence: no large sums, so no cancellation.
  const double from_old_mean = us - mean_;
  mean_ += from_old_mean / static_cast<double>(count_);
  squares_ += from_old_mean * (us - mean_);
}

double Statistics::std() const { return count_ == 0 ? 0 : std::sqrt(squares_ / static_cast<double>(count_)); }

double Statistics::Percentile(double percent) const {
  if (kept_.empty()) return 0;
  std::vector<double> sorted = kept_;
  const auto place = static_cast<size_t>(percent / 100 * static_cast<double>(sorted.size()));
  const auto nth = sorted.begin() + static_cast<ptrdiff_t>(std::min(place, sorted.size() - 1));
  std::nth_element(sorted.begin(), nth, sorted.end());
  return *nth;
}

std::string Statistics::ToLine(bool percentiles) const {
  const auto whole = [](double v) { return static_cast<int64_t>(v); };
  std::ostringstream line;
  line << "count=" << count();
  if (count() == 0) return line.str();
  if (whole(min()) == whole(max())) {
    line << " curr=" << whole(newest());
    if (count() > 1) line << "(all same)";
    return line.str();
  }
  line << " first=" << whole(first()) << " curr=" << whole(newest()) << " min=" << whole(min()) << " max=" << whole(max())
       << " avg=" << avg() << " std=" << whole(std());
  if (percentiles) line << " p5=" << whole(Percentile(5)) << " median=" << whole(Percentile(50)) << " p95=" << whole(Percentile(95));
  return line.str();
}

}  // namespace goldcrest::tools
