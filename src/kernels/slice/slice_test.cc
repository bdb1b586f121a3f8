#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Slice(std::vector<int32_t> begin, std::vector<int32_t> size) {
  OpTest test(BuiltinOperator::kSlice);
  test.Input<bool>({2, 3}, {true, false, true, false, false, true});
  test.Constant<int32_t>({static_cast<int32_t>(begin.size())}, begin);
  test.Constant<int32_t>({static_cast<int32_t>(size.size())}, size);
  test.AddOutput(TensorType::kBool, {1});
  return test;
}

TEST(SliceTest, TakesABlock) {
  OpTest test = Slice({0, 1}, {-1, 2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 2}));
  EXPECT_THAT(test.output<bool>(0), ElementsAre(false, true, false, true));
  OpTest none = Slice({2, 0}, {-1, 0});
  ASSERT_TRUE(none.Run().ok());
  EXPECT_EQ(none.output_shape(0), (Shape{0, 0}));
}

TEST(SliceTest, RefusesBlocksThatReachOutside) {
  for (const auto& [begin, size] : {std::pair<int32_t, int32_t>{-1, 1}, {4, 0}, {0, 4}, {1, 3}, {0, -2}, {INT32_MAX, 1}, {1, INT32_MAX}}) {
    EXPECT_THAT(Slice({0, begin}, {1, size}).Run().message(), HasSubstr("of dimension 1; the input has the shape [2, 3]"));
  }
  EXPECT_THAT(Slice({0}, {1}).Run().message(), HasSubstr("expected 2 elements"));
}

}  // namespace
}  // namespace goldcrest
