#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/batch_matmul/batch_matmul_ref.h"
#include "kernels/common/quantization.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Case {
  BatchMatMulRefShape s;
  bool constant;  // the right side
};

// One matrix, batches, broadcasting of either side, of both, up to rank 8; a depth and a batch of nothing; each with every transposition.
std::vector<Case> Cases() {
  const BatchMatMulRefShape shapes[] = {{{}, {}, 5, 7, 9, false, false},
                                        {{2}, {2}, 4, 16, 33, false, false},
                                        {{3}, {}, 4, 8, 5, false, false},
                                        {{}, {2}, 3, 130, 12, false, false},
                                        {{2, 3}, {1, 3}, 17, 20, 40, false, false},
                                        {{1, 4}, {3, 1}, 1, 64, 20, false, false},
                                        {{2, 1, 2, 1, 1, 2}, {1, 3, 1, 1, 2, 1}, 3, 5, 7, false, false},
                                        {{2}, {2}, 3, 0, 4, false, false},
                                        {{0}, {1}, 3, 2, 4, false, false}};
  std::vector<Case> cases;
  for (BatchMatMulRefShape s : shapes) {
    for (int i = 0; i < 8; ++i) {
      s.adj_x = i & 1, s.adj_y = i & 2;
      cases.push_back({s, (i & 4) != 0});
    }
  }
  return cases;
}

std::string Name(const Case& c) {
  return Shape(c.s.X().data(), static_cast<int>(c.s.X().size())).ToString() + (c.s.adj_x ? " transposed" : "") + " by " +
         Shape(c.s.Y().data(), static_cast<int>(c.s.Y().size())).ToString() + (c.s.adj_y ? " transposed" : "");
}

size_t Elements(const std::vector<int32_t>& shape) {
  size_t n = 1;
  for (int32_t d : shape) n *= static_cast<size_t>(d);
  return n;
}

// Whole numbers from [low, high], times `scale`.
template <typename T>
std::vector<T> Random(std::mt19937& random, const std::vector<int32_t>& shape, int low, int high, T scale = 1) {
  std::vector<T> v(Elements(shape));
  for (T& x : v) x = static_cast<T>(static_cast<T>(static_cast<int>(random() % static_cast<unsigned>(high - low + 1)) + low) * scale);
  return v;
}

template <typename X, typename Y, typename Out>
void Multiply(const Case& c, const std::vector<X>& x, const std::vector<Y>& y, OpTest::Quant qx, OpTest::Quant qy, OpTest::Quant qout,
              bool asymmetric, std::vector<Out>* out) {
  OpTest test(BuiltinOperator::kBatchMatmul, 3);
  test.Input<X>(c.s.X(), x, std::move(qx));
  c.constant ? test.Constant<Y>(c.s.Y(), y, std::move(qy)) : test.Input<Y>(c.s.Y(), y, std::move(qy));
  test.Output<Out>({1}, std::move(qout));
  model::BatchMatMulOptions options;
  options.adj_x = c.s.adj_x, options.adj_y = c.s.adj_y, options.asymmetric_quantize_inputs = asymmetric;
  test.Options(options);
  const Status status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  const std::vector<int32_t> want = c.s.Out();
  ASSERT_EQ(test.output_shape(0), Shape(want.data(), static_cast<int>(want.size())));
  *out = test.output<Out>(0);
}

TEST(BatchMatMulTest, FloatIsWithinTheAccumulationBoundOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(3);
    for (const Case& c : Cases()) {
      const auto x = Random<float>(random, c.s.X(), -100, 100, 0.01f), y = Random<float>(random, c.s.Y(), -100, 100, 0.01f);
      std::vector<float> got;
      Multiply(c, x, y, {}, {}, {}, false, &got);
      double sum = 0, magnitude = 0;
      BatchMatMulRef(
          c.s,
          [&](int64_t i, int64_t j) {
            sum += static_cast<double>(x[i]) * y[j];
            magnitude += std::fabs(static_cast<double>(x[i]) * y[j]);
          },
          [&](int64_t out, int64_t, int64_t) {
            EXPECT_NEAR(got[out], sum, (c.s.k + 1) * 1.2e-7 * magnitude) << Name(c);
            sum = magnitude = 0;
          });
    }
  });
}

TEST(BatchMatMulTest, Int8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(5);
    for (const Case& c : Cases()) {
      const auto x = Random<int8_t>(random, c.s.X(), -128, 127), y = Random<int8_t>(random, c.s.Y(), -128, 127);
      std::vector<int8_t> got;
      Multiply(c, x, y, {{0.05f}, {-7}}, {{0.02f}, {11}}, {{0.5f}, {-3}}, false, &got);
      const auto factor = QuantizeMultiplier(static_cast<double>(0.05f) * static_cast<double>(0.02f) / 0.5);
      int32_t sum = 0;
      BatchMatMulRef(
          c.s, [&](int64_t i, int64_t j) { sum += (x[i] + 7) * (y[j] - 11); },
          [&](int64_t out, int64_t, int64_t) {
            EXPECT_EQ(int{got[out]}, std::clamp(MultiplyByQuantizedMultiplier(sum, factor) - 3, -128, 127)) << Name(c);
            sum = 0;
          });
    }
  });
}

TEST(BatchMatMulTest, Int8ToInt32GivesTheSumsOfStoredNumbers) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(7);
    for (const Case& c : Cases()) {
      const auto x = Random<int8_t>(random, c.s.X(), -128, 127), y = Random<int8_t>(random, c.s.Y(), -128, 127);
      std::vector<int32_t> got;
      Multiply(c, x, y, {{0.05f}, {-7}}, {{0.02f}, {11}}, {}, false, &got);
      int32_t sum = 0;
      BatchMatMulRef(
          c.s, [&](int64_t i, int64_t j) { sum += x[i] * y[j]; },
          [&](int64_t out, int64_t, int64_t) {
            EXPECT_EQ(got[out], sum) << Name(c);
            sum = 0;
          });
    }
  });
}

