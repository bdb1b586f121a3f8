#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/common/quantization.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FullyConnectedTest, FloatIsWithinTheAccumulationBoundForOneRowAndMany) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (const auto& [m, n, k] : {std::tuple{1, 10, 7}, {1, 1001, 130}, {5, 33, 64}, {17, 16, 1}}) {
      std::vector<float> x(static_cast<size_t>(m * k)), w(static_cast<size_t>(n * k)), b(static_cast<size_t>(n));
      for (auto* v : {&x, &w, &b}) {
        for (float& f : *v) f = uniform(random);
      }
      OpTest test(BuiltinOperator::kFullyConnected);
      test.Input<float>({m, k}, x);
      test.Constant<float>({n, k}, w);
      test.Constant<float>({n}, b);
      test.Output<float>({1});
      ASSERT_TRUE(test.Run().ok());
      const auto got = test.output<float>(0);
      for (int r = 0; r < m; ++r) {
        for (int c = 0; c < n; ++c) {
          double want = b[c], magnitude = std::abs(b[c]);
          for (int i = 0; i < k; ++i) {
            want += static_cast<double>(x[r * k + i]) * w[c * k + i];
            magnitude += std::abs(static_cast<double>(x[r * k + i]) * w[c * k + i]);
          }
          EXPECT_NEAR(got[static_cast<size_t>(r * n + c)], want, (k + 1) * 1.2e-7 * magnitude);
        }
      }
    }
  });
}

TEST(FullyConnectedTest, Int8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(5);
    const int m = 3, n = 35, k = 70;
    std::vector<int8_t> x(m * k), w(n * k);
    std::vector<int32_t> b(n);
    for (auto& v : x) v = static_cast<int8_t>(random());
    for (auto& v : w) v = static_cast<int8_t>(static_cast<int>(random() % 255) - 127);
    for (auto& v : b) v = static_cast<int32_t>(random() % 2000) - 1000;
    OpTest test(BuiltinOperator::kFullyConnected, 4);
    test.Input<int8_t>({m, k}, x, {{0.02f}, {-7}});
    test.Constant<int8_t>({n, k}, w, {{0.01f}, {0}});
    test.Constant<int32_t>({n}, b);
    test.Output<int8_t>({1}, {{0.5f}, {3}});
    ASSERT_TRUE(test.Run().ok());
    const auto got = test.output<int8_t>(0);
    const double factor = static_cast<double>(0.02f) * static_cast<double>(0.01f) / static_cast<double>(0.5f);
    for (int r = 0; r < m; ++r) {
      for (int c = 0; c < n; ++c) {
        int32_t sum = b[c];
        for (int i = 0; i < k; ++i) sum += (x[r * k + i] + 7) * w[c * k + i];
        const int32_t want = MultiplyByQuantizedMultiplier(sum, QuantizeMultiplier(factor)) + 3;
        EXPECT_EQ(got[static_cast<size_t>(r * n + c)], std::min(127, std::max(-128, want)));
      }
    }
  });
}

TEST(FullyConnectedTest, HybridStaysWithinTheInputsQuantizationStep) {
  const int m = 2, n = 9, k = 40;
  std::mt19937 random(9);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> x(m * k);
  std::vector<int8_t> w(n * k);
  for (float& f : x) f = uniform(random);
  for (int8_t& v : w) v = static_cast<int8_t>(static_cast<int>(random() % 255) - 127);
  for (bool asymmetric : {false, true}) {
    OpTest test(BuiltinOperator::kFullyConnected, 3);
    test.Input<float>({m, k}, x);
    test.Constant<int8_t>({n, k}, w, {{0.01f}, {0}});
    test.Output<float>({1});
    model::FullyConnectedOptions o;
    o.asymmetric_quantize_inputs = asymmetric;
    test.Options(o);
    ASSERT_TRUE(test.Run().ok());
    const auto got = test.output<float>(0);
    for (int r = 0; r < m; ++r) {
      for (int c = 0; c < n; ++c) {
        double want = 0, bound = 0;
        for (int i = 0; i < k; ++i) {
          want += static_cast<double>(x[r * k + i]) * w[c * k + i] * 0.01;
          bound += std::abs(w[c * k + i]) * 0.01 * (1.0 / 127 / 2 + 1e-6);
        }
        EXPECT_NEAR(got[static_cast<size_t>(r * n + c)], want, bound);
      }
    }
  }
}

