#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Reverse(std::vector<int32_t> axes) {
  OpTest test(BuiltinOperator::kReverseV2);
  test.Input<uint8_t>({2, 3}, {1, 2, 3, 4, 5, 6});
  test.Constant<int32_t>({static_cast<int32_t>(axes.size())}, axes);
  test.Output<uint8_t>({1});
  return test;
}

TEST(ReverseV2Test, WalksDimensionsBackwards) {
  OpTest last = Reverse({-1});
  ASSERT_TRUE(last.Run().ok());
  EXPECT_THAT(last.output<uint8_t>(0), ElementsAre(3, 2, 1, 6, 5, 4));
  OpTest both = Reverse({1, 0});
  ASSERT_TRUE(both.Run().ok());
  EXPECT_THAT(both.output<uint8_t>(0), ElementsAre(6, 5, 4, 3, 2, 1));
  OpTest none = Reverse({});
  ASSERT_TRUE(none.Run().ok());
  EXPECT_THAT(none.output<uint8_t>(0), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(ReverseV2Test, RefusesAxesBeyondAndTwice) {
  EXPECT_THAT(Reverse({2}).Run().message(), HasSubstr("axis 2 is outside of rank 2"));
  EXPECT_THAT(Reverse({1, -1}).Run().message(), HasSubstr("names dimension 1 twice"));
}

}  // namespace
}  // namespace goldcrest
