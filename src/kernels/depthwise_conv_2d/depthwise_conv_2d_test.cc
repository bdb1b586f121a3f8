// DEPTHWISE_CONV_2D as an operator; the loops have their own tests in depthwise_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/depthwise_conv_2d/depthwise_ref.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

struct Case {
  int batches, height, width, channels, multiplier, filter, stride, dilation;
  bool same;
};

std::vector<Case> Cases() {
  return {{1, 8, 9, 32, 1, 3, 1, 1, true}, {2, 9, 8, 5, 1, 3, 2, 1, true},   {2, 6, 7, 3, 8, 3, 1, 1, false},
          {1, 4, 4, 1, 2, 1, 1, 1, false}, {1, 12, 11, 6, 1, 3, 1, 3, true}, {3, 7, 7, 40, 1, 5, 2, 1, true}};
}

// Of one image, with the input's channels repeated.
DepthwiseGeometry Geometry(const Case& c) {
  const int reach = (c.filter - 1) * c.dilation + 1;
  const auto out = [&](int in) { return c.same ? (in + c.stride - 1) / c.stride : (in - reach) / c.stride + 1; };
  const auto pad = [&](int in) { return c.same ? std::max(0, (out(in) - 1) * c.stride + reach - in) / 2 : 0; };
  DepthwiseGeometry g;
  g.in_height = c.height, g.in_width = c.width, g.channels = c.channels * c.multiplier;
  g.out_height = out(c.height), g.out_width = out(c.width);
  g.filter_height = g.filter_width = c.filter;
  g.stride_height = g.stride_width = c.stride;
  g.dilation_height = g.dilation_width = c.dilation;
  g.pad_top = pad(c.height), g.pad_left = pad(c.width);
  return g;
}

model::DepthwiseConv2DOptions Options(const Case& c) {
  model::DepthwiseConv2DOptions o;
  o.padding = c.same ? model::Padding::kSame : model::Padding::kValid;
  o.stride_h = o.stride_w = c.stride;
  o.dilation_h_factor = o.dilation_w_factor = c.dilation;
  o.depth_multiplier = c.multiplier;
  o.fused_activation_function = model::ActivationFunctionType::kRelu6;
  return o;
}

// Whole numbers from [low, high], times `scale`.
template <typename T>
std::vector<T> Random(std::mt19937& random, size_t n, int low, int high, T scale = 1) {
  std::vector<T> v(n);
  for (T& x : v) x = static_cast<T>(static_cast<T>(static_cast<int>(random() % static_cast<unsigned>(high - low + 1)) + low) * scale);
  return v;
}

size_t InImage(const Case& c) { return static_cast<size_t>(c.height) * c.width * c.channels; }
size_t OutImage(const DepthwiseGeometry& g) { return static_cast<size_t>(g.out_height) * g.out_width * g.channels; }
size_t FilterSize(const DepthwiseGeometry& g) { return static_cast<size_t>(g.filter_height) * g.filter_width * g.channels; }
std::vector<int32_t> FilterShape(const DepthwiseGeometry& g) { return {1, g.filter_height, g.filter_width, g.channels}; }

// Image n of `in` with each channel repeated, as the reference wants it.
template <typename T>
std::vector<T> Image(const Case& c, const std::vector<T>& in, int n) {
  std::vector<T> image(InImage(c) * static_cast<size_t>(c.multiplier));
  for (size_t i = 0; i < image.size(); ++i) image[i] = in[n * InImage(c) + i / static_cast<size_t>(c.multiplier)];
  return image;
}

// Scales that differ from channel to channel.
std::vector<float> ChannelScales(int channels) {
  std::vector<float> scales;
  for (int i = 0; i < channels; ++i) scales.push_back(0.002f + 0.0007f * static_cast<float>(i % 9));
  return scales;
}

