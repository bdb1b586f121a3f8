#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "kernels/common/half.h"
#include "kernels/common/unary_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;
using Op = BuiltinOperator;

TEST(UnaryTest, FloatIsWithinTheBoundsOfItsFunction) {
  ExpectFloatFunction(Op::kExp, [](double x) { return std::exp(x); }, -80, 80, 1);
  ExpectFloatFunction(Op::kLog, [](double x) { return std::log(x); }, 1e-3f, 100, 1);
  ExpectFloatFunction(Op::kSqrt, [](double x) { return std::sqrt(x); }, 0, 100, 1);
  ExpectFloatFunction(Op::kRsqrt, [](double x) { return 1 / std::sqrt(x); }, 1e-3f, 100, 2);
  ExpectFloatFunction(Op::kSin, [](double x) { return std::sin(x); }, -20, 20, 3, 1e-7);
  ExpectFloatFunction(Op::kCos, [](double x) { return std::cos(x); }, -20, 20, 3, 1e-7);
  ExpectFloatFunction(Op::kSquare, [](double x) { return x * x; }, -20, 20, 1);
}

TEST(UnaryTest, FloatIsExactWhereTheFunctionIs) {
  ExpectFloatFunction(Op::kAbs, [](double x) { return std::fabs(x); }, -20, 20, 0);
  ExpectFloatFunction(Op::kNeg, [](double x) { return -x; }, -20, 20, 0);
  ExpectFloatFunction(Op::kFloor, [](double x) { return std::floor(x); }, -20, 20, 0);
  ExpectFloatFunction(Op::kCeil, [](double x) { return std::ceil(x); }, -20, 20, 0);
  ExpectFloatFunction(Op::kRound, [](double x) { return std::nearbyint(x); }, -20, 20, 0);
  ExpectFloatFunction(Op::kSign, [](double x) { return static_cast<double>((x > 0) - (x < 0)); }, -20, 20, 0);
}

TEST(UnaryTest, SignOfNaNIsZero) {
  EXPECT_THAT(RunUnary<float>(Op::kSign, {NAN, -2, 3}), ElementsAre(0, -1, 1));
  EXPECT_THAT(RunUnary<double>(Op::kSign, {NAN, -2, 3}), ElementsAre(0, -1, 1));
}

TEST(UnaryTest, HalfPrecisionIsRoundedOnce) {
  for (TensorType type : {TensorType::kFloat16, TensorType::kBFloat16}) {
    for (bool cosine : {false, true}) {
      OpTest test(cosine ? Op::kCos : Op::kFloor);
      const auto half = [&](float f) { return type == TensorType::kFloat16 ? FloatToHalf(f) : FloatToBFloat16(f); };
      std::vector<uint8_t> bytes;
      std::vector<uint16_t> want;
      for (int i = 0; i < 300; ++i) {  // more than a piece
        const uint16_t x = half(static_cast<float>(i) * 0.37f - 40);
        bytes.push_back(static_cast<uint8_t>(x));
        bytes.push_back(static_cast<uint8_t>(x >> 8));
        const float wide = type == TensorType::kFloat16 ? HalfToFloat(x) : BFloat16ToFloat(x);
        want.push_back(half(cosine ? static_cast<float>(std::cos(static_cast<double>(wide))) : std::floor(wide)));
      }
      test.AddInput(type, {300}, bytes, {}, false);
      test.AddOutput(type, {300});
      ASSERT_TRUE(test.Run().ok());
      std::vector<uint16_t> got(300);
      const auto out = test.output_bytes(0);
      std::memcpy(got.data(), out.data(), out.size());
      EXPECT_EQ(got, want);
    }
  }
}

TEST(UnaryTest, QuantizedSquareRootsAreCutTowardsZero) {
  EXPECT_THAT(RunUnary<int8_t>(Op::kSqrt, {-128, -127, -123, -118, 127}, NoOptions(), {{0.5f}, {-128}}, {{0.05f}, {-128}}),
              ElementsAre(-128, -114, -97, -84, 97));
  EXPECT_THAT(RunUnary<int16_t>(Op::kSqrt, {-3, 0, 100, 102}, NoOptions(), {{0.01f}, {0}}, {{0.1f}, {0}}), ElementsAre(0, 0, 10, 10));
}

