#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

OpTest Random(BuiltinOperator op, int64_t seed, int64_t seed2) {
  OpTest test(op);
  test.Constant<int32_t>({2}, {2, 3});
  test.Output<float>({1});
  test.Options(model::RandomOptions{seed, seed2});
  return test;
}

// Numbers of TensorFlow Lite's first and second run with these seeds.
TEST(RandomTest, UniformIsTensorFlowsStream) {
  OpTest test = Random(BuiltinOperator::kRandomUniform, 1234, 5678);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<float>(0), ElementsAre(0.666307807f, 0.967470527f, 0.88944757f, 0.094410181f, 0.289304137f, 0.215435386f));
  ASSERT_TRUE(test.RunAgain().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(0.448955655f, 0.0443388224f, 0.3265028f, 0.989071488f, 0.478778243f, 0.299762249f));
}

TEST(RandomTest, NormalIsTensorFlowsStream) {
  OpTest test = Random(BuiltinOperator::kRandomStandardNormal, 1234, 5678);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0),
              Pointwise(FloatNear(1e-6f), {-0.182898134f, 0.882357836f, 0.270593852f, 0.401358217f, 1.53798091f, 0.339364707f}));
  ASSERT_TRUE(test.RunAgain().ok());
  EXPECT_THAT(test.output<float>(0),
              Pointwise(FloatNear(1e-6f), {0.348030388f, 1.21677327f, -0.102657497f, 1.49268031f, 1.15484369f, -0.37332502f}));
}

TEST(RandomTest, KeepsTheLower32BitsOfSeeds) {
  OpTest cut = Random(BuiltinOperator::kRandomUniform, (int64_t{1} << 40) + 1234, 5678 - (int64_t{1} << 32));
  ASSERT_TRUE(cut.Run().ok());
  EXPECT_EQ(cut.output<float>(0)[0], 0.666307807f);
}

TEST(RandomTest, WithoutSeedsNoTwoRunsAreAlike) {
  OpTest a = Random(BuiltinOperator::kRandomUniform, 0, 0), b = Random(BuiltinOperator::kRandomUniform, 0, 0);
  ASSERT_TRUE(a.Run().ok());
  ASSERT_TRUE(b.Run().ok());
  EXPECT_NE(a.output<float>(0), b.output<float>(0));
}

OpTest Multinomial(int64_t seed, int64_t seed2, int32_t samples) {
  OpTest test(BuiltinOperator::kMultinomial);
  test.Input<float>({2, 3}, {std::log(0.1f), std::log(0.2f), std::log(0.7f), std::log(0.5f), std::log(0.25f), std::log(0.25f)});
  test.Constant<int32_t>({}, {samples});
  test.Output<int64_t>({1});
  test.Options(model::RandomOptions{seed, seed2});
  return test;
}

TEST(MultinomialTest, IsTensorFlowsStream) {
  OpTest test = Multinomial(1234, 5678, 6);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_EQ(test.output_shape(0), Shape({2, 6}));
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(2, 1, 2, 1, 2, 2, 2, 2, 2, 0, 1, 2));
  ASSERT_TRUE(test.RunAgain().ok());
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(2, 2, 1, 1, 2, 2, 1, 2, 2, 0, 1, 0));
}

TEST(MultinomialTest, RefusesLessThanNoSamples) { EXPECT_THAT(Multinomial(1, 1, -1).Run().message(), HasSubstr("num_samples is -1")); }

}  // namespace
}  // namespace goldcrest
