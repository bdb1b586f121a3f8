// The tables of a profile, as TensorFlow Lite's benchmark prints them.
#ifndef GOLDCREST_TOOLS_BENCHMARK_PROFILE_REPORT_H_
#define GOLDCREST_TOOLS_BENCHMARK_PROFILE_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/benchmark/statistics.h"

namespace goldcrest::tools {

// One row: an operator's node or an event like AllocateTensors, over all runs.
struct ProfileRow {
  std::string type;  // "CONV_2D/gemm avx2"
  std::string name;  // "[logits]:12", or "AllocateTensors/0"
  double first_us = 0;
  double total_us = 0;        // of all runs
  double memory_bytes = 0;    // newly held by the last call
  uint64_t times_called = 0;  // in all runs
};

struct Profile {
  std::vector<ProfileRow> rows;  // in the order of running
  uint64_t runs = 0;
  Statistics run_us;  // the sum over the rows of each run
};

enum class ProfileFormat { kText, kCsv };

// The blocks Run Order, Top by Computation Time, Summary by node type and the footer, each followed by an empty line.
std::string ProfileTables(const Profile& profile, ProfileFormat format);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_PROFILE_REPORT_H_
