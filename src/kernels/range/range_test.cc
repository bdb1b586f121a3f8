#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename T>
OpTest Range(T start, T limit, T delta, bool constant = false) {
  OpTest test(BuiltinOperator::kRange);
  for (T v : {start, limit, delta}) {
    if (constant)
      test.Constant<T>({}, {v});
    else
      test.Input<T>({}, {v});
  }
  test.Output<T>({1});
  return test;
}

TEST(RangeTest, CountsUpAndDown) {
  for (bool constant : {true, false}) {
    OpTest up = Range<int32_t>(3, 9, 2, constant);
    ASSERT_TRUE(up.Run().ok());
    EXPECT_THAT(up.output<int32_t>(0), ElementsAre(3, 5, 7));
  }
  OpTest down = Range<int64_t>(5, 0, -2);
  ASSERT_TRUE(down.Run().ok());
  EXPECT_THAT(down.output<int64_t>(0), ElementsAre(5, 3, 1));
  OpTest real = Range<float>(0, 1, 0.25f);
  ASSERT_TRUE(real.Run().ok());
  EXPECT_THAT(real.output<float>(0), ElementsAre(0, 0.25f, 0.5f, 0.75f));
  OpTest none = Range<int32_t>(4, 4, 1);
  ASSERT_TRUE(none.Run().ok());
  EXPECT_EQ(none.output_shape(0), (Shape{0}));
}

TEST(RangeTest, RefusesEndlessAndHugeRanges) {
  EXPECT_THAT(Range<int32_t>(0, 5, 0).Run().message(), HasSubstr("delta is 0 or leads away from limit"));
  EXPECT_THAT(Range<int32_t>(0, 5, -1).Run().message(), HasSubstr("delta is 0 or leads away from limit"));
  EXPECT_THAT(Range<float>(0, NAN, 1).Run().message(), HasSubstr("delta is 0 or leads away from limit"));
  EXPECT_EQ(Range<int64_t>(INT64_MIN, INT64_MAX, 1).Run().code(), StatusCode::kLimitExceeded);
  EXPECT_EQ(Range<float>(0, INFINITY, 1).Run().code(), StatusCode::kLimitExceeded);
  EXPECT_EQ(Range<float>(-3e38f, 3e38f, 1e-30f).Run().code(), StatusCode::kLimitExceeded);
  OpTest wide = Range<int64_t>(INT64_MIN, INT64_MAX, INT64_MAX);
  ASSERT_TRUE(wide.Run().ok());
  EXPECT_THAT(wide.output<int64_t>(0), ElementsAre(INT64_MIN, -1, INT64_MAX - 1));
}

}  // namespace
}  // namespace goldcrest
