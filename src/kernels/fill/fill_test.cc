#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FillTest, RepeatsItsValue) {
  for (bool constant : {true, false}) {
    OpTest test(BuiltinOperator::kFill);
    if (constant)
      test.Constant<int64_t>({2}, {2, 2});
    else
      test.Input<int64_t>({2}, {2, 2});
    test.Input<int16_t>({}, {-7});
    test.Output<int16_t>({1});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), (Shape{2, 2}));
    EXPECT_THAT(test.output<int16_t>(0), ElementsAre(-7, -7, -7, -7));
  }
}

TEST(FillTest, MakesScalarsAndRepeatsStrings) {
  OpTest scalar(BuiltinOperator::kFill);
  scalar.Constant<int32_t>({0}, {});
  scalar.Input<float>({}, {3});
  scalar.Output<float>({});
  ASSERT_TRUE(scalar.Run().ok());
  EXPECT_THAT(scalar.output<float>(0), ElementsAre(3));

  const std::vector<std::string_view> strings = {"ab"};
  std::vector<uint8_t> bytes(*StringsBytes(strings));
  WriteStrings(strings, bytes.data());
  OpTest test(BuiltinOperator::kFill);
  test.Constant<int32_t>({1}, {2});
  test.AddInput(TensorType::kString, {}, bytes, {}, false);
  test.AddOutput(TensorType::kString, {2});
  ASSERT_TRUE(test.Run().ok());
  const std::vector<uint8_t> out = test.output_bytes(0);
  EXPECT_THAT(*ReadStrings(out), ElementsAre("ab", "ab"));
}

TEST(FillTest, RefusesSizesThatAreNoneOrTooLarge) {
  const auto run = [](std::vector<int32_t> dims) {
    OpTest test(BuiltinOperator::kFill);
    const int32_t rank = static_cast<int32_t>(dims.size());
    test.Input<int32_t>({rank}, dims);
    test.Input<float>({}, {3});
    test.Output<float>({1});
    return test.Run();
  };
  EXPECT_THAT(run({-1}).message(), HasSubstr("FILL (node 0): makes a dimension of -1"));
  EXPECT_EQ(run({INT32_MAX, INT32_MAX}).code(), StatusCode::kLimitExceeded);
  EXPECT_EQ(run({INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX}).code(), StatusCode::kLimitExceeded);
  EXPECT_EQ(run({1, 1, 1, 1, 1, 1, 1, 1, 1}).code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace goldcrest
