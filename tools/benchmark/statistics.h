// Times of runs, and what is told of them.
#ifndef GOLDCREST_TOOLS_BENCHMARK_STATISTICS_H_
#define GOLDCREST_TOOLS_BENCHMARK_STATISTICS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace goldcrest::tools {

// Microseconds, in the order measured. Holds at most kMaxKept of them, so that a benchmark of a tiny model does not measure its own
// memory: beyond that every second, then every fourth ... of all stays for the percentiles. All else is of all values.
class Statistics {
 public:
  static constexpr size_t kMaxKept = 1 << 16;

  void Add(double us);
  uint64_t count() const { return count_; }
  double first() const { return first_; }
  double newest() const { return newest_; }
  double min() const { return min_; }
  double max() const { return max_; }
  double avg() const { return mean_; }
  // Of the whole population.
  double std() const;
  // The value that `percent` of all values stay below.
  double Percentile(double percent) const;

  // TensorFlow Lite's line: "count=50 first=12 curr=11 min=10 max=14 avg=11.2 std=1", with " p5=10 median=11 p95=13" after it where
  // asked for; "count=0" without values, "count=3 curr=11(all same)" where all are alike. Whole microseconds.
  std::string ToLine(bool percentiles) const;

 private:
  uint64_t count_ = 0;
  double first_ = 0;
  double newest_ = 0;
  double min_ = 0;
  double max_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared distances from the mean
  std::vector<double> kept_;
  uint64_t stride_ = 1;  // one of so many is kept
};

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_STATISTICS_H_
