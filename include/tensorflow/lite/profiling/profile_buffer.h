// ProfileEvent: something that ran, and for how long.
#ifndef GOLDCREST_TENSORFLOW_LITE_PROFILING_PROFILE_BUFFER_H_
#define GOLDCREST_TENSORFLOW_LITE_PROFILING_PROFILE_BUFFER_H_

#include <cstdint>
#include <string>

#include "tensorflow/lite/core/api/profiler.h"

namespace tflite {
namespace profiling {

struct ProfileEvent {
  using EventType = tflite::Profiler::EventType;

  std::string tag;
  uint64_t begin_timestamp_us = 0;
  uint64_t elapsed_time = 0;  // microseconds
  EventType event_type = EventType::DEFAULT;
  int64_t event_metadata = 0;        // of an operator: its node
  int64_t extra_event_metadata = 0;  // of an operator: its subgraph
};

}  // namespace profiling
}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_PROFILING_PROFILE_BUFFER_H_
