#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(GatherNdTest, TakesElementsAndSlices) {
  OpTest elements(BuiltinOperator::kGatherNd);
  elements.Input<float>({2, 2}, {1, 2, 3, 4});
  elements.Input<int64_t>({2, 2}, {1, 0, 0, 1});
  elements.Output<float>({1});
  ASSERT_TRUE(elements.Run().ok());
  EXPECT_EQ(elements.output_shape(0), (Shape{2}));
  EXPECT_THAT(elements.output<float>(0), ElementsAre(3, 2));

  OpTest slices(BuiltinOperator::kGatherNd);
  slices.Input<int16_t>({2, 2}, {1, 2, 3, 4});
  slices.Input<int32_t>({1, 3, 1}, {1, 0, 1});
  slices.Output<int16_t>({1});
  ASSERT_TRUE(slices.Run().ok());
  EXPECT_EQ(slices.output_shape(0), (Shape{1, 3, 2}));
  EXPECT_THAT(slices.output<int16_t>(0), ElementsAre(3, 4, 1, 2, 3, 4));

  OpTest whole(BuiltinOperator::kGatherNd);
  whole.Input<float>({2}, {1, 2});
  whole.Input<int32_t>({2, 0}, {});
  whole.Output<float>({1});
  ASSERT_TRUE(whole.Run().ok());
  EXPECT_THAT(whole.output<float>(0), ElementsAre(1, 2, 1, 2));
}

TEST(GatherNdTest, TakesStrings) {
  const std::vector<std::string_view> strings = {"a", "", "ccc", "d"};
  std::vector<uint8_t> bytes(*StringsBytes(strings));
  WriteStrings(strings, bytes.data());
  OpTest test(BuiltinOperator::kGatherNd);
  test.AddInput(TensorType::kString, {2, 2}, bytes, {}, false);
  test.Input<int32_t>({1, 1}, {1});
  test.AddOutput(TensorType::kString, {1, 2});
  ASSERT_TRUE(test.Run().ok());
  const std::vector<uint8_t> out = test.output_bytes(0);
  EXPECT_THAT(*ReadStrings(out), ElementsAre("ccc", "d"));
}

TEST(GatherNdTest, RefusesPlacesOutside) {
  for (int32_t index : {-1, 2, INT32_MIN, INT32_MAX}) {
    OpTest test(BuiltinOperator::kGatherNd);
    test.Input<float>({2, 2}, {1, 2, 3, 4});
    test.Input<int32_t>({1, 2}, {0, index});
    test.Output<float>({1});
    const Status s = test.Run();
    EXPECT_EQ(s.code(), StatusCode::kRuntimeError);
    EXPECT_THAT(s.message(), HasSubstr("index " + std::to_string(index) + " is outside of [0, 2) in dimension 1"));
  }
  OpTest test(BuiltinOperator::kGatherNd);
  test.Input<float>({2, 2}, {1, 2, 3, 4});
  test.Input<int32_t>({1, 3}, {0, 0, 0});
  test.Output<float>({1});
  EXPECT_THAT(test.Run().message(), HasSubstr("have 3 coordinates; params have the shape [2, 2]"));
}

}  // namespace
}  // namespace goldcrest
