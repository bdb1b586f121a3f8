#include "kernels/common/quantize_batch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/op_test_util.h"

namespace goldcrest::kernels {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(), kInfinity = std::numeric_limits<float>::infinity();

int32_t Quantized(const BatchQuantization& q, float x) {
  const float y = std::round(static_cast<float>(q.zero_point) + x * q.inverse);
  if (std::isnan(y)) return 0;
  return static_cast<int32_t>(std::min(127.0f, std::max(static_cast<float>(q.lowest), y)));
}

void Check(const std::vector<float>& in, bool asymmetric) {
  FloatSpan range;
  for (float x : in) range = {x < range.low ? x : range.low, x > range.high ? x : range.high};
  const FloatSpan got = LowestAndHighest(in.data(), in.size());
  EXPECT_EQ(got.low, range.low);
  EXPECT_EQ(got.high, range.high);
  const BatchQuantization q = ChooseBatchQuantization(range, asymmetric);
  std::vector<int8_t> bytes(in.size());
  std::vector<float> floats(in.size());
  float scale;
  int32_t zero_point;
  QuantizeBatch(in.data(), in.size(), asymmetric, bytes.data(), &scale, &zero_point);
  QuantizeToFloat(q, in.data(), in.size(), floats.data());
  EXPECT_EQ(scale, q.scale);
  EXPECT_EQ(zero_point, q.zero_point);
  for (size_t i = 0; i < in.size(); ++i) {
    ASSERT_EQ(bytes[i], Quantized(q, in[i])) << in[i] << " scale " << scale;
    ASSERT_EQ(floats[i], static_cast<float>(Quantized(q, in[i]) - q.zero_point)) << in[i] << " scale " << scale;
  }
}

TEST(QuantizeBatchTest, EqualsTheFormulaOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> value(-1, 1);
    for (size_t n = 0; n < 70; ++n) {
      for (float shift : {0.0f, 0.7f, 5.0f, -5.0f}) {
        std::vector<float> in(n);
        for (float& x : in) x = value(random) + shift;
        Check(in, true);
        Check(in, false);
      }
    }
  });
}

TEST(QuantizeBatchTest, RoundsHalvesAwayFromZeroOnEveryTarget) {
  // With 127 the scale is 1; the nearest float below a half must not be rounded up.
  const std::vector<float> in = {127, -127, 0.5f, -0.5f, 1.5f, -1.5f, 0.49999997f, -0.49999997f, 126.5f, -126.5f, 2.5f, -0.0f};
  ForEachCpuTarget([&](CpuTarget) {
    Check(in, false);
    int8_t out[12];
    float scale;
    int32_t zero_point;
    QuantizeBatch(in.data(), in.size(), false, out, &scale, &zero_point);
    const int8_t want[] = {127, -127, 1, -1, 2, -2, 0, 0, 127, -127, 3, 0};
    for (size_t i = 0; i < in.size(); ++i) EXPECT_EQ(out[i], want[i]) << in[i];
  });
}

TEST(QuantizeBatchTest, TakesNumbersThatNoScaleExpresses) {
  ForEachCpuTarget([](CpuTarget) {
    for (bool asymmetric : {true, false}) {
      Check({kNaN, 1, -2, kNaN, 3}, asymmetric);
      Check({kInfinity, 1, -2}, asymmetric);
      Check({-kInfinity, kInfinity, kNaN}, asymmetric);
      Check({3e38f, -3e38f, 1}, asymmetric);
      Check({1e-45f, 0, -1e-45f}, asymmetric);
      Check({0, 0, 0}, asymmetric);
      Check({kNaN, kNaN}, asymmetric);
    }
  });
}

}  // namespace
}  // namespace goldcrest::kernels
