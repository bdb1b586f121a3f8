#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "kernels/common/quantization.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

constexpr int kBatch = 2, kInput = 5, kUnits = 3, kRank = 2, kMemory = 4, kFilters = kUnits * kRank, kRuns = 6;

std::vector<int> Integers(std::mt19937& rng, int n, int most) {
  std::vector<int> v(static_cast<size_t>(n));
  for (int& i : v) i = static_cast<int>(rng() % static_cast<unsigned>(2 * most + 1)) - most;
  return v;
}
template <typename T>
std::vector<T> As(const std::vector<int>& v, float scale = 1) {
  std::vector<T> r;
  for (int i : v) r.push_back(static_cast<T>(static_cast<float>(i) * scale));
  return r;
}

// Runs with the same input until the memory is full and beyond.
void CheckFloat(bool quantized, bool asymmetric) {
  std::mt19937 rng(7);
  constexpr float kScale = 1.0f / 64;
  const std::vector<int> feature = Integers(rng, kFilters * kInput, 60), time = Integers(rng, kFilters * kMemory, 60);
  const std::vector<float> x = As<float>(Integers(rng, kBatch * kInput, 100), 0.01f), bias = As<float>(Integers(rng, kUnits, 100), 0.01f);
  OpTest test(BuiltinOperator::kSvdf);
  test.Input<float>({kBatch, kInput}, x);
  if (quantized) {
    test.Constant<int8_t>({kFilters, kInput}, As<int8_t>(feature), {{kScale}, {0}});
    test.Constant<int8_t>({kFilters, kMemory}, As<int8_t>(time), {{kScale}, {0}});
  } else {
    test.Constant<float>({kFilters, kInput}, As<float>(feature, kScale));
    test.Constant<float>({kFilters, kMemory}, As<float>(time, kScale));
  }
  test.Constant<float>({kUnits}, bias);
  test.Variable(TensorType::kFloat32, {kBatch, kFilters * kMemory});
  test.Output<float>({1});
  test.Options(model::SVDFOptions{kRank, model::ActivationFunctionType::kRelu, asymmetric});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  for (int run = 0; run < kRuns; ++run) {
    if (run > 0) {
      ASSERT_TRUE(test.RunAgain().ok());
    }
    const std::vector<float> out = test.output<float>(0);
    for (int i = 0; i < kBatch * kUnits; ++i) {
      const int b = i / kUnits, u = i % kUnits;
      double sum = static_cast<double>(bias[u]);
      for (int f = u * kRank; f < (u + 1) * kRank; ++f) {
        double product = 0;
        for (int k = 0; k < kInput; ++k)
          product += static_cast<double>(static_cast<float>(feature[f * kInput + k]) * kScale) * static_cast<double>(x[b * kInput + k]);
        for (int k = kMemory - 1 - std::min(run, kMemory - 1); k < kMemory; ++k)
          sum += product * static_cast<double>(static_cast<float>(time[f * kMemory + k]) * kScale);
      }
      ASSERT_NEAR(static_cast<double>(out[i]), std::max(0.0, sum), quantized ? 0.1 : 1e-5) << "run " << run;
    }
  }
}

TEST(SvdfTest, RemembersWhatItWasGiven) {
  CheckFloat(false, false);
  CheckFloat(true, false);
  CheckFloat(true, true);
}

TEST(SvdfTest, IsExactInIntegers) {
  std::mt19937 rng(9);
  const std::vector<int> feature = Integers(rng, kFilters * kInput, 127), time = Integers(rng, kFilters * kMemory, 3000),
                         x = Integers(rng, kBatch * kInput, 127), bias = Integers(rng, kUnits, 100000);
  constexpr float kX = 0.02f, kFeature = 0.01f, kTime = 0.0001f, kState = 0.0005f, kOut = 0.01f;
  constexpr int kXZero = 3, kOutZero = -20;
  OpTest test(BuiltinOperator::kSvdf);
  test.Input<int8_t>({kBatch, kInput}, As<int8_t>(x), {{kX}, {kXZero}});
  test.Constant<int8_t>({kFilters, kInput}, As<int8_t>(feature), {{kFeature}, {0}});
  test.Constant<int16_t>({kFilters, kMemory}, As<int16_t>(time), {{kTime}, {0}});
  test.Constant<int32_t>({kUnits}, bias);
  test.Variable(TensorType::kInt16, {kBatch, kFilters * kMemory}, {{kState}, {0}});
  test.Output<int8_t>({1}, {{kOut}, {kOutZero}});
  test.Options(model::SVDFOptions{kRank, model::ActivationFunctionType::kRelu, false});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  const FixedPointMultiplier to_state = QuantizeMultiplier(static_cast<double>(kX * kFeature / kState));
  const FixedPointMultiplier to_output = QuantizeMultiplier(static_cast<double>(kState * kTime / kOut));
  for (int run = 0; run < kRuns; ++run) {
    if (run > 0) {
      ASSERT_TRUE(test.RunAgain().ok());
    }
    for (int i = 0; i < kBatch * kUnits; ++i) {
      const int b = i / kUnits, u = i % kUnits;
      int32_t sum = bias[u];
      for (int f = u * kRank; f < (u + 1) * kRank; ++f) {
        int32_t product = 0;
        for (int k = 0; k < kInput; ++k) product += feature[f * kInput + k] * (x[b * kInput + k] - kXZero);
        product = std::clamp(MultiplyByQuantizedMultiplier(product, to_state), -32768, 32767);
        for (int k = kMemory - 1 - std::min(run, kMemory - 1); k < kMemory; ++k) sum += product * time[f * kMemory + k];
      }
      const int expected = std::clamp(MultiplyByQuantizedMultiplier(sum, to_output) + kOutZero, -128, 127);
      ASSERT_EQ(test.output<int8_t>(0)[i], expected) << "run " << run;
    }
  }
}

TEST(SvdfTest, RefusesWhatDoesNotFit) {
  const auto run = [](int rank, std::vector<int32_t> state) {
    OpTest test(BuiltinOperator::kSvdf);
    test.Input<float>({1, 2}, {1, 2});
    test.Constant<float>({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
    test.Constant<float>({4, 1}, {1, 2, 3, 4});
    test.NoInput();
    test.Variable(TensorType::kFloat32, std::move(state));
    test.Output<float>({1});
    test.Options(model::SVDFOptions{rank, model::ActivationFunctionType::kNone, false});
    return test.Run();
  };
  EXPECT_TRUE(run(2, {1, 4}).ok());
  EXPECT_THAT(run(3, {1, 4}).message(), HasSubstr("option rank is 3; expected a divisor of the 4 filters"));
  EXPECT_THAT(run(0, {1, 4}).message(), HasSubstr("option rank is 0"));
  EXPECT_THAT(run(2, {1, 3}).message(), HasSubstr("the state has the shape [1, 3]; expected [1, 4 * 1]"));
}

}  // namespace
}  // namespace goldcrest
