/* What telemetry is told about an interpreter and its delegates; see profiler.h.
 *
 * Settings are read with the functions here and stay the runtime's. Null where there are none: counts are 0 then, pointers null. */
#ifndef GOLDCREST_TENSORFLOW_LITE_PROFILING_TELEMETRY_C_TELEMETRY_SETTING_H_
#define GOLDCREST_TENSORFLOW_LITE_PROFILING_TELEMETRY_C_TELEMETRY_SETTING_H_

#include <stddef.h>
#include <stdint.h>

#include "tensorflow/lite/core/c/common.h"

#ifdef __cplusplus
extern "C" {
#endif

/* TfLiteTelemetrySettings.source */
enum {
  kTfLiteTelemetrySourceUnknown = 0,
  kTfLiteTelemetrySourceInterpreter = 1, /* `data` is a TfLiteTelemetryInterpreterSettings */
  kTfLiteTelemetrySourceCustomDelegate = 2,
  kTfLiteTelemetrySourceGpu = 3,
  kTfLiteTelemetrySourceNnapi = 4,
  kTfLiteTelemetrySourceHexagon = 5,
  kTfLiteTelemetrySourceXnnpack = 6,
  kTfLiteTelemetrySourceCoreMl = 7
};

typedef struct TfLiteTelemetrySettings {
  uint32_t source;
  const void* data;
} TfLiteTelemetrySettings;

typedef struct TfLiteTelemetryConversionMetadata TfLiteTelemetryConversionMetadata;
TFL_CAPI_EXPORT const int32_t* TfLiteTelemetryConversionMetadataGetModelOptimizationModes(
    const TfLiteTelemetryConversionMetadata* metadata);
TFL_CAPI_EXPORT size_t TfLiteTelemetryConversionMetadataGetNumModelOptimizationModes(const TfLiteTelemetryConversionMetadata* metadata);

typedef struct TfLiteTelemetryInterpreterSettings TfLiteTelemetryInterpreterSettings;
typedef struct TfLiteTelemetrySubgraphInfo TfLiteTelemetrySubgraphInfo;
/* Null: the library does not read the converter's notes. */
TFL_CAPI_EXPORT const TfLiteTelemetryConversionMetadata* TfLiteTelemetryInterpreterSettingsGetConversionMetadata(
    const TfLiteTelemetryInterpreterSettings* settings);
TFL_CAPI_EXPORT size_t TfLiteTelemetryInterpreterSettingsGetNumSubgraphInfo(const TfLiteTelemetryInterpreterSettings* settings);
/* An array of as many. */
TFL_CAPI_EXPORT const TfLiteTelemetrySubgraphInfo* TfLiteTelemetryInterpreterSettingsGetSubgraphInfo(
    const TfLiteTelemetryInterpreterSettings* settings);
/* The quantization of each tensor of the subgraph. */
TFL_CAPI_EXPORT size_t TfLiteTelemetrySubgraphInfoGetNumQuantizations(TfLiteTelemetrySubgraphInfo* subgraph_info);
TFL_CAPI_EXPORT const TfLiteQuantization* TfLiteTelemetrySubgraphInfoGetQuantizations(TfLiteTelemetrySubgraphInfo* subgraph_info);

typedef struct TfLiteTelemetryGpuDelegateSettings TfLiteTelemetryGpuDelegateSettings;
TFL_CAPI_EXPORT size_t TfLiteTelemetryGpuDelegateSettingsGetNumNodesDelegated(const TfLiteTelemetryGpuDelegateSettings* settings);
TFL_CAPI_EXPORT int TfLiteTelemetryGpuDelegateSettingsGetBackend(const TfLiteTelemetryGpuDelegateSettings* settings);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_PROFILING_TELEMETRY_C_TELEMETRY_SETTING_H_ */
