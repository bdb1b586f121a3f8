#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest SegmentSum(std::vector<int32_t> ids, bool constant = true) {
  OpTest test(BuiltinOperator::kSegmentSum);
  test.Input<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  if (constant)
    test.Constant<int32_t>({static_cast<int32_t>(ids.size())}, ids);
  else
    test.Input<int32_t>({static_cast<int32_t>(ids.size())}, ids);
  test.Output<float>({1});
  return test;
}

TEST(SegmentSumTest, AddsUpSlicesOfASegment) {
  for (bool constant : {true, false}) {
    OpTest test = SegmentSum({0, 0, 1}, constant);
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), (Shape{2, 2}));
    EXPECT_THAT(test.output<float>(0), ElementsAre(4, 6, 5, 6));
  }
}

TEST(SegmentSumTest, RefusesIdsThatDoNotRise) {
  for (const std::vector<int32_t>& ids : {std::vector<int32_t>{0, 2, 3}, {1, 1, 1}, {-1, 0, 1}, {0, 1, 0}, {0, INT32_MAX, INT32_MIN}}) {
    for (bool constant : {true, false}) {
      EXPECT_THAT(SegmentSum(ids, constant).Run().message(), HasSubstr("expected ids that start at 0 and grow by at most 1"));
    }
  }
  EXPECT_THAT(SegmentSum({0, 1}).Run().message(), HasSubstr("has 2 segment ids for 3 slices"));
}

}  // namespace
}  // namespace goldcrest
