// What custom operators may do with opaque contexts and nodes; tensor builders; delegates as objects.
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "bindings/c/objects.h"
#include "bindings/c/types.h"
#include "tensorflow/lite/core/c/c_api_opaque.h"

using goldcrest::c::ForeignGraph;
using goldcrest::c::Guard;
using goldcrest::c::Opaque;
using goldcrest::c::Plain;

// A description of a tensor to add.
struct TfLiteOpaqueTensorBuilder {
  TfLiteType type = kTfLiteNoType;
  void* data = nullptr;
  TfLiteAllocationType allocation_type = kTfLiteMemNone;
  TfLiteQuantizationParams params = {0.0f, 0};
  TfLiteQuantization quantization = {kTfLiteNoQuantization, nullptr};
};

namespace {

ForeignGraph& GraphOf(const TfLiteOpaqueContext* context) { return ForeignGraph::Of(Plain(context)); }

TfLiteTensor* TensorAt(const TfLiteOpaqueContext* context, const TfLiteIntArray* indices, int position) {
  if (position < 0 || position >= indices->size || indices->data[position] < 0) return nullptr;
  return Plain(context)->GetTensor(Plain(context), indices->data[position]);
}

TfLiteStatus List(const TfLiteIntArray* array, const int** values, int* count) {
  *values = array->data;
  *count = array->size;
  return kTfLiteOk;
}

TfLiteStatus List(std::span<const int> indices, const int** values, int* count) {
  *values = indices.data();
  *count = static_cast<int>(indices.size());
  return kTfLiteOk;
}

int IndexAt(const TfLiteIntArray* indices, int position) {
  return position >= 0 && position < indices->size ? indices->data[position] : -1;
}

TfLiteStatus CheckBuilder(const ForeignGraph& graph, const TfLiteOpaqueTensorBuilder& builder) {
  const bool arena = builder.allocation_type == kTfLiteArenaRw || builder.allocation_type == kTfLiteArenaRwPersistent;
  if (!arena && builder.allocation_type != kTfLiteDynamic) {
    graph.reporter().Report("AddTensor: the allocation type must be kTfLiteArenaRw, kTfLiteArenaRwPersistent or kTfLiteDynamic, not %d",
                            static_cast<int>(builder.allocation_type));
    return kTfLiteError;
  }
  if (arena == (builder.data != nullptr)) {
    graph.reporter().Report(arena ? "AddTensor: a tensor in the arena takes no data" : "AddTensor: a dynamic tensor needs data");
    return kTfLiteError;
  }
  return kTfLiteOk;
}

}  // namespace

