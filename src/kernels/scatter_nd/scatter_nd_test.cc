#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Scatter(std::vector<int32_t> indices, std::vector<int32_t> shape) {
  OpTest test(BuiltinOperator::kScatterNd);
  test.Input<int32_t>({3, 1}, indices);
  test.Input<float>({3}, {5, 6, 7});
  test.Constant<int32_t>({static_cast<int32_t>(shape.size())}, shape);
  test.Output<float>({1});
  return test;
}

TEST(ScatterNdTest, AddsUpUpdatesOfOnePlace) {
  OpTest test = Scatter({1, 3, 1}, {4});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(0, 12, 0, 6));
}

TEST(ScatterNdTest, PlacesSlices) {
  OpTest test(BuiltinOperator::kScatterNd);
  test.Input<int32_t>({1, 1}, {1});
  test.Input<bool>({1, 2}, {true, false});
  test.Input<int32_t>({2}, {2, 2});
  test.Output<bool>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<bool>(0), ElementsAre(false, false, true, false));
}

TEST(ScatterNdTest, RefusesPlacesOutsideAndShapesThatDoNotFit) {
  EXPECT_THAT(Scatter({1, -1, 1}, {4}).Run().message(), HasSubstr("index -1 is outside of [0, 4) in dimension 0"));
  EXPECT_THAT(Scatter({1, 4, 1}, {4}).Run().message(), HasSubstr("index 4 is outside of [0, 4) in dimension 0"));
  EXPECT_THAT(Scatter({0, 0, 0}, {4, 2}).Run().message(), HasSubstr("indices [3, 1] and updates [3] do not fit the shape [4, 2]"));
  EXPECT_THAT(Scatter({0, 0, 0}, {-4}).Run().message(), HasSubstr("makes a dimension of -4"));
  // The product of the dimensions overflows 64 bits.
  OpTest test(BuiltinOperator::kScatterNd);
  test.Input<int32_t>({1, 4}, {0, 0, 0, 0});
  test.Input<float>({1}, {1});
  test.Constant<int32_t>({4}, {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX});
  test.Output<float>({1});
  EXPECT_EQ(test.Run().code(), StatusCode::kLimitExceeded);
}

}  // namespace
}  // namespace goldcrest
