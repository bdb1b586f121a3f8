#include "bindings/c/telemetry.h"

#include "bindings/c/objects.h"
#include "tensorflow/lite/core/c/c_api_experimental.h"

namespace goldcrest::c {

void Telemetry::Start(TfLiteInterpreter& interpreter) {
  if (profiler_ == nullptr) return;
  for (size_t s = 0; s < interpreter.mirrors.size(); ++s) {
    settings_.subgraphs.emplace_back();
    TensorTable& table = interpreter.mirror(static_cast<int>(s)).table();
    for (int i = 0; i < table.size(); ++i) settings_.subgraphs.back().quantizations.push_back(table[i].quantization);
  }
  if (profiler_->ReportSettings != nullptr) {
    const TfLiteTelemetrySettings settings = {kTfLiteTelemetrySourceInterpreter, &settings_};
    profiler_->ReportSettings(profiler_, "interpreter_settings", &settings);
  }
  const bool pair = profiler_->ReportBeginOpInvokeEvent != nullptr && profiler_->ReportEndOpInvokeEvent != nullptr;
  if (profiler_->ReportOpInvokeEvent == nullptr && !pair) return;
  (void)interpreter.interpreter->SetProfiler([p = profiler_](const PlacementEntry& step, uint64_t nanoseconds) {
    const int64_t node = step.nodes.empty() ? -1 : step.nodes[0];
    const char* name = step.op_name.c_str();
    if (p->ReportOpInvokeEvent != nullptr) {
      p->ReportOpInvokeEvent(p, name, nanoseconds / 1000, node, step.subgraph);
    } else {
      p->ReportEndOpInvokeEvent(p, p->ReportBeginOpInvokeEvent(p, name, node, step.subgraph));
    }
  });
}

TfLiteStatus Telemetry::Event(const char* name, TfLiteStatus status) const {
  if (profiler_ != nullptr && profiler_->ReportTelemetryEvent != nullptr) {
    profiler_->ReportTelemetryEvent(profiler_, name, static_cast<uint64_t>(status));
  }
  return status;
}

}  // namespace goldcrest::c

// Nobody here makes these two; the functions that read them know null only.
struct TfLiteTelemetryConversionMetadata {
  std::vector<int32_t> model_optimization_modes;
};
struct TfLiteTelemetryGpuDelegateSettings {
  size_t num_nodes_delegated;
  int backend;
};

extern "C" {

void TfLiteInterpreterOptionsSetTelemetryProfiler(TfLiteInterpreterOptions* options, TfLiteTelemetryProfilerStruct* profiler) {
  options->telemetry = profiler;
}

const int32_t* TfLiteTelemetryConversionMetadataGetModelOptimizationModes(const TfLiteTelemetryConversionMetadata* metadata) {
  return metadata != nullptr ? metadata->model_optimization_modes.data() : nullptr;
}
size_t TfLiteTelemetryConversionMetadataGetNumModelOptimizationModes(const TfLiteTelemetryConversionMetadata* metadata) {
  return metadata != nullptr ? metadata->model_optimization_modes.size() : 0;
}
const TfLiteTelemetryConversionMetadata* TfLiteTelemetryInterpreterSettingsGetConversionMetadata(
    const TfLiteTelemetryInterpreterSettings*) {
  return nullptr;
}
size_t TfLiteTelemetryInterpreterSettingsGetNumSubgraphInfo(const TfLiteTelemetryInterpreterSettings* settings) {
  return settings != nullptr ? settings->subgraphs.size() : 0;
}
const TfLiteTelemetrySubgraphInfo* TfLiteTelemetryInterpreterSettingsGetSubgraphInfo(const TfLiteTelemetryInterpreterSettings* settings) {
  return settings != nullptr ? settings->subgraphs.data() : nullptr;
}
size_t TfLiteTelemetrySubgraphInfoGetNumQuantizations(TfLiteTelemetrySubgraphInfo* subgraph_info) {
  return subgraph_info != nullptr ? subgraph_info->quantizations.size() : 0;
}
const TfLiteQuantization* TfLiteTelemetrySubgraphInfoGetQuantizations(TfLiteTelemetrySubgraphInfo* subgraph_info) {
  return subgraph_info != nullptr ? subgraph_info->quantizations.data() : nullptr;
}
size_t TfLiteTelemetryGpuDelegateSettingsGetNumNodesDelegated(const TfLiteTelemetryGpuDelegateSettings* settings) {
  return settings != nullptr ? settings->num_nodes_delegated : 0;
}
int TfLiteTelemetryGpuDelegateSettingsGetBackend(const TfLiteTelemetryGpuDelegateSettings* settings) {
  return settings != nullptr ? settings->backend : 0;
}

}  // extern "C"
