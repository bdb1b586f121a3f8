#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(MatrixDiagTest, MakesAMatrixOfEachRow) {
  OpTest test(BuiltinOperator::kMatrixDiag);
  test.Input<int8_t>({2, 2}, {1, 2, 3, 4}, {{0.5f}, {7}});
  test.Output<int8_t>({1}, {{0.5f}, {7}});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_EQ(test.output_shape(0), Shape({2, 2, 2}));
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(1, 0, 0, 2, 3, 0, 0, 4));
}

TEST(MatrixSetDiagTest, KeepsWhatIsBesideTheDiagonal) {
  OpTest wide(BuiltinOperator::kMatrixSetDiag);
  wide.Input<int64_t>({2, 3}, {1, 2, 3, 4, 5, 6});
  wide.Input<int64_t>({2}, {-1, -2});
  wide.Output<int64_t>({1});
  const Status s = wide.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(wide.output<int64_t>(0), ElementsAre(-1, 2, 3, 4, -2, 6));
  OpTest tall(BuiltinOperator::kMatrixSetDiag);
  tall.Input<float>({2, 2, 1}, {1, 2, 3, 4});
  tall.Input<float>({2, 1}, {9, 8});
  tall.Output<float>({1});
  ASSERT_TRUE(tall.Run().ok());
  EXPECT_THAT(tall.output<float>(0), ElementsAre(9, 2, 8, 4));
}

TEST(MatrixSetDiagTest, RefusesDiagonalsOfAnotherLength) {
  OpTest test(BuiltinOperator::kMatrixSetDiag);
  test.Input<float>({2, 2}, {1, 2, 3, 4});
  test.Input<float>({1}, {9});
  test.Output<float>({1});
  EXPECT_THAT(test.Run().message(), HasSubstr("has diagonals [1] for matrices [2, 2]"));
}

}  // namespace
}  // namespace goldcrest
