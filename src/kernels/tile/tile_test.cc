#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Tile(std::vector<int32_t> multiples) {
  OpTest test(BuiltinOperator::kTile);
  test.Input<uint8_t>({2, 2}, {1, 2, 3, 4});
  test.Constant<int32_t>({static_cast<int32_t>(multiples.size())}, multiples);
  test.Output<uint8_t>({1});
  return test;
}

TEST(TileTest, RepeatsAlongEveryDimension) {
  OpTest test = Tile({2, 3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{4, 6}));
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4));
  OpTest none = Tile({1, 0});
  ASSERT_TRUE(none.Run().ok());
  EXPECT_EQ(none.output_shape(0), (Shape{2, 0}));
}

TEST(TileTest, RepeatsStrings) {
  const std::vector<std::string_view> strings = {"one", ""};
  std::vector<uint8_t> bytes(*StringsBytes(strings));
  WriteStrings(strings, bytes.data());
  OpTest test(BuiltinOperator::kTile);
  test.AddInput(TensorType::kString, {2}, bytes, {}, false);
  test.Constant<int64_t>({1}, {2});
  test.AddOutput(TensorType::kString, {4});
  ASSERT_TRUE(test.Run().ok());
  const std::vector<uint8_t> out = test.output_bytes(0);
  EXPECT_THAT(*ReadStrings(out), ElementsAre("one", "", "one", ""));
}

TEST(TileTest, RefusesNegativeAndOverflowingMultiples) {
  EXPECT_THAT(Tile({1, -1}).Run().message(), HasSubstr("multiple -1 is not in [0, 2^31)"));
  EXPECT_THAT(Tile({1, INT32_MAX}).Run().message(), HasSubstr("makes a dimension of 4294967294"));
  EXPECT_EQ(Tile({1 << 30, 1 << 30}).Run().code(), StatusCode::kInvalidModel);
  EXPECT_EQ(Tile({1 << 29, 1 << 29}).Run().code(), StatusCode::kLimitExceeded);
}

}  // namespace
}  // namespace goldcrest
