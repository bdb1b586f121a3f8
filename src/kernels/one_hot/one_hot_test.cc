#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest OneHot(int32_t depth, int32_t axis) {
  OpTest test(BuiltinOperator::kOneHot);
  test.Input<int64_t>({3}, {2, 0, -1});
  test.Input<int32_t>({}, {depth});
  test.Input<float>({}, {5});
  test.Input<float>({}, {-1});
  test.Output<float>({1});
  test.Options(model::OneHotOptions{axis});
  return test;
}

TEST(OneHotTest, MarksIndicesAlongANewAxis) {
  OpTest rows = OneHot(3, -1);
  ASSERT_TRUE(rows.Run().ok());
  EXPECT_EQ(rows.output_shape(0), (Shape{3, 3}));
  EXPECT_THAT(rows.output<float>(0), ElementsAre(-1, -1, 5, 5, -1, -1, -1, -1, -1));
  OpTest columns = OneHot(2, 0);
  ASSERT_TRUE(columns.Run().ok());
  EXPECT_EQ(columns.output_shape(0), (Shape{2, 3}));
  EXPECT_THAT(columns.output<float>(0), ElementsAre(-1, 5, -1, -1, -1, -1));
  OpTest none = OneHot(0, -1);
  ASSERT_TRUE(none.Run().ok());
  EXPECT_EQ(none.output_shape(0), (Shape{3, 0}));
}

TEST(OneHotTest, RefusesDepthsAndAxesThatAreNone) {
  EXPECT_THAT(OneHot(-1, -1).Run().message(), HasSubstr("makes a dimension of -1"));
  EXPECT_EQ(OneHot(INT32_MAX, -1).Run().code(), StatusCode::kLimitExceeded);
  EXPECT_THAT(OneHot(2, 2).Run().message(), HasSubstr("axis 2 is outside of rank 2"));
}

}  // namespace
}  // namespace goldcrest
