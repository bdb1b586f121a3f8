#include <gmock/gmock.h>

#include "kernels/common/unary_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;

TEST(L2NormalizationTest, RowsGetLengthOne) {
  OpTest test(BuiltinOperator::kL2Normalization);
  test.Input<float>({2, 2}, {3, 4, 0, -0.5f});
  test.Output<float>({2, 2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(FloatNear(0.6f, 1e-7f), FloatNear(0.8f, 1e-7f), 0, -1));
}

TEST(L2NormalizationTest, ARowOfZerosStaysZero) {
  EXPECT_THAT(RunUnary<float>(BuiltinOperator::kL2Normalization, {0, 0}), ElementsAre(0, 0));
}

// Recorded from TensorFlow Lite's reference kernels.
TEST(L2NormalizationTest, QuantizedEqualsTheReference) {
  EXPECT_THAT(RunUnary(BuiltinOperator::kL2Normalization, kSampleInt8, NoOptions(), {{0.05f}, {3}}, {{1.0f / 128}, {0}}),
              ElementsAre(-68, -52, -35, -19, -6, -2, -1, 7, 25, 51, 65));
  EXPECT_THAT(RunUnary(BuiltinOperator::kL2Normalization, kSampleUInt8, NoOptions(), {{0.05f}, {3}}, {{1.0f / 128}, {128}}),
              ElementsAre(127, 136, 145, 153, 160, 162, 162, 166, 175, 189, 196));
}

TEST(L2NormalizationTest, RefusesAScalar) {
  OpTest test(BuiltinOperator::kL2Normalization);
  test.Input<float>({}, {3});
  test.Output<float>({});
  EXPECT_EQ(test.Run().code(), StatusCode::kInvalidModel);
}

}  // namespace
}  // namespace goldcrest
