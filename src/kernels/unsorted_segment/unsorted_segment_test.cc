#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename T>
OpTest Segments(BuiltinOperator op, std::vector<int32_t> ids, int32_t count, bool constant = true) {
  OpTest test(op);
  test.Input<T>({3, 2}, {1, 2, 3, 4, 5, 6});
  if (constant) {
    test.Constant<int32_t>({3}, ids);
    test.Constant<int32_t>({}, {count});
  } else {
    test.Input<int32_t>({3}, ids);
    test.Input<int32_t>({1}, {count});
  }
  test.Output<T>({1, 2});
  return test;
}

TEST(UnsortedSegmentTest, JoinsSlicesOfASegment) {
  for (bool constant : {true, false}) {
    OpTest sum = Segments<int32_t>(BuiltinOperator::kUnsortedSegmentSum, {1, -1, 1}, 3, constant);
    ASSERT_TRUE(sum.Run().ok());
    EXPECT_EQ(sum.output_shape(0), (Shape{3, 2}));
    EXPECT_THAT(sum.output<int32_t>(0), ElementsAre(0, 0, 6, 8, 0, 0));
  }
  OpTest product = Segments<float>(BuiltinOperator::kUnsortedSegmentProd, {0, 0, 0}, 2);
  ASSERT_TRUE(product.Run().ok());
  EXPECT_THAT(product.output<float>(0), ElementsAre(15, 48, 1, 1));
  OpTest most = Segments<float>(BuiltinOperator::kUnsortedSegmentMax, {1, 1, 1}, 2);
  ASSERT_TRUE(most.Run().ok());
  const float lowest = std::numeric_limits<float>::lowest();
  EXPECT_THAT(most.output<float>(0), ElementsAre(lowest, lowest, 5, 6));
  OpTest least = Segments<int32_t>(BuiltinOperator::kUnsortedSegmentMin, {1, 1, 1}, 2);
  ASSERT_TRUE(least.Run().ok());
  EXPECT_THAT(least.output<int32_t>(0), ElementsAre(INT32_MAX, INT32_MAX, 1, 2));
}

TEST(UnsortedSegmentTest, TakesNumbersOfAnyRank) {
  OpTest test(BuiltinOperator::kUnsortedSegmentSum);
  test.Input<float>({2, 2}, {1, 2, 3, 4});
  test.Input<int32_t>({2, 2}, {0, 1, 1, 0});
  test.Input<int32_t>({}, {2});
  test.Output<float>({2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(5, 5));
}

TEST(UnsortedSegmentTest, RefusesNumbersOutOfRange) {
  EXPECT_THAT(Segments<float>(BuiltinOperator::kUnsortedSegmentSum, {0, 2, 1}, 2).Run().message(),
              HasSubstr("segment id 2 is not below the number of segments, 2"));
  EXPECT_FALSE(Segments<float>(BuiltinOperator::kUnsortedSegmentSum, {0, 0, 0}, -1).Run().ok());
}

}  // namespace
}  // namespace goldcrest