TEST(DepthwiseConv2DTest, FloatIsWithinTheAccumulationBoundOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(7);
    for (const Case& c : Cases()) {
      const DepthwiseGeometry g = Geometry(c);
      const auto in = Random<float>(random, InImage(c) * c.batches, -100, 100, 0.03f);
      const auto filter = Random<float>(random, FilterSize(g), -100, 100, 0.01f),
                 bias = Random<float>(random, g.channels, -100, 100, 0.01f);
      OpTest test(BuiltinOperator::kDepthwiseConv2d);
      test.Input<float>({c.batches, c.height, c.width, c.channels}, in);
      test.Constant<float>(FilterShape(g), filter);
      test.Constant<float>({g.channels}, bias);
      test.Output<float>({1});
      test.Options(Options(c));
      const Status status = test.Run();
      ASSERT_TRUE(status.ok()) << status.message();
      ASSERT_EQ(test.output_shape(0), (Shape{c.batches, g.out_height, g.out_width, g.channels}));
      const auto got = test.output<float>(0);
      const DepthwiseFloat conv = {g, filter.data(), bias.data(), {0, 6}};
      for (int n = 0; n < c.batches; ++n) {
        std::vector<double> magnitude;
        const std::vector<double> want = DepthwiseFloatReference(conv, Image(c, in, n).data(), &magnitude);
        for (size_t i = 0; i < want.size(); ++i) {
          ASSERT_NEAR(got[n * OutImage(g) + i], want[i], magnitude[i] * (c.filter * c.filter + 1) * 0x1p-24) << test.kernel();
        }
      }
    }
  });
}

// Element type T, weights W.
template <typename T, typename W>
void CheckQuantized(bool per_channel, int weight_zero_point, bool constant) {
  std::mt19937 random(11);
  const int low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  const float in_scale = 0.05f, out_scale = 0.1f;
  const int in_zero = low + 100, out_zero = low + 30;
  for (const Case& c : Cases()) {
    const DepthwiseGeometry g = Geometry(c);
    const auto in = Random<T>(random, InImage(c) * c.batches, low, high);
    const auto filter = Random<W>(random, FilterSize(g), std::max<int>(-127, std::numeric_limits<W>::min()), std::numeric_limits<W>::max());
    const auto bias = Random<int32_t>(random, g.channels, -5000, 5000);
    const std::vector<float> scales = per_channel ? ChannelScales(g.channels) : std::vector<float>{0.004f};
    const TestQuant filter_quant = {scales, std::vector<int64_t>(scales.size(), weight_zero_point), 3};
    OpTest test(BuiltinOperator::kDepthwiseConv2d, 3);
    test.Input<T>({c.batches, c.height, c.width, c.channels}, in, {{in_scale}, {in_zero}});
    constant ? test.Constant<W>(FilterShape(g), filter, filter_quant) : test.Input<W>(FilterShape(g), filter, filter_quant);
    constant ? test.Constant<int32_t>({g.channels}, bias) : test.Input<int32_t>({g.channels}, bias);
    test.Output<T>({1}, {{out_scale}, {out_zero}});
    test.Options(Options(c));
    const Status status = test.Run();
    ASSERT_TRUE(status.ok()) << status.message();
    const auto got = test.output<T>(0);
    const auto range = *ActivationRange(FusedActivation::kRelu6, TypeOf<T>(), out_scale, out_zero);
    std::vector<FixedPointMultiplier> factors;
    for (int i = 0; i < g.channels; ++i) {
      factors.push_back(QuantizeMultiplier(static_cast<double>(in_scale) * static_cast<double>(scales[per_channel ? i : 0]) /
                                           static_cast<double>(out_scale)));
    }
    const DepthwiseQuantizedOptions options = {g,           filter.data(), std::is_unsigned_v<W>, weight_zero_point,
                                               bias.data(), in_zero,       factors.data(),        {out_zero, range.lowest, range.highest}};
    for (int n = 0; n < c.batches; ++n) {
      const std::vector<T> want = DepthwiseQuantizedReference<T>(options, Image(c, in, n).data());
      for (size_t i = 0; i < want.size(); ++i) ASSERT_EQ(int{got[n * OutImage(g) + i]}, int{want[i]}) << test.kernel() << " element " << i;
    }
  }
}

TEST(DepthwiseConv2DTest, Int8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckQuantized<int8_t, int8_t>(false, 0, true);
    CheckQuantized<int8_t, int8_t>(true, 0, true);
    CheckQuantized<int8_t, int8_t>(true, 0, false);
  });
}

