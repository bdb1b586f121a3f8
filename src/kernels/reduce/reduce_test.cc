#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "kernels/reduce/reduce_ref.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;
using Op = BuiltinOperator;
using Dims = std::vector<int32_t>;

// Runs `op` for every set of axes of several shapes, on every CPU target, and hands each output with its elements to `check`.
template <typename T, class Check>
void ForEveryAxes(Op op, double low, double high, const Check& check) {
  std::mt19937 gen(9);
  std::uniform_real_distribution<double> real(low, high);
  ForEachCpuTarget([&](CpuTarget) {
    for (const Dims& dims : {Dims{37}, Dims{3, 21}, Dims{1, 7, 7, 70}, Dims{2, 1, 5, 2, 3}, Dims{40, 1000}}) {
      const Shape shape(dims.data(), static_cast<int>(dims.size()));
      std::vector<T> x(static_cast<size_t>(shape.elements()));
      for (T& v : x) v = static_cast<T>(real(gen));
      for (int set = 0; set < 1 << dims.size(); ++set) {
        std::vector<bool> reduced(dims.size());
        std::vector<int32_t> axes;
        for (int k = 0; k < shape.rank(); ++k) {
          if (!(set >> k & 1)) continue;
          reduced[static_cast<size_t>(k)] = true;
          axes.push_back(k % 2 ? k : k - shape.rank());
        }
        OpTest test(op);
        test.compile.num_threads = 2;
        test.Input<T>(dims, x);
        test.Constant<int32_t>({static_cast<int32_t>(axes.size())}, axes);
        test.Output<T>({});
        const Status s = test.Run();
        ASSERT_TRUE(s.ok()) << s.message();
        const std::vector<T> y = test.output<T>(0);
        const auto groups = kernels::GroupRef(shape, x, reduced);
        ASSERT_EQ(y.size(), groups.size());
        for (size_t i = 0; i < y.size(); ++i) check(groups[i], y[i]);
      }
    }
  });
}

TEST(ReduceTest, FloatMatchesTheReferenceForEveryAxes) {
  const auto sum = [](const std::vector<float>& group) { return std::accumulate(group.begin(), group.end(), 0.0); };
  // Rounding of one addition for each element, at the size of the largest partial sum.
  ForEveryAxes<float>(Op::kSum, 0, 1, [&](const auto& g, float y) { ASSERT_NEAR(y, sum(g), 6e-8 * (g.size() + 1) * sum(g)); });
  ForEveryAxes<float>(Op::kMean, 0, 1, [&](const auto& g, float y) { ASSERT_NEAR(y, sum(g) / g.size(), 6e-8 * (g.size() + 1)); });
  ForEveryAxes<float>(Op::kReduceMax, -1, 1, [](const auto& g, float y) { ASSERT_EQ(y, *std::max_element(g.begin(), g.end())); });
  ForEveryAxes<float>(Op::kReduceMin, -1, 1, [](const auto& g, float y) { ASSERT_EQ(y, *std::min_element(g.begin(), g.end())); });
}

TEST(ReduceTest, WholeNumbersMatchTheReferenceForEveryAxes) {
  ForEveryAxes<int32_t>(Op::kSum, -99, 99, [](const auto& g, int32_t y) { ASSERT_EQ(y, std::accumulate(g.begin(), g.end(), 0)); });
  ForEveryAxes<int64_t>(Op::kMean, -99, 99, [](const auto& g, int64_t y) {
    ASSERT_EQ(y, std::accumulate(g.begin(), g.end(), int64_t{0}) / static_cast<int64_t>(g.size()));
  });
  ForEveryAxes<int32_t>(Op::kReduceProd, -3, 3, [](const auto& g, int32_t y) {
    uint32_t product = 1;
    for (int32_t v : g) product *= static_cast<uint32_t>(v);
    ASSERT_EQ(y, static_cast<int32_t>(product));
  });
  ForEveryAxes<int8_t>(Op::kReduceMax, -128, 127, [](const auto& g, int8_t y) { ASSERT_EQ(y, *std::max_element(g.begin(), g.end())); });
}

