#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SpaceToDepthTest, StacksBlocks) {
  OpTest test(BuiltinOperator::kSpaceToDepth);
  test.Input<int32_t>({1, 2, 4, 1}, {1, 2, 3, 4, 5, 6, 7, 8});
  test.Output<int32_t>({1});
  test.Options(model::SpaceToDepthOptions{2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{1, 1, 2, 4}));
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(1, 2, 5, 6, 3, 4, 7, 8));
}

TEST(DepthToSpaceTest, IsTheReverse) {
  OpTest test(BuiltinOperator::kDepthToSpace);
  test.Input<uint8_t>({1, 1, 2, 8}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  test.Output<uint8_t>({1});
  test.Options(model::DepthToSpaceOptions{2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{1, 2, 4, 2}));
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(1, 2, 3, 4, 9, 10, 11, 12, 5, 6, 7, 8, 13, 14, 15, 16));
}

TEST(SpaceToDepthTest, RefusesBlocksThatDoNotFit) {
  for (BuiltinOperator op : {BuiltinOperator::kSpaceToDepth, BuiltinOperator::kDepthToSpace}) {
    for (int32_t block : {0, -1, INT32_MIN, INT32_MAX, 46341}) {
      OpTest test(op);
      test.Input<float>({1, 2, 2, 4}, std::vector<float>(16));
      test.Output<float>({1});
      if (op == BuiltinOperator::kSpaceToDepth)
        test.Options(model::SpaceToDepthOptions{block});
      else
        test.Options(model::DepthToSpaceOptions{block});
      EXPECT_THAT(test.Run().message(), HasSubstr("option block_size is " + std::to_string(block)));
    }
  }
  OpTest space(BuiltinOperator::kSpaceToDepth);
  space.Input<float>({1, 2, 3, 1}, std::vector<float>(6));
  space.Output<float>({1});
  space.Options(model::SpaceToDepthOptions{2});
  EXPECT_THAT(space.Run().message(), HasSubstr("no multiples of block_size 2"));
  OpTest depth(BuiltinOperator::kDepthToSpace);
  depth.Input<float>({1, 1, 1, 3}, std::vector<float>(3));
  depth.Output<float>({1});
  depth.Options(model::DepthToSpaceOptions{2});
  EXPECT_THAT(depth.Run().message(), HasSubstr("no multiple of the square of block_size 2"));
}

}  // namespace
}  // namespace goldcrest
