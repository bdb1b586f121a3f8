// Measures depthwise convolution on the layers of MobileNet V2 at 224 x 224, one thread: prints G multiply-adds/s for each type.
//
// usage: depthwise_bench   (GC_CPU forces a target)
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "base/cpu.h"
#include "kernels/depthwise_conv_2d/depthwise_dot.h"

namespace goldcrest {
namespace {

struct Layer {
  int size, channels, stride, filter;
};
// The last two are from EfficientNet and MobileNet V3.
constexpr Layer kLayers[] = {{112, 32, 1, 3}, {112, 96, 2, 3}, {56, 144, 1, 3}, {56, 144, 2, 3}, {28, 192, 1, 3},
                             {28, 192, 2, 3}, {14, 384, 1, 3}, {14, 576, 1, 3}, {14, 576, 2, 3}, {7, 960, 1, 3},
                             {28, 240, 1, 5}, {56, 144, 2, 5}, {112, 16, 1, 3}};

DepthwiseGeometry Geometry(const Layer& l) {
  DepthwiseGeometry g;
  g.in_height = g.in_width = l.size;
  g.out_height = g.out_width = l.size / l.stride + (l.size % l.stride);
  g.channels = l.channels;
  g.filter_height = g.filter_width = l.filter;
  g.stride_height = g.stride_width = l.stride;
  g.pad_top = g.pad_left = std::max(0, (g.out_width - 1) * l.stride + l.filter - l.size) / 2;
  return g;
}

// The median time of one run in seconds.
template <class Run>
double Measure(const Run& run) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  const auto start = Clock::now();
  while (times.size() < 20 || Clock::now() - start < std::chrono::milliseconds(200)) {
    const auto t0 = Clock::now();
    run();
    times.push_back(std::chrono::duration<double>(Clock::now() - t0).count());
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

double MeasureFloat(const DepthwiseGeometry& g, size_t in_size, size_t out_size) {
  const std::vector<float> in(in_size, 0.5f), filter(static_cast<size_t>(g.filter_height) * g.filter_width * g.channels, 0.25f);
  std::vector<float> bias(g.channels), out(out_size);
  const DepthwiseFloat conv = {g, filter.data(), bias.data(), {0, 6}};
  const DepthwiseFloatFn fn = ChooseDepthwiseFloat();
  return Measure([&] { fn(conv, {in.data(), 0, 0, g.out_height, out.data()}); });
}

double MeasureInt8(const DepthwiseGeometry& g, size_t in_size, size_t out_size) {
  const std::vector<int8_t> in(in_size, 3), filter(static_cast<size_t>(g.filter_height) * g.filter_width * g.channels, 7);
  const std::vector<int32_t> bias(g.channels, 100);
  const std::vector<FixedPointMultiplier> factors(g.channels, QuantizeMultiplier(0.004));
  std::vector<int8_t> out(out_size);
  const DepthwiseQuantizedOptions options = {g, filter.data(), false, 0, bias.data(), -5, factors.data(), {-128, -128, 127}};
  if (DepthwiseDot::Applies(options)) {
    auto dots = DepthwiseDot::Make(options);
    return dots.ok() ? Measure([&] { dots->Rows({in.data(), 0, 0, g.out_height, out.data()}); }) : 0;
  }
  auto conv = DepthwiseQuantized<int8_t>::Make(options);
  if (!conv.ok()) return 0;
  return Measure([&] { conv->Rows({in.data(), 0, 0, g.out_height, out.data()}); });
}

int Main() {
  std::printf("%s\n%-24s %10s %10s %10s %10s\n", CpuTargetName(BestCpuTarget()).data(), "layer", "f32 us", "GMAC/s", "int8 us", "GMAC/s");
  double total_f32 = 0, total_int8 = 0;
  for (const Layer& l : kLayers) {
    const DepthwiseGeometry g = Geometry(l);
    const size_t in = static_cast<size_t>(g.in_height) * g.in_width * g.channels;
    const size_t out = static_cast<size_t>(g.out_height) * g.out_width * g.channels;
    const double macs = static_cast<double>(out) * l.filter * l.filter;
    const double f32 = MeasureFloat(g, in, out), int8 = MeasureInt8(g, in, out);
    total_f32 += f32, total_int8 += int8;
    std::printf("%3dx%3dx%3d s%d %dx%d       %10.1f %10.1f %10.1f %10.1f\n", l.size, l.size, l.channels, l.stride, l.filter, l.filter,
                f32 * 1e6, macs / f32 * 1e-9, int8 * 1e6, macs / int8 * 1e-9);
  }
  std::printf("%-24s %10.1f %10s %10.1f\n", "total", total_f32 * 1e6, "", total_int8 * 1e6);
  return 0;
}

}  // namespace
}  // namespace goldcrest

int main() { return goldcrest::Main(); }
