#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Reshape(std::vector<int32_t> input_shape, std::vector<int32_t> wanted) {
  OpTest test(BuiltinOperator::kReshape);
  int64_t n = 1;
  for (int32_t d : input_shape) n *= d;
  std::vector<float> data(static_cast<size_t>(n));
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<float>(i);
  test.Input<float>(std::move(input_shape), data);
  test.Constant<int32_t>({static_cast<int32_t>(wanted.size())}, wanted);
  test.Output<float>({1});
  return test;
}

TEST(ReshapeTest, FillsInTheOpenDimension) {
  OpTest test = Reshape({2, 6}, {3, -1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{3, 4}));
  EXPECT_EQ(test.output<float>(0)[11], 11.0f);
}

TEST(ReshapeTest, MakesScalarsAndEmptyTensors) {
  OpTest scalar = Reshape({1, 1}, {});
  ASSERT_TRUE(scalar.Run().ok()) << scalar.Run().message();
  EXPECT_EQ(scalar.output_shape(0), Shape{});
  OpTest empty = Reshape({0, 4}, {2, 0});
  ASSERT_TRUE(empty.Run().ok());
  EXPECT_EQ(empty.output_shape(0), (Shape{2, 0}));
}

TEST(ReshapeTest, RefusesWhatLosesElements) {
  for (const std::vector<int32_t>& wanted : {std::vector<int32_t>{5}, {-1, -1}, {-1, 5}, {-2, 6}, {INT32_MAX, INT32_MAX}}) {
    OpTest test = Reshape({2, 6}, wanted);
    const Status s = test.Run();
    EXPECT_EQ(s.code(), StatusCode::kInvalidModel);
    EXPECT_THAT(s.message(), HasSubstr("RESHAPE (node 0): cannot reshape [2, 6] to"));
  }
}

TEST(ReshapeTest, TakesAShapeThatIsOnlyKnownAtRunTime) {
  OpTest test(BuiltinOperator::kReshape);
  test.Input<float>({4}, {1, 2, 3, 4});
  test.Input<int32_t>({2}, {2, 2});
  test.Output<float>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 2}));
  EXPECT_THAT(test.output<float>(0), ElementsAre(1, 2, 3, 4));
}

}  // namespace
}  // namespace goldcrest
