#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest SpaceToBatch(std::vector<int32_t> block, std::vector<int32_t> paddings, bool constant = true) {
  OpTest test(BuiltinOperator::kSpaceToBatchNd);
  test.Input<uint8_t>({1, 2, 2, 1}, {1, 2, 3, 4}, {{1.0f}, {9}});
  const int32_t n = static_cast<int32_t>(block.size());
  if (constant) {
    test.Constant<int32_t>({n}, block);
    test.Constant<int32_t>({static_cast<int32_t>(paddings.size()) / 2, 2}, paddings);
  } else {
    test.Input<int32_t>({n}, block);
    test.Input<int32_t>({static_cast<int32_t>(paddings.size()) / 2, 2}, paddings);
  }
  test.Output<uint8_t>({1}, {{1.0f}, {9}});
  return test;
}

TEST(SpaceToBatchNdTest, MakesAnImageOfEachPlaceInABlock) {
  for (bool constant : {true, false}) {
    OpTest test = SpaceToBatch({2, 2}, {0, 0, 0, 0}, constant);
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), (Shape{4, 1, 1, 1}));
    EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(1, 2, 3, 4));
  }
  OpTest padded = SpaceToBatch({1, 2}, {0, 0, 1, 1});
  ASSERT_TRUE(padded.Run().ok());
  EXPECT_EQ(padded.output_shape(0), (Shape{2, 2, 2, 1}));
  EXPECT_THAT(padded.output<uint8_t>(0), ElementsAre(9, 2, 9, 4, 1, 9, 3, 9));
}

TEST(SpaceToBatchNdTest, RefusesBlocksThatDoNotFit) {
  EXPECT_THAT(SpaceToBatch({0, 2}, {0, 0, 0, 0}).Run().message(), HasSubstr("block_shape 0 is 0"));
  EXPECT_THAT(SpaceToBatch({3, 2}, {0, 0, 0, 0}).Run().message(), HasSubstr("no multiple of block_shape 3"));
  EXPECT_THAT(SpaceToBatch({2, 2}, {0, -2, 0, 0}).Run().message(), HasSubstr("margins 0 and -2"));
  EXPECT_THAT(SpaceToBatch({2, 2, 2, 2}, {0, 0, 0, 0, 0, 0, 0, 0}).Run().message(), HasSubstr("block_shape has 4 dimensions"));
  EXPECT_THAT(SpaceToBatch({2, 2}, {0, 0}).Run().message(), HasSubstr("expected [2, 2]"));
  EXPECT_EQ(SpaceToBatch({1 << 30, 1 << 30}, {(1 << 30) - 2, 0, (1 << 30) - 2, 0}).Run().code(), StatusCode::kLimitExceeded);
}

OpTest BatchToSpace(std::vector<int32_t> block, std::vector<int32_t> crops) {
  OpTest test(BuiltinOperator::kBatchToSpaceNd);
  test.Input<int64_t>({4, 1, 1, 1}, {1, 2, 3, 4});
  test.Constant<int32_t>({static_cast<int32_t>(block.size())}, block);
  test.Constant<int32_t>({2, 2}, crops);
  test.Output<int64_t>({1});
  return test;
}

TEST(BatchToSpaceNdTest, PutsTheImagesTogether) {
  OpTest test = BatchToSpace({2, 2}, {0, 0, 0, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{1, 2, 2, 1}));
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(1, 2, 3, 4));
  OpTest cropped = BatchToSpace({2, 2}, {1, 0, 0, 1});
  ASSERT_TRUE(cropped.Run().ok());
  EXPECT_EQ(cropped.output_shape(0), (Shape{1, 1, 1, 1}));
  EXPECT_THAT(cropped.output<int64_t>(0), ElementsAre(3));
}

TEST(BatchToSpaceNdTest, RefusesBlocksAndCropsThatDoNotFit) {
  EXPECT_THAT(BatchToSpace({0, 2}, {0, 0, 0, 0}).Run().message(), HasSubstr("block_shape 0 is 0"));
  EXPECT_THAT(BatchToSpace({3, 1}, {0, 0, 0, 0}).Run().message(), HasSubstr("no multiple of the product of block_shape"));
  EXPECT_THAT(BatchToSpace({2, 2}, {2, 1, 0, 0}).Run().message(), HasSubstr("crops 2 and 1 of dimension 1 are more than its 2 elements"));
  EXPECT_THAT(BatchToSpace({2, 2}, {-1, 0, 0, 0}).Run().message(), HasSubstr("margins -1 and 0"));
}

}  // namespace
}  // namespace goldcrest