TEST(BatchMatMulTest, Int16ByInt8) {
  OpTest test(BuiltinOperator::kBatchMatmul, 4);
  test.Input<int16_t>({2, 1, 2}, {1000, -2000, 30000, 30000}, {{0.5f}, {0}});
  test.Constant<int8_t>({2, 2}, {3, -4, 5, 127}, {{0.25f}, {0}});
  test.Output<int16_t>({1}, {{0.125f}, {0}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), testing::ElementsAre(3000 - 10000, -32768, 32767, 32767));
}

TEST(BatchMatMulTest, Int16IsExact) {
  std::mt19937 random(9);
  for (const Case& c : Cases()) {
    const auto x = Random<int16_t>(random, c.s.X(), -32768, 32767), y = Random<int16_t>(random, c.s.Y(), -32768, 32767);
    std::vector<int16_t> got;
    Multiply(c, x, y, {{0.05f}, {0}}, {{0.02f}, {0}}, {{30.0f}, {0}}, false, &got);
    const auto factor = QuantizeMultiplier(static_cast<double>(0.05f) * static_cast<double>(0.02f) / 30.0);
    int64_t sum = 0;
    BatchMatMulRef(
        c.s, [&](int64_t i, int64_t j) { sum += int64_t{x[i]} * y[j]; },
        [&](int64_t out, int64_t, int64_t) {
          EXPECT_EQ(got[out], std::clamp(MultiplyByQuantizedMultiplier64(sum, factor), -32768, 32767)) << Name(c);
          sum = 0;
        });
  }
}

// Each left row is quantized by its own range: off by half a step of each element, and where asymmetric by the zero point's rounding.
void CheckHybrid(bool asymmetric, bool per_column) {
  std::mt19937 random(11);
  for (const Case& c : Cases()) {
    const auto x = Random<float>(random, c.s.X(), -100, 300, 0.01f);
    const auto y = Random<int8_t>(random, c.s.Y(), -127, 127);
    OpTest::Quant scales = {{0.02f}, {0}};
    if (per_column) {
      for (int32_t n = 1; n < c.s.n; ++n) scales.scale.push_back(0.01f + 0.001f * static_cast<float>(n % 7));
      scales.zero_point.resize(scales.scale.size());
      scales.dimension = static_cast<int32_t>(c.s.Y().size()) - (c.s.adj_y ? 2 : 1);
    }
    std::vector<float> got;
    Multiply(c, x, y, {}, scales, {}, asymmetric, &got);
    const double step = asymmetric ? 4.0 / 255 : 3.0 / 127;
    double sum = 0, weights = 0;
    BatchMatMulRef(
        c.s,
        [&](int64_t i, int64_t j) {
          sum += static_cast<double>(x[i]) * y[j];
          weights += std::abs(y[j]);
        },
        [&](int64_t out, int64_t, int64_t n) {
          const double scale = scales.scale[per_column ? n : 0];
          EXPECT_NEAR(got[out], sum * scale, weights * scale * step * 0.51 + 1e-5) << Name(c);
          sum = weights = 0;
        });
  }
}

TEST(BatchMatMulTest, FloatByInt8IsWithinAQuantizationStepOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckHybrid(false, false);
    CheckHybrid(true, false);
    CheckHybrid(true, true);
  });
}

OpTest Small(std::vector<int32_t> x, std::vector<int32_t> y) {
  OpTest test(BuiltinOperator::kBatchMatmul);
  const size_t nx = Elements(x), ny = Elements(y);
  test.Input<float>(std::move(x), std::vector<float>(nx, 1.0f));
  test.Input<float>(std::move(y), std::vector<float>(ny, 2.0f));
  test.Output<float>({1});
  return test;
}

TEST(BatchMatMulTest, ThreadsDoNotChangeTheResult) {
  for (int threads : {1, 2, 4}) {
    OpTest test = Small({6, 2, 3}, {6, 3, 2});
    test.compile.num_threads = threads;
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output<float>(0), std::vector<float>(24, 6.0f));
  }
}

TEST(BatchMatMulTest, RefusesMatricesThatDoNotFit) {
  EXPECT_THAT(Small({2, 3}, {4, 2}).Run().message(), HasSubstr("cannot multiply matrices of [2, 3] and [4, 2]: their inner dimensions"));
  EXPECT_THAT(Small({2, 2, 3}, {3, 3, 2}).Run().message(), HasSubstr("cannot be broadcast against one another"));
  EXPECT_THAT(Small({3}, {3, 2}).Run().message(), HasSubstr("rank"));
  OpTest bytes(BuiltinOperator::kBatchMatmul);
  bytes.Input<int8_t>({1, 1}, {1});
  bytes.Input<int8_t>({1, 1}, {1});
  bytes.Output<int8_t>({1});
  EXPECT_THAT(bytes.Run().message(), HasSubstr("have 0 scales; expected 1"));
  OpTest hybrid(BuiltinOperator::kBatchMatmul);
  hybrid.Input<float>({1, 1}, {1});
  hybrid.Input<int8_t>({1, 0}, {});
  hybrid.Output<float>({1});
  EXPECT_THAT(hybrid.Run().message(), HasSubstr("have 0 scales; expected 1 or 0"));
}

}  // namespace
}  // namespace goldcrest
