#include "kernels/common/pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "base/cpu.h"

namespace goldcrest {
namespace {

// The definition, in double or 64-bit integers.
template <typename T>
std::vector<T> Reference(PoolKind kind, const PoolParams<T>& p, const std::vector<T>& in) {
  using Sum = std::conditional_t<std::is_floating_point_v<T>, double, int64_t>;
  const PoolGeometry& g = p.geometry;
  std::vector<T> out;
  for (int y = 0; y < g.out_height; ++y) {
    for (int x = 0; x < g.out_width; ++x) {
      for (int c = 0; c < g.channels; ++c) {
        Sum sum = 0, count = 0;
        T largest = std::numeric_limits<T>::lowest();
        for (int iy = y * g.stride_height - g.pad_top, ky = 0; ky < g.filter_height; ++ky, ++iy) {
          for (int ix = x * g.stride_width - g.pad_left, kx = 0; kx < g.filter_width; ++kx, ++ix) {
            if (iy < 0 || iy >= g.in_height || ix < 0 || ix >= g.in_width) continue;
            const T v = in[(static_cast<size_t>(iy) * g.in_width + ix) * g.channels + c];
            sum += v, count += 1;
            largest = std::max(largest, v);
          }
        }
        Sum average = sum / count;
        if constexpr (std::is_integral_v<T>) {
          average = sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
        }
        const Sum result = kind == PoolKind::kMax ? static_cast<Sum>(largest) : average;
        out.push_back(static_cast<T>(std::clamp<Sum>(result, p.lowest, p.highest)));
      }
    }
  }
  return out;
}

PoolGeometry Geometry(int size, int channels, int filter, int stride, int pad) {
  PoolGeometry g;
  g.in_height = size, g.in_width = size + 1, g.channels = channels;
  g.filter_height = filter, g.filter_width = std::min(filter + 1, size + 1);
  g.stride_height = stride, g.stride_width = stride;
  g.pad_top = pad, g.pad_left = pad;
  g.out_height = (g.in_height + 2 * pad - g.filter_height) / stride + 1;
  g.out_width = (g.in_width + 2 * pad - g.filter_width) / stride + 1;
  return g;
}

template <typename T>
void Check(PoolKind kind, const PoolGeometry& g, std::mt19937& rng) {
  std::vector<T> in(static_cast<size_t>(g.in_height) * g.in_width * g.channels);
  for (T& v : in) v = std::is_floating_point_v<T> ? static_cast<T>(static_cast<int32_t>(rng()) * 0x1p-31) : static_cast<T>(rng());
  const PoolParams<T> p = {g, static_cast<T>(std::is_floating_point_v<T> ? -0.5 : 3),
                           static_cast<T>(std::is_floating_point_v<T> ? 0.5 : 120)};
  const std::vector<T> want = Reference(kind, p, in);
  for (CpuTarget target : AvailableCpuTargets()) {
    ForceCpuTarget(target);
    std::vector<T> out(want.size());
    const size_t row = static_cast<size_t>(g.out_width) * g.channels;
    for (int y = 0; y < g.out_height; ++y) ChoosePool<T>(kind)(p, {in.data(), out.data() + y * row, y, y + 1});
    for (size_t i = 0; i < out.size(); ++i) {
      // Rounded once for each of the window's elements, whose magnitudes are at most 1.
      const double bound = std::is_floating_point_v<T> ? (g.filter_height * g.filter_width + 1) * 0x1p-24 : 0;
      ASSERT_LE(std::fabs(static_cast<double>(out[i]) - static_cast<double>(want[i])), bound)
          << CpuTargetName(target) << " channels " << g.channels << " filter " << g.filter_height << " element " << i;
    }
  }
  ForceCpuTarget(AvailableCpuTargets().back());
}

TEST(PoolTest, EqualsTheDefinitionOnEveryTarget) {
  std::mt19937 rng(3);
  for (int channels : {1, 3, 4, 7, 8, 16, 17, 31, 33, 64, 65, 100}) {
    for (const PoolGeometry& g :
         {Geometry(7, channels, 7, 1, 0), Geometry(9, channels, 2, 2, 0), Geometry(8, channels, 3, 2, 1), Geometry(5, channels, 1, 1, 0)}) {
      for (PoolKind kind : {PoolKind::kAverage, PoolKind::kMax}) {
        Check<float>(kind, g, rng);
        Check<int8_t>(kind, g, rng);
        Check<uint8_t>(kind, g, rng);
        Check<int16_t>(kind, g, rng);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(PoolTest, AveragesExactlyOverWindowsTooLargeForFloat) {
  std::mt19937 rng(5);
  Check<uint8_t>(PoolKind::kAverage, Geometry(300, 5, 300, 1, 0), rng);
  Check<int16_t>(PoolKind::kAverage, Geometry(40, 17, 39, 1, 0), rng);
}

// Every quotient of small windows, where a rounded division could land on the wrong side.
TEST(PoolTest, RoundsHalvesAwayFromZero) {
  for (int count : {2, 3, 7, 48, 49, 64, 1000}) {
    PoolGeometry g;
    g.in_height = count, g.in_width = g.out_height = g.out_width = 1, g.channels = 512;
    g.filter_height = count;
    std::vector<int8_t> in(static_cast<size_t>(count) * g.channels);
    // Channel c sums to about (c - 256) * count / 2.
    for (int i = 0; i < count; ++i) {
      for (int c = 0; c < g.channels; ++c)
        in[static_cast<size_t>(i) * g.channels + c] = static_cast<int8_t>(std::clamp((c - 256) / 2 + (i % 2) * (c % 2), -128, 127));
    }
    const PoolParams<int8_t> p = {g, -128, 127};
    std::vector<int8_t> out(g.channels);
    for (CpuTarget target : AvailableCpuTargets()) {
      ForceCpuTarget(target);
      ChoosePool<int8_t>(PoolKind::kAverage)(p, {in.data(), out.data(), 0, 1});
      EXPECT_EQ(out, Reference(PoolKind::kAverage, p, in)) << count;
    }
  }
  ForceCpuTarget(AvailableCpuTargets().back());
}

TEST(PoolTest, KnowsWindowsOutsideOfTheImage) {
  PoolGeometry g = Geometry(5, 1, 2, 1, 1);
  EXPECT_TRUE(PoolWindowsMeetImage(g));
  g.pad_top = 2;
  EXPECT_FALSE(PoolWindowsMeetImage(g));
  g = Geometry(5, 1, 2, 1, 0);
  g.out_width = 7;
  EXPECT_FALSE(PoolWindowsMeetImage(g));
}

}  // namespace
}  // namespace goldcrest
