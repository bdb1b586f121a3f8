// What the benchmark says before and after the runs.
#include <algorithm>
#include <cstdio>
#include <fstream>

#include "base/cpu.h"
#include "tools/benchmark/benchmark.h"
#include "tools/benchmark/log.h"
#include "tools/common/json_text.h"
#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

constexpr double kMegabyte = 1 << 20;

std::string Number(double v) {
  char text[40];
  std::snprintf(text, sizeof(text), "%g", v);
  return text;
}

double GrowthMegabytes(uint64_t now, uint64_t start) { return now > start ? static_cast<double>(now - start) / kMegabyte : 0; }

Json TimesOf(const Statistics& s) {
  return {{"min", s.min()},          {"p50", s.Percentile(50)}, {"p90", s.Percentile(90)}, {"p95", s.Percentile(95)},
          {"p99", s.Percentile(99)}, {"avg", s.avg()},          {"std", s.std()},          {"count", s.count()}};
}

// The processor's name, as the system gives it.
std::string CpuName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const size_t colon = line.find(": ");
    if (colon != std::string::npos && line.starts_with("model name")) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

void LogParameters(const Flags& flags) {
  const bool verbose = flags.Bool("verbose");
  LogInfo(std::string("Log parameter values verbosely: [") + (verbose ? "1" : "0") + "]");
  for (const FlagSpec& spec : AllFlags()) {
    if (spec.description.empty() || (!verbose && !flags.given(spec.name) && spec.name != "graph")) continue;
    LogInfo(std::string(spec.description) + ": [" + Printable(flags.Shown(spec)) + "]");
  }
}

void LogSummary(const Flags& flags, const BenchmarkResult& result) {
  LogInfo("Inference timings in us: Init: " + std::to_string(static_cast<int64_t>(result.init_us)) +
          ", First inference: " + std::to_string(static_cast<int64_t>(result.first_inference_us)) +
          ", Warmup (avg): " + Number(result.warmup_us.avg()) + ", Inference (avg): " + Number(result.inference_us.avg()));
  if (result.start.resident > 0) {
    LogInfo(
        "Note: as the benchmark tool itself affects memory footprint, the following is only APPROXIMATE to the actual memory footprint of "
        "the "
        "model at runtime. Take the information at your discretion.");
    LogInfo("Memory footprint delta from the start of the tool (MB): init=" +
            Number(GrowthMegabytes(result.after_init.resident, result.start.resident)) +
            " overall=" + Number(GrowthMegabytes(result.end.peak, result.start.resident)));
  }
  if (result.sampled_peak) {
    LogInfo("Overall peak memory footprint (MB) via periodic monitoring: " + Number(static_cast<double>(*result.sampled_peak) / kMegabyte));
    // Spelt as in TensorFlow Lite, for whoever looks for the line.
    LogInfo("Memory status at the end of exeution:");
    LogInfo("- VmRSS              : " + Number(static_cast<double>(result.end.resident) / kMegabyte) + " MB");
    LogInfo("+ RssAnon            : " + Number(static_cast<double>(result.end.anonymous) / kMegabyte) + " MB");
    LogInfo("+ RssFile + RssShmem : " + Number(static_cast<double>(result.end.file_and_shared) / kMegabyte) + " MB");
  }
}

std::string JsonReport(const BenchmarkResult& result) {
  return JsonText({{"inference_us", TimesOf(result.inference_us)},
                   {"warmup_us", TimesOf(result.warmup_us)},
                   {"init_us", result.init_us},
                   {"first_inference_us", result.first_inference_us},
                   {"peak_memory_mb", GrowthMegabytes(result.end.peak, result.start.resident)},
                   {"arena_bytes", result.arena_bytes},
                   {"weights_bytes", result.weights_bytes},
                   {"packed_weights_bytes", result.packed_weights_bytes},
                   {"model", result.model},
                   {"threads", result.threads},
                   {"cpu", CpuName()},
                   {"cpu_target", CpuTargetName(BestCpuTarget())}});
}

}  // namespace goldcrest::tools
