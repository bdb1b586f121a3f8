#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename T, typename Length>
OpTest Reverse(int seq_dim, int batch_dim, std::vector<int32_t> shape, std::vector<T> data, std::vector<Length> lengths) {
  OpTest test(BuiltinOperator::kReverseSequence);
  test.Input<T>(std::move(shape), data);
  test.Input<Length>({static_cast<int32_t>(lengths.size())}, lengths);
  test.Output<T>({1});
  test.Options(model::ReverseSequenceOptions{seq_dim, batch_dim});
  return test;
}

TEST(ReverseSequenceTest, ReversesEachSequenceToItsLength) {
  OpTest rows = Reverse<float, int32_t>(1, 0, {2, 3}, {1, 2, 3, 4, 5, 6}, {2, 3});
  const Status s = rows.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(rows.output<float>(0), ElementsAre(2, 1, 3, 6, 5, 4));
  OpTest columns = Reverse<int16_t, int64_t>(0, 1, {3, 2}, {1, 2, 3, 4, 5, 6}, {2, 3});
  ASSERT_TRUE(columns.Run().ok());
  EXPECT_THAT(columns.output<int16_t>(0), ElementsAre(3, 6, 1, 4, 5, 2));
}

TEST(ReverseSequenceTest, MovesRunsBetweenAndBehindTheDimensions) {
  // [batch 2, 1, steps 2, 2]
  OpTest test = Reverse<uint8_t, int32_t>(2, 0, {2, 1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}, {2, 0});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(3, 4, 1, 2, 5, 6, 7, 8));
}

TEST(ReverseSequenceTest, RefusesLengthsAndDimensionsOutOfRange) {
  EXPECT_THAT((Reverse<float, int32_t>(1, 0, {1, 2}, {1, 2}, {3})).Run().message(),
              HasSubstr("sequence 0 has the length 3; it has 2 steps"));
  EXPECT_THAT((Reverse<float, int32_t>(0, 0, {1, 2}, {1, 2}, {1})).Run().message(), HasSubstr("must be two dimensions"));
  EXPECT_THAT((Reverse<float, int32_t>(1, 0, {1, 2}, {1, 2}, {1, 1})).Run().message(), HasSubstr("has 2 sequence lengths for 1 sequences"));
}

}  // namespace
}  // namespace goldcrest
