// BufferedProfiler: keeps the events between StartProfiling and StopProfiling.
//
//   tflite::profiling::BufferedProfiler profiler(1024);
//   interpreter->SetProfiler(&profiler);
//   profiler.StartProfiling();
//   interpreter->Invoke();
//   profiler.StopProfiling();
//   for (const tflite::profiling::ProfileEvent* event : profiler.GetProfileEvents()) ...
#ifndef GOLDCREST_TENSORFLOW_LITE_PROFILING_BUFFERED_PROFILER_H_
#define GOLDCREST_TENSORFLOW_LITE_PROFILING_BUFFERED_PROFILER_H_

#include <chrono>
#include <deque>
#include <vector>

#include "tensorflow/lite/profiling/profile_buffer.h"

namespace tflite {
namespace profiling {

// Of more events than `max_num_initial_entries` the latest are kept, or all where it may grow. Pointers to events are good until the
// next event or Reset.
class BufferedProfiler : public tflite::Profiler {
 public:
  explicit BufferedProfiler(uint32_t max_num_initial_entries, bool allow_dynamic_buffer_increase = false)
      : most_(max_num_initial_entries), may_grow_(allow_dynamic_buffer_increase) {}
  using Profiler::AddEvent;
  using Profiler::BeginEvent;
  using Profiler::EndEvent;

  uint32_t BeginEvent(const char* tag, EventType event_type, int64_t event_metadata1, int64_t event_metadata2) override {
    if (!enabled_) return kNoEvent;
    Keep({tag, Now(), 0, event_type, event_metadata1, event_metadata2});
    return next_handle_++;
  }
  void EndEvent(uint32_t event_handle) override {
    if (ProfileEvent* event = Find(event_handle)) event->elapsed_time = Now() - event->begin_timestamp_us;
  }
  void EndEvent(uint32_t event_handle, int64_t event_metadata1, int64_t event_metadata2) override {
    EndEvent(event_handle);
    if (ProfileEvent* event = Find(event_handle)) {
      event->event_metadata = event_metadata1;
      event->extra_event_metadata = event_metadata2;
    }
  }
  void AddEvent(const char* tag, EventType event_type, uint64_t metric, int64_t event_metadata1, int64_t event_metadata2) override {
    if (!enabled_) return;
    const uint64_t now = Now();
    Keep({tag, now >= metric ? now - metric : 0, metric, event_type, event_metadata1, event_metadata2});
    ++next_handle_;
  }

  void StartProfiling() { enabled_ = true; }
  void StopProfiling() { enabled_ = false; }
  void Reset() {
    enabled_ = false;
    events_.clear();
    next_handle_ = 0;
  }
  std::vector<const ProfileEvent*> GetProfileEvents() const {
    std::vector<const ProfileEvent*> all;
    for (const ProfileEvent& event : events_) all.push_back(&event);
    return all;
  }

 private:
  static constexpr uint32_t kNoEvent = ~uint32_t{0};

  static uint64_t Now() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
  }
  void Keep(ProfileEvent event) {
    events_.push_back(std::move(event));
    if (!may_grow_ && events_.size() > most_) events_.pop_front();
  }
  // Null for an event that is no longer kept.
  ProfileEvent* Find(uint32_t handle) {
    const uint32_t age = next_handle_ - handle;
    return handle != kNoEvent && age > 0 && age <= events_.size() ? &events_[events_.size() - age] : nullptr;
  }

  const size_t most_;
  const bool may_grow_;
  bool enabled_ = false;
  std::deque<ProfileEvent> events_;
  uint32_t next_handle_ = 0;
};

}  // namespace profiling
}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_PROFILING_BUFFERED_PROFILER_H_
