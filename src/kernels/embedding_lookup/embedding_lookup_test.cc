#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(EmbeddingLookupTest, TakesRows) {
  OpTest test(BuiltinOperator::kEmbeddingLookup);
  test.Input<int32_t>({2}, {2, 0});
  test.Constant<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  test.Output<float>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 2}));
  EXPECT_THAT(test.output<float>(0), ElementsAre(5, 6, 1, 2));
}

TEST(EmbeddingLookupTest, DequantizesRows) {
  OpTest bytes(BuiltinOperator::kEmbeddingLookup);
  bytes.Input<int32_t>({2}, {1, 0});
  bytes.Constant<int8_t>({2, 2}, {1, -2, 3, 4}, {{0.5f, 2.0f}, {0, 0}, 0});
  bytes.Output<float>({1});
  ASSERT_TRUE(bytes.Run().ok());
  EXPECT_THAT(bytes.output<float>(0), ElementsAre(6, 8, 0.5f, -1));
  OpTest nibbles(BuiltinOperator::kEmbeddingLookup);
  nibbles.Input<int32_t>({1}, {1});
  nibbles.AddInput(TensorType::kInt4, {2, 3}, {0x21, 0xf3, 0x78}, {{0.5f}, {0}}, true);
  nibbles.Output<float>({1});
  ASSERT_TRUE(nibbles.Run().ok());
  EXPECT_THAT(nibbles.output<float>(0), ElementsAre(-0.5f, -4, 3.5f));
}

TEST(EmbeddingLookupTest, RefusesRowsOutsideAndTablesItCannotRead) {
  for (int32_t row : {-1, 3, INT32_MIN, INT32_MAX}) {
    OpTest test(BuiltinOperator::kEmbeddingLookup);
    test.Input<int32_t>({1}, {row});
    test.Constant<float>({3, 2}, {1, 2, 3, 4, 5, 6});
    test.Output<float>({1});
    EXPECT_THAT(test.Run().message(), HasSubstr("row " + std::to_string(row) + " is outside of [0, 3)"));
  }
  OpTest scales(BuiltinOperator::kEmbeddingLookup);
  scales.Input<int32_t>({1}, {0});
  scales.Constant<int8_t>({2, 2}, {1, 2, 3, 4});
  scales.Output<float>({1});
  EXPECT_THAT(scales.Run().message(), HasSubstr("the table has 0 scales for 2 rows"));
}

TEST(EmbeddingLookupTest, TakesSmallElements) {
  OpTest real(BuiltinOperator::kEmbeddingLookup, 5);
  real.Input<int32_t>({1}, {1});
  real.AddInput(TensorType::kInt2, {2, 4}, {0, 0b11'10'01'00}, {{0.5f}, {0}}, true);
  real.AddOutput(TensorType::kFloat32, {1, 4});
  ASSERT_TRUE(real.Run().ok());
  EXPECT_THAT(real.output<float>(0), testing::ElementsAre(0, 0.5f, -1, -0.5f));
  OpTest copy(BuiltinOperator::kEmbeddingLookup, 4);
  copy.Input<int32_t>({2}, {1, 0});
  copy.AddInput(TensorType::kInt4, {2, 2}, {0x21, 0x43}, {}, true);
  copy.AddOutput(TensorType::kInt4, {2, 2});
  ASSERT_TRUE(copy.Run().ok());
  EXPECT_THAT(copy.output_bytes(0), testing::ElementsAre(0x43, 0x21));
  OpTest odd(BuiltinOperator::kEmbeddingLookup, 4);
  odd.Input<int32_t>({1}, {1});
  odd.AddInput(TensorType::kInt4, {2, 3}, {0x21, 0x43, 0x65}, {}, true);
  odd.AddOutput(TensorType::kInt4, {1, 3});
  EXPECT_THAT(odd.Run().message(), HasSubstr("that are not whole bytes"));
}

}  // namespace
}  // namespace goldcrest
