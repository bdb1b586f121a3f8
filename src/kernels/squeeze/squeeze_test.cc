#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SqueezeTest, LeavesOutDimensionsOfOneElement) {
  OpTest all(BuiltinOperator::kSqueeze);
  all.Input<float>({1, 2, 1}, {1, 2});
  all.Output<float>({2});
  ASSERT_TRUE(all.Run().ok());
  EXPECT_EQ(all.output_shape(0), (Shape{2}));
  EXPECT_THAT(all.output<float>(0), ElementsAre(1, 2));
  all.Options(model::SqueezeOptions{{-1}});
  ASSERT_TRUE(all.Run().ok());
  EXPECT_EQ(all.output_shape(0), (Shape{1, 2}));
}

TEST(SqueezeTest, RefusesOtherDimensions) {
  OpTest test(BuiltinOperator::kSqueeze);
  test.Input<float>({1, 2}, {1, 2});
  test.Output<float>({2});
  test.Options(model::SqueezeOptions{{1}});
  EXPECT_THAT(test.Run().message(), HasSubstr("cannot squeeze dimension 1 of shape [1, 2]"));
  test.Options(model::SqueezeOptions{{2}});
  EXPECT_THAT(test.Run().message(), HasSubstr("axis 2 is outside of rank 2"));
}

TEST(ExpandDimsTest, PutsOneIn) {
  for (const auto& [axis, shape] : {std::pair<int32_t, Shape>{0, {1, 2}}, {-1, {2, 1}}, {1, {2, 1}}}) {
    OpTest test(BuiltinOperator::kExpandDims);
    test.Input<float>({2}, {1, 2});
    test.Constant<int32_t>({}, {axis});
    test.Output<float>({1});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), shape);
  }
  OpTest test(BuiltinOperator::kExpandDims);
  test.Input<float>({2}, {1, 2});
  test.Constant<int32_t>({}, {2});
  test.Output<float>({1});
  EXPECT_THAT(test.Run().message(), HasSubstr("axis 2 is outside of rank 2"));
}

TEST(ExpandDimsTest, RefusesANinthDimension) {
  OpTest test(BuiltinOperator::kExpandDims);
  test.Input<float>({1, 1, 1, 1, 1, 1, 1, 1}, {1});
  test.Constant<int32_t>({}, {0});
  test.Output<float>({1});
  EXPECT_EQ(test.Run().code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace goldcrest
