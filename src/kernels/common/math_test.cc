// Every function of math-inl.h and trig-inl.h on each CPU target, against <cmath> in double.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/math_test.cc"
#include "kernels/common/simd.h"
// After simd.h, which sets the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/math-inl.h"
#include "kernels/common/trig-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {

#define GC_ROW(name)                                                                                  \
  void name##Row(const float* in, size_t n, float* out) {                                             \
    MapRow(hn::ScalableTag<float>(), in, n, out, [](auto d, auto x) HWY_ATTR { return name(d, x); }); \
  }
GC_ROW(Exp)
GC_ROW(Expm1)
GC_ROW(Log)
GC_ROW(Logistic)
GC_ROW(Tanh)
GC_ROW(Erf)
GC_ROW(Gelu)
GC_ROW(GeluTanh)
GC_ROW(HardSwish)
GC_ROW(Rsqrt)
GC_ROW(Sin)
GC_ROW(Cos)
#undef GC_ROW

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace goldcrest {
GC_SIMD_TABLE(ExpRow)
GC_SIMD_TABLE(Expm1Row)
GC_SIMD_TABLE(LogRow)
GC_SIMD_TABLE(LogisticRow)
GC_SIMD_TABLE(TanhRow)
GC_SIMD_TABLE(ErfRow)
GC_SIMD_TABLE(GeluRow)
GC_SIMD_TABLE(GeluTanhRow)
GC_SIMD_TABLE(HardSwishRow)
GC_SIMD_TABLE(RsqrtRow)
GC_SIMD_TABLE(SinRow)
GC_SIMD_TABLE(CosRow)

namespace {

using Row = void (*)(const float*, size_t, float*);
constexpr float kInf = std::numeric_limits<float>::infinity(), kNan = std::numeric_limits<float>::quiet_NaN();

// The distance between neighbouring floats at |x|.
double UnitInLastPlace(double x) {
  int exponent;
  std::frexp(x, &exponent);
  return std::ldexp(1.0, std::max(exponent - 24, -149));
}

// One float in `step`, over all bit patterns, and numbers with few bits.
std::vector<float> Arguments(uint32_t step) {
  std::vector<float> all = {0.0f, -0.0f, kInf, -kInf, kNan, 1.0f, -1.0f, 3.0f, -3.0f, 88.72283f, 88.72284f, -103.97f, -103.98f, 0x1p-126f};
  for (uint64_t bits = 0; bits <= 0xFFFFFFFFu; bits += step) all.push_back(std::bit_cast<float>(static_cast<uint32_t>(bits)));
  for (int i = -40000; i <= 40000; ++i) all.push_back(static_cast<float>(i) / 256.0f);
  return all;
}

struct Bound {
  double ulps;
  bool of_argument = false;
};

void Check(Row (*choose)(), double (*exact)(double), Bound bound) {
  const std::vector<float> in = Arguments(9973);
  std::vector<float> out(in.size());
  for (CpuTarget target : AvailableCpuTargets()) {
    ForceCpuTarget(target);
    choose()(in.data(), in.size(), out.data());
    double worst = 0;
    float worst_at = 0;
    for (size_t i = 0; i < in.size(); ++i) {
      const double want = exact(in[i]);
      if (std::isnan(want)) {
        ASSERT_TRUE(std::isnan(out[i])) << in[i] << " gives " << out[i];
      } else if (std::fabs(want) > 0x1.ffffffp127) {
        ASSERT_EQ(out[i], static_cast<float>(want)) << in[i];
      } else {
        const double unit = UnitInLastPlace(bound.of_argument ? in[i] : want);
        const double error = std::fabs(out[i] - want) / unit;
        if (!(error <= worst)) worst = error, worst_at = in[i];
      }
    }
    testing::Test::RecordProperty(std::string(CpuTargetName(target)), std::to_string(worst));
    EXPECT_LE(worst, bound.ulps) << CpuTargetName(target) << " at " << worst_at;
  }
  ForceCpuTarget(AvailableCpuTargets().back());
}

double ExactLogistic(double x) { return 1 / (1 + std::exp(-x)); }
double ExactGelu(double x) { return 0.5 * x * std::erfc(-x * std::sqrt(0.5)); }
double ExactGeluTanh(double x) { return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))); }
double ExactHardSwish(double x) { return x * std::fmin(std::fmax(x + 3, 0), 6) / 6; }

#define GC_CHECK(name) [] { return GC_SIMD_CHOOSE(name); }

TEST(MathTest, Exp) {
  Check(GC_CHECK(ExpRow), [](double x) { return std::exp(x); }, {1});
}
TEST(MathTest, Expm1) {
  Check(GC_CHECK(Expm1Row), [](double x) { return std::expm1(x); }, {2});
}
TEST(MathTest, Log) {
  Check(GC_CHECK(LogRow), [](double x) { return std::log(x); }, {1});
}
TEST(MathTest, Logistic) { Check(GC_CHECK(LogisticRow), ExactLogistic, {3}); }
TEST(MathTest, Tanh) {
  Check(GC_CHECK(TanhRow), [](double x) { return std::tanh(x); }, {3});
}
TEST(MathTest, Erf) {
  Check(GC_CHECK(ErfRow), [](double x) { return std::erf(x); }, {2});
}
TEST(MathTest, Gelu) { Check(GC_CHECK(GeluRow), ExactGelu, {2, true}); }
TEST(MathTest, GeluTanh) { Check(GC_CHECK(GeluTanhRow), ExactGeluTanh, {2, true}); }
TEST(MathTest, HardSwish) { Check(GC_CHECK(HardSwishRow), ExactHardSwish, {3}); }
TEST(MathTest, Rsqrt) {
  Check(GC_CHECK(RsqrtRow), [](double x) { return 1 / std::sqrt(x); }, {2});
}
TEST(MathTest, Sin) {
  Check(GC_CHECK(SinRow), [](double x) { return std::sin(x); }, {3});
}
TEST(MathTest, Cos) {
  Check(GC_CHECK(CosRow), [](double x) { return std::cos(x); }, {3});
}

TEST(MapRowTest, TouchesNothingBeyondTheRow) {
  for (CpuTarget target : AvailableCpuTargets()) {
    ForceCpuTarget(target);
    for (size_t n = 0; n < 40; ++n) {
      std::vector<float> row(n + 2, 7.0f);
      for (size_t i = 0; i < n; ++i) row[i + 1] = static_cast<float>(i) - 5.0f;
      GC_SIMD_CHOOSE(HardSwishRow)(row.data() + 1, n, row.data() + 1);
      EXPECT_EQ(row[0], 7.0f);
      EXPECT_EQ(row[n + 1], 7.0f);
      for (size_t i = 0; i < n; ++i) EXPECT_NEAR(row[i + 1], ExactHardSwish(static_cast<double>(i) - 5.0), 1e-5);
    }
  }
  ForceCpuTarget(AvailableCpuTargets().back());
}

}  // namespace
}  // namespace goldcrest
#endif
