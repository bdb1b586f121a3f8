// The benchmark itself: load, warm up, measure.
#ifndef GOLDCREST_TOOLS_BENCHMARK_BENCHMARK_H_
#define GOLDCREST_TOOLS_BENCHMARK_BENCHMARK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "goldcrest/status.h"
#include "tools/benchmark/flags.h"
#include "tools/benchmark/memory.h"
#include "tools/benchmark/statistics.h"

namespace goldcrest::tools {

// What one benchmark found.
struct BenchmarkResult {
  std::string model;
  int threads = 0;
  double init_us = 0;             // from the file to an interpreter with memory
  double allocate_us = 0;         // of which planning and allocating
  double first_inference_us = 0;  // the very first run, warm-up included
  Statistics warmup_us;
  Statistics inference_us;
  MemoryUse start;  // before the model was loaded
  MemoryUse after_init;
  MemoryUse end;  // its peak is that of all since `start`
  std::optional<uint64_t> sampled_peak;
  uint64_t arena_bytes = 0;
  uint64_t weights_bytes = 0;
  uint64_t packed_weights_bytes = 0;
  std::string profile;  // the tables, where asked for
};

// Prints TensorFlow Lite's lines as it goes. Errors: those of loading and running the model.
Expected<BenchmarkResult> RunBenchmark(const Flags& flags);

// "INFO: Min num runs: [50]" and its kin: the parameters given, or all of them with --verbose.
void LogParameters(const Flags& flags);

// The lines after the runs.
void LogSummary(const Flags& flags, const BenchmarkResult& result);

// What --report_json writes: inference_us {min, p50, p90, p95, p99, avg, std, count}, init_us, first_inference_us, warmup_us (as
// inference_us), peak_memory_mb (how much the process grew at most over its state before loading), arena_bytes, weights_bytes,
// packed_weights_bytes, model, threads, cpu, cpu_target. Times in microseconds, memory in units of 2^20 bytes.
std::string JsonReport(const BenchmarkResult& result);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_BENCHMARK_H_
