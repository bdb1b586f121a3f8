#include "kernels/depthwise_conv_2d/depthwise.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/cpu.h"
#include "kernels/depthwise_conv_2d/depthwise_dot.h"
#include "kernels/depthwise_conv_2d/depthwise_ref.h"

namespace goldcrest {
namespace {

struct Case {
  int height, width, channels, filter, stride, dilation;
  bool same;  // SAME padding, else VALID
};

// Sizes around the vector lengths (4, 8, 16, 32 channels) and the tile widths; every fixed filter and some others.
std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (int channels : {1, 3, 4, 5, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 70}) cases.push_back({9, 15, channels, 3, 1, 1, true});
  for (int width : {1, 2, 3, 4, 6, 7, 8, 9, 14, 16, 20}) {
    for (int stride : {1, 2, 3}) {
      for (int filter : {1, 2, 3, 5, 7}) {
        for (bool same : {true, false}) {
          if (!same && width < filter) continue;
          cases.push_back({width < filter ? filter : width, width, 40, filter, stride, 1, same});
        }
      }
    }
  }
  for (int dilation : {2, 3, 9}) cases.push_back({13, 17, 36, 3, 1, dilation, true});
  cases.push_back({13, 17, 36, 5, 2, 2, true});
  cases.push_back({13, 17, 36, 3, 1, 4, false});
  return cases;
}

DepthwiseGeometry Geometry(const Case& c) {
  DepthwiseGeometry g;
  const int reach = (c.filter - 1) * c.dilation + 1;
  const auto out = [&](int in) { return c.same ? (in + c.stride - 1) / c.stride : (in - reach) / c.stride + 1; };
  const auto pad = [&](int in) { return c.same ? std::max(0, (out(in) - 1) * c.stride + reach - in) / 2 : 0; };
  g.in_height = c.height, g.in_width = c.width, g.channels = c.channels;
  g.out_height = out(c.height), g.out_width = out(c.width);
  g.filter_height = g.filter_width = c.filter;
  g.stride_height = g.stride_width = c.stride;
  g.dilation_height = g.dilation_width = c.dilation;
  g.pad_top = pad(c.height), g.pad_left = pad(c.width);
  return g;
}

std::string Name(const Case& c) {
  return std::string(CpuTargetName(BestCpuTarget())) + " " + std::to_string(c.height) + "x" + std::to_string(c.width) + "x" +
         std::to_string(c.channels) + " filter " + std::to_string(c.filter) + " stride " + std::to_string(c.stride) + " dilation " +
         std::to_string(c.dilation) + (c.same ? " SAME" : " VALID");
}

size_t InSize(const DepthwiseGeometry& g) { return static_cast<size_t>(g.in_height) * g.in_width * g.channels; }
size_t OutSize(const DepthwiseGeometry& g) { return static_cast<size_t>(g.out_height) * g.out_width * g.channels; }

class DepthwiseTest : public testing::Test {
 protected:
  void TearDown() override { ForceCpuTarget(AvailableCpuTargets().back()); }
  std::mt19937 rng_{11};

