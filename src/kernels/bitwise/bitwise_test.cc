#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;

template <typename T>
std::vector<T> RunOp(BuiltinOperator op, std::vector<T> a, std::vector<T> b) {
  OpTest test(op);
  test.Input<T>({static_cast<int32_t>(a.size())}, a);
  test.Input<T>({static_cast<int32_t>(b.size())}, b);
  test.Output<T>({static_cast<int32_t>(std::max(a.size(), b.size()))});
  EXPECT_TRUE(test.Run().ok());
  return test.output<T>(0);
}

TEST(BitwiseTest, ExclusiveOr) {
  EXPECT_THAT(RunOp<int8_t>(BuiltinOperator::kBitwiseXor, {5, -1}, {3}), ElementsAre(6, -4));
  EXPECT_THAT(RunOp<uint32_t>(BuiltinOperator::kBitwiseXor, {0xF0F0F0F0}, {0xFFFFFFFF, 0}), ElementsAre(0x0F0F0F0F, 0xF0F0F0F0));
}

TEST(BitwiseTest, ShiftsRightByClampedAmounts) {
  EXPECT_THAT(RunOp<int8_t>(BuiltinOperator::kRightShift, {-8, 8, -8, -8}, {1, 1, 100, -1}), ElementsAre(-4, 4, -1, -8));
  EXPECT_THAT(RunOp<uint8_t>(BuiltinOperator::kRightShift, {0x80, 0x80}, {1, 255}), ElementsAre(0x40, 1));
  EXPECT_THAT(RunOp<int32_t>(BuiltinOperator::kRightShift, {INT32_MIN}, {INT32_MAX, 4}), ElementsAre(-1, INT32_MIN >> 4));
}

}  // namespace
}  // namespace goldcrest
