#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/common/quantization.h"
#include "kernels/transpose_conv/transposed_ref.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

// In two dimensions: the usual enlargements, filters smaller and larger than the stride, outputs of any other size.
std::vector<TransposedRefShape> Cases() {
  const auto make = [](int n, int h, int w, int c, int kh, int kw, int oh, int ow, int o, int sh, int sw, bool same) {
    return TransposedRefShape{n, {1, h, w}, c, {1, kh, kw}, {1, oh, ow}, o, {1, sh, sw}, {1, 1, 1}, same};
  };
  return {make(1, 4, 5, 3, 3, 3, 8, 10, 2, 2, 2, true),  make(2, 4, 5, 7, 3, 3, 9, 11, 33, 2, 2, false),
          make(1, 5, 5, 8, 2, 2, 10, 10, 8, 2, 2, true), make(1, 3, 4, 5, 3, 5, 3, 4, 6, 1, 1, true),
          make(1, 3, 4, 5, 2, 2, 13, 17, 6, 4, 4, true), make(2, 3, 4, 5, 4, 4, 6, 20, 6, 2, 5, false),
          make(1, 3, 4, 5, 3, 3, 2, 3, 6, 2, 2, true),   make(1, 3, 4, 5, 5, 5, 1, 1, 6, 3, 3, false)};
}

std::vector<int32_t> InShape(const TransposedRefShape& s) { return {s.batches, s.in[1], s.in[2], s.channels}; }
std::vector<int32_t> OutShape(const TransposedRefShape& s) { return {s.batches, s.out[1], s.out[2], s.results}; }
std::vector<int32_t> FilterShape(const TransposedRefShape& s) { return {s.results, s.taps[1], s.taps[2], s.channels}; }

model::TransposeConvOptions Options(const TransposedRefShape& s) {
  model::TransposeConvOptions o;
  o.padding = s.same ? model::Padding::kSame : model::Padding::kValid;
  o.stride_h = s.stride[1], o.stride_w = s.stride[2];
  o.fused_activation_function = model::ActivationFunctionType::kRelu6;
  return o;
}

// Whole numbers from [low, high], times `scale`.
template <typename T>
std::vector<T> Random(std::mt19937& random, int n, int low, int high, T scale = 1) {
  std::vector<T> v(static_cast<size_t>(n));
  for (T& x : v) x = static_cast<T>(static_cast<T>(static_cast<int>(random() % static_cast<unsigned>(high - low + 1)) + low) * scale);
  return v;
}

// Sums in double within the bound that |a| * |b| gives.
void ExpectFloat(const TransposedRefShape& s, bool results_inside, const std::vector<float>& x, const std::vector<float>& f,
                 const std::vector<float>& bias, const std::vector<float>& got, const std::string& kernel) {
  std::vector<double> want(got.size()), magnitude(got.size());
  for (size_t i = 0; i < want.size(); ++i) {
    want[i] = bias[i % bias.size()];
    magnitude[i] = std::fabs(want[i]);
  }
  TransposedRef(s, results_inside, [&](int o, int i, int k) {
    want[o] += static_cast<double>(x[i]) * f[k];
    magnitude[o] += std::fabs(static_cast<double>(x[i]) * f[k]);
  });
  const int terms = s.taps[0] * s.taps[1] * s.taps[2] * s.channels + 1;
  for (size_t i = 0; i < want.size(); ++i) {
    ASSERT_NEAR(got[i], std::min(6.0, std::max(0.0, want[i])), terms * 1.2e-7 * magnitude[i]) << kernel << " element " << i;
  }
}

TEST(TransposeConvTest, FloatIsWithinTheAccumulationBoundOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(3);
    for (const TransposedRefShape& s : Cases()) {
      for (bool constant : {true, false}) {
        const auto x = Random<float>(random, s.InSize(), -100, 100, 0.02f), f = Random<float>(random, s.FilterSize(), -100, 100, 0.01f);
        const auto bias = Random<float>(random, s.results, -100, 100, 0.01f);
        OpTest test(BuiltinOperator::kTransposeConv, 4);
        test.Constant<int32_t>({4}, OutShape(s));
        constant ? test.Constant<float>(FilterShape(s), f) : test.Input<float>(FilterShape(s), f);
        test.Input<float>(InShape(s), x);
        test.Constant<float>({s.results}, bias);
        test.Output<float>({1});
        test.Options(Options(s));
        const Status status = test.Run();
        ASSERT_TRUE(status.ok()) << status.message();
        ExpectFloat(s, false, x, f, bias, test.output<float>(0), test.kernel());
      }
    }
  });
}

