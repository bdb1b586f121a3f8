// Progress: how far long work has come, on standard error.
//
// On a terminal a bar that is drawn over and removed at the end; elsewhere a plain line now and then, and nothing at all for work that
// is done sooner. Threads: one at a time.
#ifndef GOLDCREST_TOOLS_COMMON_PROGRESS_H_
#define GOLDCREST_TOOLS_COMMON_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace goldcrest::tools {

class Progress {
 public:
  struct Style {
    std::FILE* out = stderr;
    bool terminal = false;
    std::chrono::milliseconds interval{100};  // between two updates
    std::chrono::milliseconds quiet{500};     // at the start
    static Style ForStandardError();
  };

  // `label` says what is being done: "classifying".
  Progress(std::string label, uint64_t total, const Style& style = Style::ForStandardError());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `done` of the total are done.
  void Update(uint64_t done);
  // Removes the bar, so that something else can be printed; the next Update draws it again.
  void Clear();

  // "classifying [######              ] 30 %, 3 of 10", without a line break.
  std::string Bar(uint64_t done) const;

 private:
  std::string label_;
  uint64_t total_;
  Style style_;
  std::chrono::steady_clock::time_point next_;
  bool drawn_ = false;
};

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_PROGRESS_H_
