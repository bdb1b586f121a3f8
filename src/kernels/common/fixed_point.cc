#include "kernels/common/fixed_point.h"

#include <algorithm>
#include <bit>

namespace goldcrest {
namespace {

// The product of Q(a) and Q(b), in Q(a + b).
int32_t Mul(int32_t a, int32_t b) { return SaturatingRoundingDoublingHighMul(a, b); }

int32_t WrappingSub(int32_t a, int32_t b) { return static_cast<int32_t>(static_cast<uint32_t>(a) - static_cast<uint32_t>(b)); }

// (a + b) / 2, halves away from zero.
int32_t RoundedHalf(int32_t a, int32_t b) {
  const int64_t sum = int64_t{a} + b;
  return static_cast<int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

// exp(x) for x in [-1/4, 0), all in Q(0): exp(-1/8) times the Taylor series around -1/8.
int32_t ExpNearZero(int32_t x) {
  constexpr int32_t kExpOfMinusEighth = 1895147668, kThird = 715827883;
  const int32_t t = WrappingAdd(x, 1 << 28);
  const int32_t t2 = Mul(t, t), t3 = Mul(t2, t), t4 = Mul(t2, t2);
  const int32_t cubic = Mul(WrappingAdd(RoundingDivideByPowerOfTwo(t4, 2), t3), kThird);
  const int32_t series = WrappingAdd(t, RoundingDivideByPowerOfTwo(WrappingAdd(cubic, t2), 1));
  return WrappingAdd(kExpOfMinusEighth, Mul(kExpOfMinusEighth, series));
}

}  // namespace

int32_t ExpOfNegativeQ5(int32_t x) {
  if (x == 0) return std::numeric_limits<int32_t>::max();
  constexpr int kFractionBits = 26;
  constexpr int32_t kQuarter = 1 << (kFractionBits - 2);
  // x = -quarters / 4 + rest, rest in [-1/4, 0).
  const int32_t rest = (x & (kQuarter - 1)) - kQuarter;
  const int32_t whole = WrappingSub(rest, x);
  int32_t result = ExpNearZero(SaturatingMultiplyByPowerOfTwo(rest, 5));
  // exp(-2^k) in Q(0) for k from -2: one factor for each bit of the whole part.
  constexpr int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  for (int k = 0; k < 7; ++k) {
    if (whole & (1 << (kFractionBits - 2 + k))) result = Mul(result, kFactors[k]);
  }
  return result;
}

int32_t OneOverOnePlusQ0(int32_t x) {
  constexpr int32_t kOne = std::numeric_limits<int32_t>::max();
  // Newton's iteration for the reciprocal of half of (x + 1), from a line; y in Q(2).
  constexpr int32_t k48Over17 = 1515870810, kMinus32Over17 = -1010580540, kOneQ2 = 1 << 29;
  const int32_t half = RoundedHalf(x, kOne);
  int32_t y = WrappingAdd(k48Over17, Mul(half, kMinus32Over17));
  for (int i = 0; i < 3; ++i) {
    const int32_t error = WrappingSub(kOneQ2, Mul(half, y));
    y = WrappingAdd(y, SaturatingMultiplyByPowerOfTwo(Mul(y, error), 2));
  }
  return SaturatingMultiplyByPowerOfTwo(y, 1);
}

int32_t LogOfQ12(int32_t x) {
  constexpr int32_t kLog2 = 1488522236, kFourthRootOfHalf = 1805811301, kRootOfHalf = 1518500250;
  // A rational function of the distance from the fourth root of 1/2.
  constexpr int32_t kNumerator = 117049297, kDenominator = 127690142, kConstant = 1057819769, kLinear = 638450708;
  constexpr int kInputBits = 12, kSumBits = 6;  // one bit more than the result, as a sum on the way may need it
  constexpr int32_t kQuarter = 1 << (31 - kSumBits - 2);
  // x = r * 2^power in two ways, with r in [1/2, 1) and in [sqrt(1/2), sqrt(2)): the smaller r goes with the larger power.
  const int leading_a = std::countl_zero(static_cast<uint32_t>(x));
  const int32_t r_a = SaturatingMultiplyByPowerOfTwo(Mul(SaturatingMultiplyByPowerOfTwo(x, leading_a - 1), kRootOfHalf), 1);
  const int32_t power_a = SaturatingMultiplyByPowerOfTwo(kInputBits - leading_a, 31 - kSumBits) + kQuarter;
  const int leading_b = std::countl_zero(static_cast<uint32_t>(Mul(x, kRootOfHalf))) - 1;
  const int32_t r_b = SaturatingMultiplyByPowerOfTwo(x, leading_b);
  const int32_t power_b = SaturatingMultiplyByPowerOfTwo(kInputBits - leading_b, 31 - kSumBits) - kQuarter;
  const int32_t r = std::min(r_a, r_b), power = std::max(power_a, power_b);

  const int32_t p = RoundedHalf(r, kFourthRootOfHalf);
  const int32_t half_q = WrappingSub(r, kFourthRootOfHalf), q = WrappingAdd(half_q, half_q);
  const int32_t square = Mul(q, q);
  const int32_t numerator = WrappingAdd(Mul(q, r), Mul(Mul(q, square), kNumerator));
  const int32_t sum = WrappingAdd(WrappingAdd(kConstant, q), Mul(kDenominator, square));
  const int32_t denominator = OneOverOnePlusQ0(WrappingAdd(Mul(p, sum), Mul(kLinear, q)));
  const int32_t fraction = Mul(RoundingDivideByPowerOfTwo(numerator, kSumBits), denominator);
  return SaturatingMultiplyByPowerOfTwo(WrappingAdd(Mul(power, kLog2), fraction), 1);
}

Reciprocal ReciprocalOf(int32_t x, int integer_bits) {
  const uint32_t u = std::max<uint32_t>(1, static_cast<uint32_t>(x));
  const int leading = std::countl_zero(u);
  // u * 2^leading is in [1, 2) as Q(1) without sign; what is above one is Q(0).
  const auto above_one = static_cast<int32_t>((u << leading) - (uint32_t{1} << 31));
  return {OneOverOnePlusQ0(above_one), integer_bits - leading};
}

FixedPointMultiplier InverseSqrt(int32_t x) {
  if (x <= 1) return {std::numeric_limits<int32_t>::max(), 0};
  int right = 11;
  while (x >= 1 << 29) {
    x /= 4;
    ++right;
  }
  // Shifted left by pairs of bits, so that x is in [1/4, 1) of Q(3)'s one.
  const int pairs = (std::countl_zero(static_cast<uint32_t>(x)) - 1) / 2 - 1;
  right -= pairs;
  x <<= 2 * pairs;
  // Newton's iteration y = y * (3 - x * y^2) / 2 in Q(3).
  const int32_t half = RoundingDivideByPowerOfTwo(x >> 1, 1);
  constexpr int32_t kThreeHalves = (1 << 28) + (1 << 27), kHalfSqrt2 = 1518500250;
  int32_t y = 1 << 28;
  for (int i = 0; i < 5; ++i) {
    const int32_t cube = SaturatingMultiplyByPowerOfTwo(Mul(Mul(y, y), y), 6);
    y = SaturatingMultiplyByPowerOfTwo(WrappingSub(Mul(kThreeHalves, y), Mul(half, cube)), 3);
  }
  y = Mul(y, kHalfSqrt2);
  if (right < 0) {
    y = WrappingShiftLeft(y, -right);
    right = 0;
  }
  return {y, -right};
}

}  // namespace goldcrest
