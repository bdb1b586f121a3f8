#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/common/half.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

template <typename To, typename From>
std::vector<To> Cast(const std::vector<From>& x) {
  OpTest test(BuiltinOperator::kCast);
  test.Input<From>({static_cast<int32_t>(x.size())}, x);
  test.Output<To>({static_cast<int32_t>(x.size())});
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return test.output<To>(0);
}

TEST(CastTest, FloatToWholeNumbersCutsAndSaturates) {
  const std::vector<float> x = {1.9f, -1.9f, 300, -300, 1e20f, -1e20f, NAN};
  EXPECT_THAT(Cast<int8_t>(x), ElementsAre(1, -1, 127, -128, 127, -128, 127));
  EXPECT_THAT(Cast<uint8_t>(x), ElementsAre(1, 0, 255, 0, 255, 0, 255));
  EXPECT_THAT(Cast<int32_t>(x), ElementsAre(1, -1, 300, -300, INT32_MAX, INT32_MIN, INT32_MAX));
  EXPECT_THAT(Cast<int64_t>(x), ElementsAre(1, -1, 300, -300, INT64_MAX, INT64_MIN, INT64_MAX));
}

TEST(CastTest, WholeNumbersKeepTheirLowBits) {
  EXPECT_THAT(Cast<int8_t>(std::vector<int32_t>{300, -1, 128}), ElementsAre(44, -1, -128));
  EXPECT_THAT(Cast<int32_t>(std::vector<int64_t>{(int64_t{1} << 32) + 5, -7}), ElementsAre(5, -7));
  EXPECT_THAT(Cast<uint16_t>(std::vector<int16_t>{-1, 5}), ElementsAre(65535, 5));
  EXPECT_THAT(Cast<int64_t>(std::vector<uint32_t>{UINT32_MAX}), ElementsAre(int64_t{UINT32_MAX}));
}

TEST(CastTest, WholeNumbersToFloatRoundOnce) {
  EXPECT_THAT(Cast<float>(std::vector<int64_t>{(int64_t{1} << 53) + 1, -3}), ElementsAre(0x1p53f, -3));
  EXPECT_THAT(Cast<float>(std::vector<uint64_t>{UINT64_MAX}), ElementsAre(0x1p64f));
  EXPECT_THAT(Cast<float>(std::vector<int32_t>{16777217}), ElementsAre(16777216));
}

TEST(CastTest, AnythingButZeroIsTrue) {
  EXPECT_THAT(Cast<bool>(std::vector<float>{0, -0.0f, 0.1f, NAN}), ElementsAre(false, false, true, true));
  EXPECT_THAT(Cast<bool>(std::vector<int64_t>{0, int64_t{1} << 32}), ElementsAre(false, true));
  EXPECT_THAT(Cast<float>(std::vector<bool>{true, false}), ElementsAre(1, 0));
  OpTest test(BuiltinOperator::kCast);
  test.AddInput(TensorType::kBool, {2}, {0, 7}, {}, false);
  test.Output<int32_t>({2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(0, 1));
}

TEST(CastTest, ComplexBecomesItsRealPart) {
  OpTest test(BuiltinOperator::kCast);
  const float parts[] = {1.5f, 9, -2.5f, 9};
  const auto* bytes = reinterpret_cast<const uint8_t*>(parts);
  test.AddInput(TensorType::kComplex64, {2}, {bytes, bytes + sizeof(parts)}, {}, false);
  test.Output<float>({2});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(1.5f, -2.5f));
}

TEST(CastTest, RefusesStrings) {
  OpTest test(BuiltinOperator::kCast);
  test.Input<float>({1}, {1});
  test.AddOutput(TensorType::kString, {1});
  EXPECT_EQ(test.Run().code(), StatusCode::kUnsupported);
}

TEST(HalfTest, EveryHalfComesBack) {
  for (uint32_t h = 0; h < 65536; ++h) {
    const float f = HalfToFloat(static_cast<uint16_t>(h));
    if (std::isnan(f)) continue;
    ASSERT_EQ(FloatToHalf(f), h);
    ASSERT_EQ(FloatToBFloat16(BFloat16ToFloat(static_cast<uint16_t>(h))),
              std::isnan(BFloat16ToFloat(static_cast<uint16_t>(h))) ? (h & 0x8000) | 0x7FC0 : h);
  }
}

TEST(HalfTest, RoundsToNearestHalvesToEven) {
  EXPECT_EQ(FloatToHalf(1 + 0x1p-11f), 0x3C00);      // halfway to the next: even
  EXPECT_EQ(FloatToHalf(1 + 3 * 0x1p-11f), 0x3C02);  // halfway: even again
  EXPECT_EQ(FloatToHalf(65519.0f), 0x7BFF);
  EXPECT_EQ(FloatToHalf(65520.0f), 0x7C00);
  EXPECT_EQ(FloatToHalf(0x1p-25f), 0);  // halfway to the smallest subnormal
  EXPECT_EQ(FloatToHalf(0x1.8p-25f), 1);
}

TEST(CastTest, PacksAndUnpacksSmallElements) {
  OpTest out(BuiltinOperator::kCast);
  out.Input<float>({5}, {-9, -1.9f, 0, 7.5f, 3});
  out.AddOutput(TensorType::kInt4, {5});
  ASSERT_TRUE(out.Run().ok());
  EXPECT_THAT(out.output_bytes(0), testing::ElementsAre(0xF8, 0x70, 0x03));
  OpTest in(BuiltinOperator::kCast);
  in.AddInput(TensorType::kInt2, {5}, {0b11'10'01'00, 0b01}, {}, true);
  in.Output<float>({5});
  ASSERT_TRUE(in.Run().ok());
  EXPECT_THAT(in.output<float>(0), testing::ElementsAre(0, 1, -2, -1, 1));
  OpTest whole(BuiltinOperator::kCast);
  whole.AddInput(TensorType::kInt4, {2}, {0x21}, {}, true);
  whole.Output<int32_t>({2});
  EXPECT_FALSE(whole.Run().ok());
}

}  // namespace
}  // namespace goldcrest