template <typename T>
std::vector<T> ReduceQuantized(Op op, Dims dims, std::vector<T> x, Dims axes, TestQuant in, TestQuant out) {
  OpTest test(op);
  test.Input<T>(std::move(dims), x, std::move(in));
  test.Constant<int32_t>({static_cast<int32_t>(axes.size())}, axes);
  test.Output<T>({}, std::move(out));
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return s.ok() ? test.output<T>(0) : std::vector<T>();
}

TEST(ReduceTest, QuantizedMeanAndSumRescale) {
  // Real values 1, 2, 3 and -1, 0, 5 (scale 0.5, zero point 10).
  const std::vector<int8_t> x = {12, 14, 16, 8, 10, 20};
  EXPECT_THAT(ReduceQuantized<int8_t>(Op::kMean, {2, 3}, x, {1}, {{0.5f}, {10}}, {{0.25f}, {0}}), ElementsAre(8, 5));
  EXPECT_THAT(ReduceQuantized<int8_t>(Op::kSum, {2, 3}, x, {1}, {{0.5f}, {10}}, {{0.25f}, {-100}}), ElementsAre(-76, -84));
  EXPECT_THAT(ReduceQuantized<int8_t>(Op::kSum, {2, 3}, x, {0}, {{0.5f}, {10}}, {{0.5f}, {10}}), ElementsAre(10, 14, 26));
  EXPECT_THAT(ReduceQuantized<uint8_t>(Op::kMean, {4}, {0, 254, 255, 255}, {0}, {{1.0f}, {0}}, {{1.0f}, {0}}), ElementsAre(191));
}

TEST(ReduceTest, QuantizedProductRescalesOnTheWay) {
  // 2 * 3 * 4 = 24.
  EXPECT_THAT(ReduceQuantized<int8_t>(Op::kReduceProd, {3}, {20, 30, 40}, {0}, {{0.1f}, {0}}, {{0.25f}, {0}}), ElementsAre(96));
}

TEST(ReduceTest, KeepDimsLeavesOnes) {
  OpTest test(Op::kMean);
  test.Options(model::ReducerOptions{true});
  test.Input<float>({2, 2, 3}, std::vector<float>(12, 1.0f));
  test.Constant<int32_t>({3}, {-1, 1, 2});  // the last twice
  test.Output<float>({});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 1, 1}));
}

TEST(ReduceTest, AxesMayBeComputed) {
  OpTest test(Op::kSum);
  test.Input<float>({2, 2}, {1, 2, 3, 4});
  test.Input<int32_t>({1}, {0});
  test.Output<float>({});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(4, 6));
}

TEST(ReduceTest, OverNothing) {
  const auto run = [](Op op) {
    OpTest test(op);
    test.Input<float>({0, 2}, {});
    test.Constant<int32_t>({1}, {0});
    test.Output<float>({});
    EXPECT_TRUE(test.Run().ok());
    return test.output<float>(0)[1];
  };
  EXPECT_TRUE(std::isnan(run(Op::kMean)));
  EXPECT_EQ(run(Op::kSum), 0);
  EXPECT_EQ(run(Op::kReduceProd), 1);
  EXPECT_EQ(run(Op::kReduceMax), std::numeric_limits<float>::lowest());
}

TEST(ReduceTest, TruthValues) {
  const auto run = [](Op op) {
    OpTest test(op);
    test.AddInput(TensorType::kBool, {3, 2}, {0, 0, 2, 0, 1, 1}, {}, false);
    test.Constant<int32_t>({1}, {1});
    test.Output<bool>({});
    EXPECT_TRUE(test.Run().ok());
    return test.output<bool>(0);
  };
  EXPECT_THAT(run(Op::kReduceAny), ElementsAre(false, true, true));
  EXPECT_THAT(run(Op::kReduceAll), ElementsAre(false, false, true));
  EXPECT_THAT(run(Op::kReduceMin), ElementsAre(false, false, true));
  EXPECT_THAT(run(Op::kSum), ElementsAre(false, true, true));
}

TEST(ReduceTest, RefusesAnAxisOutside) {
  OpTest test(Op::kMean);
  test.Input<float>({2, 2}, {1, 2, 3, 4});
  test.Constant<int32_t>({1}, {-3});
  test.Output<float>({});
  EXPECT_EQ(test.Run().message(), "MEAN (node 0): axis -3 of a tensor of rank 2");
}

}  // namespace
}  // namespace goldcrest
