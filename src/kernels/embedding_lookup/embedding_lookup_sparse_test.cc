#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

OpTest Lookup(model::CombinerType combiner, std::vector<int32_t> ids, std::vector<int32_t> indices = {0, 0, 0, 1, 2, 0}) {
  OpTest test(BuiltinOperator::kEmbeddingLookupSparse);
  const int32_t count = static_cast<int32_t>(ids.size());
  test.Input<int32_t>({count}, ids);
  test.Input<int32_t>({count, 2}, indices);
  test.Input<int32_t>({2}, {3, 2});
  test.Input<float>({count}, {1, 2, 4});
  test.Input<float>({3, 2}, {1, 2, 10, 20, 100, 200});
  test.Output<float>({1});
  test.Options(model::EmbeddingLookupSparseOptions{combiner});
  return test;
}

TEST(EmbeddingLookupSparseTest, CombinesTheRowsOfEachRowOfIds) {
  OpTest sum = Lookup(model::CombinerType::kSum, {1, 0, 2});
  const Status s = sum.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_EQ(sum.output_shape(0), Shape({3, 2}));
  EXPECT_THAT(sum.output<float>(0), ElementsAre(12, 24, 0, 0, 400, 800));
  OpTest mean = Lookup(model::CombinerType::kMean, {1, 0, 2});
  ASSERT_TRUE(mean.Run().ok());
  EXPECT_THAT(mean.output<float>(0), ElementsAre(4, 8, 0, 0, 100, 200));
  OpTest root = Lookup(model::CombinerType::kSqrtn, {1, 0, 2});
  ASSERT_TRUE(root.Run().ok());
  const float divisor = std::sqrt(5.0f);
  EXPECT_THAT(root.output<float>(0), ElementsAre(FloatEq(12 / divisor), FloatEq(24 / divisor), 0, 0, 100, 200));
}

TEST(EmbeddingLookupSparseTest, RefusesIdsAndIndicesOutOfRange) {
  EXPECT_THAT(Lookup(model::CombinerType::kSum, {1, 3, 2}).Run().message(), HasSubstr("id 3 is outside of [0, 3)"));
  EXPECT_THAT(Lookup(model::CombinerType::kSum, {1, 0, 2}, {0, 0, 3, 0, 1, 0}).Run().message(),
              HasSubstr("index 3 is outside of [0, 3) in dimension 0"));
}

}  // namespace
}  // namespace goldcrest
