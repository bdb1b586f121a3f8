#include "kernels/conv_2d/conv_2d_ref.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/common/quantization.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

struct Case {
  ConvRefShape s;
  model::Padding padding;
};

int OutSize(int in, int k, int stride, int dilation, bool same) {
  return same ? (in + stride - 1) / stride : (in + stride - ((k - 1) * dilation + 1)) / stride;
}

Case MakeCase(int n, int h, int w, int c, int o, int kh, int kw, int groups, int stride, int dilation, bool same) {
  Case t{{n, h, w, c, o, kh, kw, c / groups, 0, 0, stride, stride, dilation, dilation, 0, 0},
         same ? model::Padding::kSame : model::Padding::kValid};
  t.s.oh = OutSize(h, kh, stride, dilation, same);
  t.s.ow = OutSize(w, kw, stride, dilation, same);
  const auto before = [&](int in, int out, int k) { return same ? std::max(0, (out - 1) * stride + (k - 1) * dilation + 1 - in) / 2 : 0; };
  t.s.top = before(h, t.s.oh, kh);
  t.s.left = before(w, t.s.ow, kw);
  return t;
}

// Pointwise, first layers, groups, dilation, odd sizes, more than one batch.
std::vector<Case> Cases() {
  return {MakeCase(1, 7, 5, 16, 24, 1, 1, 1, 1, 1, true),  MakeCase(2, 9, 8, 3, 8, 3, 3, 1, 2, 1, true),
          MakeCase(1, 6, 6, 8, 33, 3, 3, 1, 1, 1, false),  MakeCase(1, 12, 11, 5, 7, 3, 2, 1, 1, 2, true),
          MakeCase(1, 5, 5, 8, 12, 3, 3, 4, 1, 1, true),   MakeCase(1, 4, 4, 6, 6, 1, 1, 3, 2, 1, true),
          MakeCase(3, 3, 3, 64, 40, 1, 1, 1, 1, 1, false), MakeCase(1, 2, 2, 4, 4, 5, 5, 1, 1, 1, true)};
}

model::Conv2DOptions Options(const Case& t) {
  model::Conv2DOptions o;
  o.padding = t.padding;
  o.stride_h = t.s.stride_h;
  o.stride_w = t.s.stride_w;
  o.dilation_h_factor = t.s.dilation_h;
  o.dilation_w_factor = t.s.dilation_w;
  o.fused_activation_function = model::ActivationFunctionType::kRelu6;
  return o;
}

template <typename T>
std::vector<T> Random(std::mt19937& random, int n, int low, int high, float scale = 1.0f) {
  std::vector<T> v(static_cast<size_t>(n));
  for (T& x : v) x = static_cast<T>(static_cast<float>(static_cast<int>(random() % static_cast<unsigned>(high - low + 1)) + low) * scale);
  return v;
}

struct Sizes {
  int input, filter;
};
Sizes SizesOf(const ConvRefShape& s) { return {s.n * s.h * s.w * s.c, s.o * s.kh * s.kw * s.i}; }

TEST(Conv2DTest, FloatIsWithinTheAccumulationBoundOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(7);
    for (const Case& t : Cases()) {
      const Sizes n = SizesOf(t.s);
      const auto x = Random<float>(random, n.input, -100, 100, 0.01f), f = Random<float>(random, n.filter, -100, 100, 0.01f);
      const auto b = Random<float>(random, t.s.o, -100, 100, 0.01f);
      OpTest test(BuiltinOperator::kConv2d);
      test.Input<float>({t.s.n, t.s.h, t.s.w, t.s.c}, x);
      test.Constant<float>({t.s.o, t.s.kh, t.s.kw, t.s.i}, f);
      test.Constant<float>({t.s.o}, b);
      test.Output<float>({1});
      test.Options(Options(t));
      const Status status = test.Run();
      ASSERT_TRUE(status.ok()) << status.message();
      ASSERT_EQ(test.output_shape(0), (Shape{t.s.n, t.s.oh, t.s.ow, t.s.o}));
      const auto got = test.output<float>(0);
      double sum = 0, magnitude = 0;
      ConvRef(
          t.s,
          [&](int i, int k) {
            sum += static_cast<double>(x[i]) * f[k];
            magnitude += std::abs(static_cast<double>(x[i]) * f[k]);
          },
          [&](int out, int o) {
            const double want = std::min(6.0, std::max(0.0, sum + b[o]));
            // |error| <= K * eps * sum |a*b|, K terms plus the bias.
            const double bound = (t.s.kh * t.s.kw * t.s.i + 1) * 1.2e-7 * (magnitude + std::abs(b[o]));
            EXPECT_NEAR(got[out], want, bound) << test.kernel() << " output " << out;
            sum = magnitude = 0;
          });
    }
  });
}

