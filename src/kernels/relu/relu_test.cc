#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/common/unary_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

TEST(ReluTest, ClampsOnEveryTargetAroundTheVectorLength) {
  const struct {
    BuiltinOperator op;
    float low, high;
  } kCases[] = {{BuiltinOperator::kRelu, 0, 1e30f},
                {BuiltinOperator::kRelu6, 0, 6},
                {BuiltinOperator::kReluN1To1, -1, 1},
                {BuiltinOperator::kRelu0To1, 0, 1}};
  ForEachCpuTarget([&](CpuTarget) {
    for (const auto& c : kCases) {
      for (int n : {0, 1, 3, 4, 7, 8, 15, 16, 17, 33, 20000}) {
        std::vector<float> x(static_cast<size_t>(n)), want(x.size());
        for (int i = 0; i < n; ++i) {
          x[i] = static_cast<float>((i * 7) % 23) - 11.5f;
          want[i] = std::min(c.high, std::max(c.low, x[i]));
        }
        OpTest test(c.op);
        test.compile.num_threads = 2;
        test.Input<float>({n}, x);
        test.Output<float>({n});
        ASSERT_TRUE(test.Run().ok());
        EXPECT_EQ(test.output<float>(0), want);
      }
    }
  });
}

// Recorded from TensorFlow Lite's reference kernels.
TEST(ReluTest, QuantizedEqualsTheReference) {
  EXPECT_THAT(RunUnary(BuiltinOperator::kRelu6, kSampleInt8, NoOptions(), {{0.08f}, {-3}}, {{0.03f}, {-60}}),
              ElementsAre(-60, -60, -60, -60, -60, -52, -49, -7, 81, 127, 127));
  EXPECT_THAT(RunUnary(BuiltinOperator::kRelu, kSampleInt16, NoOptions(), {{0.0005f}, {0}}, {{0.0004f}, {0}}),
              ElementsAre(0, 0, 0, 0, 0, 0, 1, 80, 875, 6250, 18750, 32767));
}

TEST(ReluTest, RefusesATypeItHasNoKernelFor) {
  OpTest test(BuiltinOperator::kRelu);
  test.Input<int32_t>({1}, {1});
  test.Output<int32_t>({1});
  const Status s = test.Run();
  EXPECT_EQ(s.code(), StatusCode::kUnsupported);
  EXPECT_THAT(s.message(), testing::StartsWith("RELU (node 0): input 0 \"t0\" is INT32; supported: FLOAT32, INT8, UINT8, INT16 ("));
}

}  // namespace
}  // namespace goldcrest
