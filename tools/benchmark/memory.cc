#include "tools/benchmark/memory.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

namespace goldcrest::tools {

MemoryUse ReadMemoryUse() {
  MemoryUse use;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    char name[32];
    unsigned long long kilobytes = 0;
    if (std::sscanf(line.c_str(), "%31[^:]: %llu kB", name, &kilobytes) != 2) continue;
    const std::string key = name;
    const uint64_t bytes = uint64_t{kilobytes} * 1024;
    if (key == "VmRSS") use.resident = bytes;
    if (key == "VmHWM") use.peak = bytes;
    if (key == "RssAnon") use.anonymous = bytes;
    if (key == "RssFile" || key == "RssShmem") use.file_and_shared += bytes;
  }
  use.peak = std::max(use.peak, use.resident);
  return use;
}

void ResetPeakMemory() {
  std::ofstream refs("/proc/self/clear_refs");
  refs << "5";
}

MemorySampler::MemorySampler(std::chrono::milliseconds interval)
    : thread_([this, interval] {
        while (!stop_.load()) {
          largest_.store(std::max(largest_.load(), ReadMemoryUse().resident));
          std::this_thread::sleep_for(interval);
        }
      }) {}

uint64_t MemorySampler::Stop() {
  stop_.store(true);
  if (thread_.joinable()) thread_.join();
  return largest_.load();
}

}  // namespace goldcrest::tools