template <typename T, typename W>
void CheckQuantized(bool per_channel, int weight_zero_point, bool constant) {
  std::mt19937 random(5);
  const int low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  const float in_scale = 0.05f, out_scale = 0.1f;
  const int in_zero = low + 100, out_zero = low + 30;
  for (const TransposedRefShape& s : Cases()) {
    const auto x = Random<T>(random, s.InSize(), low, high);
    const auto f = Random<W>(random, s.FilterSize(), std::max<int>(-127, std::numeric_limits<W>::min()), std::numeric_limits<W>::max());
    const auto bias = Random<int32_t>(random, s.results, -5000, 5000);
    std::vector<float> scales(per_channel ? static_cast<size_t>(s.results) : 1, 0.004f);
    for (size_t i = 1; i < scales.size(); ++i) scales[i] = 0.002f + 0.0007f * static_cast<float>(i % 9);
    const TestQuant quant = {scales, std::vector<int64_t>(scales.size(), weight_zero_point), 0};
    OpTest test(BuiltinOperator::kTransposeConv, 4);
    test.Constant<int32_t>({4}, OutShape(s));
    constant ? test.Constant<W>(FilterShape(s), f, quant) : test.Input<W>(FilterShape(s), f, quant);
    test.Input<T>(InShape(s), x, {{in_scale}, {in_zero}});
    test.Constant<int32_t>({s.results}, bias);
    test.Output<T>({1}, {{out_scale}, {out_zero}});
    test.Options(Options(s));
    const Status status = test.Run();
    ASSERT_TRUE(status.ok()) << status.message();
    const auto got = test.output<T>(0);
    std::vector<int32_t> sums(got.size());
    for (size_t i = 0; i < sums.size(); ++i) sums[i] = bias[i % bias.size()];
    TransposedRef(s, false, [&](int o, int i, int k) { sums[o] += (x[i] - in_zero) * (f[k] - weight_zero_point); });
    const auto range = *ActivationRange(FusedActivation::kRelu6, TypeOf<T>(), out_scale, out_zero);
    for (size_t i = 0; i < sums.size(); ++i) {
      const double scale = static_cast<double>(scales[per_channel ? i % bias.size() : 0]);
      const auto factor = QuantizeMultiplier(static_cast<double>(in_scale) * scale / static_cast<double>(out_scale));
      const int32_t want = MultiplyByQuantizedMultiplier(sums[i], factor) + out_zero;
      ASSERT_EQ(int{got[i]}, std::clamp(want, range.lowest, range.highest)) << test.kernel() << " element " << i;
    }
  }
}

TEST(TransposeConvTest, Int8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckQuantized<int8_t, int8_t>(false, 0, true);
    CheckQuantized<int8_t, int8_t>(true, 0, true);
    CheckQuantized<int8_t, int8_t>(true, 0, false);
  });
}

TEST(TransposeConvTest, Uint8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckQuantized<uint8_t, uint8_t>(false, 119, true);
    CheckQuantized<uint8_t, uint8_t>(false, 119, false);
  });
}

TEST(TransposeConvTest, HybridIsWithinTheInputsQuantization) {
  std::mt19937 random(9);
  for (const TransposedRefShape& s : Cases()) {
    const auto x = Random<float>(random, s.InSize(), -100, 100, 0.02f);
    const auto f = Random<int8_t>(random, s.FilterSize(), -127, 127);
    const auto bias = Random<float>(random, s.results, -100, 100, 0.01f);
    std::vector<float> scales(static_cast<size_t>(s.results), 0.004f);
    OpTest test(BuiltinOperator::kTransposeConv, 4);
    test.Constant<int32_t>({4}, OutShape(s));
    test.Constant<int8_t>(FilterShape(s), f, {scales, std::vector<int64_t>(scales.size(), 0), 0});
    test.Input<float>(InShape(s), x);
    test.Constant<float>({s.results}, bias);
    test.Output<float>({1});
    test.Options(Options(s));
    const Status status = test.Run();
    ASSERT_TRUE(status.ok()) << status.message();
    const auto got = test.output<float>(0);
    // The input is within half a step, 4 / 255 at most, of what was quantized; the weights are exact.
    std::vector<double> want(got.size()), bound(got.size());
    for (size_t i = 0; i < want.size(); ++i) want[i] = bias[i % bias.size()];
    TransposedRef(s, false, [&](int o, int i, int k) {
      want[o] += static_cast<double>(x[i]) * f[k] * 0.004;
      bound[o] += 2.1 / 255 * std::abs(f[k]) * 0.004;
    });
    for (size_t i = 0; i < want.size(); ++i) {
      ASSERT_NEAR(got[i], std::min(6.0, std::max(0.0, want[i])), bound[i] + 1e-5) << test.kernel() << " element " << i;
    }
  }
}

