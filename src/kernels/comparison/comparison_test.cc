#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

const struct {
  BuiltinOperator op;
  std::vector<bool> less_equal_greater;  // results for a < b, a == b, a > b
} kOperators[] = {{BuiltinOperator::kEqual, {false, true, false}},   {BuiltinOperator::kNotEqual, {true, false, true}},
                  {BuiltinOperator::kLess, {true, false, false}},    {BuiltinOperator::kLessEqual, {true, true, false}},
                  {BuiltinOperator::kGreater, {false, false, true}}, {BuiltinOperator::kGreaterEqual, {false, true, true}}};

template <typename T>
void ExpectOrder() {
  for (const auto& o : kOperators) {
    OpTest test(o.op);
    test.Input<T>({3}, {1, 2, 3});
    test.Input<T>({1}, {2});
    test.Output<bool>({3});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_THAT(test.output<bool>(0), ElementsAreArray(o.less_equal_greater));
  }
}

TEST(ComparisonTest, ComparesEveryType) {
  ExpectOrder<float>();
  ExpectOrder<int8_t>();
  ExpectOrder<uint8_t>();
  ExpectOrder<int16_t>();
  ExpectOrder<int32_t>();
  ExpectOrder<uint32_t>();
  ExpectOrder<int64_t>();
}

TEST(ComparisonTest, ComparesHalfPrecision) {
  for (const auto& o : kOperators) {
    OpTest test(o.op);
    test.AddInput(TensorType::kFloat16, {3}, {0x00, 0xC0, 0x00, 0x3C, 0x00, 0x40}, {}, false);  // -2, 1, 2
    test.AddInput(TensorType::kFloat16, {}, {0x00, 0x3C}, {}, false);
    test.Output<bool>({3});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_THAT(test.output<bool>(0), ElementsAreArray(o.less_equal_greater));
  }
}

TEST(ComparisonTest, OnlyNotEqualLooksAtTheScalesOfInt16) {
  for (const auto& o : {BuiltinOperator::kEqual, BuiltinOperator::kNotEqual}) {
    OpTest test(o);
    test.Input<int16_t>({2}, {1000, 2000}, {{0.5f}, {0}});
    test.Input<int16_t>({2}, {1000, 1000}, {{1.0f}, {0}});
    test.Output<bool>({2});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_THAT(test.output<bool>(0), ElementsAre(true, false));
  }
}

TEST(ComparisonTest, NaNIsOnlyNotEqual) {
  for (const auto& o : kOperators) {
    OpTest test(o.op);
    test.Input<float>({1}, {std::numeric_limits<float>::quiet_NaN()});
    test.Input<float>({1}, {2});
    test.Output<bool>({1});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_THAT(test.output<bool>(0), ElementsAre(o.op == BuiltinOperator::kNotEqual));
  }
}

TEST(ComparisonTest, QuantizedValuesCompareByWhatTheyMean) {
  OpTest test(BuiltinOperator::kLess);
  test.Input<int8_t>({4}, {-128, 0, 10, 127}, {{0.5f}, {0}});  // -64, 0, 5, 63.5
  test.Input<int8_t>({4}, {-128, 1, 9, 127}, {{1.0f}, {-1}});  // -127, 2, 10, 128
  test.Output<bool>({4});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<bool>(0), ElementsAre(false, true, true, true));
}

TEST(ComparisonTest, BooleansOtherThanOneAreTrue) {
  OpTest test(BuiltinOperator::kEqual);
  test.AddInput(TensorType::kBool, {3}, {0, 1, 7}, {}, false);
  test.Input<bool>({1}, {true});
  test.Output<bool>({3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<bool>(0), ElementsAre(false, true, true));
}

TEST(ComparisonTest, StringsAreEqualByBytes) {
  const auto strings = [](std::vector<std::string_view> s) {
    std::vector<uint8_t> bytes(StringsBytes(s).value());
    WriteStrings(s, bytes.data());
    return bytes;
  };
  OpTest test(BuiltinOperator::kEqual);
  test.AddInput(TensorType::kString, {3}, strings({"a", "", "ab"}), {}, false);
  test.AddInput(TensorType::kString, {1}, strings({"ab"}), {}, true);
  test.Output<bool>({3});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<bool>(0), ElementsAre(false, false, true));
}

TEST(ComparisonTest, RefusesToOrderStrings) {
  OpTest test(BuiltinOperator::kLess);
  test.AddInput(TensorType::kString, {1}, {1, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0}, {}, false);
  test.AddInput(TensorType::kString, {1}, {1, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0}, {}, false);
  test.Output<bool>({1});
  EXPECT_EQ(test.Run().code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace goldcrest
