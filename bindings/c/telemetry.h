// Tells a client's telemetry what an interpreter does.
#ifndef GOLDCREST_BINDINGS_C_TELEMETRY_H_
#define GOLDCREST_BINDINGS_C_TELEMETRY_H_

#include <memory>
#include <vector>

#include "tensorflow/lite/profiling/telemetry/c/profiler.h"

struct TfLiteInterpreter;

struct TfLiteTelemetrySubgraphInfo {
  std::vector<TfLiteQuantization> quantizations;  // by tensor; the parameters stay the interpreter's
};

struct TfLiteTelemetryInterpreterSettings {
  std::vector<TfLiteTelemetrySubgraphInfo> subgraphs;
};

namespace goldcrest::c {

// Does nothing where `profiler` is null.
class Telemetry {
 public:
  explicit Telemetry(TfLiteTelemetryProfilerStruct* profiler) : profiler_(profiler) {}
  // When the interpreter is ready; it must not be copied or moved after.
  void Start(TfLiteInterpreter& interpreter);
  // Passes `status` through.
  TfLiteStatus Event(const char* name, TfLiteStatus status) const;

 private:
  TfLiteTelemetryProfilerStruct* const profiler_;
  TfLiteTelemetryInterpreterSettings settings_;
};

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_TELEMETRY_H_
