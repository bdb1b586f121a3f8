#include "quantize/rounding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "quantize/weights.h"

namespace goldcrest::quantize {
namespace {

TEST(RoundTogetherTest, RoundsToTheNearestWhereInputsAreIndependent) {
  const std::vector<float> weights = {0.4f, 1.6f, -2.4f, 3.0f};
  EXPECT_EQ(RoundTogether(weights, {1.0f}, 127, 2, {1, 0, 0, 1}), (std::vector<int8_t>{0, 2, -2, 3}));
}

TEST(RoundTogetherTest, CorrelatedInputsMakeUpForEachOther) {
  // Both inputs are always equal: what counts is the sum of the weights, 0.8, which 1 is nearest to; rounding each gives 0.
  EXPECT_EQ(RoundTogether(std::vector<float>{0.4f, 0.4f}, {1.0f}, 127, 2, {1, 1, 1, 1}), (std::vector<int8_t>{0, 1}));
}

TEST(RoundTogetherTest, LowersTheOutputsError) {
  constexpr size_t kInputs = 24, kRows = 16, kSamples = 200;
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0, 1);
  std::vector<std::vector<double>> xs;
  std::vector<double> covariance(kInputs * kInputs);
  for (size_t s = 0; s < kSamples; ++s) {
    std::vector<double> x(kInputs);
    const double common = normal(random);
    for (double& v : x) v = common + 0.3 * normal(random);
    for (size_t i = 0; i < kInputs * kInputs; ++i) covariance[i] += x[i / kInputs] * x[i % kInputs] / kSamples;
    xs.push_back(std::move(x));
  }
  std::vector<float> weights(kRows * kInputs);
  for (float& w : weights) w = static_cast<float>(normal(random)) * 3;
  const std::vector<float> scales(kRows, 1.0f);
  const ChannelView view = ChannelsOf({kRows, kInputs}, 0);
  const auto error = [&](const std::vector<int8_t>& q) {
    double sum = 0;
    for (const auto& x : xs) {
      for (size_t r = 0; r < kRows; ++r) {
        double off = 0;
        for (size_t i = 0; i < kInputs; ++i) off += (q[r * kInputs + i] - static_cast<double>(weights[r * kInputs + i])) * x[i];
        sum += off * off;
      }
    }
    return sum;
  };
  const std::vector<int8_t> together = RoundTogether(weights, scales, 127, kInputs, covariance);
  ASSERT_EQ(together.size(), weights.size());
  EXPECT_LT(error(together), 0.5 * error(RoundWeights(weights, view, scales, 127)));
}

TEST(RoundTogetherTest, GivesUpWithoutInputs) {
  EXPECT_TRUE(RoundTogether(std::vector<float>{1, 2}, {1.0f}, 127, 2, {0, 0, 0, 0}).empty());
}

}  // namespace
}  // namespace goldcrest::quantize
