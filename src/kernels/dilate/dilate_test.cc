#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Dilate(std::vector<int32_t> shape, std::vector<int32_t> dilations, bool constant) {
  OpTest test(BuiltinOperator::kDilate);
  std::vector<float> data;
  for (int64_t i = 0, n = Shape(shape.data(), static_cast<int>(shape.size())).elements(); i < n; ++i)
    data.push_back(static_cast<float>(i + 1));
  test.Input<float>(shape, data);
  if (constant)
    test.Constant<int32_t>({static_cast<int32_t>(dilations.size())}, dilations);
  else
    test.Input<int32_t>({static_cast<int32_t>(dilations.size())}, dilations);
  test.Input<float>({}, {-1});
  test.Output<float>(shape);
  return test;
}

TEST(DilateTest, SetsElementsApart) {
  for (bool constant : {true, false}) {
    OpTest test = Dilate({2, 2}, {2, 3}, constant);
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), (Shape{3, 4}));
    EXPECT_THAT(test.output<float>(0), ElementsAre(1, -1, -1, 2, -1, -1, -1, -1, 3, -1, -1, 4));
  }
}

TEST(DilateTest, RefusesDilationsThatAreNotPositive) {
  EXPECT_THAT(Dilate({2}, {0}, true).Run().message(), HasSubstr("the dilation 0 is not positive"));
  EXPECT_FALSE(Dilate({2, 2}, {1}, true).Run().ok());
  EXPECT_FALSE(Dilate({3, 2}, {INT32_MAX, 1}, true).Run().ok());
  OpTest empty = Dilate({0, 2}, {3, 2}, true);
  ASSERT_TRUE(empty.Run().ok());
  EXPECT_EQ(empty.output_shape(0), (Shape{0, 3}));
}

}  // namespace
}  // namespace goldcrest
