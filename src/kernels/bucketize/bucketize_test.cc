#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename T>
std::vector<int32_t> Bucketize(std::vector<T> values, std::vector<float> boundaries) {
  OpTest test(BuiltinOperator::kBucketize);
  test.Input<T>({static_cast<int32_t>(values.size())}, values);
  test.Output<int32_t>({1});
  test.Options(model::BucketizeOptions{std::move(boundaries)});
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return test.output<int32_t>(0);
}

TEST(BucketizeTest, CountsTheBoundariesThatAreNotAbove) {
  EXPECT_THAT(Bucketize<float>({-5, 0, 3, 10, 200, NAN}, {0, 10, 100}), ElementsAre(0, 1, 1, 2, 3, 3));
  EXPECT_THAT(Bucketize<double>({0.1, 10}, {0.1f, 10}), ElementsAre(0, 2));  // 0.1f is above 0.1
  EXPECT_THAT(Bucketize<int32_t>({16777217, 1}, {16777216}), ElementsAre(1, 0));
  EXPECT_THAT(Bucketize<int64_t>({INT64_MIN, INT64_MAX}, {0, 0}), ElementsAre(0, 2));
  EXPECT_THAT(Bucketize<float>({1}, {}), ElementsAre(0));
}

TEST(BucketizeTest, RefusesFallingBoundaries) {
  OpTest test(BuiltinOperator::kBucketize);
  test.Input<float>({1}, {1});
  test.Output<int32_t>({1});
  test.Options(model::BucketizeOptions{{2, 1}});
  EXPECT_THAT(test.Run().message(), HasSubstr("option boundaries must not fall"));
}

}  // namespace
}  // namespace goldcrest
