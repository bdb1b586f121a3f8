#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

struct Case {
  int batches;
  std::array<int, 3> in;  // depth, rows, columns
  int channels;
  std::array<int, 3> taps;
  int results;
  std::array<int, 3> stride, dilation;
  bool same;

  int Span(int a) const { return (taps[a] - 1) * dilation[a] + 1; }
  int Out(int a) const { return same ? (in[a] + stride[a] - 1) / stride[a] : (in[a] + stride[a] - Span(a)) / stride[a]; }
  int Before(int a) const { return same ? std::max(0, (Out(a) - 1) * stride[a] + Span(a) - in[a]) / 2 : 0; }
};

const Case kCases[] = {{1, {4, 5, 6}, 3, {3, 3, 3}, 8, {1, 1, 1}, {1, 1, 1}, true},
                       {2, {5, 6, 7}, 2, {2, 3, 1}, 33, {2, 1, 3}, {1, 1, 1}, false},
                       {1, {7, 7, 5}, 4, {3, 2, 2}, 5, {1, 2, 1}, {2, 1, 3}, true},
                       {1, {1, 1, 1}, 17, {1, 1, 1}, 3, {1, 1, 1}, {1, 1, 1}, false}};

std::vector<float> Random(std::mt19937& random, int n) {
  std::uniform_real_distribution<float> value(-1, 1);
  std::vector<float> v(static_cast<size_t>(n));
  for (float& x : v) x = value(random);
  return v;
}

// Calls each(output position, tap number, input position) for every tap inside; positions count pixels of all images.
template <typename F>
void ForEachTap(const Case& c, const F& each) {
  int out = 0;
  for (int n = 0; n < c.batches; ++n)
    for (int z = 0; z < c.Out(0); ++z)
      for (int y = 0; y < c.Out(1); ++y)
        for (int x = 0; x < c.Out(2); ++x, ++out) {
          const std::array<int, 3> at = {z, y, x};
          for (int tap = 0; tap < c.taps[0] * c.taps[1] * c.taps[2]; ++tap) {
            const std::array<int, 3> k = {tap / c.taps[2] / c.taps[1], tap / c.taps[2] % c.taps[1], tap % c.taps[2]};
            int pixel = n;
            bool inside = true;
            for (int a = 0; a < 3; ++a) {
              const int i = at[a] * c.stride[a] - c.Before(a) + k[a] * c.dilation[a];
              inside = inside && i >= 0 && i < c.in[a];
              pixel = pixel * c.in[a] + i;
            }
            if (inside) each(out, tap, pixel);
          }
        }
}

model::Conv3DOptions Options(const Case& c) {
  model::Conv3DOptions o;
  o.padding = c.same ? model::Padding::kSame : model::Padding::kValid;
  o.stride_d = c.stride[0], o.stride_h = c.stride[1], o.stride_w = c.stride[2];
  o.dilation_d_factor = c.dilation[0], o.dilation_h_factor = c.dilation[1], o.dilation_w_factor = c.dilation[2];
  return o;
}

void Check(const Case& c, bool constant) {
  std::mt19937 random(3);
  const int pixels = c.batches * c.in[0] * c.in[1] * c.in[2], taps = c.taps[0] * c.taps[1] * c.taps[2];
  const auto x = Random(random, pixels * c.channels), f = Random(random, taps * c.channels * c.results), b = Random(random, c.results);
  const std::vector<int32_t> filter_shape = {c.taps[0], c.taps[1], c.taps[2], c.channels, c.results};
  OpTest test(BuiltinOperator::kConv3d);
  test.Input<float>({c.batches, c.in[0], c.in[1], c.in[2], c.channels}, x);
  constant ? test.Constant<float>(filter_shape, f) : test.Input<float>(filter_shape, f);
  test.Constant<float>({c.results}, b);
  test.Output<float>({1});
  test.Options(Options(c));
  const Status status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  ASSERT_EQ(test.output_shape(0), (Shape{c.batches, c.Out(0), c.Out(1), c.Out(2), c.results}));
  const auto got = test.output<float>(0);
  std::vector<double> want(got.size());
  for (size_t i = 0; i < want.size(); ++i) want[i] = b[i % b.size()];
  ForEachTap(c, [&](int out, int tap, int pixel) {
    for (int o = 0; o < c.results; ++o) {
      for (int i = 0; i < c.channels; ++i) {
        want[out * c.results + o] += static_cast<double>(x[pixel * c.channels + i]) * f[(tap * c.channels + i) * c.results + o];
      }
    }
  });
  // Terms of magnitude up to 1, each rounded once.
  const double terms = taps * c.channels + 1;
  for (size_t i = 0; i < want.size(); ++i) ASSERT_NEAR(got[i], want[i], terms * terms * 1.2e-7) << test.kernel() << " element " << i;
}

TEST(Conv3DTest, FloatIsWithinTheAccumulationBoundOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    for (const Case& c : kCases) {
      Check(c, true);
      Check(c, false);
    }
  });
}

std::string Refusal(std::vector<int32_t> input, std::vector<int32_t> filter, int stride, int bias = 0) {
  const auto ones = [](const std::vector<int32_t>& shape) {
    size_t n = 1;
    for (int32_t d : shape) n *= static_cast<size_t>(d);
    return std::vector<float>(n, 1.0f);
  };
  OpTest test(BuiltinOperator::kConv3d);
  const auto in = ones(input), f = ones(filter);
  test.Input<float>(std::move(input), in);
  test.Constant<float>(std::move(filter), f);
  if (bias > 0) test.Constant<float>({bias}, ones({bias}));
  test.Output<float>({1});
  test.Options(Options({1, {}, 1, {}, 1, {stride, stride, stride}, {1, 1, 1}, true}));
  return test.Run().message();
}

TEST(Conv3DTest, RefusesWhatCannotBeComputed) {
  EXPECT_EQ(Refusal({1, 2, 2, 2, 3}, {1, 1, 1, 3, 4}, 1, 4), "");
  EXPECT_EQ(Refusal({0, 2, 2, 2, 3}, {1, 1, 1, 3, 4}, 1, 4), "");
  EXPECT_THAT(Refusal({1, 2, 2, 2, 3}, {1, 1, 1, 3, 4}, 0), HasSubstr("has the stride 0; expected at least 1"));
  EXPECT_THAT(Refusal({1, 2, 2, 2, 3}, {1, 0, 1, 3, 4}, 1), HasSubstr("has a window of 0 elements; expected at least 1"));
  EXPECT_THAT(Refusal({1, 2, 2, 2, 3}, {1, 1, 1, 2, 4}, 1), HasSubstr("does not fit the channels of input [1, 2, 2, 2, 3]"));
  EXPECT_THAT(Refusal({1, 2, 2, 2, 0}, {1, 1, 1, 0, 4}, 1), HasSubstr("does not fit the channels"));
  EXPECT_THAT(Refusal({1, 2, 2, 3}, {1, 1, 1, 3, 4}, 1), HasSubstr("rank"));
  EXPECT_THAT(Refusal({1, 2, 2, 2, 3}, {1, 1, 1, 3, 4}, 1, 5), HasSubstr("bias has the shape [5]; expected 4 elements"));
}

}  // namespace
}  // namespace goldcrest
