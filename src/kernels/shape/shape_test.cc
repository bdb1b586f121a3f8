#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;

TEST(ShapeTest, GivesTheDimensions) {
  OpTest test(BuiltinOperator::kShape);
  test.Input<float>({2, 0, 3}, {});
  test.Output<int64_t>({3});
  test.Options(model::ShapeOptions{TensorType::kInt64});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(2, 0, 3));
}

TEST(ShapeTest, OfAScalarIsEmpty) {
  OpTest test(BuiltinOperator::kShape);
  test.Input<float>({}, {1});
  test.Output<int32_t>({0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{0}));
}

TEST(ShapeTest, RefusesToWriteFloats) {
  OpTest test(BuiltinOperator::kShape);
  test.Input<float>({1}, {1});
  test.Output<float>({1});
  EXPECT_EQ(test.Run().code(), StatusCode::kUnsupported);
}

TEST(RankTest, CountsTheDimensions) {
  OpTest test(BuiltinOperator::kRank);
  test.Input<uint8_t>({1, 2, 1}, {1, 2});
  test.Output<int32_t>({});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(3));
}

}  // namespace
}  // namespace goldcrest
