#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Transpose(std::vector<int32_t> shape, std::vector<int32_t> perm) {
  OpTest test(BuiltinOperator::kTranspose);
  int64_t n = 1;
  for (int32_t d : shape) n *= d;
  std::vector<int32_t> data(static_cast<size_t>(n));
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<int32_t>(i);
  test.Input<int32_t>(std::move(shape), data);
  test.Constant<int32_t>({static_cast<int32_t>(perm.size())}, perm);
  test.Output<int32_t>({1});
  return test;
}

TEST(TransposeTest, PutsDimensionsIntoAnotherOrder) {
  OpTest test = Transpose({2, 3}, {1, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{3, 2}));
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(0, 3, 1, 4, 2, 5));
}

TEST(TransposeTest, TakesEveryRank) {
  OpTest test = Transpose({1, 2, 1, 2, 1, 2, 1, 2}, {7, 6, 5, 4, 3, 2, 1, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15));
}

TEST(TransposeTest, IsAViewWhereOnlyDimensionsOfOneElementMove) {
  OpTest test = Transpose({1, 2, 1, 3}, {1, 0, 3, 2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 1, 3, 1}));
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(TransposeTest, MovesElementsSmallerThanAByte) {
  OpTest test(BuiltinOperator::kTranspose);
  test.AddInput(TensorType::kInt4, {1, 3, 1}, {0x21, 0x03}, {}, false);
  test.Constant<int32_t>({3}, {1, 0, 2});
  test.AddOutput(TensorType::kInt4, {3, 1, 1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output_bytes(0), ElementsAre(0x21, 0x03));
}

TEST(TransposeTest, RefusesPermutationsThatAreNone) {
  EXPECT_THAT(Transpose({2, 3}, {0, 0}).Run().message(), HasSubstr("perm names dimension 0 twice"));
  EXPECT_THAT(Transpose({2, 3}, {1, -1}).Run().message(), HasSubstr("perm names dimension 1 twice"));
  EXPECT_THAT(Transpose({2, 3}, {0, 2}).Run().message(), HasSubstr("axis 2 is outside of rank 2"));
  EXPECT_THAT(Transpose({2, 3}, {0}).Run().message(), HasSubstr("expected 2 elements"));
}

}  // namespace
}  // namespace goldcrest
