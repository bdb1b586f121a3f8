// Speed of the GEMM library on one thread: multiply-adds per second, and their share of what the arithmetic units can do with all
// operands in registers, measured here.
//
//   gemm_bench [CPU_TARGET] [REPEATS]
//
// Shapes are the 1x1 convolutions and the dense layer of MobileNet V2 (M = pixels, K = input channels, N = output channels).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/cpu.h"
#include "kernels/common/gemm/gemm.h"

namespace goldcrest::gemm {
namespace {

struct Layer {
  size_t m, k, n;
  int times;  // how often the network has it
};

constexpr Layer kLayers[] = {{12544, 32, 16, 1}, {12544, 16, 96, 1}, {3136, 96, 24, 1}, {3136, 24, 144, 2}, {3136, 144, 24, 1},
                             {784, 144, 32, 1},  {784, 32, 192, 3},  {784, 192, 32, 2}, {196, 192, 64, 1},  {196, 64, 384, 4},
                             {196, 384, 64, 3},  {196, 384, 96, 1},  {196, 96, 576, 3}, {196, 576, 96, 2},  {49, 576, 160, 1},
                             {49, 160, 960, 3},  {49, 960, 160, 2},  {49, 960, 320, 1}, {49, 320, 1280, 1}, {1, 1280, 1000, 1}};

double Seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Seconds of one call: the best, which a busy machine disturbs least, and the median.
struct Timing {
  double best, median;
};

template <typename F>
Timing Time(int repeats, F f) {
  f();
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) {
    const double start = Seconds();
    f();
    times.push_back(Seconds() - start);
  }
  std::sort(times.begin(), times.end());
  return {times.front(), times[times.size() / 2]};
}

#if defined(__x86_64__)
// One instruction on 12 registers in turn, so that none waits for itself.
#define GC_EACH12(op, v)                                                                                                             \
  op "%%" v "0\n" op "%%" v "1\n" op "%%" v "2\n" op "%%" v "3\n" op "%%" v "4\n" op "%%" v "5\n" op "%%" v "6\n" op "%%" v "7\n" op \
     "%%" v "8\n" op "%%" v "9\n" op "%%" v "10\n" op "%%" v "11\n"
#define GC_PEAK(name, body)                                                                                                          \
  void name(int loops) {                                                                                                             \
    asm volatile("1:\n" body body "dec %0\njnz 1b\n"                                                                                 \
                 : "+r"(loops)                                                                                                       \
                 :                                                                                                                   \
                 : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", \
                   "xmm13", "xmm14", "xmm15");                                                                                       \
  }
GC_PEAK(PeakF32Sse4, GC_EACH12("movaps %%xmm13, %%xmm14\nmulps %%xmm15, %%xmm14\naddps %%xmm15, ", "xmm"))
GC_PEAK(PeakF32Avx2, GC_EACH12("vfmadd231ps %%ymm15, %%ymm14, ", "ymm"))
GC_PEAK(PeakF32Avx512, GC_EACH12("vfmadd231ps %%zmm15, %%zmm14, ", "zmm"))
GC_PEAK(PeakI8Sse4, GC_EACH12("movaps %%xmm13, %%xmm14\npmaddwd %%xmm15, %%xmm14\npaddd %%xmm15, ", "xmm"))
GC_PEAK(PeakI8Avx2, GC_EACH12("vpmaddwd %%ymm15, %%ymm14, %%ymm13\nvpaddd %%ymm13, %%ymm14, ", "ymm"))
GC_PEAK(PeakI8Avx512, GC_EACH12("vpmaddwd %%zmm15, %%zmm14, %%zmm13\nvpaddd %%zmm13, %%zmm14, ", "zmm"))
GC_PEAK(PeakI8Avx512Vnni, GC_EACH12("vpdpbusd %%zmm15, %%zmm14, ", "zmm"))

struct Peak {
  CpuTarget target;
  void (*f32)(int);
  int f32_macs;  // of one instruction
  void (*i8)(int);
  int i8_macs;
};
constexpr Peak kPeaks[] = {{CpuTarget::kSse4, PeakF32Sse4, 4, PeakI8Sse4, 8},
                           {CpuTarget::kAvx2, PeakF32Avx2, 8, PeakI8Avx2, 16},
                           {CpuTarget::kAvx512, PeakF32Avx512, 16, PeakI8Avx512, 32},
                           {CpuTarget::kAvx512Vnni, PeakF32Avx512, 16, PeakI8Avx512Vnni, 64}};

// Multiply-adds per second, or 0 where this file does not know the target's instructions.
double MeasurePeak(bool integer) {
  for (const Peak& p : kPeaks) {
    if (p.target != BestCpuTarget()) continue;
    constexpr int kLoops = 100000;
    const Timing time = Time(9, [&] { (integer ? p.i8 : p.f32)(kLoops); });
    return 24.0 * kLoops * (integer ? p.i8_macs : p.f32_macs) / time.best;
  }
  return 0;
}
#else
double MeasurePeak(bool) { return 0; }
#endif

AlignedBuffer Allocated(CheckedSize bytes) {
  Expected<AlignedBuffer> buffer = bytes.ok() ? AlignedBuffer::Allocate(bytes.value()) : Error(StatusCode::kLimitExceeded, "size");
  if (!buffer.ok()) {
    std::fprintf(stderr, "%s\n", buffer.status().message().c_str());
    std::exit(1);
  }
  return std::move(buffer).value();
}

enum class Mode { kFloat, kInt8, kUint8, kDynamic };

struct Result {
  Timing pack, run;
};

Result TimeF32(const Layer& l, int repeats) {
  const F32Kernel& kernel = ChooseF32Kernel();
  std::vector<float> a(l.m * l.k, 0.5f), w(l.n * l.k, 0.25f), bias(l.n, 1.0f), c(l.m * l.n);
  AlignedBuffer packed = Allocated(F32PackedBytes(kernel, l.n, l.k));
  Result result;
  result.pack = Time(3, [&] { PackF32(kernel, l.n, l.k, w.data(), l.k, 1, bias.data(), packed.data()); });
  F32Epilogue epilogue;
  epilogue.min = 0;
  epilogue.max = 6;
  const GemmShape shape = {l.m, l.n, 1, l.k};
  result.run = Time(repeats, [&] { GemmF32(kernel, shape, DenseRows(a.data(), l.k), packed.data(), c.data(), l.n, epilogue, 1); });
  return result;
}

Result TimeI8(Mode mode, const Layer& l, int repeats) {
  const I8Kernel& kernel = ChooseI8Kernel();
  const bool is_unsigned = mode == Mode::kUint8;
  std::mt19937 random(1);
  std::vector<uint8_t> a(l.m * l.k), w(l.n * l.k);
  for (uint8_t& x : a) x = static_cast<uint8_t>(random());
  for (uint8_t& x : w) x = static_cast<uint8_t>(random());
  const std::vector<int32_t> bias(l.n, 100), row_zero_point(l.m, 3);
  const std::vector<FixedPointMultiplier> factors(l.n, QuantizeMultiplier(0.0007));
  const std::vector<float> row_scale(l.m, 0.02f), column_scale(l.n, 0.003f), float_bias(l.n, 1.0f);
  std::vector<float> c(l.m * l.n);
  AlignedBuffer packed = Allocated(I8PackedBytes(kernel, l.n, l.k)), columns = Allocated(I8ColumnBytes(kernel, l.n));
  Result result;
  result.pack = Time(3, [&] { PackI8(kernel, l.n, l.k, w.data(), is_unsigned, l.k, 1, packed.data()); });
  I8Quantization quantization;
  I8Epilogue epilogue;
  if (mode == Mode::kDynamic) {
    quantization.output = I8Output::kFloat;
    epilogue.row_scale = row_scale.data();
    epilogue.row_zero_point = row_zero_point.data();
    epilogue.column_scale = column_scale.data();
    epilogue.float_bias = float_bias.data();
  } else {
    quantization.a_unsigned = quantization.w_unsigned = is_unsigned;
    quantization.a_zero_point = is_unsigned ? 120 : -5;
    quantization.w_zero_point = is_unsigned ? 131 : 0;
    quantization.bias = bias.data();
    quantization.factors = factors.data();
    quantization.output = is_unsigned ? I8Output::kUint8 : I8Output::kInt8;
    if (is_unsigned) epilogue.min = 0, epilogue.max = 255;
  }
  PrepareI8(kernel, l.n, l.k, packed.data(), quantization, columns.data());
  const GemmShape shape = {l.m, l.n, 1, l.k};
  result.run =
      Time(repeats, [&] { GemmI8(kernel, shape, DenseRows(a.data(), l.k), packed.data(), columns.data(), c.data(), l.n, epilogue, 1); });
  return result;
}

void Run(const char* name, Mode mode, int repeats) {
  const double peak = MeasurePeak(mode != Mode::kFloat);
  const auto share = [&](double speed) { return peak > 0 ? 100 * speed / peak : 0; };
  std::printf("%s, %s: peak %.1f GMAC/s; speeds of the best of %d calls\n%8s %6s %6s %10s %10s %9s %6s %9s\n", name,
              std::string(CpuTargetName(BestCpuTarget())).c_str(), peak * 1e-9, repeats, "M", "K", "N", "best us", "median us", "GMAC/s",
              "%", "pack us");
  double all_seconds = 0, all_macs = 0, all_packing = 0;
  for (const Layer& l : kLayers) {
    const Result result = mode == Mode::kFloat ? TimeF32(l, repeats) : TimeI8(mode, l, repeats);
    const double macs = static_cast<double>(l.m) * static_cast<double>(l.k) * static_cast<double>(l.n);
    std::printf("%8zu %6zu %6zu %10.1f %10.1f %9.1f %6.1f %9.1f\n", l.m, l.k, l.n, result.run.best * 1e6, result.run.median * 1e6,
                macs / result.run.best * 1e-9, share(macs / result.run.best), result.pack.best * 1e6);
    all_packing += l.times * result.pack.best;
    if (l.m > 1) {
      all_seconds += l.times * result.run.best;
      all_macs += l.times * macs;
    }
  }
  std::printf("all convolutions, as often as the network has them: %.3f ms, %.1f GMAC/s, %.1f %%; all packing %.3f ms\n\n",
              all_seconds * 1e3, all_macs / all_seconds * 1e-9, share(all_macs / all_seconds), all_packing * 1e3);
}

}  // namespace
}  // namespace goldcrest::gemm

int main(int argc, char** argv) {
  using namespace goldcrest;
  if (argc > 1) {
    for (CpuTarget target : AvailableCpuTargets()) {
      if (CpuTargetName(target) == argv[1]) ForceCpuTarget(target);
    }
  }
  const int repeats = argc > 2 ? std::max(std::atoi(argv[2]), 1) : 51;
  gemm::Run("float", gemm::Mode::kFloat, repeats);
  gemm::Run("int8", gemm::Mode::kInt8, repeats);
  gemm::Run("uint8 with zero points", gemm::Mode::kUint8, repeats);
  gemm::Run("dynamic range", gemm::Mode::kDynamic, repeats);
  return 0;
}