TEST(FullyConnectedTest, Int4WeightsAreThoseOfTheirBytes) {
  const std::vector<int8_t> w = {1, -8, 7, -1, 3, -2}, x = {10, -20, 30};
  const std::vector<uint8_t> packed = {0x81, 0xf7, 0xe3};
  const TestQuant in{{0.02f}, {-7}}, weights{{0.5f}, {0}}, out{{0.25f}, {3}};
  std::vector<int8_t> results[2];
  std::vector<float> hybrid[2];
  for (bool int4 : {false, true}) {
    OpTest test(BuiltinOperator::kFullyConnected), floats(BuiltinOperator::kFullyConnected);
    test.Input<int8_t>({1, 3}, x, in);
    floats.Input<float>({1, 3}, {0.1f, -2, 3});
    for (OpTest* t : {&test, &floats}) {
      if (int4) {
        t->AddInput(TensorType::kInt4, {2, 3}, packed, weights, true);
      } else {
        t->Constant<int8_t>({2, 3}, w, weights);
      }
    }
    test.Output<int8_t>({1}, out);
    floats.Output<float>({1});
    ASSERT_TRUE(test.Run().ok());
    ASSERT_TRUE(floats.Run().ok());
    results[int4] = test.output<int8_t>(0);
    hybrid[int4] = floats.output<float>(0);
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(hybrid[0], hybrid[1]);
}

TEST(FullyConnectedTest, FloatInputTakesUInt8WeightsAsInt8) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<float>({1, 2}, {127, 127});
  test.Constant<uint8_t>({2, 2}, {255, 0, 128, 2}, {{1.0f}, {128}});
  test.Output<float>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(-127, -126 * 127));
}

// The two roundings differ: that of 64-bit sums cuts the factor to 16 bits.
TEST(FullyConnectedTest, Int16IsRoundedByTheWidthOfItsBias) {
  const TestQuant in{{1.0f}, {0}}, weights{{0.4567891f}, {0}}, out{{0.3f}, {0}};
  const double factor = static_cast<double>(1.0f * 0.4567891f) / static_cast<double>(0.3f);
  for (bool wide : {false, true}) {
    OpTest test(BuiltinOperator::kFullyConnected);
    test.Input<int16_t>({1, 2}, {100, 90}, in);
    test.Constant<int8_t>({1, 2}, {120, 80}, weights);
    if (wide) {
      test.Constant<int64_t>({1}, {501});
    } else {
      test.Constant<int32_t>({1}, {501});
    }
    test.Output<int16_t>({1}, out);
    ASSERT_TRUE(test.Run().ok());
    const int32_t sum = 100 * 120 + 90 * 80 + 501;
    EXPECT_EQ(test.output<int16_t>(0)[0], wide ? MultiplyByQuantizedMultiplier64(sum, QuantizeMultiplier(factor))
                                               : MultiplyByQuantizedMultiplier(sum, QuantizeMultiplier(factor)));
  }
}

TEST(FullyConnectedTest, UInt8MayGiveInt16) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<uint8_t>({2, 2}, {130, 120, 128, 255}, {{0.5f}, {128}});
  test.Constant<uint8_t>({1, 2}, {30, 25}, {{0.25f}, {20}});
  test.Constant<int32_t>({1}, {40});
  test.Output<int16_t>({1}, {{0.125f}, {0}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(2 * 10 - 8 * 5 + 40, 127 * 5 + 40));
}

TEST(FullyConnectedTest, KeepsLeadingDimensionsWhenAsked) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<float>({2, 3, 4}, std::vector<float>(24, 1.0f));
  test.Constant<float>({5, 4}, std::vector<float>(20, 1.0f));
  test.NoInput();
  test.Output<float>({1});
  model::FullyConnectedOptions o;
  o.keep_num_dims = true;
  test.Options(o);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 3, 5}));
}

TEST(FullyConnectedTest, RefusesWeightsThatDoNotFit) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<float>({1, 7}, std::vector<float>(7));
  test.Constant<float>({5, 4}, std::vector<float>(20));
  test.Output<float>({1});
  EXPECT_THAT(test.Run().message(), HasSubstr("weights [5, 4] do not divide input [1, 7] into rows"));
}

}  // namespace
}  // namespace goldcrest