template <typename T, typename W>
void CheckQuantized(std::vector<float> filter_scale_base, int64_t weight_zero_point) {
  std::mt19937 random(11);
  const int low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  for (const Case& t : Cases()) {
    const Sizes n = SizesOf(t.s);
    const auto x = Random<T>(random, n.input, low, high);
    const auto f = Random<W>(random, n.filter, std::max<int>(-127, std::numeric_limits<W>::min()), std::numeric_limits<W>::max());
    const auto b = Random<int32_t>(random, t.s.o, -5000, 5000);
    std::vector<float> scales = filter_scale_base;
    if (scales.size() > 1) {
      scales.resize(static_cast<size_t>(t.s.o));
      for (size_t i = 0; i < scales.size(); ++i) scales[i] = 0.002f + 0.0007f * static_cast<float>(i % 9);
    }
    const float in_scale = 0.05f, out_scale = 0.1f;
    const int64_t in_zero = low + 100, out_zero = low + 30;
    OpTest test(BuiltinOperator::kConv2d, 3);
    test.Input<T>({t.s.n, t.s.h, t.s.w, t.s.c}, x, {{in_scale}, {in_zero}});
    test.Constant<W>({t.s.o, t.s.kh, t.s.kw, t.s.i}, f, {scales, std::vector<int64_t>(scales.size(), weight_zero_point), 0});
    test.Constant<int32_t>({t.s.o}, b);
    test.Output<T>({1}, {{out_scale}, {out_zero}});
    test.Options(Options(t));
    const Status status = test.Run();
    ASSERT_TRUE(status.ok()) << status.message();
    const auto got = test.output<T>(0);
    const auto range = *ActivationRange(FusedActivation::kRelu6, TypeOf<T>(), out_scale, static_cast<int32_t>(out_zero));
    int32_t sum = 0;
    ConvRef(
        t.s, [&](int i, int k) { sum += (x[i] - static_cast<int32_t>(in_zero)) * (f[k] - static_cast<int32_t>(weight_zero_point)); },
        [&](int out, int o) {
          const double factor = static_cast<double>(in_scale) *
                                static_cast<double>(scales[scales.size() > 1 ? static_cast<size_t>(o) : 0]) /
                                static_cast<double>(out_scale);
          const int32_t q = MultiplyByQuantizedMultiplier(sum + b[o], QuantizeMultiplier(factor)) + static_cast<int32_t>(out_zero);
          EXPECT_EQ(static_cast<int>(got[out]), std::min(range.highest, std::max(range.lowest, q))) << test.kernel() << " output " << out;
          sum = 0;
        });
  }
}

TEST(Conv2DTest, Int8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckQuantized<int8_t, int8_t>({0.004f}, 0);
    CheckQuantized<int8_t, int8_t>({0.004f, 0}, 0);
  });
}

TEST(Conv2DTest, Uint8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) { CheckQuantized<uint8_t, uint8_t>({0.004f}, 119); });
}

OpTest Small(int filter_channels, int stride) {
  OpTest test(BuiltinOperator::kConv2d);
  test.Input<float>({1, 4, 4, 4}, std::vector<float>(64, 1.0f));
  test.Constant<float>({2, 3, 3, filter_channels}, std::vector<float>(static_cast<size_t>(18 * filter_channels), 1.0f));
  test.Output<float>({1});
  model::Conv2DOptions o;
  o.stride_h = o.stride_w = stride;
  test.Options(o);
  return test;
}

TEST(Conv2DTest, WorksWithoutBiasAndWithWeightsKnownOnlyAtRunTime) {
  OpTest constant = Small(4, 1);
  ASSERT_TRUE(constant.Run().ok());
  OpTest late(BuiltinOperator::kConv2d);
  late.Input<float>({1, 4, 4, 4}, std::vector<float>(64, 1.0f));
  late.Input<float>({2, 3, 3, 4}, std::vector<float>(72, 1.0f));
  late.Output<float>({1});
  model::Conv2DOptions o;
  o.stride_h = o.stride_w = 1;
  late.Options(o);
  ASSERT_TRUE(late.Run().ok());
  EXPECT_EQ(late.output<float>(0), constant.output<float>(0));
}

TEST(Conv2DTest, RefusesStrideZeroAndGroupsThatDoNotDivide) {
  EXPECT_THAT(Small(4, 0).Run().message(), HasSubstr("CONV_2D (node 0): has the stride 0; expected at least 1"));
  EXPECT_THAT(Small(3, 1).Run().message(), HasSubstr("does not divide the channels"));
  OpTest bias = Small(4, 1);
  bias.Constant<float>({3}, {1, 2, 3});
  EXPECT_THAT(bias.Run().message(), HasSubstr("bias has the shape [3]; expected 2 elements"));
}

}  // namespace
}  // namespace goldcrest
