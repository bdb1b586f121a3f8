#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(DynamicUpdateSliceTest, ReplacesAPart) {
  for (int64_t start : {int64_t{1}, int64_t{9}, INT64_MIN}) {
    OpTest test(BuiltinOperator::kDynamicUpdateSlice);
    test.Input<int16_t>({2, 3}, {1, 2, 3, 4, 5, 6});
    test.Input<int16_t>({1, 2}, {8, 9});
    test.Input<int64_t>({2}, {1, start});
    test.Output<int16_t>({2, 3});
    ASSERT_TRUE(test.Run().ok());
    if (start < 0) {
      EXPECT_THAT(test.output<int16_t>(0), ElementsAre(1, 2, 3, 8, 9, 6));
    } else {
      EXPECT_THAT(test.output<int16_t>(0), ElementsAre(1, 2, 3, 4, 8, 9));
    }
  }
}

TEST(DynamicUpdateSliceTest, TakesElementsSmallerThanAByte) {
  OpTest test(BuiltinOperator::kDynamicUpdateSlice);
  test.AddInput(TensorType::kInt4, {5}, {0x21, 0x43, 0x05}, {}, true);
  test.AddInput(TensorType::kInt4, {2}, {0xFE}, {}, true);
  test.Input<int32_t>({1}, {1});
  test.AddOutput(TensorType::kInt4, {5});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output_bytes(0), ElementsAre(0xE1, 0x4F, 0x05));
}

TEST(DynamicUpdateSliceTest, RefusesAnUpdateThatIsTooLarge) {
  OpTest test(BuiltinOperator::kDynamicUpdateSlice);
  test.Input<float>({2}, {1, 2});
  test.Input<float>({3}, {1, 2, 3});
  test.Input<int32_t>({1}, {0});
  test.Output<float>({2});
  EXPECT_THAT(test.Run().message(), HasSubstr("an update of shape [3] at start_indices of shape [1] does not fit into [2]"));
}

}  // namespace
}  // namespace goldcrest