TEST(TransposeConvTest, Int16IsExact) {
  std::mt19937 random(7);
  for (const TransposedRefShape& s : Cases()) {
    const auto x = Random<int16_t>(random, s.InSize(), -32768, 32767);
    const auto f = Random<int8_t>(random, s.FilterSize(), -127, 127);
    const auto bias = Random<int64_t>(random, s.results, -500000, 500000);
    OpTest test(BuiltinOperator::kTransposeConv, 4);
    test.Constant<int32_t>({4}, OutShape(s));
    test.Constant<int8_t>(FilterShape(s), f, {{0.004f}, {0}});
    test.Input<int16_t>(InShape(s), x, {{0.0005f}, {0}});
    test.Constant<int64_t>({s.results}, bias);
    test.Output<int16_t>({1}, {{0.001f}, {0}});
    test.Options(Options(s));
    const Status status = test.Run();
    ASSERT_TRUE(status.ok()) << status.message();
    const auto got = test.output<int16_t>(0);
    std::vector<int64_t> sums(got.size());
    for (size_t i = 0; i < sums.size(); ++i) sums[i] = bias[i % bias.size()];
    TransposedRef(s, false, [&](int o, int i, int k) { sums[o] += int64_t{x[i]} * f[k]; });
    const auto factor = QuantizeMultiplier(static_cast<double>(0.0005f) * static_cast<double>(0.004f) / static_cast<double>(0.001f));
    for (size_t i = 0; i < sums.size(); ++i) {
      ASSERT_EQ(got[i], std::clamp(MultiplyByQuantizedMultiplier64(sums[i], factor), 0, 6000)) << "element " << i;
    }
  }
}

TEST(Conv3DTransposeTest, FloatIsWithinTheAccumulationBoundOnEveryTarget) {
  const TransposedRefShape shapes[] = {
      {1, {3, 4, 5}, 3, {3, 3, 3}, {6, 8, 10}, 2, {2, 2, 2}, {1, 1, 1}, true},
      {2, {2, 3, 4}, 5, {2, 3, 1}, {5, 8, 8}, 4, {2, 2, 2}, {1, 1, 1}, false},
      {1, {3, 4, 5}, 3, {3, 2, 3}, {5, 8, 9}, 2, {2, 2, 2}, {2, 1, 3}, true},
  };
  ForEachCpuTarget([&](CpuTarget) {
    std::mt19937 random(9);
    for (const TransposedRefShape& s : shapes) {
      const auto x = Random<float>(random, s.InSize(), -100, 100, 0.02f), f = Random<float>(random, s.FilterSize(), -100, 100, 0.01f);
      const auto bias = Random<float>(random, s.results, -100, 100, 0.01f);
      OpTest test(BuiltinOperator::kConv3dTranspose);
      test.Constant<int32_t>({5}, {s.batches, s.out[0], s.out[1], s.out[2], s.results});
      test.Constant<float>({s.taps[0], s.taps[1], s.taps[2], s.results, s.channels}, f);
      test.Input<float>({s.batches, s.in[0], s.in[1], s.in[2], s.channels}, x);
      test.Constant<float>({s.results}, bias);
      test.Output<float>({1});
      model::Conv3DOptions o;
      o.padding = s.same ? model::Padding::kSame : model::Padding::kValid;
      o.stride_d = s.stride[0], o.stride_h = s.stride[1], o.stride_w = s.stride[2];
      o.dilation_d_factor = s.dilation[0], o.dilation_h_factor = s.dilation[1], o.dilation_w_factor = s.dilation[2];
      o.fused_activation_function = model::ActivationFunctionType::kRelu6;
      test.Options(o);
      const Status status = test.Run();
      ASSERT_TRUE(status.ok()) << status.message();
      ExpectFloat(s, true, x, f, bias, test.output<float>(0), test.kernel());
    }
  });
}