  std::vector<float> Floats(size_t n) {
    std::uniform_real_distribution<float> value(-1, 1);
    std::vector<float> v(n);
    for (float& x : v) x = value(rng_);
    return v;
  }
  template <typename T>
  std::vector<T> Bytes(size_t n) {
    std::vector<T> v(n);
    for (T& x : v) x = static_cast<T>(rng_());
    return v;
  }
};

TEST_F(DepthwiseTest, FloatIsWithinTheBoundOfItsSumOnEveryTarget) {
  for (const Case& c : Cases()) {
    const DepthwiseGeometry g = Geometry(c);
    // Heap blocks of the exact size, so that a sanitizer sees any access beyond.
    const std::vector<float> in = Floats(InSize(g)), filter = Floats(static_cast<size_t>(c.filter) * c.filter * c.channels);
    const std::vector<float> bias = Floats(c.channels);
    const DepthwiseFloat conv = {g, filter.data(), c.stride == 3 ? nullptr : bias.data(), {-0.5f, c.dilation > 1 ? 1e30f : 0.75f}};
    std::vector<double> magnitude;
    const std::vector<double> want = DepthwiseFloatReference(conv, in.data(), &magnitude);
    for (CpuTarget target : AvailableCpuTargets()) {
      ForceCpuTarget(target);
      std::vector<float> out(OutSize(g));
      ChooseDepthwiseFloat()(conv, {in.data(), 0, 0, g.out_height, out.data()});
      for (size_t i = 0; i < out.size(); ++i) {
        ASSERT_NEAR(out[i], want[i], magnitude[i] * (c.filter * c.filter + 1) * 0x1p-24) << Name(c) << " element " << i;
      }
    }
  }
}

TEST_F(DepthwiseTest, FloatKeepsNaNAndInfinity) {
  const DepthwiseGeometry g = Geometry({1, 1, 20, 1, 1, 1, true});
  std::vector<float> in(20, 1.0f), filter(20, 1.0f), out(20);
  in[3] = std::numeric_limits<float>::quiet_NaN(), in[4] = std::numeric_limits<float>::infinity();
  const DepthwiseFloat conv = {g, filter.data(), nullptr, *ActivationRangeFloat(FusedActivation::kNone)};
  for (CpuTarget target : AvailableCpuTargets()) {
    ForceCpuTarget(target);
    ChooseDepthwiseFloat()(conv, {in.data(), 0, 0, 1, out.data()});
    EXPECT_TRUE(std::isnan(out[3]));
    EXPECT_EQ(out[4], in[4]);
    EXPECT_EQ(out[5], 1.0f);
  }
}

// Each output row by itself, from only the input rows that it needs.
template <typename T, class Run>
void CheckBands(const DepthwiseGeometry& g, const std::vector<T>& in, const std::vector<T>& whole, const Run& run) {
  const size_t in_row = static_cast<size_t>(g.in_width) * g.channels, out_row = static_cast<size_t>(g.out_width) * g.channels;
  for (int y = 0; y < g.out_height; ++y) {
    const int first = std::max(0, y * g.stride_height - g.pad_top);
    const int last = std::min(g.in_height, y * g.stride_height - g.pad_top + (g.filter_height - 1) * g.dilation_height + 1);
    const std::vector<T> part(in.begin() + first * in_row, in.begin() + last * in_row);
    std::vector<T> row(out_row);
    run(DepthwiseBand<T>{part.data(), first, y, y + 1, row.data()});
    ASSERT_TRUE(std::equal(row.begin(), row.end(), whole.begin() + y * out_row)) << "row " << y;
  }
}

TEST_F(DepthwiseTest, BandsGiveTheSameBits) {
  for (const Case& c : {Case{11, 14, 40, 3, 1, 1, true}, Case{11, 14, 40, 5, 2, 1, true}, Case{11, 10, 40, 3, 1, 3, true}}) {
    const DepthwiseGeometry g = Geometry(c);
    const std::vector<float> in = Floats(InSize(g)), filter = Floats(static_cast<size_t>(c.filter) * c.filter * c.channels);
    const DepthwiseFloat conv = {g, filter.data(), nullptr, {-1, 1}};
    std::vector<float> whole(OutSize(g));
    ChooseDepthwiseFloat()(conv, {in.data(), 0, 0, g.out_height, whole.data()});
    CheckBands(g, in, whole, [&](const DepthwiseBand<float>& band) { ChooseDepthwiseFloat()(conv, band); });
  }
}

struct Quantized {
  std::vector<uint8_t> filter;
  std::vector<int32_t> bias;
  std::vector<FixedPointMultiplier> factors;
  DepthwiseQuantizedOptions options;
};

template <typename T>
Quantized MakeQuantized(const Case& c, std::mt19937& rng, const std::vector<uint8_t>& bytes) {
  Quantized q;
  const bool is_unsigned = std::is_unsigned_v<T>;
  q.filter = bytes;
  for (int i = 0; i < c.channels; ++i) {
    q.bias.push_back(static_cast<int32_t>(rng() % 20000) - 10000);
    q.factors.push_back(QuantizeMultiplier((rng() % 1000 + 1) * (c.stride == 3 ? 0.01 : 2e-6)));
  }
  q.options = {Geometry(c),
               q.filter.data(),
               is_unsigned,
               is_unsigned ? 119 : 0,
               c.dilation == 3 ? nullptr : q.bias.data(),
               is_unsigned ? 140 : -17,
               q.factors.data(),
               {is_unsigned ? 10 : -120, std::numeric_limits<T>::min() + 2, std::numeric_limits<T>::max() - 3}};
  return q;
}

template <typename T>
void CheckQuantized(const Case& c, std::mt19937& rng, const std::vector<T>& in, const std::vector<uint8_t>& filter) {
  const Quantized q = MakeQuantized<T>(c, rng, filter);
  const std::vector<T> want = DepthwiseQuantizedReference<T>(q.options, in.data());
  for (CpuTarget target : AvailableCpuTargets()) {
    ForceCpuTarget(target);
    auto conv = DepthwiseQuantized<T>::Make(q.options);
    ASSERT_TRUE(conv.ok());
    std::vector<T> out(want.size());
    conv->Rows({in.data(), 0, 0, q.options.geometry.out_height, out.data()});
    for (size_t i = 0; i < out.size(); ++i) ASSERT_EQ(int{out[i]}, int{want[i]}) << Name(c) << " element " << i;
    CheckBands(q.options.geometry, in, out, [&](const DepthwiseBand<T>& band) { conv->Rows(band); });
  }
}

TEST_F(DepthwiseTest, Int8EqualsTheReferenceOnEveryTarget) {
  for (const Case& c : Cases()) {
    CheckQuantized<int8_t>(c, rng_, Bytes<int8_t>(InSize(Geometry(c))),
                           Bytes<uint8_t>(static_cast<size_t>(c.filter) * c.filter * c.channels));
    if (HasFatalFailure()) return;
  }
}

// Filters that have a loop, widths around its tiles and its runs, blocks that overlap.
TEST_F(DepthwiseTest, DotProductsEqualTheReference) {
  int applied = 0;
  for (int width : {1, 3, 4, 5, 8, 31, 33, 65, 67}) {
    for (int channels : {32, 33, 72}) {
      for (int filter : {3, 5}) {
        for (int stride : {1, 2}) {
          for (bool same : {true, false}) {
            if (!same && width < filter) continue;
            const Case c = {7, width, channels, filter, stride, 1, same};
            const std::vector<int8_t> in = Bytes<int8_t>(InSize(Geometry(c)));
            const Quantized q = MakeQuantized<int8_t>(c, rng_, Bytes<uint8_t>(static_cast<size_t>(filter) * filter * channels));
            if (!DepthwiseDot::Applies(q.options)) continue;
            ++applied;
            const std::vector<int8_t> want = DepthwiseQuantizedReference<int8_t>(q.options, in.data());
            auto conv = DepthwiseDot::Make(q.options);
            ASSERT_TRUE(conv.ok());
            std::vector<int8_t> out(want.size());
            conv->Rows({in.data(), 0, 0, q.options.geometry.out_height, out.data()});
            for (size_t i = 0; i < out.size(); ++i) ASSERT_EQ(int{out[i]}, int{want[i]}) << Name(c) << " element " << i;
            CheckBands(q.options.geometry, in, out, [&](const DepthwiseBand<int8_t>& band) { conv->Rows(band); });
          }
        }
      }
    }
  }
  if (!MayUse(CpuTarget::kAvx512Vnni)) GTEST_SKIP() << "no loops for this processor";
  EXPECT_GT(applied, 150);
}

TEST_F(DepthwiseTest, UInt8EqualsTheReferenceOnEveryTarget) {
  for (const Case& c : Cases()) {
    CheckQuantized<uint8_t>(c, rng_, Bytes<uint8_t>(InSize(Geometry(c))),
                            Bytes<uint8_t>(static_cast<size_t>(c.filter) * c.filter * c.channels));
    if (HasFatalFailure()) return;
  }
}

TEST(RepeatChannelsTest, RepeatsEachElement) {
  const int16_t in[] = {1, 2};
  int16_t out[6];
  RepeatChannels(in, 2, 3, 2, out);
  const int16_t want[] = {1, 1, 1, 2, 2, 2};
  EXPECT_TRUE(std::equal(out, out + 6, want));
}

}  // namespace
}  // namespace goldcrest
