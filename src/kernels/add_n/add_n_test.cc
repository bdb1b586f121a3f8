#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(AddNTest, AddsEveryInput) {
  OpTest floats(BuiltinOperator::kAddN);
  floats.Input<float>({2}, {1, 2});
  floats.Input<float>({2}, {10, 20});
  floats.Input<float>({2}, {100, 200.5f});
  floats.Output<float>({1});
  const Status s = floats.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(floats.output<float>(0), ElementsAre(111, 222.5f));
}

TEST(AddNTest, WrapsIntegersAndTakesLongInputs) {
  OpTest test(BuiltinOperator::kAddN);
  constexpr int kSize = 1000;
  test.Input<int32_t>({kSize}, std::vector<int32_t>(kSize, INT32_MAX));
  test.Input<int32_t>({kSize}, std::vector<int32_t>(kSize, 2));
  test.Output<int32_t>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), testing::Each(INT32_MIN + 1));
}

TEST(AddNTest, RefusesOneInputAndOtherShapes) {
  OpTest one(BuiltinOperator::kAddN);
  one.Input<float>({2}, {1, 2});
  one.Output<float>({2});
  EXPECT_THAT(one.Run().message(), HasSubstr("has 1 inputs"));
  OpTest shapes(BuiltinOperator::kAddN);
  shapes.Input<float>({2}, {1, 2});
  shapes.Input<float>({1}, {1});
  shapes.Output<float>({2});
  EXPECT_THAT(shapes.Run().message(), HasSubstr("input 1 has the shape [1]; expected [2] as input 0"));
}

}  // namespace
}  // namespace goldcrest
