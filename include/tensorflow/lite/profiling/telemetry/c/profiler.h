/* Telemetry: callbacks that are told what an interpreter does, set with TfLiteInterpreterOptionsSetTelemetryProfiler.
 *
 * Any callback may be null. They are called on the thread that uses the interpreter: ReportSettings when it is made; ReportTelemetryEvent
 * ("AllocateTensors", "Invoke", "ModifyGraphWithDelegate") with the status of each such call; and after each operator either
 * ReportOpInvokeEvent with its time, or, where that is null, ReportBeginOpInvokeEvent and ReportEndOpInvokeEvent together. */
#ifndef GOLDCREST_TENSORFLOW_LITE_PROFILING_TELEMETRY_C_PROFILER_H_
#define GOLDCREST_TENSORFLOW_LITE_PROFILING_TELEMETRY_C_PROFILER_H_

#include <stdint.h>

#include "tensorflow/lite/profiling/telemetry/c/telemetry_setting.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TfLiteTelemetryProfilerStruct {
  void* data; /* the client's */
  void (*ReportTelemetryEvent)(struct TfLiteTelemetryProfilerStruct* profiler, const char* event_name, uint64_t status);
  void (*ReportTelemetryOpEvent)(struct TfLiteTelemetryProfilerStruct* profiler, const char* event_name, int64_t op_idx,
                                 int64_t subgraph_idx, uint64_t status);
  void (*ReportSettings)(struct TfLiteTelemetryProfilerStruct* profiler, const char* setting_name, const TfLiteTelemetrySettings* settings);
  uint32_t (*ReportBeginOpInvokeEvent)(struct TfLiteTelemetryProfilerStruct* profiler, const char* op_name, int64_t op_idx,
                                       int64_t subgraph_idx);
  void (*ReportEndOpInvokeEvent)(struct TfLiteTelemetryProfilerStruct* profiler, uint32_t event_handle);
  void (*ReportOpInvokeEvent)(struct TfLiteTelemetryProfilerStruct* profiler, const char* op_name, uint64_t elapsed_time, int64_t op_idx,
                              int64_t subgraph_idx);
} TfLiteTelemetryProfilerStruct;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_PROFILING_TELEMETRY_C_PROFILER_H_ */