OpTest Small(std::vector<int32_t> out, std::vector<int32_t> filter, int stride, bool constant_shape = true) {
  OpTest test(BuiltinOperator::kTransposeConv);
  const int32_t rank = static_cast<int32_t>(out.size());
  constant_shape ? test.Constant<int32_t>({rank}, out) : test.Input<int32_t>({rank}, out);
  size_t n = 1;
  for (int32_t d : filter) n *= static_cast<size_t>(d);
  test.Constant<float>(std::move(filter), std::vector<float>(n, 1.0f));
  test.Input<float>({1, 2, 2, 3}, std::vector<float>(12, 1.0f));
  test.Output<float>({1});
  model::TransposeConvOptions o;
  o.stride_h = o.stride_w = stride;
  test.Options(o);
  return test;
}

TEST(TransposeConvTest, TakesTheShapeWhenItRuns) {
  OpTest test = Small({1, 4, 4, 2}, {2, 2, 2, 3}, 2, false);
  const Status status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(test.output_shape(0), (Shape{1, 4, 4, 2}));
  EXPECT_EQ(test.output<float>(0), std::vector<float>(32, 3.0f));
}

TEST(TransposeConvTest, TakesStridesBeyondTheOutputAndEmptyOutputs) {
  OpTest far = Small({1, 2, 2, 2}, {2, 1, 1, 3}, INT32_MAX);
  ASSERT_TRUE(far.Run().ok());
  EXPECT_EQ(far.output<float>(0), (std::vector<float>{3, 3, 0, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(Small({1, 0, 4, 2}, {2, 3, 3, 3}, 2).Run().ok());
}

TEST(TransposeConvTest, RefusesShapesThatContradictOneAnother) {
  EXPECT_THAT(Small({2, 4, 4, 2}, {2, 3, 3, 3}, 2).Run().message(), HasSubstr("the output's shape [2, 4, 4, 2] contradicts"));
  EXPECT_THAT(Small({1, 4, 4, 5}, {2, 3, 3, 3}, 2).Run().message(), HasSubstr("the output's shape [1, 4, 4, 5] contradicts"));
  EXPECT_THAT(Small({1, -4, 4, 2}, {2, 3, 3, 3}, 2).Run().message(), HasSubstr("expected no negative dimension"));
  EXPECT_THAT(Small({1, 4, 4}, {2, 3, 3, 3}, 2).Run().message(), HasSubstr("the output's shape has 3 dimensions; expected 4"));
  EXPECT_THAT(Small({1, 4, 4, 2}, {2, 3, 3, 4}, 2).Run().message(), HasSubstr("does not fit the channels"));
  EXPECT_THAT(Small({1, 4, 4, 2}, {2, 3, 3, 3}, 0).Run().message(), HasSubstr("has the stride 0; expected at least 1"));
  EXPECT_THAT(Small({1, 4, 4, 2}, {2, 0, 3, 3}, 1).Run().message(), HasSubstr("has a window of 0 elements; expected at least 1"));
  EXPECT_THAT(Small({1, INT32_MAX, INT32_MAX, 2}, {2, 3, 3, 3}, 1).Run().code(), testing::Ne(StatusCode::kOk));
  OpTest bias = Small({1, 4, 4, 2}, {2, 3, 3, 3}, 2);
  bias.Constant<float>({3}, {1, 2, 3});
  EXPECT_THAT(bias.Run().message(), HasSubstr("bias has the shape [3]; expected 2 elements"));
  EXPECT_THAT(Small({INT32_MAX, 4, 4, 2}, {2, 3, 3, 3}, 2, false).Run().message(), HasSubstr("contradicts"));
}

TEST(Conv3DTransposeTest, RefusesAnOutputThatTheForwardConvolutionDoesNotGive) {
  OpTest test(BuiltinOperator::kConv3dTranspose);
  test.Constant<int32_t>({5}, {1, 2, 2, 7, 1});
  test.Constant<float>({1, 1, 1, 1, 1}, {1});
  test.Input<float>({1, 1, 1, 1, 1}, {1});
  test.Output<float>({1});
  model::Conv3DOptions o;
  o.stride_d = o.stride_h = o.stride_w = 2;
  test.Options(o);
  EXPECT_THAT(test.Run().message(), HasSubstr("the output's shape [1, 2, 2, 7, 1] contradicts input [1, 1, 1, 1, 1]"));
}

}  // namespace
}  // namespace goldcrest
