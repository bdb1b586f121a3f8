#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;

TEST(WhereTest, ListsCoordinates) {
  OpTest test(BuiltinOperator::kWhere);
  test.Input<bool>({2, 1, 2}, {true, false, false, true});
  test.Output<int64_t>({1, 3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 3}));
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(0, 0, 0, 1, 0, 1));
}

TEST(WhereTest, CountsWhatIsNotZero) {
  OpTest test(BuiltinOperator::kWhere);
  test.Input<float>({4}, {0, -0.0f, NAN, 1e-45f});
  test.Output<int64_t>({1, 1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(2, 3));
  OpTest none(BuiltinOperator::kWhere);
  none.Input<uint8_t>({3, 0}, {});
  none.Output<int64_t>({1, 2});
  ASSERT_TRUE(none.Run().ok());
  EXPECT_EQ(none.output_shape(0), (Shape{0, 2}));
}

TEST(WhereTest, RefusesTypesItHasNoKernelFor) {
  OpTest test(BuiltinOperator::kWhere);
  test.AddInput(TensorType::kComplex64, {1}, std::vector<uint8_t>(8), {}, false);
  test.Output<int64_t>({1, 1});
  EXPECT_EQ(test.Run().code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace goldcrest
