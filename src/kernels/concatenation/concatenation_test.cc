#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Concat(int axis, model::ActivationFunctionType activation = model::ActivationFunctionType::kNone) {
  OpTest test(BuiltinOperator::kConcatenation);
  test.Options(model::ConcatenationOptions{axis, activation});
  return test;
}

TEST(ConcatenationTest, LaysTensorsOneAfterAnother) {
  for (int axis : {1, -1}) {
    OpTest test = Concat(axis);
    test.Input<float>({2, 1}, {1, 2});
    test.Input<float>({2, 0}, {});
    test.Input<float>({2, 2}, {3, 4, 5, 6});
    test.Output<float>({2, 3});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), (Shape{2, 3}));
    EXPECT_THAT(test.output<float>(0), ElementsAre(1, 3, 4, 2, 5, 6));
  }
}

TEST(ConcatenationTest, RescalesUint8InputsThatAreQuantizedOtherwise) {
  OpTest test = Concat(0);
  test.Input<uint8_t>({2}, {10, 255}, {{0.5f}, {0}});
  test.Input<uint8_t>({2}, {10, 255}, {{1.0f}, {5}});
  test.Output<uint8_t>({4}, {{1.0f}, {5}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(10, 133, 10, 255));  // 5 + 5, 127.5 rounded up + 5
}

TEST(ConcatenationTest, AppliesTheFusedActivation) {
  OpTest test = Concat(0, model::ActivationFunctionType::kRelu6);
  test.Input<float>({2}, {-1, 3});
  test.Input<float>({1}, {9});
  test.Output<float>({3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(0, 3, 6));
}

TEST(ConcatenationTest, RefusesWhatDoesNotFit) {
  OpTest axis = Concat(2);
  axis.Input<float>({1, 1}, {1});
  axis.Output<float>({1, 1});
  EXPECT_THAT(axis.Run().message(), HasSubstr("axis 2 is outside of rank 2"));

  OpTest shapes = Concat(0);
  shapes.Input<float>({1, 2}, {1, 2});
  shapes.Input<float>({1, 3}, {1, 2, 3});
  shapes.Output<float>({2, 2});
  EXPECT_THAT(shapes.Run().message(), HasSubstr("input 1 has the shape [1, 3], input 0 [1, 2]; they may differ only along axis 0"));

  OpTest types = Concat(0);
  types.Input<float>({1}, {1});
  types.Input<int32_t>({1}, {1});
  types.Output<float>({2});
  EXPECT_EQ(types.Run().code(), StatusCode::kInvalidModel);

  OpTest scales = Concat(0);
  scales.Input<int8_t>({1}, {1}, {{1.0f}, {0}});
  scales.Output<int8_t>({1}, {{2.0f}, {0}});
  EXPECT_THAT(scales.Run().message(), HasSubstr("they must be equal"));
}

}  // namespace
}  // namespace goldcrest
