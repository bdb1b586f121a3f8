#include "kernels/softmax/softmax_ref.h"

#include <gmock/gmock.h>

#include <random>

#include "kernels/common/unary_test_util.h"

namespace goldcrest {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

TEST(SoftmaxTest, FloatMatchesTheReferenceAroundTheVectorLength) {
  std::mt19937 gen(3);
  std::uniform_real_distribution<float> real(-20, 20);
  ForEachCpuTarget([&](CpuTarget) {
    for (int n : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 1001, 5000}) {
      std::vector<float> x(static_cast<size_t>(3 * n));
      for (float& v : x) v = real(gen);
      for (const bool log : {false, true}) {
        const float beta = log ? 1.0f : 0.7f;
        OpTest test(log ? BuiltinOperator::kLogSoftmax : BuiltinOperator::kSoftmax);
        if (!log) test.Options(model::SoftmaxOptions{beta});
        test.compile.num_threads = 2;
        test.Input<float>({3, n}, x);
        test.Output<float>({3, n});
        ASSERT_TRUE(test.Run().ok());
        const std::vector<double> want = kernels::SoftmaxRef(x, static_cast<size_t>(n), static_cast<double>(beta), log);
        const std::vector<float> y = test.output<float>(0);
        // Rounding of the argument (up to 40, half a unit of 2^-18) and of the sum (n terms).
        for (size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(y[i], want[i], log ? 2e-5 : 4e-6 * want[i] + 1e-12) << "n = " << n;
      }
    }
  });
}

// Recorded from TensorFlow Lite's reference kernels.
TEST(SoftmaxTest, QuantizedEqualsTheReference) {
  const auto op = BuiltinOperator::kSoftmax;
  EXPECT_THAT(RunUnary(op, kSampleInt8, model::SoftmaxOptions{1}, {{0.02f}, {3}}, {{1.0f / 256}, {-128}}),
              ElementsAre(-127, -127, -125, -123, -120, -119, -119, -115, -103, -61, -12));
  EXPECT_THAT(RunUnary(op, kSampleUInt8, model::SoftmaxOptions{2}, {{0.02f}, {3}}, {{1.0f / 256}, {0}}),
              ElementsAre(0, 0, 0, 0, 1, 1, 1, 2, 8, 61, 181));
  EXPECT_THAT(RunUnary(op, kSampleInt16, model::SoftmaxOptions{1}, {{0.0001f}, {0}}, {{1.0f / 32768}, {0}}),
              ElementsAre(31, 113, 340, 742, 831, 837, 838, 842, 898, 1380, 3751, 22166));
  EXPECT_THAT(RunUnary(BuiltinOperator::kLogSoftmax, kSampleInt8, NoOptions(), {{0.05f}, {3}}, {{1.0f / 16}, {127}}),
              ElementsAre(-81, -55, -30, -5, 15, 21, 22, 35, 61, 101, 123));
  EXPECT_THAT(RunUnary(BuiltinOperator::kLogSoftmax, kSampleUInt8, NoOptions(), {{0.05f}, {3}}, {{1.0f / 16}, {255}}),
              ElementsAre(47, 73, 98, 123, 143, 149, 150, 163, 189, 229, 251));
}

TEST(SoftmaxTest, LongRowsGoThroughATableWithTheSameResults) {
  std::vector<int8_t> x(600, -100), want(600, -128);
  x[0] = 100;
  want[0] = 127;
  EXPECT_EQ(RunUnary(BuiltinOperator::kSoftmax, x, model::SoftmaxOptions{1}, {{0.5f}, {0}}, {{1.0f / 256}, {-128}}), want);
}

TEST(SoftmaxTest, EqualElementsBeyondTheSumsRangeStayInRange) {
  const auto y =
      RunUnary(BuiltinOperator::kSoftmax, std::vector<uint8_t>(100000, 7), model::SoftmaxOptions{1}, {{0.5f}, {0}}, {{1.0f / 256}, {0}});
  EXPECT_THAT(y, Each(0));
}

TEST(SoftmaxTest, RefusesAnOutputScaleOfItsOwn) {
  OpTest test(BuiltinOperator::kSoftmax);
  test.Options(model::SoftmaxOptions{1});
  test.Input<int8_t>({1, 2}, {1, 2}, {{0.1f}, {0}});
  test.Output<int8_t>({1, 2}, {{0.5f}, {0}});
  EXPECT_THAT(test.Run().message(), testing::StartsWith("SOFTMAX (node 0): output 0 has the scale 0.5 and zero point 0; SOFTMAX to this "
                                                        "type has 0.00390625 and -128"));
}

TEST(SoftmaxTest, EmptyRowsGiveNothing) {
  OpTest test(BuiltinOperator::kSoftmax);
  test.Input<float>({3, 0}, {});
  test.Output<float>({3, 0});
  EXPECT_TRUE(test.Run().ok());
}

}  // namespace
}  // namespace goldcrest