TEST(UnaryTest, NegatesStoredIntegers) {
  EXPECT_THAT(RunUnary<int8_t>(Op::kNeg, {-128, -3, 0, 127}, NoOptions(), {{0.5f}, {7}}, {{0.5f}, {7}}), ElementsAre(-128, 3, 0, -127));
  EXPECT_THAT(RunUnary<int16_t>(Op::kNeg, {-32768, 9}), ElementsAre(-32768, -9));
}

TEST(UnaryTest, RoundTakesHalvesToEven) {
  EXPECT_THAT(RunUnary<float>(Op::kRound, {0.5f, 1.5f, 2.5f, -0.5f, -1.5f}), ElementsAre(0, 2, 2, 0, -2));
}

TEST(UnaryTest, WholeNumbers) {
  EXPECT_THAT(RunUnary<int32_t>(Op::kAbs, {-3, 0, 5, INT32_MIN}), ElementsAre(3, 0, 5, INT32_MIN));
  EXPECT_THAT(RunUnary<int64_t>(Op::kNeg, {-3, 0, 5, INT64_MIN}), ElementsAre(3, 0, -5, INT64_MIN));
  EXPECT_THAT(RunUnary<int32_t>(Op::kSign, {-3, 0, 5}), ElementsAre(-1, 0, 1));
  EXPECT_THAT(RunUnary<int64_t>(Op::kZerosLike, {-3, 0, 5}), ElementsAre(0, 0, 0));
}

// Recorded from TensorFlow Lite's reference kernels.
TEST(UnaryTest, QuantizedEqualsTheReference) {
  EXPECT_THAT(RunUnary(Op::kExp, kSampleInt8, NoOptions(), {{0.02f}, {3}}, {{0.05f}, {-128}}),
              ElementsAre(-127, -125, -123, -118, -112, -109, -109, -102, -77, 11, 111));
  EXPECT_THAT(RunUnary(Op::kExp, kSampleInt16, NoOptions(), {{0.0001f}, {0}}, {{0.001f}, {0}}),
              ElementsAre(38, 136, 406, 887, 993, 1000, 1000, 1007, 1073, 1648, 4481, 26486));
  EXPECT_THAT(RunUnary(Op::kLog, kSampleInt8, NoOptions(), {{0.1f}, {-100}}, {{0.03f}, {5}}),
              ElementsAre(-128, -26, 48, 68, 79, 82, 82, 87, 95, 105, 109));
  EXPECT_THAT(RunUnary(Op::kLog, kSampleInt16, NoOptions(), {{0.0002f}, {0}}, {{0.0002f}, {0}}),
              ElementsAre(-32768, -32768, -32768, -32768, -32026, -30906, -30807, -24552, -9845, -1, 5493, 9400));
  EXPECT_THAT(RunUnary<int8_t>(Op::kRsqrt, {-120, -119, -90, 0, 64, 127}, NoOptions(), {{0.02f}, {-120}}, {{0.03f}, {-100}}),
              ElementsAre(127, 127, -57, -78, -83, -85));
  EXPECT_THAT(RunUnary<int16_t>(Op::kRsqrt, {20000, 9000, 1200, 77, 0, 1, 64, 700, 5000, 15000, 32767}, NoOptions(), {{0.0002f}, {0}},
                                {{0.0003f}, {0}}),
              ElementsAre(1667, 2485, 6809, 25379, 32767, 32671, 26627, 8928, 3333, 1925, 1302));
  EXPECT_THAT(RunUnary(Op::kAbs, kSampleInt8, NoOptions(), {{0.05f}, {-3}}, {{0.03f}, {-10}}),
              ElementsAre(127, 127, 92, 40, -2, -5, -3, 23, 78, 127, 127));
  EXPECT_THAT(RunUnary(Op::kAbs, kSampleInt16, NoOptions(), {{0.0005f}, {0}}, {{0.0008f}, {0}}),
              ElementsAre(20480, 12500, 5625, 750, 48, 0, 1, 40, 438, 3125, 9375, 20479));
}

TEST(UnaryTest, RsqrtRefusesNegativeQuantizedValues) {
  OpTest test(Op::kRsqrt);
  test.Input<int8_t>({2}, {5, -5}, {{0.1f}, {0}});
  test.Output<int8_t>({2}, {{0.1f}, {0}});
  EXPECT_EQ(test.Run().code(), StatusCode::kRuntimeError);
}

}  // namespace
}  // namespace goldcrest
