#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(BitcastTest, AddsOrTakesADimension) {
  OpTest down(BuiltinOperator::kBitcast);
  down.Input<int32_t>({1}, {258});
  down.Output<uint8_t>({1, 4});
  ASSERT_TRUE(down.Run().ok());
  EXPECT_EQ(down.output_shape(0), (Shape{1, 4}));
  EXPECT_THAT(down.output<uint8_t>(0), ElementsAre(2, 1, 0, 0));
  for (bool constant : {false, true}) {
    OpTest up(BuiltinOperator::kBitcast);
    up.AddInput(TensorType::kInt16, {2, 2}, {1, 0, 0, 0, 0, 0, 1, 0}, {}, constant);
    up.Output<int32_t>({2});
    ASSERT_TRUE(up.Run().ok());
    EXPECT_EQ(up.output_shape(0), (Shape{2}));
    EXPECT_THAT(up.output<int32_t>(0), ElementsAre(1, 65536));
  }
}

TEST(BitcastTest, RefusesALastDimensionThatDoesNotFit) {
  OpTest test(BuiltinOperator::kBitcast);
  test.Input<uint8_t>({3}, {1, 2, 3});
  test.Output<int32_t>({});
  EXPECT_THAT(test.Run().message(), HasSubstr("its last dimension must be 4 to become INT32"));
}

}  // namespace
}  // namespace goldcrest