TEST(DepthwiseConv2DTest, Uint8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckQuantized<uint8_t, uint8_t>(false, 119, true);
    CheckQuantized<uint8_t, uint8_t>(false, 119, false);
  });
}

TEST(DepthwiseConv2DTest, Int16IsExact) {
  std::mt19937 random(13);
  for (const Case& c : Cases()) {
    const DepthwiseGeometry g = Geometry(c);
    const auto in = Random<int16_t>(random, InImage(c) * c.batches, -32768, 32767);
    const auto filter = Random<int8_t>(random, FilterSize(g), -127, 127);
    const auto bias = Random<int64_t>(random, g.channels, -500000, 500000);
    const std::vector<float> scales = ChannelScales(g.channels);
    OpTest test(BuiltinOperator::kDepthwiseConv2d, 5);
    test.Input<int16_t>({c.batches, c.height, c.width, c.channels}, in, {{0.0005f}, {0}});
    test.Constant<int8_t>(FilterShape(g), filter, {scales, std::vector<int64_t>(scales.size()), 3});
    test.Constant<int64_t>({g.channels}, bias);
    test.Output<int16_t>({1}, {{0.001f}, {0}});
    test.Options(Options(c));
    const Status status = test.Run();
    ASSERT_TRUE(status.ok()) << status.message();
    const auto got = test.output<int16_t>(0);
    for (int n = 0; n < c.batches; ++n) {
      const auto image = Image(c, in, n);
      int64_t sum = 0;
      ForEachDepthwiseOutput(
          g, [&](int channel) { sum = bias[channel]; }, [&](size_t i, size_t f) { sum += int64_t{image[i]} * filter[f]; },
          [&](size_t out, int channel) {
            const double factor = static_cast<double>(0.0005f) * static_cast<double>(scales[channel]) / static_cast<double>(0.001f);
            const int32_t want = MultiplyByQuantizedMultiplier64(sum, QuantizeMultiplier(factor));
            ASSERT_EQ(got[n * OutImage(g) + out], std::clamp(want, 0, 6000));
          });
    }
  }
}

// With 8-bit weights each image is quantized by its own range: the result is off by at most half a step of each input.
void CheckHybrid(bool constant, bool per_channel) {
  std::mt19937 random(17);
  for (const Case& c : Cases()) {
    const DepthwiseGeometry g = Geometry(c);
    const auto in = Random<float>(random, InImage(c) * c.batches, -100, 300, 0.01f);
    const auto filter = Random<int8_t>(random, FilterSize(g), -127, 127);
    const auto bias = Random<float>(random, g.channels, -100, 100, 0.01f);
    const std::vector<float> scales = per_channel ? ChannelScales(g.channels) : std::vector<float>{0.004f};
    const TestQuant quant = {scales, std::vector<int64_t>(scales.size()), 3};
    OpTest test(BuiltinOperator::kDepthwiseConv2d, 6);
    test.Input<float>({c.batches, c.height, c.width, c.channels}, in);
    constant ? test.Constant<int8_t>(FilterShape(g), filter, quant) : test.Input<int8_t>(FilterShape(g), filter, quant);
    test.Constant<float>({g.channels}, bias);
    test.Output<float>({1});
    test.Options(Options(c));
    const Status status = test.Run();
    ASSERT_TRUE(status.ok()) << status.message();
    const auto got = test.output<float>(0);
    std::vector<float> weights(filter.size());
    for (size_t i = 0; i < weights.size(); ++i) weights[i] = filter[i] * scales[per_channel ? i % g.channels : 0];
    const DepthwiseFloat conv = {g, weights.data(), bias.data(), {0, 6}};
    const float step = 4.0f / 255;
    for (int n = 0; n < c.batches; ++n) {
      std::vector<double> magnitude;
      const std::vector<double> want = DepthwiseFloatReference(conv, Image(c, in, n).data(), &magnitude);
      for (size_t i = 0; i < want.size(); ++i) {
        const double bound = c.filter * c.filter * 127 * scales[per_channel ? i % g.channels : 0] * step * 0.51 + 1e-5;
        ASSERT_NEAR(got[n * OutImage(g) + i], want[i], bound) << test.kernel();
      }
    }
  }
}

