#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PadTest, FramesWithZero) {
  for (bool constant : {true, false}) {
    OpTest test(BuiltinOperator::kPad);
    test.Input<float>({1, 2}, {1, 2});
    const std::vector<int32_t> paddings = {1, 0, 0, 2};
    if (constant)
      test.Constant<int32_t>({2, 2}, paddings);
    else
      test.Input<int32_t>({2, 2}, paddings);
    test.Output<float>({2, 4});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), (Shape{2, 4}));
    EXPECT_THAT(test.output<float>(0), ElementsAre(0, 0, 0, 0, 1, 2, 0, 0));
  }
}

TEST(PadTest, TakesPaddingsOfAnyWidth) {
  OpTest test(BuiltinOperator::kPad);
  test.Input<uint8_t>({1}, {5});
  test.Constant<int8_t>({1, 2}, {2, 1});
  test.Output<uint8_t>({4});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(0, 0, 5, 0));
}

TEST(PadTest, FramesQuantizedTensorsWithTheZeroPoint) {
  OpTest test(BuiltinOperator::kPad);
  test.Input<int8_t>({1}, {5}, {{0.5f}, {-7}});
  test.Constant<int64_t>({1, 2}, {1, 1});
  test.Output<int8_t>({3}, {{0.5f}, {-7}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(-7, 5, -7));
}

TEST(PadTest, RefusesNegativeAndOverflowingPaddings) {
  const auto run = [](std::vector<int32_t> paddings) {
    OpTest test(BuiltinOperator::kPad);
    test.Input<float>({1, 2}, {1, 2});
    test.Constant<int32_t>({static_cast<int32_t>(paddings.size()) / 2, 2}, paddings);
    test.Output<float>({1});
    return test.Run();
  };
  EXPECT_THAT(run({0, 0, -1, 0}).message(), HasSubstr("PAD (node 0): padding -1 is not in [0, 2^31)"));
  EXPECT_THAT(run({0, 0, INT32_MAX, 0}).message(), HasSubstr("makes a dimension of 2147483649"));
  EXPECT_EQ(run({INT32_MAX - 1, 0, 0, 0}).code(), StatusCode::kLimitExceeded);
  EXPECT_THAT(run({0, 0}).message(), HasSubstr("expected 4 elements"));
}

TEST(PadV2Test, FramesWithItsThirdInput) {
  OpTest test(BuiltinOperator::kPadv2);
  test.Input<int32_t>({2}, {1, 2});
  test.Constant<int32_t>({1, 2}, {0, 2});
  test.Input<int32_t>({1}, {-9});
  test.Output<int32_t>({4});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(1, 2, -9, -9));
}

TEST(PadV2Test, RefusesAValueOfAnotherTypeOrSize) {
  OpTest test(BuiltinOperator::kPadv2);
  test.Input<int32_t>({2}, {1, 2});
  test.Constant<int32_t>({1, 2}, {0, 2});
  test.Input<float>({1}, {-9});
  test.Output<int32_t>({4});
  EXPECT_THAT(test.Run().message(), HasSubstr("input 2 is FLOAT32 of shape [1]; expected one element of INT32"));
}

}  // namespace
}  // namespace goldcrest
