// What the process holds in memory, as the system sees it.
#ifndef GOLDCREST_TOOLS_BENCHMARK_MEMORY_H_
#define GOLDCREST_TOOLS_BENCHMARK_MEMORY_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace goldcrest::tools {

// Bytes resident; 0 in each where the system does not tell.
struct MemoryUse {
  uint64_t resident = 0;  // now
  uint64_t anonymous = 0;
  uint64_t file_and_shared = 0;
  uint64_t peak = 0;  // the most since the process began, or since ResetPeakMemory
};
MemoryUse ReadMemoryUse();

// Lets the peak start anew from what is resident now, where the system can.
void ResetPeakMemory();

// Samples the resident memory in a thread of its own until it is stopped.
class MemorySampler {
 public:
  explicit MemorySampler(std::chrono::milliseconds interval);
  ~MemorySampler() { Stop(); }
  MemorySampler(const MemorySampler&) = delete;
  MemorySampler& operator=(const MemorySampler&) = delete;
  // The largest sample, in bytes.
  uint64_t Stop();

 private:
  std::atomic<bool> stop_{false};
  std::atomic<uint64_t> largest_{0};
  std::thread thread_;
};

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_MEMORY_H_
