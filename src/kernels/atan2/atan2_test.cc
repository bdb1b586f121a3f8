#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;

TEST(Atan2Test, GivesTheAngle) {
  OpTest test(BuiltinOperator::kAtan2);
  test.Input<float>({4}, {1, -1, 0.0f, -0.0f});
  test.Input<float>({4}, {0, 1, -1, -1});
  test.Output<float>({4});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0),
              ElementsAre(std::atan2(1.0f, 0.0f), std::atan2(-1.0f, 1.0f), std::atan2(0.0f, -1.0f), -std::atan2(0.0f, -1.0f)));
}

TEST(Atan2Test, TakesHalves) {
  OpTest test(BuiltinOperator::kAtan2);
  test.AddInput(TensorType::kBFloat16, {1}, {0x80, 0x3F}, {}, false);  // 1
  test.AddInput(TensorType::kBFloat16, {1}, {0x00, 0x00}, {}, false);
  test.AddOutput(TensorType::kBFloat16, {1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output_bytes(0), ElementsAre(0xC9, 0x3F));  // 1.5703
}

TEST(Atan2Test, DoesNotBroadcast) {
  OpTest test(BuiltinOperator::kAtan2);
  test.Input<double>({2}, {1, 2});
  test.Input<double>({1}, {1});
  test.Output<double>({2});
  EXPECT_FALSE(test.Run().ok());
}

}  // namespace
}  // namespace goldcrest
