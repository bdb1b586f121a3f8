// The log of benchmark_model: TensorFlow Lite's severities and streams.
#ifndef GOLDCREST_TOOLS_BENCHMARK_LOG_H_
#define GOLDCREST_TOOLS_BENCHMARK_LOG_H_

#include <cstdio>
#include <string>

namespace goldcrest::tools {

inline void LogInfo(const std::string& text) { std::printf("INFO: %s\n", text.c_str()); }
inline void LogWarning(const std::string& text) { std::printf("WARN: %s\n", text.c_str()); }
inline void LogError(const std::string& text) {
  std::fflush(stdout);
  std::fprintf(stderr, "ERROR: %s\n", text.c_str());
}

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_LOG_H_
