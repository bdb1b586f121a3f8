#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

template <typename T>
Status RunSelect(OpTest& test, std::vector<int32_t> cs, std::vector<bool> c, std::vector<int32_t> as, std::vector<T> a,
                 std::vector<int32_t> bs, std::vector<T> b) {
  test.Input<bool>(std::move(cs), c);
  test.Input<T>(std::move(as), a);
  test.Input<T>(std::move(bs), b);
  test.Output<T>({});
  return test.Run();
}

TEST(SelectTest, OneConditionForEachIndexOfTheFirstDimension) {
  OpTest test(BuiltinOperator::kSelect);
  ASSERT_TRUE(RunSelect<float>(test, {2}, {true, false}, {2, 2}, {1, 2, 3, 4}, {2, 2}, {5, 6, 7, 8}).ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(1, 2, 7, 8));
}

TEST(SelectTest, AScalarConditionTakesAllOfOne) {
  OpTest test(BuiltinOperator::kSelect);
  ASSERT_TRUE(RunSelect<int64_t>(test, {}, {false}, {2}, {1, 2}, {2}, {5, 6}).ok());
  EXPECT_THAT(test.output<int64_t>(0), ElementsAre(5, 6));
}

TEST(SelectTest, RefusesOperandsOfDifferentShapes) {
  OpTest test(BuiltinOperator::kSelect);
  EXPECT_EQ(RunSelect<float>(test, {2}, {true, false}, {2}, {1, 2}, {2, 1}, {5, 6}).code(), StatusCode::kInvalidModel);
}

TEST(SelectV2Test, AllThreeBroadcast) {
  OpTest test(BuiltinOperator::kSelectV2);
  ASSERT_TRUE(RunSelect<int8_t>(test, {2, 1}, {true, false}, {3}, {1, 2, 3}, {}, {9}).ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 3}));
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(1, 2, 3, 9, 9, 9));
}

TEST(SelectV2Test, LongRowsOnThreads) {
  std::vector<bool> c(50000);
  std::vector<int16_t> a(50000, 1), b(50000, 2), want(50000, 2);
  for (size_t i = 0; i < c.size(); i += 3) {
    c[i] = true;
    want[i] = 1;
  }
  OpTest test(BuiltinOperator::kSelectV2);
  test.compile.num_threads = 2;
  ASSERT_TRUE(RunSelect<int16_t>(test, {50000}, c, {50000}, a, {50000}, b).ok());
  EXPECT_EQ(test.output<int16_t>(0), want);
}

}  // namespace
}  // namespace goldcrest
