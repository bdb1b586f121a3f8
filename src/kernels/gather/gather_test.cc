#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(GatherTest, TakesSlicesAlongAnAxis) {
  OpTest test(BuiltinOperator::kGather);
  test.Input<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  test.Input<int32_t>({1, 2}, {2, 0});
  test.Output<float>({1});
  test.Options(model::GatherOptions{-1, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 1, 2}));
  EXPECT_THAT(test.output<float>(0), ElementsAre(3, 1, 6, 4));
}

TEST(GatherTest, IndexesEachBatchByItsOwn) {
  OpTest test(BuiltinOperator::kGather);
  test.Input<int8_t>({2, 3}, {1, 2, 3, 4, 5, 6});
  test.Input<int64_t>({2, 1}, {2, 0});
  test.Output<int8_t>({1});
  test.Options(model::GatherOptions{1, 1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 1}));
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(3, 4));
}

TEST(GatherTest, TakesStringsAndNibbles) {
  const std::vector<std::string_view> strings = {"a", "bc", ""};
  std::vector<uint8_t> bytes(*StringsBytes(strings));
  WriteStrings(strings, bytes.data());
  OpTest test(BuiltinOperator::kGather);
  test.AddInput(TensorType::kString, {3}, bytes, {}, false);
  test.Input<int32_t>({4}, {1, 1, 2, 0});
  test.AddOutput(TensorType::kString, {4});
  ASSERT_TRUE(test.Run().ok());
  const std::vector<uint8_t> out = test.output_bytes(0);
  EXPECT_THAT(*ReadStrings(out), ElementsAre("bc", "bc", "", "a"));

  OpTest nibbles(BuiltinOperator::kGather);
  nibbles.AddInput(TensorType::kInt4, {3}, {0x21, 0x03}, {}, false);
  nibbles.Input<int32_t>({3}, {2, 2, 0});
  nibbles.AddOutput(TensorType::kInt4, {3});
  ASSERT_TRUE(nibbles.Run().ok());
  EXPECT_THAT(nibbles.output_bytes(0), ElementsAre(0x33, 0x01));
}

TEST(GatherTest, RefusesIndicesOutsideAndBatchesThatDoNotMatch) {
  for (int32_t index : {-1, 3, INT32_MIN, INT32_MAX}) {
    OpTest test(BuiltinOperator::kGather);
    test.Input<float>({3}, {1, 2, 3});
    test.Input<int32_t>({1}, {index});
    test.Output<float>({1});
    const Status s = test.Run();
    EXPECT_EQ(s.code(), StatusCode::kRuntimeError);
    EXPECT_EQ(s.message(), "GATHER (node 0): index " + std::to_string(index) + " is outside of [0, 3)");
  }
  OpTest test(BuiltinOperator::kGather);
  test.Input<float>({3, 1}, {1, 2, 3});
  test.Input<int32_t>({2}, {0, 0});
  test.Output<float>({1});
  test.Options(model::GatherOptions{1, 1});
  EXPECT_THAT(test.Run().message(), HasSubstr("batch dimension 0 of params [3, 1] and indices [2] differs"));
  test.Options(model::GatherOptions{0, 2});
  EXPECT_THAT(test.Run().message(), HasSubstr("batch_dims 2 does not fit"));
}

}  // namespace
}  // namespace goldcrest
