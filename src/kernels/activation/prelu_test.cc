#include <gmock/gmock.h>

#include "kernels/common/unary_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

TEST(PreluTest, AlphaBroadcasts) {
  OpTest test(BuiltinOperator::kPrelu);
  test.Input<float>({2, 3}, {-1, -2, 3, 4, -5, -6});
  test.Constant<float>({3}, {0.5f, 2, 9});
  test.Output<float>({2, 3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(-0.5f, -4, 3, 4, -10, -54));
}

// Recorded from TensorFlow Lite's reference kernels.
TEST(PreluTest, QuantizedEqualsTheReference) {
  OpTest test(BuiltinOperator::kPrelu);
  test.Input<int8_t>({1, 11}, kSampleInt8, {{0.05f}, {-3}});
  test.Constant<int8_t>({11}, {-100, -50, 0, 20, 40, 60, 80, 100, 120, 127, 5}, {{0.01f}, {7}});
  test.Output<int8_t>({1, 11}, {{0.03f}, {10}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(127, 98, 17, 3, 7, 15, 17, 43, 98, 127, 127));
}

TEST(PreluTest, Int16HasAnInt8Alpha) {
  OpTest test(BuiltinOperator::kPrelu);
  test.Input<int16_t>({2, 2}, {-1000, 1000, -500, 20}, {{0.001f}, {0}});
  test.Constant<int8_t>({1}, {50}, {{0.01f}, {0}});
  test.Output<int16_t>({2, 2}, {{0.001f}, {0}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(-500, 1000, -250, 20));
}

TEST(PreluTest, RefusesAnAlphaLargerThanTheInput) {
  OpTest test(BuiltinOperator::kPrelu);
  test.Input<float>({1, 3}, {1, 2, 3});
  test.Input<float>({2, 3}, std::vector<float>(6));
  test.Output<float>({1, 3});
  EXPECT_EQ(test.Run().message(), "PRELU (node 0): alpha of shape [2, 3] does not broadcast to the input's [1, 3]");
}

}  // namespace
}  // namespace goldcrest