extern "C" {

TfLiteOpaqueTensorBuilder* TfLiteOpaqueTensorBuilderCreate(void) { return new (std::nothrow) TfLiteOpaqueTensorBuilder; }
void TfLiteOpaqueTensorBuilderDelete(TfLiteOpaqueTensorBuilder* builder) { delete builder; }
TfLiteOpaqueTensorBuilder* TfLiteOpaqueTensorBuilderSetType(TfLiteOpaqueTensorBuilder* builder, TfLiteType type) {
  builder->type = type;
  return builder;
}
TfLiteOpaqueTensorBuilder* TfLiteOpaqueTensorBuilderSetData(TfLiteOpaqueTensorBuilder* builder, void* data) {
  builder->data = data;
  return builder;
}
TfLiteOpaqueTensorBuilder* TfLiteOpaqueTensorBuilderSetAllocationType(TfLiteOpaqueTensorBuilder* builder,
                                                                      TfLiteAllocationType allocation_type) {
  builder->allocation_type = allocation_type;
  return builder;
}
TfLiteOpaqueTensorBuilder* TfLiteOpaqueTensorBuilderSetQuantizationParams(TfLiteOpaqueTensorBuilder* builder,
                                                                          TfLiteQuantizationParams params) {
  builder->params = params;
  return builder;
}
TfLiteOpaqueTensorBuilder* TfLiteOpaqueTensorBuilderSetQuantization(TfLiteOpaqueTensorBuilder* builder, TfLiteQuantization quantization) {
  builder->quantization = quantization;
  return builder;
}

const TfLiteOpaqueTensor* TfLiteOpaqueNodeGetInput(const TfLiteOpaqueContext* context, const TfLiteOpaqueNode* node, int index) {
  return Opaque(TensorAt(context, Plain(node)->inputs, index));
}
TfLiteOpaqueTensor* TfLiteOpaqueNodeGetOutput(TfLiteOpaqueContext* context, const TfLiteOpaqueNode* node, int index) {
  return Opaque(TensorAt(context, Plain(node)->outputs, index));
}
int TfLiteOpaqueNodeNumberOfInputs(const TfLiteOpaqueNode* node) { return Plain(node)->inputs->size; }
int TfLiteOpaqueNodeNumberOfOutputs(const TfLiteOpaqueNode* node) { return Plain(node)->outputs->size; }
void* TfLiteOpaqueNodeGetUserData(const TfLiteOpaqueNode* node) { return Plain(node)->user_data; }
void* TfLiteOpaqueNodeGetBuiltinData(const TfLiteOpaqueNode* node) { return Plain(node)->builtin_data; }
TfLiteStatus TfLiteOpaqueNodeGetCustomInitialData(const TfLiteOpaqueNode* node, const void** init_data, int* size) {
  *init_data = Plain(node)->custom_initial_data;
  *size = Plain(node)->custom_initial_data_size;
  return kTfLiteOk;
}
TfLiteStatus TfLiteOpaqueNodeInputs(const TfLiteOpaqueNode* node, const int** inputs, int* num_inputs) {
  return List(Plain(node)->inputs, inputs, num_inputs);
}
TfLiteStatus TfLiteOpaqueNodeOutputs(const TfLiteOpaqueNode* node, const int** outputs, int* num_outputs) {
  return List(Plain(node)->outputs, outputs, num_outputs);
}
TfLiteStatus TfLiteOpaqueNodeTemporaries(const TfLiteOpaqueNode* node, const int** temporaries, int* num_temporaries) {
  return List(Plain(node)->temporaries, temporaries, num_temporaries);
}
TfLiteStatus TfLiteOpaqueNodeSetTemporaries(TfLiteOpaqueNode* node, const int* temporaries, int num_temporaries) {
  if (num_temporaries < 0) return kTfLiteError;
  TfLiteIntArray* array = TfLiteIntArrayCreate(num_temporaries);
  if (array == nullptr) return kTfLiteError;
  for (int i = 0; i < num_temporaries; ++i) array->data[i] = temporaries[i];
  TfLiteIntArrayFree(Plain(node)->temporaries);
  Plain(node)->temporaries = array;
  return kTfLiteOk;
}
int TfLiteOpaqueNodeGetInputTensorIndex(const TfLiteOpaqueNode* node, int position) { return IndexAt(Plain(node)->inputs, position); }
int TfLiteOpaqueNodeGetOutputTensorIndex(const TfLiteOpaqueNode* node, int position) { return IndexAt(Plain(node)->outputs, position); }

TfLiteStatus TfLiteOpaqueContextGetExecutionPlan(TfLiteOpaqueContext* context, TfLiteIntArray** execution_plan) {
  return Plain(context)->GetExecutionPlan(Plain(context), execution_plan);
}
TfLiteStatus TfLiteOpaqueContextGetExternalContext(TfLiteOpaqueContext* context, void** external_context, TfLiteExternalContextType type) {
  *external_context = Plain(context)->GetExternalContext(Plain(context), type);
  return kTfLiteOk;
}
TfLiteStatus TfLiteOpaqueContextGetNodeAndRegistration(TfLiteOpaqueContext* context, int node_index, TfLiteOpaqueNode** node,
                                                       TfLiteOperator** registration_external) {
  if (node == nullptr || registration_external == nullptr) return kTfLiteError;
  return Guard(GraphOf(context).reporter(), kTfLiteError, [&] {
    TfLiteNode* plain;
    const TfLiteStatus status = GraphOf(context).FindOpaqueNode(node_index, &plain, registration_external);
    if (status == kTfLiteOk) *node = Opaque(plain);
    return status;
  });
}
TfLiteStatus TfLiteOpaqueContextReplaceNodeSubsetsWithDelegateKernels(TfLiteOpaqueContext* context, TfLiteOperator* registration_external,
                                                                      const TfLiteIntArray* nodes_to_replace,
                                                                      TfLiteOpaqueDelegate* opaque_delegate) {
  if (registration_external == nullptr) return kTfLiteError;
  return Guard(GraphOf(context).reporter(), kTfLiteError, [&] {
    GraphOf(context).Own(registration_external);
    TfLiteRegistration registration = {};
    registration.builtin_code = registration_external->builtin_code;
    registration.custom_name = registration_external->custom_name;
    registration.version = registration_external->version;
    registration.registration_external = registration_external;
    return Plain(context)->ReplaceNodeSubsetsWithDelegateKernels(Plain(context), registration, nodes_to_replace, opaque_delegate);
  });
}
TfLiteStatus TfLiteOpaqueContextAcquireSubgraphContext(TfLiteOpaqueContext* context, int subgraph_index,
                                                       TfLiteOpaqueContext** acquired_opaque_context) {
  if (acquired_opaque_context == nullptr) return kTfLiteError;
  TfLiteContext* acquired = nullptr;
  const TfLiteStatus status = Plain(context)->AcquireSubgraphContext(Plain(context), subgraph_index, &acquired);
  if (status == kTfLiteOk) *acquired_opaque_context = Opaque(acquired);
  return status;
}
TfLiteStatus TfLiteOpaqueContextReleaseSubgraphContext(TfLiteOpaqueContext* context, int subgraph_index) {
  return Plain(context)->ReleaseSubgraphContext(Plain(context), subgraph_index);
}
TfLiteStatus TfLiteOpaqueContextMarkSubgraphAsDelegationSkippable(TfLiteOpaqueContext* context, int subgraph_index) {
  return Guard(GraphOf(context).reporter(), kTfLiteError,
               [&] { return GraphOf(context).owner().delegations.MarkSkippable(subgraph_index); });
}
TfLiteOpaqueTensor* TfLiteOpaqueContextGetOpaqueTensor(const TfLiteOpaqueContext* context, int index) {
  return Opaque(Plain(context)->GetTensor(Plain(context), index));
}
TfLiteStatus TfLiteOpaqueContextGetInputs(const TfLiteOpaqueContext* context, const int** inputs, int* num_inputs) {
  return List(GraphOf(context).interpreter().inputs(GraphOf(context).subgraph()), inputs, num_inputs);
}
TfLiteStatus TfLiteOpaqueContextGetOutputs(const TfLiteOpaqueContext* context, const int** outputs, int* num_outputs) {
  return List(GraphOf(context).interpreter().outputs(GraphOf(context).subgraph()), outputs, num_outputs);
}
TfLiteStatus TfLiteOpaqueContextGetVariables(const TfLiteOpaqueContext* context, const int** variables, int* num_variables) {
  return List(GraphOf(context).variables(), variables, num_variables);
}
size_t TfLiteOpaqueContextGetNumNodes(const TfLiteOpaqueContext* context) { return GraphOf(context).num_nodes(); }
size_t TfLiteOpaqueContextGetNumTensors(const TfLiteOpaqueContext* context) { return Plain(context)->tensors_size; }
const char* TfLiteOpaqueContextGetName(const TfLiteOpaqueContext* context) {
  // The view is of a string of the model, which ends in a NUL.
  return GraphOf(context).model().subgraph_name(GraphOf(context).subgraph()).data();
}
TfLiteStatus TfLiteOpaqueContextResizeTensor(TfLiteOpaqueContext* context, TfLiteOpaqueTensor* tensor, TfLiteIntArray* new_size) {
  return Guard(GraphOf(context).reporter(), kTfLiteError,
               [&] { return Plain(context)->ResizeTensor(Plain(context), Plain(tensor), new_size); });
}
TfLiteStatus TfLiteOpaqueContextGetNodeInitDataMmapInfo(const TfLiteOpaqueContext*, const TfLiteOpaqueNode*, int*, int64_t*, int64_t*) {
  return kTfLiteError;
}

TfLiteStatus TfLiteOpaqueContextAddTensor(TfLiteOpaqueContext* context, TfLiteOpaqueTensorBuilder* builder, int* new_tensor_index) {
  ForeignGraph& graph = GraphOf(context);
  return Guard(graph.reporter(), kTfLiteError, [&] {
    int index;
    if (CheckBuilder(graph, *builder) != kTfLiteOk || graph.AddTensors(1, &index) != kTfLiteOk) return kTfLiteError;
    TfLiteTensor& t = graph.table()[index];
    t.type = builder->type;
    t.data.data = builder->data;
    t.allocation_type = builder->allocation_type;
    t.params = builder->params;
    t.quantization = builder->quantization;
    t.dims = TfLiteIntArrayCreate(0);
    if (new_tensor_index != nullptr) *new_tensor_index = index;
    return kTfLiteOk;
  });
}

TfLiteStatus TfLiteOpaqueContextGetSizeOfType(TfLiteOpaqueContext* context, TfLiteType type, size_t* bytes) {
  const auto ours = goldcrest::c::TypeFromC(type);
  const int bits = ours && *ours != goldcrest::TensorType::kResource ? goldcrest::TypeBits(*ours) : 0;
  if (bits == 0) {
    GraphOf(context).reporter().Report("Type %d is unsupported. Only types of a fixed size have one.", static_cast<int>(type));
    return kTfLiteError;
  }
  *bytes = static_cast<size_t>(bits + 7) / 8;
  return kTfLiteOk;
}

TfLiteStatus TfLiteOpaqueContextGetMetadata(TfLiteOpaqueContext* context, const char* name, const char** ptr, size_t* bytes) {
  return Plain(context)->GetModelMetadata(Plain(context), name, ptr, bytes);
}

void TfLiteOpaqueContextReportError(TfLiteOpaqueContext* context, const char* format, ...) {
  va_list args;
  va_start(args, format);
  TfLiteOpaqueContextReportErrorVa(context, format, args);
  va_end(args);
}

void TfLiteOpaqueContextReportErrorVa(TfLiteOpaqueContext* context, const char* format, va_list vlist) {
  Guard(GraphOf(context).reporter(), 0, [&] {
    va_list again;
    va_copy(again, vlist);
    const int length = std::vsnprintf(nullptr, 0, format, again);
    va_end(again);
    std::string text(length > 0 ? static_cast<size_t>(length) : 0, '\0');
    if (length > 0) std::vsnprintf(text.data(), text.size() + 1, format, vlist);
    GraphOf(context).reporter().Report("%s", text.c_str());
    return 0;
  });
}

TfLiteOpaqueDelegate* TfLiteOpaqueDelegateCreate(const TfLiteOpaqueDelegateBuilder* builder) {
  if (builder == nullptr) return nullptr;
  auto* delegate = new (std::nothrow) TfLiteDelegate{};
  auto* copy = new (std::nothrow) TfLiteOpaqueDelegateBuilder(*builder);
  if (delegate == nullptr || copy == nullptr) {
    delete delegate;
    delete copy;
    return nullptr;
  }
  delegate->opaque_delegate_builder = copy;
  return delegate;
}

void TfLiteOpaqueDelegateDelete(TfLiteOpaqueDelegate* delegate) {
  if (delegate == nullptr) return;
  delete delegate->opaque_delegate_builder;
  delete delegate;
}

void* TfLiteOpaqueDelegateGetData(const TfLiteOpaqueDelegate* delegate) {
  if (delegate == nullptr) return nullptr;
  const TfLiteOpaqueDelegateBuilder* callbacks = goldcrest::c::OpaqueCallbacks(delegate);
  return callbacks != nullptr ? callbacks->data : delegate->data_;
}

}  // extern "C"
