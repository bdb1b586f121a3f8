#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

OpTest Make(std::vector<int32_t> shape, const std::vector<float>& in, int radius, float bias, float alpha, float beta) {
  OpTest test(BuiltinOperator::kLocalResponseNormalization);
  test.Input<float>(std::move(shape), in);
  test.Output<float>({1});
  test.Options(model::LocalResponseNormalizationOptions{radius, bias, alpha, beta});
  return test;
}

TEST(LocalResponseNormalizationTest, SumsTheSquaresOfNeighboursOnBothSides) {
  const std::vector<float> in = {1, 2, 3, 4, -1, 0, 2, 5};
  OpTest test = Make({1, 1, 2, 4}, in, 1, 2.0f, 0.5f, 0.75f);
  ASSERT_TRUE(test.Run().ok());
  const double sums[] = {5, 14, 29, 25, 1, 5, 29, 29};
  std::vector<float> want;
  for (size_t i = 0; i < in.size(); ++i) want.push_back(static_cast<float>(in[i] * std::pow(2.0 + 0.5 * sums[i], -0.75)));
  EXPECT_THAT(test.output<float>(0), Pointwise(FloatNear(1e-6f), want));
}

TEST(LocalResponseNormalizationTest, TakesARadiusBeyondTheChannels) {
  for (int radius : {3, 100, INT32_MAX}) {
    OpTest test = Make({1, 1, 1, 3}, {1, 2, 2}, radius, 0.0f, 1.0f, 0.5f);
    ASSERT_TRUE(test.Run().ok());
    EXPECT_THAT(test.output<float>(0), Pointwise(FloatNear(1e-6f), {1.0f / 3, 2.0f / 3, 2.0f / 3}));
  }
}

TEST(LocalResponseNormalizationTest, TakesNoElements) {
  EXPECT_TRUE(Make({0, 2, 2, 3}, {}, 1, 1, 1, 1).Run().ok());
  EXPECT_TRUE(Make({1, 2, 2, 0}, {}, 1, 1, 1, 1).Run().ok());
}

TEST(LocalResponseNormalizationTest, RefusesANegativeRadiusAndOtherRanks) {
  EXPECT_THAT(Make({1, 1, 1, 1}, {1}, -1, 1, 1, 1).Run().message(), HasSubstr("has the radius -1; expected at least 0"));
  EXPECT_THAT(Make({1, 1, 1}, {1}, 1, 1, 1, 1).Run().message(), HasSubstr("rank"));
}

}  // namespace
}  // namespace goldcrest
