// goldcrest/c.h: what our C interface has beyond TensorFlow Lite's.
#include "goldcrest/c.h"

#include <algorithm>

#include "bindings/c/objects.h"
#include "kernels/registry.h"
#include "model/model.h"

using goldcrest::Model;
using goldcrest::c::Guard;

namespace {

bool HasSubgraph(const TfLiteInterpreter* interpreter, int32_t s) {
  return interpreter != nullptr && s >= 0 && s < interpreter->interpreter->compiled().model().num_subgraphs();
}

int32_t Show(std::span<const int> list, const int** indices) {
  *indices = list.data();
  return static_cast<int32_t>(list.size());
}

const Model::Signature* SignatureAt(const TfLiteInterpreter* interpreter, int32_t i) {
  const std::vector<Model::Signature>& all = interpreter->interpreter->compiled().model().signatures();
  return i >= 0 && i < static_cast<int32_t>(all.size()) ? &all[i] : nullptr;
}

const char* EntryAt(const std::vector<Model::Signature::Entry>& entries, int32_t position, int* tensor) {
  if (position < 0 || position >= static_cast<int32_t>(entries.size())) return nullptr;
  *tensor = entries[position].tensor;
  return entries[position].name.c_str();
}

}  // namespace

extern "C" {

const void* GoldcrestModelBytes(const TfLiteModel* model, size_t* size) {
  const std::span<const uint8_t> bytes = model->model.ok() ? model->model->bytes() : std::span<const uint8_t>();
  *size = bytes.size();
  return bytes.data();
}

int32_t GoldcrestModelMetadataCount(const TfLiteModel* model) {
  return model->model.ok() ? static_cast<int32_t>(model->model->content().metadata.size()) : 0;
}

const void* GoldcrestModelMetadata(const TfLiteModel* model, int32_t index, const char** name, size_t* size) {
  if (index < 0 || index >= GoldcrestModelMetadataCount(model)) return nullptr;
  const goldcrest::model::Model& content = model->model->content();
  const goldcrest::model::Metadata& entry = content.metadata[index];
  static const char kNothing = 0;
  *name = entry.name.c_str();
  *size = 0;
  if (entry.buffer >= content.buffers.size() || content.buffers[entry.buffer].data.empty()) return &kNothing;
  *size = content.buffers[entry.buffer].data.size();
  return content.buffers[entry.buffer].data.data();
}

void GoldcrestInterpreterOptionsSetPreserveAllTensors(TfLiteInterpreterOptions* options, bool preserve) {
  options->preserve_all_tensors = preserve;
}

void GoldcrestInterpreterOptionsSetLimits(TfLiteInterpreterOptions* options, uint64_t max_bytes, uint64_t max_steps) {
  options->limits = goldcrest::c::LimitsOf(max_bytes, max_steps);
}

int32_t GoldcrestOperatorCount(void) { return static_cast<int32_t>(goldcrest::BuiltinOperators().size()); }

GoldcrestOperator GoldcrestGetOperator(int32_t index) {
  const goldcrest::OperatorEntry& e = goldcrest::BuiltinOperators()[index];
  const bool custom = e.builtin == goldcrest::BuiltinOperator::kCustom;
  // The names are literals, so they end in a NUL.
  return {static_cast<TfLiteBuiltinOperator>(e.builtin), custom ? e.custom_name.data() : nullptr, e.first_version, e.last_version};
}

int32_t GoldcrestInterpreterSubgraphCount(const TfLiteInterpreter* interpreter) {
  return interpreter == nullptr ? 0 : interpreter->interpreter->compiled().model().num_subgraphs();
}

const char* GoldcrestSubgraphName(const TfLiteInterpreter* interpreter, int32_t subgraph) {
  if (!HasSubgraph(interpreter, subgraph)) return nullptr;
  return interpreter->interpreter->compiled().model().content().subgraphs[subgraph].name.c_str();
}

int32_t GoldcrestSubgraphInputs(const TfLiteInterpreter* interpreter, int32_t subgraph, const int** indices) {
  return Show(HasSubgraph(interpreter, subgraph) ? interpreter->interpreter->inputs(subgraph) : std::span<const int>(), indices);
}

int32_t GoldcrestSubgraphOutputs(const TfLiteInterpreter* interpreter, int32_t subgraph, const int** indices) {
  return Show(HasSubgraph(interpreter, subgraph) ? interpreter->interpreter->outputs(subgraph) : std::span<const int>(), indices);
}

int32_t GoldcrestSubgraphTensorCount(const TfLiteInterpreter* interpreter, int32_t subgraph) {
  if (!HasSubgraph(interpreter, subgraph)) return 0;
  return Guard(interpreter->reporter, 0, [&] { return interpreter->mirror(subgraph).table().size(); });
}

TfLiteTensor* GoldcrestSubgraphTensor(const TfLiteInterpreter* interpreter, int32_t subgraph, int32_t index) {
  if (!HasSubgraph(interpreter, subgraph)) return nullptr;
  return Guard<TfLiteTensor*>(interpreter->reporter, nullptr, [&]() -> TfLiteTensor* {
    goldcrest::c::SubgraphMirror& mirror = interpreter->mirror(subgraph);
    if (TfLiteTensor* t = mirror.ForClient(index)) return t;
    // A tensor that an operator added.
    return index >= 0 && index < mirror.table().size() ? &mirror.table()[index] : nullptr;
  });
}

bool GoldcrestSubgraphTensorIsVariable(const TfLiteInterpreter* interpreter, int32_t subgraph, int32_t index) {
  return HasSubgraph(interpreter, subgraph) && index >= 0 && index < interpreter->interpreter->num_tensors(subgraph) &&
         interpreter->interpreter->is_variable(index, subgraph);
}

TfLiteStatus GoldcrestSubgraphResizeInput(TfLiteInterpreter* interpreter, int32_t subgraph, int32_t tensor, const int* dims, int32_t rank,
                                          bool strict) {
  if (!HasSubgraph(interpreter, subgraph)) return kTfLiteError;
  return Guard(interpreter->reporter, kTfLiteError, [&] {
    if (!HasSubgraph(interpreter, subgraph) || rank < 0 || (rank > 0 && dims == nullptr)) return kTfLiteError;
    return interpreter->Report(interpreter->ResizeTensor(subgraph, tensor, {dims, static_cast<size_t>(rank)}, strict), "resize");
  });
}

TfLiteStatus GoldcrestSubgraphAllocateTensors(TfLiteInterpreter* interpreter, int32_t subgraph) {
  if (!HasSubgraph(interpreter, subgraph)) return kTfLiteError;
  return Guard(interpreter->reporter, kTfLiteError, [&] { return interpreter->Allocate(subgraph); });
}

TfLiteStatus GoldcrestSubgraphInvoke(TfLiteInterpreter* interpreter, int32_t subgraph) {
  if (!HasSubgraph(interpreter, subgraph)) return kTfLiteError;
  return Guard(interpreter->reporter, kTfLiteError, [&] { return interpreter->Invoke(subgraph); });
}

TfLiteContext* GoldcrestSubgraphContext(TfLiteInterpreter* interpreter, int32_t subgraph) {
  if (!HasSubgraph(interpreter, subgraph)) return nullptr;
  return Guard<TfLiteContext*>(interpreter->reporter, nullptr, [&] { return interpreter->foreign_graph(subgraph).context(); });
}

int32_t GoldcrestSubgraphNodeCount(const TfLiteInterpreter* interpreter, int32_t subgraph) {
  if (!HasSubgraph(interpreter, subgraph)) return 0;
  const auto& graph = interpreter->foreign[subgraph];
  return graph != nullptr ? static_cast<int32_t>(graph->num_nodes()) : interpreter->interpreter->compiled().model().num_operators(subgraph);
}

int32_t GoldcrestSignatureSubgraph(const TfLiteInterpreter* interpreter, int32_t signature) {
  const Model::Signature* s = SignatureAt(interpreter, signature);
  return s != nullptr ? s->subgraph : -1;
}

const char* GoldcrestSignatureInput(const TfLiteInterpreter* interpreter, int32_t signature, int32_t position, int* tensor) {
  const Model::Signature* s = SignatureAt(interpreter, signature);
  return s != nullptr ? EntryAt(s->inputs, position, tensor) : nullptr;
}

const char* GoldcrestSignatureOutput(const TfLiteInterpreter* interpreter, int32_t signature, int32_t position, int* tensor) {
  const Model::Signature* s = SignatureAt(interpreter, signature);
  return s != nullptr ? EntryAt(s->outputs, position, tensor) : nullptr;
}

TfLiteStatus GoldcrestInterpreterSetNumThreads(TfLiteInterpreter* interpreter, int32_t num_threads) {
  if (interpreter == nullptr) return kTfLiteError;
  if (num_threads < -1) {
    interpreter->reporter.Report("num_threads should be >=0 or just -1 to let TFLite runtime set the value.");
    return kTfLiteError;
  }
  return Guard(interpreter->reporter, kTfLiteError, [&] {
    const int threads = std::max<int>(num_threads, 1);
    return interpreter->Report(interpreter->interpreter->SetNumThreads(threads), "set threads");
  });
}

TfLiteStatus GoldcrestInterpreterSetStepCallback(TfLiteInterpreter* interpreter, GoldcrestStepCallback callback, void* user_data) {
  if (interpreter == nullptr) return kTfLiteError;
  return Guard(interpreter->reporter, kTfLiteError, [&] {
    goldcrest::Interpreter* engine = interpreter->interpreter.get();
    goldcrest::Interpreter::Profiler profiler;
    if (callback != nullptr) {
      profiler = [engine, callback, user_data](const goldcrest::PlacementEntry& step, uint64_t nanoseconds) {
        const int node = step.nodes.empty() ? -1 : step.nodes[0];
        if (!callback(user_data, step.subgraph, node, step.op_name.c_str(), nanoseconds)) engine->Cancel();
      };
    }
    return interpreter->Report(engine->SetProfiler(std::move(profiler)), "set the callback");
  });
}

}  // extern "C"
