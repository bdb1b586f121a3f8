#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest BroadcastTo(std::vector<int32_t> dims) {
  OpTest test(BuiltinOperator::kBroadcastTo, 2);
  test.Input<int8_t>({2, 1}, {1, 2});
  test.Constant<int32_t>({static_cast<int32_t>(dims.size())}, dims);
  test.Output<int8_t>({1});
  return test;
}

TEST(BroadcastToTest, RepeatsDimensionsOfOneElement) {
  OpTest test = BroadcastTo({2, 2, 3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 2, 3}));
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2));
  OpTest none = BroadcastTo({2, 0});
  ASSERT_TRUE(none.Run().ok());
  EXPECT_EQ(none.output_shape(0), (Shape{2, 0}));
}

TEST(BroadcastToTest, RefusesToDropOrChangeDimensions) {
  EXPECT_THAT(BroadcastTo({2}).Run().message(), HasSubstr("cannot broadcast [2, 1] to [2]"));
  EXPECT_THAT(BroadcastTo({3, 3}).Run().message(), HasSubstr("cannot broadcast [2, 1] to [3, 3]"));
  EXPECT_THAT(BroadcastTo({2, -1}).Run().message(), HasSubstr("makes a dimension of -1"));
}

TEST(BroadcastArgsTest, FindsTheCommonShape) {
  OpTest test(BuiltinOperator::kBroadcastArgs);
  test.Input<int64_t>({3}, {2, 1, 4});
  test.Input<int64_t>({2}, {3, 1});
  test.Output<int64_t>({3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(2, 3, 4));
  OpTest wrong(BuiltinOperator::kBroadcastArgs);
  wrong.Input<int32_t>({1}, {2});
  wrong.Input<int32_t>({1}, {3});
  wrong.Output<int32_t>({1});
  EXPECT_THAT(wrong.Run().message(), HasSubstr("dimensions 2 and 3 do not broadcast"));
}

}  // namespace
}  // namespace goldcrest
