#include "tools/common/progress.h"

#include <unistd.h>

#include <algorithm>

namespace goldcrest::tools {

Progress::Style Progress::Style::ForStandardError() {
  Style style;
  style.terminal = ::isatty(STDERR_FILENO) == 1;
  if (!style.terminal) style.interval = style.quiet = std::chrono::seconds(10);
  return style;
}

Progress::Progress(std::string label, uint64_t total, const Style& style)
    : label_(std::move(label)), total_(total), style_(style), next_(std::chrono::steady_clock::now() + style.quiet) {}

Progress::~Progress() { Clear(); }

std::string Progress::Bar(uint64_t done) const {
  constexpr size_t kCells = 20;
  const double share = total_ == 0 ? 1 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const auto filled = static_cast<size_t>(share * kCells);
  return label_ + " [" + std::string(filled, '#') + std::string(kCells - filled, ' ') + "] " +
         std::to_string(static_cast<int>(share * 100)) + " %, " + std::to_string(done) + " of " + std::to_string(total_);
}

void Progress::Update(uint64_t done) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + style_.interval;
  if (style_.terminal) {
    std::fprintf(style_.out, "\r%s\x1b[K", Bar(done).c_str());
    drawn_ = true;
  } else {
    std::fprintf(style_.out, "%s: %llu of %llu\n", label_.c_str(), static_cast<unsigned long long>(done),
                 static_cast<unsigned long long>(total_));
  }
  std::fflush(style_.out);
}

void Progress::Clear() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", style_.out);
  std::fflush(style_.out);
  drawn_ = false;
}

}  // namespace goldcrest::tools
