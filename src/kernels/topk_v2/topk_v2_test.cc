#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

TEST(TopkV2Test, LargestFirstAndTheFirstOfEquals) {
  OpTest test(BuiltinOperator::kTopkV2);
  test.Input<float>({2, 4}, {3, 9, 5, 9, NAN, -1, -2, NAN});
  test.Constant<int32_t>({}, {3});
  test.Output<float>({});
  test.Output<int32_t>({});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 3}));
  EXPECT_THAT(test.output<int32_t>(1), ElementsAre(1, 3, 2, 1, 2, 0));
  EXPECT_EQ(test.output<float>(0)[3], -1);
}

TEST(TopkV2Test, KMayBeComputedAndShort) {
  OpTest test(BuiltinOperator::kTopkV2);
  test.Input<uint8_t>({4}, {7, 255, 0, 9});
  test.Input<int16_t>({1}, {2});
  test.Output<uint8_t>({});
  test.Output<int16_t>({});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(255, 9));
  EXPECT_THAT(test.output<int16_t>(1), ElementsAre(1, 3));
}

TEST(TopkV2Test, RefusesMoreThanThereAreAndNegative) {
  for (int32_t k : {5, -1}) {
    OpTest test(BuiltinOperator::kTopkV2);
    test.Input<float>({4}, {1, 2, 3, 4});
    test.Constant<int32_t>({}, {k});
    test.Output<float>({});
    test.Output<int32_t>({});
    EXPECT_EQ(test.Run().message(), "TOPK_V2 (node 0): k is " + std::to_string(k) + " for rows of 4 elements");
  }
}

TEST(TopkV2Test, NothingOfNothing) {
  OpTest test(BuiltinOperator::kTopkV2);
  test.Input<float>({3, 0}, {});
  test.Constant<int32_t>({}, {0});
  test.Output<float>({});
  test.Output<int32_t>({});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(1), (Shape{3, 0}));
}

}  // namespace
}  // namespace goldcrest
