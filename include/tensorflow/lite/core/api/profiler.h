// Profiler: is told what ran and for how long.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_API_PROFILER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_API_PROFILER_H_

#include <cstdint>

namespace tflite {

// Derive from it to receive events. An interpreter reports each operator it ran with AddEvent, whose two numbers are the node and
// the subgraph; nodes that were fused are part of the event of the node they were fused into.
class Profiler {
 public:
  enum class EventType {
    DEFAULT = 1 << 0,
    OPERATOR_INVOKE_EVENT = 1 << 1,
    DELEGATE_OPERATOR_INVOKE_EVENT = 1 << 2,
    GENERAL_RUNTIME_INSTRUMENTATION_EVENT = 1 << 3,
    DELEGATE_PROFILED_OPERATOR_INVOKE_EVENT = 1 << 4,
    TELEMETRY_EVENT = 1 << 5,
    TELEMETRY_REPORT_SETTINGS = 1 << 6,
    TELEMETRY_DELEGATE_EVENT = 1 << 7,
    TELEMETRY_DELEGATE_REPORT_SETTINGS = 1 << 8,
  };

  virtual ~Profiler() = default;

  // Returns a handle for EndEvent. `tag` stays valid until then.
  virtual uint32_t BeginEvent(const char* tag, EventType event_type, int64_t event_metadata1, int64_t event_metadata2) = 0;
  uint32_t BeginEvent(const char* tag, EventType event_type, int64_t event_metadata) {
    return BeginEvent(tag, event_type, event_metadata, /*event_metadata2=*/0);
  }
  virtual void EndEvent(uint32_t event_handle) = 0;
  virtual void EndEvent(uint32_t event_handle, int64_t /*event_metadata1*/, int64_t /*event_metadata2*/) { EndEvent(event_handle); }

  // An event that is over and took `metric` microseconds. Unless overridden it becomes a begin and an end.
  virtual void AddEvent(const char* tag, EventType event_type, uint64_t /*metric*/, int64_t event_metadata1, int64_t event_metadata2) {
    EndEvent(BeginEvent(tag, event_type, event_metadata1, event_metadata2));
  }
  void AddEvent(const char* tag, EventType event_type, uint64_t metric, int64_t event_metadata) {
    AddEvent(tag, event_type, metric, event_metadata, /*event_metadata2=*/0);
  }
  virtual void AddEventWithData(const char* /*tag*/, EventType /*event_type*/, const void* /*data*/) {}

 protected:
  friend class ScopedProfile;
};

// An event that lasts as long as the object; does nothing without a profiler.
class ScopedProfile {
 public:
  ScopedProfile(Profiler* profiler, const char* tag, Profiler::EventType event_type = Profiler::EventType::DEFAULT,
                int64_t event_metadata = 0)
      : profiler_(profiler), handle_(profiler != nullptr ? profiler->BeginEvent(tag, event_type, event_metadata) : 0) {}
  ScopedProfile(const ScopedProfile&) = delete;
  ScopedProfile& operator=(const ScopedProfile&) = delete;
  ~ScopedProfile() {
    if (profiler_ != nullptr) profiler_->EndEvent(handle_);
  }

 private:
  Profiler* profiler_;
  uint32_t handle_;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_API_PROFILER_H_
