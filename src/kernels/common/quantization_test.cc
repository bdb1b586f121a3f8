#include "kernels/common/quantization.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "base/cpu.h"
#include "kernels/common/requantize.h"

namespace goldcrest {
namespace {

constexpr int32_t kMin = std::numeric_limits<int32_t>::min(), kMax = std::numeric_limits<int32_t>::max();
constexpr double kInf = std::numeric_limits<double>::infinity(), kNan = std::numeric_limits<double>::quiet_NaN();

TEST(QuantizeMultiplierTest, NormalizesToThirtyOneBits) {
  for (double real : {1.0, 0.5, 0.3, 0.0123, 1e-6, 17.25, 1073741823.0, -0.75}) {
    const FixedPointMultiplier m = QuantizeMultiplier(real);
    EXPECT_GE(std::abs(int64_t{m.multiplier}), int64_t{1} << 30);
    EXPECT_NEAR(std::ldexp(m.multiplier, m.shift - 31), real, std::fabs(real) * 0x1p-31);
  }
}

TEST(QuantizeMultiplierTest, CarriesWhenTheFractionRoundsToOne) {
  const FixedPointMultiplier m = QuantizeMultiplier(std::nextafter(0.5, 0.0));
  EXPECT_EQ(m.multiplier, 1 << 30);
  EXPECT_EQ(m.shift, 0);
}

TEST(QuantizeMultiplierTest, FlushesTinyAndSaturatesHuge) {
  for (double real : {0.0, 0x1p-33, 5e-324, kNan}) {
    EXPECT_EQ(QuantizeMultiplier(real).multiplier, 0);
    EXPECT_EQ(QuantizeMultiplier(real).shift, 0);
  }
  EXPECT_EQ(QuantizeMultiplier(0x1p-32).shift, -31);
  for (double real : {0x1p30, 1e300, kInf}) {
    EXPECT_EQ(QuantizeMultiplier(real).multiplier, kMax);
    EXPECT_EQ(QuantizeMultiplier(real).shift, 30);
    EXPECT_EQ(QuantizeMultiplier(-real).multiplier, -kMax);
  }
}

TEST(RoundingDivideByPowerOfTwoTest, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(RoundingDivideByPowerOfTwo(5, 1), 3);
  EXPECT_EQ(RoundingDivideByPowerOfTwo(-5, 1), -3);
  EXPECT_EQ(RoundingDivideByPowerOfTwo(-6, 2), -2);
  EXPECT_EQ(RoundingDivideByPowerOfTwo(kMax, 31), 1);
  EXPECT_EQ(RoundingDivideByPowerOfTwo(kMin, 31), -1);
  EXPECT_EQ(RoundingDivideByPowerOfTwo(kMin, 0), kMin);
}

TEST(SaturatingRoundingDoublingHighMulTest, RoundsHalvesUpAndSaturates) {
  EXPECT_EQ(SaturatingRoundingDoublingHighMul(kMin, kMin), kMax);
  EXPECT_EQ(SaturatingRoundingDoublingHighMul(1, 1 << 30), 1);
  EXPECT_EQ(SaturatingRoundingDoublingHighMul(-1, 1 << 30), 0);
  EXPECT_EQ(SaturatingRoundingDoublingHighMul(-3, 1 << 30), -1);
}

TEST(MultiplyByQuantizedMultiplierTest, IsWithinOneOfTheRealProduct) {
  std::mt19937 rng(1);
  for (int i = 0; i < 10000; ++i) {
    const double real = std::ldexp(1.0 + rng() * 0x1p-32, -static_cast<int>(rng() % 12) - 1);
    const int32_t x = static_cast<int32_t>(rng());
    EXPECT_NEAR(MultiplyByQuantizedMultiplier(x, QuantizeMultiplier(real)), x * real, 1.0 + std::fabs(x * real) * 0x1p-31);
  }
}

TEST(MultiplyByQuantizedMultiplierTest, TheSixtyFourBitFormRoundsOnceWithSixteenBits) {
  const FixedPointMultiplier m = QuantizeMultiplier(0.25);
  EXPECT_EQ(MultiplyByQuantizedMultiplier64(int64_t{1} << 32, m), 1 << 30);
  EXPECT_EQ(MultiplyByQuantizedMultiplier64(6, m), 2);
  EXPECT_EQ(MultiplyByQuantizedMultiplier64(-6, m), -1);
  EXPECT_EQ(MultiplyByQuantizedMultiplier64(1000, {kMax, 0}), 1000);
}

TEST(ActivationRangeTest, MapsRealBoundsThroughTheQuantization) {
  auto relu6 = ActivationRange(FusedActivation::kRelu6, TensorType::kInt8, 0.05f, -100);
  ASSERT_TRUE(relu6.ok());
  EXPECT_EQ(relu6->lowest, -100);
  EXPECT_EQ(relu6->highest, 20);
  auto n1 = ActivationRange(FusedActivation::kReluN1To1, TensorType::kUInt8, 0.01f, 128);
  ASSERT_TRUE(n1.ok());
  EXPECT_EQ(n1->lowest, 28);
  EXPECT_EQ(n1->highest, 228);
  auto relu = ActivationRange(FusedActivation::kRelu, TensorType::kInt16, 1.0f, 0);
  ASSERT_TRUE(relu.ok());
  EXPECT_EQ(relu->lowest, 0);
  EXPECT_EQ(relu->highest, 32767);
}

TEST(ActivationRangeTest, FailsWithScalesThatLeaveThirtyTwoBits) {
  for (float scale : {0.0f, -1.0f, 1e-30f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    auto r = ActivationRange(FusedActivation::kRelu6, TensorType::kInt8, scale, 0);
    ASSERT_FALSE(r.ok()) << scale;
    EXPECT_NE(r.status().message().find("scale"), std::string::npos);
  }
  EXPECT_FALSE(ActivationRange(FusedActivation::kTanh, TensorType::kInt8, 1.0f, 0).ok());
  EXPECT_FALSE(ActivationRangeFloat(FusedActivation::kSignBit).ok());
}

TEST(QuantizeValueTest, RoundsHalvesAwayFromZeroAndSaturates) {
  EXPECT_EQ(QuantizeValue(0.5f, 1.0f, 3, -128, 127), 4);
  EXPECT_EQ(QuantizeValue(-0.5f, 1.0f, 3, -128, 127), 2);
  EXPECT_EQ(QuantizeValue(1e30f, 1e-30f, 3, -128, 127), 127);
  EXPECT_EQ(QuantizeValue(std::numeric_limits<float>::quiet_NaN(), 1.0f, 0, -128, 127), -128);
}

template <typename T>
void CheckRows(RequantizeRowFn<T> row, const std::vector<FixedPointMultiplier>& factors, std::mt19937& rng) {
  const QuantizedRange range = {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
  for (size_t n = 0; n <= factors.size(); ++n) {
    auto params = RequantizeParams::Make(factors.data(), n);
    ASSERT_TRUE(params.ok());
    std::vector<int32_t> acc(n + 1);
    for (auto& a : acc) a = static_cast<int32_t>(rng()) >> (rng() % 31);
    if (n > 3) acc[1] = kMin, acc[2] = kMax, acc[3] = -1;
    const QuantizedOutput output = {static_cast<int32_t>(rng() % 256) - 128, range.lowest + 3, range.highest - 5};
    std::vector<T> out(n + 2, T{77});
    row(acc.data() + 1, params->table(), output, n, out.data() + 1);
    for (size_t i = 0; i < n; ++i) {
      const int32_t y = WrappingAdd(MultiplyByQuantizedMultiplier(acc[i + 1], factors[i]), output.zero_point);
      ASSERT_EQ(out[i + 1], std::min(std::max(y, output.lowest), output.highest))
          << CpuTargetName(BestCpuTarget()) << " acc " << acc[i + 1] << " shift " << factors[i].shift << " n " << n << " i " << i;
    }
    EXPECT_EQ(out[0], T{77});
    EXPECT_EQ(out[n + 1], T{77});
  }
}

TEST(RequantizeRowTest, EqualsTheScalarArithmeticOnEveryTarget) {
  for (CpuTarget target : AvailableCpuTargets()) {
    ForceCpuTarget(target);
    std::mt19937 rng(7);
    for (int max_shift : {-1, 0, 30}) {
      for (int repeat = 0; repeat < 20; ++repeat) {
        std::vector<FixedPointMultiplier> factors(67);
        for (auto& f : factors) {
          f.shift = std::min(max_shift, static_cast<int>(rng() % 62) - 31);
          f.multiplier = static_cast<int32_t>((1u << 30) + rng() % (1u << 30));
          if (rng() % 16 == 0) f.multiplier = -f.multiplier;
          if (rng() % 16 == 0) f.multiplier = kMax;
          if (rng() % 32 == 0) f = {};
        }
        CheckRows(ChooseRequantizeRowInt8(), factors, rng);
        CheckRows(ChooseRequantizeRowUInt8(), factors, rng);
        CheckRows(ChooseRequantizeRowInt16(), factors, rng);
      }
    }
  }
  ForceCpuTarget(AvailableCpuTargets().back());
}

// The formula of OffsetFactor, one number at a time.
int32_t ApplyOffsetFactor(int32_t x, const OffsetFactor& f) {
  const uint32_t sum = static_cast<uint32_t>(x) + static_cast<uint32_t>(kSumOffset);
  const uint64_t product = uint64_t{sum} * f.doubled + static_cast<uint64_t>(f.offset);
  const uint32_t sign = f.sign == 32 ? 0 : sum >> f.sign;
  return static_cast<int32_t>(static_cast<uint32_t>(product >> 32) + sign) >> f.right;
}

TEST(OffsetFactorTest, RoundsAsTheReferenceDoes) {
  std::mt19937 random(29);
  for (int i = 0; i < 200000; ++i) {
    const FixedPointMultiplier m = {static_cast<int32_t>(random() >> 2) + (1 << 30), -static_cast<int>(random() % 22)};
    const int32_t zero_point = static_cast<int32_t>(random() % 384) - 128;
    ASSERT_TRUE(FitsOffsetFactor(m, kSumOffset - 1));
    const OffsetFactor f = MakeOffsetFactor(m, zero_point);
    const int32_t any = static_cast<int32_t>(random() >> (2 + random() % 28)) * (random() % 2 ? 1 : -1);
    for (int32_t x : {any, kSumOffset - 1, 1 - kSumOffset, 0, 1, -1}) {
      ASSERT_EQ(ApplyOffsetFactor(x, f), MultiplyByQuantizedMultiplier(x, m) + zero_point) << x << " * " << m.multiplier << ", " << m.shift;
    }
  }
}

TEST(OffsetFactorTest, RoundsHalvesAsTheReferenceDoes) {
  // Multipliers of powers of two: every product is exact, and many lie halfway.
  for (int right = 0; right <= 21; ++right) {
    const FixedPointMultiplier m = {1 << 30, -right};
    const OffsetFactor f = MakeOffsetFactor(m, -3);
    for (int32_t x = -70000; x <= 70000; ++x) ASSERT_EQ(ApplyOffsetFactor(x, f), MultiplyByQuantizedMultiplier(x, m) - 3) << x;
  }
}

TEST(OffsetFactorTest, RefusesWhatItsBitsCannotHold) {
  EXPECT_FALSE(FitsOffsetFactor({1 << 30, 0}, kSumOffset));
  EXPECT_FALSE(FitsOffsetFactor({1 << 30, 1}, 1));
  EXPECT_FALSE(FitsOffsetFactor({1 << 30, -22}, 1));
  EXPECT_FALSE(FitsOffsetFactor({-(1 << 30), 0}, 1));
}

}  // namespace
}  // namespace goldcrest