TEST(DepthwiseConv2DTest, FloatWithInt8WeightsIsWithinAQuantizationStepOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckHybrid(true, true);
    CheckHybrid(true, false);
    CheckHybrid(false, true);
  });
}

TEST(DepthwiseConv2DTest, UnpacksInt4Weights) {
  OpTest test(BuiltinOperator::kDepthwiseConv2d, 7);
  test.Input<int8_t>({1, 1, 1, 3}, {10, 20, 30}, {{1.0f}, {0}});
  test.AddInput(TensorType::kInt4, {1, 1, 1, 3}, {0x7f, 0x02}, {{1.0f}, {0}, 3}, true);  // -1, 7, 2
  test.NoInput();
  test.Output<int8_t>({1}, {{1.0f}, {0}});
  Case c = {1, 1, 1, 3, 1, 1, 1, 1, true};
  model::DepthwiseConv2DOptions options = Options(c);
  options.fused_activation_function = model::ActivationFunctionType::kNone;
  test.Options(options);
  const Status status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_THAT(test.output<int8_t>(0), testing::ElementsAre(-10, 127, 60));
}

// A PAD before the convolution, with and without the rewrite that gives the padding to it.
template <typename T>
void CheckPad(OpTest test, size_t elements) {
  model::Model& m = test.content();
  model::Subgraph& s = m.subgraphs[0];
  const int32_t x = static_cast<int32_t>(s.tensors.size());
  s.tensors.push_back(s.tensors[0]);  // what PAD makes
  s.tensors[static_cast<size_t>(x)].shape = {1, 6, 9, 5};
  model::Tensor paddings;
  paddings.type = TensorType::kInt32;
  paddings.shape = {4, 2};
  paddings.buffer = static_cast<uint32_t>(m.buffers.size());
  const int32_t values[] = {0, 0, 0, 2, 3, 1, 0, 0};
  const auto* bytes = reinterpret_cast<const uint8_t*>(values);
  m.buffers.push_back({model::Block(std::vector<uint8_t>(bytes, bytes + sizeof(values))), false});
  s.tensors.push_back(std::move(paddings));
  model::Operator pad;
  pad.opcode_index = static_cast<uint32_t>(m.operator_codes.size());
  m.operator_codes.push_back({BuiltinOperator::kPad, "", 1});
  pad.inputs = {0, x + 1};
  pad.outputs = {x};
  s.operators[0].inputs[0] = x;
  s.operators.insert(s.operators.begin(), std::move(pad));
  test.compile.fuse = false;
  Status status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  const std::vector<T> apart = test.output<T>(0);
  ASSERT_EQ(apart.size(), elements);
  test.compile.fuse = true;
  status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(test.interpreter().Placement().size(), 1u);
  EXPECT_EQ(test.output<T>(0), apart) << test.kernel();
}

template <typename T, typename W>
OpTest Padded(TestQuant in, TestQuant filter) {
  std::mt19937 random(19);
  const Case c = {1, 4, 5, 5, 2, 3, 2, 1, false};
  OpTest test(BuiltinOperator::kDepthwiseConv2d);
  test.Input<T>({1, 4, 5, 5}, Random<T>(random, 100, 0, 100), in);
  test.Constant<W>({1, 3, 3, 10}, Random<W>(random, 90, 0, 100), filter);
  test.Output<T>({1}, in);
  test.Options(Options(c));
  return test;
}

TEST(DepthwiseConv2DTest, PadsAsThePadBeforeItWould) {
  ForEachCpuTarget([](CpuTarget) {
    CheckPad<float>(Padded<float, float>({}, {}), 80);
    CheckPad<float>(Padded<float, int8_t>({}, {{0.1f}, {0}}), 80);
    CheckPad<int8_t>(Padded<int8_t, int8_t>({{0.5f}, {-3}}, {{0.1f}, {0}}), 80);
    CheckPad<uint8_t>(Padded<uint8_t, uint8_t>({{0.5f}, {13}}, {{0.1f}, {7}}), 80);
    CheckPad<int16_t>(Padded<int16_t, int8_t>({{0.5f}, {0}}, {{0.1f}, {0}}), 80);
  });
}

