#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

// Three boxes in a row of which two overlap by a third, and one far away given by its other corners.
OpTest Nms(bool soft, int32_t most, float iou, float score, float sigma = 0) {
  OpTest test(soft ? BuiltinOperator::kNonMaxSuppressionV5 : BuiltinOperator::kNonMaxSuppressionV4);
  test.Input<float>({4, 4}, {0, 0, 1, 1, 0, 0.5f, 1, 1.5f, 0, 2, 1, 3, 9, 9, 8, 8});
  test.Input<float>({4}, {0.8f, 0.9f, 0.1f, 0.5f});
  test.Constant<int32_t>({}, {most});
  test.Input<float>({}, {iou});
  test.Input<float>({}, {score});
  if (soft) test.Input<float>({}, {sigma});
  test.Output<int32_t>({1});
  if (soft) test.Output<float>({1});
  test.Output<int32_t>({});
  return test;
}

TEST(NonMaxSuppressionTest, KeepsTheBestOfBoxesThatOverlap) {
  OpTest test = Nms(false, 4, 0.3f, 0);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(1, 3, 2, 0));
  EXPECT_THAT(test.output<int32_t>(1), ElementsAre(3));
  OpTest few = Nms(false, 2, 0.5f, 0.2f);
  ASSERT_TRUE(few.Run().ok());
  EXPECT_THAT(few.output<int32_t>(0), ElementsAre(1, 0));
  EXPECT_THAT(few.output<int32_t>(1), ElementsAre(2));
}

TEST(NonMaxSuppressionTest, LowersScoresWithASigma) {
  OpTest test = Nms(true, 4, 1, 0.2f, 0.5f);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(1, 0, 3, 0));
  // exp(-0.5 / 0.5 * (1/3)^2) of 0.8
  EXPECT_THAT(test.output<float>(1), Pointwise(FloatNear(1e-5f), {0.9f, 0.71587f, 0.5f, 0.0f}));
  EXPECT_THAT(test.output<int32_t>(2), ElementsAre(3));
}

TEST(NonMaxSuppressionTest, TakesNoneAndRefusesLessThanNone) {
  OpTest none = Nms(false, 0, 0.5f, 0);
  ASSERT_TRUE(none.Run().ok());
  EXPECT_THAT(none.output<int32_t>(1), ElementsAre(0));
  EXPECT_THAT(Nms(false, -1, 0.5f, 0).Run().message(), HasSubstr("max_output_size is -1"));
  EXPECT_THAT(Nms(true, 1, 0.5f, 0, -1).Run().message(), HasSubstr("sigma is -1"));
}

}  // namespace
}  // namespace goldcrest
