#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(UniqueTest, KeepsTheOrderOfFirstAppearance) {
  OpTest test(BuiltinOperator::kUnique);
  test.Input<int32_t>({5}, {4, 7, 4, 1, 7});
  test.Output<int32_t>({1});
  test.Output<int64_t>({5});
  test.Options(model::UniqueOptions{TensorType::kInt64});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(4, 7, 1));
  EXPECT_THAT(test.output<int64_t>(1), ElementsAre(0, 1, 0, 2, 1));
}

TEST(UniqueTest, TakesZerosOfBothSignsAndNaN) {
  OpTest test(BuiltinOperator::kUnique);
  test.Input<float>({5}, {0, NAN, -0.0f, NAN, 1});
  test.Output<float>({1});
  test.Output<int32_t>({5});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{3}));
  EXPECT_THAT(test.output<int32_t>(1), ElementsAre(0, 1, 0, 1, 2));
}

TEST(UniqueTest, TakesEmptyListsAndRefusesOtherRanks) {
  OpTest empty(BuiltinOperator::kUnique);
  empty.Input<uint8_t>({0}, {});
  empty.Output<uint8_t>({1});
  empty.Output<int32_t>({0});
  ASSERT_TRUE(empty.Run().ok());
  EXPECT_EQ(empty.output_shape(0), (Shape{0}));
  OpTest matrix(BuiltinOperator::kUnique);
  matrix.Input<uint8_t>({1, 1}, {1});
  matrix.Output<uint8_t>({1});
  matrix.Output<int32_t>({1});
  EXPECT_THAT(matrix.Run().message(), HasSubstr("expected rank 1"));
}

}  // namespace
}  // namespace goldcrest