OpTest Small(std::vector<int32_t> input, std::vector<int32_t> filter, int stride, int dilation = 1) {
  const auto size = [](const std::vector<int32_t>& shape) { return static_cast<size_t>(shape[0] * shape[1] * shape[2] * shape[3]); };
  OpTest test(BuiltinOperator::kDepthwiseConv2d);
  test.Input<float>(input, std::vector<float>(size(input), 1.0f));
  test.Constant<float>(filter, std::vector<float>(size(filter), 1.0f));
  test.Output<float>({1});
  test.Options(Options({1, 4, 4, 4, 1, 3, stride, dilation, true}));
  return test;
}

TEST(DepthwiseConv2DTest, TakesTheMultiplierFromTheShapes) {
  OpTest test = Small({1, 4, 4, 2}, {1, 3, 3, 6}, 1);
  model::DepthwiseConv2DOptions options = Options({1, 4, 4, 2, 0, 3, 1, 1, true});
  test.Options(options);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{1, 4, 4, 6}));
  EXPECT_EQ(test.output<float>(0)[0], 4.0f);
}

TEST(DepthwiseConv2DTest, TakesImagesWithoutElements) {
  EXPECT_TRUE(Small({0, 4, 4, 4}, {1, 3, 3, 4}, 1).Run().ok());
  EXPECT_TRUE(Small({1, 0, 4, 4}, {1, 3, 3, 4}, 1).Run().ok());
}

TEST(DepthwiseConv2DTest, RefusesWhatCannotBeComputed) {
  EXPECT_THAT(Small({1, 4, 4, 4}, {1, 3, 3, 4}, 0).Run().message(), HasSubstr("has the stride 0; expected at least 1"));
  EXPECT_THAT(Small({1, 4, 4, 4}, {1, 3, 3, 4}, 1, 0).Run().message(), HasSubstr("has the dilation 0; expected at least 1"));
  EXPECT_THAT(Small({1, 4, 4, 4}, {1, 3, 3, 4}, 1, INT32_MAX).Run().message(), HasSubstr("does not fit"));
  EXPECT_THAT(Small({1, 4, 4, 4}, {1, 3, 3, 4}, 1, INT32_MAX / 2).Run().message(), HasSubstr("reaches beyond 31 bits"));
  EXPECT_THAT(Small({1, 4, 4, 4}, {1, 3, 3, 6}, 1).Run().message(), HasSubstr("no multiple"));
  EXPECT_THAT(Small({1, 4, 4, 4}, {1, 3, 3, 0}, 1).Run().message(), HasSubstr("no multiple"));
  EXPECT_THAT(Small({1, 4, 4, 0}, {1, 3, 3, 4}, 1).Run().message(), HasSubstr("no multiple"));
  EXPECT_THAT(Small({1, 4, 4, 4}, {2, 3, 3, 4}, 1).Run().message(), HasSubstr("expected 1 in front"));
  OpTest bias = Small({1, 4, 4, 4}, {1, 3, 3, 4}, 1);
  bias.Constant<float>({3}, {1, 2, 3});
  EXPECT_THAT(bias.Run().message(), HasSubstr("bias has the shape [3]; expected 4 elements"));
}

TEST(DepthwiseConv2DTest, RefusesQuantizationWithoutScales) {
  OpTest test(BuiltinOperator::kDepthwiseConv2d);
  test.Input<int8_t>({1, 1, 1, 2}, {1, 2});
  test.Constant<int8_t>({1, 1, 1, 2}, {1, 2});
  test.Output<int8_t>({1});
  test.Options(Options({1, 1, 1, 2, 1, 1, 1, 1, true}));
  EXPECT_THAT(test.Run().message(), HasSubstr("weights \"t1\" have 0 scales; expected 1 or 2"));
}

}  // namespace
}  // namespace goldcrest
