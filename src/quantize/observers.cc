#include "quantize/observers.h"

#include <algorithm>
#include <cmath>

namespace goldcrest::quantize {
namespace {

using Members = std::vector<const Histogram*>;

ValueRange MinMax(const Members& members) {
  ValueRange range;
  for (const Histogram* h : members) range = {std::min(range.low, h->min()), std::max(range.high, h->max())};
  return range;
}

ValueRange Cut(ValueRange range, ValueRange limits) {
  return {std::clamp(range.low, limits.low, limits.high), std::clamp(range.high, limits.low, limits.high)};
}

ValueRange MovingAverage(const Members& members) {
  ValueRange range;
  for (const Histogram* h : members) range = {std::min(range.low, h->average_min()), std::max(range.high, h->average_max())};
  return range;
}

// Cuts the outermost values, one in 10,000 on each side.
ValueRange Percentile(const Members& members) {
  constexpr double kOutside = 1e-4;
  ValueRange range;
  for (const Histogram* h : members) {
    double below = 0, above = 0;
    const double cut = h->total() * kOutside;
    int low = 0, high = Histogram::kBins - 1;
    while (low < high && (below += h->bins()[static_cast<size_t>(low)]) <= cut) ++low;
    while (high > low && (above += h->bins()[static_cast<size_t>(high)]) <= cut) --high;
    range.low = std::min(range.low, std::max(h->min(), static_cast<float>(h->edge(low))));
    range.high = std::max(range.high, std::min(h->max(), static_cast<float>(h->edge(high + 1))));
  }
  return range;
}

// The distance between a distribution cut to the range, what lay outside
// counted at its ends, and the same quantized: the sum of p log(p / q). What
// was cut off is missing from q, and so costs.
double Divergence(const Histogram& h, Params params, TensorType type) {
  const int lowest = LowestOf(type), highest = HighestOf(type);
  std::vector<double> steps(static_cast<size_t>(highest - lowest + 1)), filled(steps.size()), outside(steps.size());
  const auto place = [&](int i) { return std::round((h.edge(i) + h.width() / 2) / static_cast<double>(params.scale)) + params.zero_point; };
  const auto step = [&](double q) { return static_cast<size_t>(std::clamp<double>(q, lowest, highest) - lowest); };
  double inside = 0;
  for (int i = 0; i < Histogram::kBins; ++i) {
    const double n = h.bins()[static_cast<size_t>(i)], q = place(i);
    if (n == 0) continue;
    if (q < lowest || q > highest) {
      outside[step(q)] += n;
      continue;
    }
    steps[step(q)] += n;
    filled[step(q)] += 1;
    inside += n;
  }
  if (inside == 0) return 1e30;
  constexpr double kNothing = 30;  // the cost of values that were cut off and
                                   // have nothing to stand for them
  double sum = 0, total = 0;
  for (int i = 0; i < Histogram::kBins; ++i) {
    const double q = place(i), n = h.bins()[static_cast<size_t>(i)];
    if (n == 0 || q < lowest || q > highest) continue;
    const size_t k = step(q);
    const double p = n + outside[k] / filled[k];
    sum += p * std::log(p / (steps[k] / filled[k]));
    total += p;
  }
  for (size_t k = 0; k < steps.size(); ++k) {
    if (filled[k] > 0) continue;
    sum += outside[k] * kNothing;
    total += outside[k];
  }
  return sum / total - std::log(total / inside);
}

double Cost(const Members& members, ValueRange range, TensorType type, ObserverChoice choice, ValueRange limits) {
  const Params params = ParamsFor(range.low, range.high, type);
  double cost = 0;
  for (const Histogram* h : members) {
    cost += choice.observer == Observer::kEntropy ? Divergence(*h, params, type)
                                                  : h->Error(params, type, choice.clip_weight, limits) * h->total();
  }
  return cost;
}

// Shrinks the range from both sides, then from each, for as long as that lowers
// the cost.
ValueRange Search(const Members& members, ValueRange full, TensorType type, ObserverChoice choice, ValueRange limits) {
  constexpr int kSteps = 40;
  constexpr float kStep = 0.02f;
  ValueRange best = full;
  double least = Cost(members, full, type, choice, limits);
  const auto consider = [&](ValueRange range) {
    const double cost = Cost(members, range, type, choice, limits);
    if (cost >= least) return;
    least = cost;
    best = range;
  };
  for (int k = 1; k < kSteps; ++k) {
    const float f = 1 - kStep * static_cast<float>(k);
    consider({full.low * f, full.high * f});
  }
  for (int round = 0; round < 2; ++round) {
    const ValueRange from = best;
    for (int k = 0; k < kSteps && full.low < 0; ++k) consider({full.low * (1 - kStep * static_cast<float>(k)), from.high});
    const float low = best.low;
    for (int k = 0; k < kSteps && full.high > 0; ++k) consider({low, full.high * (1 - kStep * static_cast<float>(k))});
  }
  return best;
}

}  // namespace

Params ObserveParams(const Members& members, ValueRange cover, TensorType type, ObserverChoice choice, ValueRange limits) {
  ValueRange range = MinMax(members);
  switch (choice.observer) {
    case Observer::kMinMax: break;
    case Observer::kMovingAverage: range = MovingAverage(members); break;
    case Observer::kPercentile: range = Percentile(members); break;
    default:
      // 65,536 steps leave nothing to gain by cutting.
      if (type != TensorType::kInt16) range = Search(members, Cut(range, limits), type, choice, limits);
  }
  range = Cut(range, limits);
  return ParamsFor(std::min(range.low, cover.low), std::max(range.high, cover.high), type);
}

}  // namespace goldcrest::quantize
