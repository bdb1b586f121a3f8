// Collects what every step of every run took.
#ifndef GOLDCREST_TOOLS_BENCHMARK_PROFILER_H_
#define GOLDCREST_TOOLS_BENCHMARK_PROFILER_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "goldcrest/interpreter.h"
#include "tools/benchmark/profile_report.h"
#include "tools/common/session.h"

namespace goldcrest::tools {

class Profiler {
 public:
  // `session` outlives the profiler and is listened to until the profiler goes.
  explicit Profiler(Session* session);
  ~Profiler();
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;

  Status Start();
  // Call after every run.
  void EndRun();

  // The tables, one set for every subgraph that ran, with a heading each where there are several. A step that does the work of several
  // nodes has a row for its anchor, with the time, and one without time for each of the others, which says where it went: "in 12".
  std::string Report(ProfileFormat format) const;

 private:
  struct Step {
    PlacementEntry entry;
    double first_us = 0;
    double total_us = 0;
    uint64_t calls = 0;
  };
  struct Subgraph {
    std::map<int, Step> steps;  // by number, which is the order of running
    double run_us = 0;          // of the run in progress
    Statistics runs;
  };
  void OnStep(const PlacementEntry& entry, uint64_t nanoseconds);
  Profile ProfileOf(int subgraph, const Subgraph& collected) const;

  Session* session_;
  std::map<int, Subgraph> subgraphs_;
  uint64_t runs_ = 0;
};

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_PROFILER_H_
