// The pooling operators; the loops of averages and maxima have their own tests in common/pool_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

model::Pool2DOptions Options(int filter, int stride, model::Padding padding = model::Padding::kValid) {
  model::Pool2DOptions o;
  o.filter_height = o.filter_width = filter;
  o.stride_h = o.stride_w = stride;
  o.padding = padding;
  return o;
}

template <typename T>
OpTest Make(BuiltinOperator op, std::vector<int32_t> shape, const std::vector<T>& in, const model::Pool2DOptions& options,
            TestQuant quant = {}) {
  OpTest test(op);
  test.Input<T>(std::move(shape), in, quant);
  test.Output<T>({1}, quant);
  test.Options(options);
  return test;
}

template <typename T>
void CheckFour(BuiltinOperator op, T want) {
  OpTest test = Make<T>(op, {1, 2, 2, 1}, {1, 2, 4, 8}, Options(2, 2));
  const Status status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_THAT(test.output<T>(0), ElementsAre(want));
}

TEST(Pool2DTest, EveryTypeOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    CheckFour<float>(BuiltinOperator::kAveragePool2d, 3.75f);
    CheckFour<int8_t>(BuiltinOperator::kAveragePool2d, 4);
    CheckFour<uint8_t>(BuiltinOperator::kAveragePool2d, 4);
    CheckFour<int16_t>(BuiltinOperator::kAveragePool2d, 4);
    CheckFour<float>(BuiltinOperator::kMaxPool2d, 8);
    CheckFour<int8_t>(BuiltinOperator::kMaxPool2d, 8);
    CheckFour<uint8_t>(BuiltinOperator::kMaxPool2d, 8);
    CheckFour<int16_t>(BuiltinOperator::kMaxPool2d, 8);
    CheckFour<float>(BuiltinOperator::kL2Pool2d, std::sqrt(21.25f));
  });
}

// f(values of a window) for each channel of each window, SAME padding.
template <typename F>
std::vector<float> Reference(int n, int h, int w, int c, int filter, int stride, const std::vector<float>& in, const F& f) {
  std::vector<float> out;
  const int oh = (h + stride - 1) / stride, ow = (w + stride - 1) / stride;
  const int top = std::max(0, (oh - 1) * stride + filter - h) / 2, left = std::max(0, (ow - 1) * stride + filter - w) / 2;
  for (int b = 0; b < n; ++b)
    for (int y = 0; y < oh; ++y)
      for (int x = 0; x < ow; ++x)
        for (int k = 0; k < c; ++k) {
          std::vector<double> window;
          for (int iy = std::max(0, y * stride - top); iy < std::min(h, y * stride - top + filter); ++iy)
            for (int ix = std::max(0, x * stride - left); ix < std::min(w, x * stride - left + filter); ++ix)
              window.push_back(in[((b * h + iy) * w + ix) * c + k]);
          out.push_back(static_cast<float>(f(window)));
        }
  return out;
}

TEST(Pool2DTest, WindowsOverTheEdgeCountOnlyWhatIsInside) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> value(-2, 2);
  std::vector<float> in(2 * 7 * 9 * 5);
  for (float& x : in) x = value(random);
  const auto mean = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / v.size(); };
  const auto largest = [](const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); };
  const auto rms = [](const std::vector<double>& v) {
    return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0) / v.size());
  };
  for (int stride : {1, 2, 3}) {
    const auto check = [&](BuiltinOperator op, const auto& f) {
      OpTest test = Make<float>(op, {2, 7, 9, 5}, in, Options(3, stride, model::Padding::kSame));
      test.compile.num_threads = 2;
      ASSERT_TRUE(test.Run().ok());
      // Nine numbers up to 2 in float: half a unit in the last place of 18 for each addition, and the division.
      EXPECT_THAT(test.output<float>(0), testing::Pointwise(testing::FloatNear(5e-6f), Reference(2, 7, 9, 5, 3, stride, in, f)));
    };
    check(BuiltinOperator::kAveragePool2d, mean);
    check(BuiltinOperator::kMaxPool2d, largest);
    check(BuiltinOperator::kL2Pool2d, rms);
  }
}

TEST(Pool2DTest, AppliesTheActivation) {
  model::Pool2DOptions options = Options(1, 1);
  options.fused_activation_function = model::ActivationFunctionType::kRelu6;
  OpTest real = Make<float>(BuiltinOperator::kMaxPool2d, {1, 1, 3, 1}, {-1, 3, 9}, options);
  ASSERT_TRUE(real.Run().ok());
  EXPECT_THAT(real.output<float>(0), ElementsAre(0, 3, 6));
  OpTest l2 = Make<float>(BuiltinOperator::kL2Pool2d, {1, 1, 3, 1}, {-1, 3, 9}, options);
  ASSERT_TRUE(l2.Run().ok());
  EXPECT_THAT(l2.output<float>(0), ElementsAre(1, 3, 6));
  OpTest bytes = Make<int8_t>(BuiltinOperator::kAveragePool2d, {1, 1, 3, 1}, {-20, 3, 120}, options, {{0.1f}, {-10}});
  ASSERT_TRUE(bytes.Run().ok());
  EXPECT_THAT(bytes.output<int8_t>(0), ElementsAre(-10, 3, 50));
}

TEST(Pool2DTest, TakesImagesWithoutElements) {
  OpTest none = Make<float>(BuiltinOperator::kAveragePool2d, {0, 2, 2, 1}, {}, Options(2, 2));
  EXPECT_TRUE(none.Run().ok());
  OpTest channels = Make<float>(BuiltinOperator::kL2Pool2d, {1, 2, 2, 0}, {}, Options(2, 2));
  EXPECT_TRUE(channels.Run().ok());
}

TEST(Pool2DTest, RefusesWhatCannotBeComputed) {
  const auto message = [](BuiltinOperator op, const model::Pool2DOptions& options) {
    return Make<float>(op, {1, 2, 2, 1}, {1, 2, 3, 4}, options).Run().message();
  };
  EXPECT_THAT(message(BuiltinOperator::kAveragePool2d, Options(2, 0)), HasSubstr("has the stride 0; expected at least 1"));
  EXPECT_THAT(message(BuiltinOperator::kMaxPool2d, Options(0, 1)), HasSubstr("has a window of 0 elements; expected at least 1"));
  EXPECT_THAT(message(BuiltinOperator::kL2Pool2d, Options(-1, 1)), HasSubstr("has a window of -1 elements; expected at least 1"));
  EXPECT_THAT(message(BuiltinOperator::kMaxPool2d, Options(INT32_MAX, 1, model::Padding::kSame)), HasSubstr("reaches beyond 31 bits"));
  EXPECT_THAT(message(BuiltinOperator::kMaxPool2d, Options(5, 1)), HasSubstr("does not fit"));
  model::Pool2DOptions tanh = Options(1, 1);
  tanh.fused_activation_function = model::ActivationFunctionType::kTanh;
  EXPECT_THAT(message(BuiltinOperator::kMaxPool2d, tanh), HasSubstr("fused activation 4"));
  OpTest rescaled(BuiltinOperator::kMaxPool2d);
  rescaled.Input<int8_t>({1, 1, 1, 1}, {1}, {{0.5f}, {0}});
  rescaled.Output<int8_t>({1}, {{0.25f}, {0}});
  rescaled.Options(Options(1, 1));
  EXPECT_THAT(rescaled.Run().message(), HasSubstr("are quantized differently"));
}

}  // namespace
}  // namespace goldcrest
