#include "tfops/special_functions.h"

#include <math.h>  // lgamma_r

#include <cmath>
#include <limits>
#include <numbers>

namespace goldcrest::tf {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = 1e-16, kTiny = 1e-300;

// The factor both incomplete gamma functions have: x^a e^-x / gamma(a).
double GammaFactor(double a, double x) { return std::exp(a * std::log(x) - x - LogGamma(a)); }

// Converges well for x < a + 1.
double LowerGammaSeries(double a, double x) {
  double term = 1 / a, sum = term;
  for (int n = 1; n < 10000 && term > sum * kEpsilon; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * GammaFactor(a, x);
}

// The continued fraction, by the method of Lentz; for x >= a + 1.
double UpperGammaFraction(double a, double x) {
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int n = 1; n < 10000; ++n) {
    const double an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (std::fabs(d) < kTiny) d = kTiny;
    c = b + an / c;
    if (std::fabs(c) < kTiny) c = kTiny;
    d = 1 / d;
    h *= d * c;
    if (std::fabs(d * c - 1) < kEpsilon) break;
  }
  return h * GammaFactor(a, x);
}

// The continued fraction of the incomplete beta function.
double BetaFraction(double a, double b, double x) {
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
  double h = d;
  for (int m = 1; m < 10000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    c = 1 + even / c;
    d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
    if (std::fabs(c) < kTiny) c = kTiny;
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    c = 1 + odd / c;
    d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
    if (std::fabs(c) < kTiny) c = kTiny;
    h *= d * c;
    if (std::fabs(d * c - 1) < kEpsilon) break;
  }
  return h;
}

}  // namespace

double LogGamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);
}

double Digamma(double x) {
  if (x <= 0 && x == std::floor(x)) return x == 0 ? -kInfinity : kNan;
  if (x < 0) return Digamma(1 - x) - std::numbers::pi / std::tan(std::numbers::pi * x);
  double result = 0;
  for (; x < 10; x += 1) result -= 1 / x;
  // The asymptotic series with Bernoulli's numbers.
  const double r = 1 / (x * x);
  const double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132 - r * 691.0 / 32760)))));
  return result + std::log(x) - 0.5 / x - series;
}

double InverseErfc(double x) {
  if (std::isnan(x) || x < 0 || x > 2) return kNan;
  if (x == 0) return kInfinity;
  if (x == 2) return -kInfinity;
  if (x > 1) return -InverseErfc(2 - x);
  // A start that is right to some digits (Abramowitz and Stegun 26.2.23), then Halley's steps on erfc.
  const double t = std::sqrt(-2 * std::log(x / 2));
  double y = -0.70711 * ((2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481)) - t);
  for (int i = 0; i < 4; ++i) {
    const double slope = 2 * std::numbers::inv_sqrtpi * std::exp(-y * y), error = std::erfc(y) - x;
    if (slope == 0) break;
    y += error / (slope - y * error);
  }
  return y;
}

double InverseErf(double x) {
  if (std::fabs(x) > 0.5) return x > 0 ? InverseErfc(1 - x) : -InverseErfc(1 + x);
  if (std::isnan(x)) return x;
  double y = x / (2 * std::numbers::inv_sqrtpi);
  for (int i = 0; i < 6; ++i) {
    const double slope = 2 * std::numbers::inv_sqrtpi * std::exp(-y * y), error = std::erf(y) - x;
    y -= error / (slope + y * error);
  }
  return y;
}

double LowerGamma(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || x < 0 || a <= 0) return kNan;
  if (x == 0) return 0;
  if (std::isinf(x)) return 1;
  return x < a + 1 ? LowerGammaSeries(a, x) : 1 - UpperGammaFraction(a, x);
}

double UpperGamma(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || x < 0 || a <= 0) return kNan;
  if (x == 0) return 1;
  if (std::isinf(x)) return 0;
  return x < a + 1 ? 1 - LowerGammaSeries(a, x) : UpperGammaFraction(a, x);
}

double Zeta(double x, double q) {
  if (x == 1) return kInfinity;
  if (x < 1) return kNan;
  if (q <= 0) {
    if (q == std::floor(q)) return kInfinity;
    if (x != std::floor(x)) return kNan;
    if (q < -1e6) return kNan;  // too many terms before the series turns positive
  }
  // The first terms as they are, the rest by Euler and Maclaurin.
  double sum = 0;
  while (q < 12) {
    sum += std::pow(q, -x);
    q += 1;
  }
  sum += std::pow(q, 1 - x) / (x - 1) + 0.5 * std::pow(q, -x);
  constexpr double kBernoulli[] = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6};
  double rising = x, factorial = 2, power = std::pow(q, -x - 1);
  for (int k = 1; k <= 7; ++k) {
    sum += kBernoulli[k - 1] / factorial * rising * power;
    rising *= (x + 2 * k - 1) * (x + 2 * k);
    factorial *= (2.0 * k + 1) * (2.0 * k + 2);
    power /= q * q;
  }
  return sum;
}

double Polygamma(double n, double x) {
  if (n < 0 || n != std::floor(n)) return kNan;
  if (n == 0) return Digamma(x);
  const double sign = std::fmod(n, 2) == 0 ? -1 : 1;
  return sign * std::exp(LogGamma(n + 1)) * Zeta(n + 1, x);
}

double IncompleteBeta(double a, double b, double x) {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(x <= 1)) return kNan;
  if (x == 0 || x == 1) return x;
  const double front = std::exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * BetaFraction(a, b, x) / a;
  return 1 - front * BetaFraction(b, a, 1 - x) / b;
}

}  // namespace goldcrest::tf
