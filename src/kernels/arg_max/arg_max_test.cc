#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

template <typename T, typename Index>
std::vector<Index> RunArg(BuiltinOperator op, std::vector<int32_t> shape, const std::vector<T>& x, int32_t axis) {
  OpTest test(op);
  test.Input<T>(shape, x);
  test.Constant<int32_t>({}, {axis});
  test.Output<Index>({});
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return test.output<Index>(0);
}

TEST(ArgMaxTest, TheFirstOfEqualElementsWins) {
  EXPECT_THAT((RunArg<float, int32_t>(BuiltinOperator::kArgMax, {2, 3}, {1, 9, 9, 4, 2, 0}, 1)), ElementsAre(1, 0));
  EXPECT_THAT((RunArg<float, int32_t>(BuiltinOperator::kArgMin, {2, 3}, {1, 9, 1, 4, 2, 2}, -1)), ElementsAre(0, 1));
  EXPECT_THAT((RunArg<uint8_t, int64_t>(BuiltinOperator::kArgMax, {2, 3}, {1, 255, 255, 128, 2, 0}, 1)), ElementsAre(1, 0));
  EXPECT_THAT((RunArg<int8_t, int64_t>(BuiltinOperator::kArgMin, {2, 3}, {-128, 9, -128, 4, -2, -2}, 1)), ElementsAre(0, 1));
}

TEST(ArgMaxTest, AnyAxis) {
  const std::vector<int32_t> x = {1, 5, 3, 4, 2, 6};
  EXPECT_THAT((RunArg<int32_t, int32_t>(BuiltinOperator::kArgMax, {2, 3}, x, 0)), ElementsAre(1, 0, 1));
  EXPECT_THAT((RunArg<int32_t, int32_t>(BuiltinOperator::kArgMax, {2, 3}, x, -2)), ElementsAre(1, 0, 1));
  EXPECT_THAT((RunArg<int32_t, int32_t>(BuiltinOperator::kArgMax, {6}, x, 0)), ElementsAre(5));
}

TEST(ArgMaxTest, LongRowsOfBytes) {
  std::vector<uint8_t> x(700, 3);
  x[300] = x[600] = 200;
  EXPECT_THAT((RunArg<uint8_t, int32_t>(BuiltinOperator::kArgMax, {1, 700}, x, 1)), ElementsAre(300));
  EXPECT_THAT((RunArg<uint8_t, int32_t>(BuiltinOperator::kArgMax, {256}, std::vector<uint8_t>(256, 9), 0)), ElementsAre(0));
}

TEST(ArgMaxTest, TheAxisMayBeComputed) {
  OpTest test(BuiltinOperator::kArgMax);
  test.Input<float>({2, 2}, {1, 2, 4, 3});
  test.Input<int64_t>({1}, {1});
  test.Output<int64_t>({});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2}));
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(1, 0));
}

TEST(ArgMaxTest, RefusesAnAxisOutsideAndAnEmptyRow) {
  const auto message = [](std::vector<int32_t> shape, int32_t axis) {
    OpTest test(BuiltinOperator::kArgMax);
    test.Input<float>(shape, std::vector<float>(static_cast<size_t>(shape[0] * shape[1])));
    test.Constant<int32_t>({}, {axis});
    test.Output<int32_t>({});
    return test.Run().message();
  };
  EXPECT_EQ(message({2, 2}, 2), "ARG_MAX (node 0): axis 2 of a tensor of rank 2");
  EXPECT_EQ(message({2, 0}, 1), "ARG_MAX (node 0): dimension 1 of [2, 0] is empty: there is no largest element");
}

}  // namespace
}  // namespace goldcrest
