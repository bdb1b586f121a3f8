#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PackTest, StacksAlongANewAxis) {
  OpTest test(BuiltinOperator::kPack);
  test.Input<int64_t>({2}, {1, 2});
  test.Input<int64_t>({2}, {3, 4});
  test.Output<int64_t>({2, 2});
  test.Options(model::PackOptions{2, -1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(1, 3, 2, 4));
}

TEST(PackTest, StacksScalars) {
  OpTest test(BuiltinOperator::kPack);
  for (float v : {7.0f, 8.0f, 9.0f}) test.Input<float>({}, {v});
  test.Output<float>({3});
  test.Options(model::PackOptions{3, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{3}));
  EXPECT_THAT(test.output<float>(0), ElementsAre(7, 8, 9));
}

TEST(PackTest, RefusesUnequalShapesAndWrongCounts) {
  OpTest shapes(BuiltinOperator::kPack);
  shapes.Input<float>({2}, {1, 2});
  shapes.Input<float>({1}, {3});
  shapes.Output<float>({2, 2});
  shapes.Options(model::PackOptions{2, 0});
  EXPECT_THAT(shapes.Run().message(), HasSubstr("input 1 has the shape [1], input 0 [2]; they must be equal"));
  shapes.Options(model::PackOptions{3, 0});
  EXPECT_THAT(shapes.Run().message(), HasSubstr("has 2 inputs; option values_count is 3"));
  shapes.Options(model::PackOptions{2, 2});
  EXPECT_THAT(shapes.Run().message(), HasSubstr("axis 2 is outside of rank 2"));
}

TEST(UnpackTest, TakesTensorsApart) {
  OpTest test(BuiltinOperator::kUnpack);
  test.Input<uint8_t>({2, 3}, {1, 2, 3, 4, 5, 6});
  for (int i = 0; i < 3; ++i) test.Output<uint8_t>({2});
  test.Options(model::UnpackOptions{3, 1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(1, 4));
  EXPECT_THAT(test.output<uint8_t>(2), ElementsAre(3, 6));
  test.Options(model::UnpackOptions{3, 0});
  EXPECT_THAT(test.Run().message(), HasSubstr("option num is 3, and axis 0 of the input [2, 3] has 2"));
}

}  // namespace
}  // namespace goldcrest
