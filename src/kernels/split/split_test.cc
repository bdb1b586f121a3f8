#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Split(int32_t axis, int32_t parts, bool constant_axis = true) {
  OpTest test(BuiltinOperator::kSplit);
  if (constant_axis)
    test.Constant<int32_t>({}, {axis});
  else
    test.Input<int32_t>({}, {axis});
  test.Input<int16_t>({2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  for (int i = 0; i < parts; ++i) test.Output<int16_t>({1});
  test.Options(model::SplitOptions{parts});
  return test;
}

TEST(SplitTest, CutsIntoEqualParts) {
  for (bool constant : {true, false}) {
    OpTest test = Split(-1, 2, constant);
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(1), (Shape{2, 2}));
    EXPECT_THAT(test.output<int16_t>(0), ElementsAre(1, 2, 5, 6));
    EXPECT_THAT(test.output<int16_t>(1), ElementsAre(3, 4, 7, 8));
  }
}

TEST(SplitTest, RefusesUnequalPartsAndAxesBeyond) {
  EXPECT_THAT(Split(1, 3).Run().message(), HasSubstr("cannot split axis 1 of shape [2, 4] into 3 equal parts"));
  EXPECT_THAT(Split(2, 2).Run().message(), HasSubstr("axis 2 is outside of rank 2"));
  OpTest test = Split(1, 2);
  test.Options(model::SplitOptions{4});
  EXPECT_THAT(test.Run().message(), HasSubstr("has 2 outputs; option num_splits is 4"));
}

OpTest SplitV(std::vector<int32_t> sizes) {
  OpTest test(BuiltinOperator::kSplitV);
  test.Input<float>({5}, {1, 2, 3, 4, 5});
  test.Constant<int32_t>({static_cast<int32_t>(sizes.size())}, sizes);
  test.Constant<int32_t>({}, {0});
  for (size_t i = 0; i < sizes.size(); ++i) test.Output<float>({1});
  test.Options(model::SplitVOptions{static_cast<int32_t>(sizes.size())});
  return test;
}

TEST(SplitVTest, CutsIntoPartsOfGivenSizes) {
  OpTest test = SplitV({1, -1, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(1));
  EXPECT_THAT(test.output<float>(1), ElementsAre(2, 3, 4, 5));
  EXPECT_EQ(test.output_shape(2), (Shape{0}));
}

TEST(SplitVTest, RefusesSizesThatDoNotAddUp) {
  for (const std::vector<int32_t>& sizes : {std::vector<int32_t>{2, 2}, {3, 3}, {-1, -1}, {-2, 7}, {INT32_MAX, -1}, {6, -1}}) {
    const Status s = SplitV(sizes).Run();
    EXPECT_EQ(s.code(), StatusCode::kInvalidModel);
    EXPECT_THAT(s.message(), HasSubstr("part size"));
  }
}

}  // namespace
}  // namespace goldcrest
