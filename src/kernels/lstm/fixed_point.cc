#include "kernels/lstm/fixed_point.h"

namespace goldcrest::kernels::fixed_point {

int16_t Multiply(int16_t a, int16_t b) {
  if (a == b && a == INT16_MIN) return INT16_MAX;
  const int32_t product = int32_t{a} * b;
  return static_cast<int16_t>((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
}

namespace {

constexpr int16_t kMost = INT16_MAX;
constexpr int16_t kOne = kMost;       // the nearest Q0.15 has
constexpr int16_t kOneIn2 = 1 << 13;  // 1 with two integer bits

int16_t Wrap(int32_t x) { return static_cast<int16_t>(x); }

// x / 2^exponent, halves away from zero.
int16_t Halve(int16_t x, int exponent) {
  const int32_t remainder = x & ((1 << exponent) - 1);
  const int32_t threshold = (((1 << exponent) - 1) >> 1) + (x < 0 ? 1 : 0);
  return static_cast<int16_t>((x >> exponent) + (remainder > threshold ? 1 : 0));
}

// x * 2^exponent, saturating.
int16_t Double(int16_t x, int exponent) { return Saturate16(int32_t{x} * (1 << exponent)); }

// (a + b) / 2, halves away from zero.
int16_t HalfSum(int16_t a, int16_t b) {
  const int32_t sum = int32_t{a} + b;
  return static_cast<int16_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

// exp(x) for x in [-1/4, 0), Q0.15 to Q0.15: a polynomial of degree 4 around -1/8.
int16_t ExpNearZero(int16_t x) {
  constexpr int16_t kExpOfMinusEighth = 28918;  // round(exp(-1/8) * 2^15)
  constexpr int16_t kThird = 10923;
  const int16_t y = Wrap(x + (1 << 12));
  const int16_t y2 = Multiply(y, y), y3 = Multiply(y2, y), y4 = Multiply(y2, y2);
  const int16_t tail = Halve(Wrap(Multiply(Wrap(Halve(y4, 2) + y3), kThird) + y2), 1);  // y^4/24 + y^3/6 + y^2/2
  return Saturate16(kExpOfMinusEighth + Multiply(kExpOfMinusEighth, Wrap(y + tail)));
}

// exp(x) for x <= 0 with `integer_bits`: exp of the part below a quarter, times exp(-2^e) for each higher bit of -x.
int16_t ExpOfNegative(int16_t x, int integer_bits) {
  if (x == 0) return kOne;
  // round(exp(-2^e) * 2^15) for e = -2 ... 4.
  constexpr int16_t kFactors[] = {25520, 19875, 12055, 4435, 600, 11, 0};
  const int fraction_bits = 15 - integer_bits;
  const int16_t quarter = static_cast<int16_t>(1 << (fraction_bits - 2));
  const int16_t low = Wrap((x & (quarter - 1)) - quarter);
  int16_t result = ExpNearZero(Double(low, integer_bits));
  const int32_t high = int32_t{low} - x;  // a multiple of a quarter
  for (int e = -2; e <= 4 && e < integer_bits; ++e) {
    if ((high >> (fraction_bits + e) & 1) != 0) result = Multiply(result, kFactors[e + 2]);
  }
  if (integer_bits > 5 && x < -(32 << fraction_bits)) return 0;
  return result;
}

// 1 / h with two integer bits, for h in [1/2, 1] in Q0.15: Newton's method from 48/17 - 32/17 h.
int16_t Reciprocal(int16_t h) {
  constexpr int16_t k48Over17 = 23130, kMinus32Over17 = -15420;
  int16_t x = Wrap(k48Over17 + Multiply(h, kMinus32Over17));
  for (int i = 0; i < 3; ++i) x = Wrap(x + Double(Multiply(x, Wrap(kOneIn2 - Multiply(h, x))), 2));
  return x;
}

}  // namespace

int16_t Logistic(int16_t x, int integer_bits) {
  if (x == 0) return 1 << 14;
  const int16_t positive = Reciprocal(HalfSum(ExpOfNegative(x > 0 ? Wrap(-x) : x, integer_bits), kOne));
  // 1 / (1 + e) is half of the reciprocal of (1 + e) / 2, which has two integer bits.
  const int16_t result = Double(positive, 1);
  return x > 0 ? result : Wrap(kOne - result);
}

int16_t Tanh(int16_t x, int integer_bits) {
  if (x == 0) return 0;
  // exp(-2|x|): the same raw number with one more integer bit.
  const int16_t e = ExpOfNegative(x < 0 ? x : Wrap(-x), integer_bits + 1);
  // (1 - e) / (1 + e) = 2 / (1 + e) - 1.
  const int16_t result = Double(Wrap(Reciprocal(HalfSum(e, kOne)) - kOneIn2), 2);
  return x < 0 ? Wrap(-result) : result;
}

}  // namespace goldcrest::kernels::fixed_point
