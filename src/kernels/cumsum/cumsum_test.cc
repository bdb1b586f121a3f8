#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

std::vector<int32_t> RunCumsum(int32_t axis, bool exclusive, bool reverse, bool constant_axis = true) {
  OpTest test(BuiltinOperator::kCumsum);
  test.Options(model::CumsumOptions{exclusive, reverse});
  test.Input<int32_t>({2, 3}, {1, 2, 3, 4, 5, INT32_MAX});
  if (constant_axis) {
    test.Constant<int32_t>({}, {axis});
  } else {
    test.Input<int32_t>({}, {axis});
  }
  test.Output<int32_t>({2, 3});
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return test.output<int32_t>(0);
}

TEST(CumsumTest, EveryDirection) {
  EXPECT_THAT(RunCumsum(1, false, false), ElementsAre(1, 3, 6, 4, 9, INT32_MIN + 8));
  EXPECT_THAT(RunCumsum(-1, true, false), ElementsAre(0, 1, 3, 0, 4, 9));
  EXPECT_THAT(RunCumsum(0, false, true), ElementsAre(5, 7, INT32_MIN + 2, 4, 5, INT32_MAX));
  EXPECT_THAT(RunCumsum(0, true, true, false), ElementsAre(4, 5, INT32_MAX, 0, 0, 0));
}

TEST(CumsumTest, RefusesAnAxisOutside) {
  OpTest test(BuiltinOperator::kCumsum);
  test.Input<float>({2}, {1, 2});
  test.Constant<int32_t>({1}, {1});
  test.Output<float>({2});
  EXPECT_EQ(test.Run().message(), "CUMSUM (node 0): axis 1 of a tensor of rank 1");
}

}  // namespace
}  // namespace goldcrest
