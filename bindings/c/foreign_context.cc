// The functions of TfLiteContext.
#include "bindings/c/objects.h"

namespace goldcrest::c {
namespace {

TfLiteStatus GetExecutionPlan(TfLiteContext* context, TfLiteIntArray** plan) {
  if (plan == nullptr) return kTfLiteError;
  *plan = ForeignGraph::Of(context).execution_plan();
  return *plan != nullptr ? kTfLiteOk : kTfLiteError;
}

TfLiteStatus ResizeTensor(TfLiteContext* context, TfLiteTensor* tensor, TfLiteIntArray* new_size) {
  if (new_size == nullptr) return kTfLiteError;
  const TfLiteStatus status = ForeignGraph::Of(context).Resize(tensor, new_size->size, new_size->data);
  TfLiteIntArrayFree(new_size);
  return status;
}

TfLiteStatus ResizeTensorExplicit(TfLiteContext* context, TfLiteTensor* tensor, int rank, const int* dims) {
  return ForeignGraph::Of(context).Resize(tensor, rank, dims);
}

void ReportError(TfLiteContext* context, const char* format, ...) {
  va_list args;
  va_start(args, format);
  ForeignGraph::Of(context).reporter().ReportVa(format, args);
  va_end(args);
}

TfLiteStatus AddTensors(TfLiteContext* context, int n, int* first) { return ForeignGraph::Of(context).AddTensors(n, first); }

TfLiteStatus GetNodeAndRegistration(TfLiteContext* context, int number, TfLiteNode** node, TfLiteRegistration** registration) {
  if (node == nullptr || registration == nullptr) return kTfLiteError;
  ForeignGraph& graph = ForeignGraph::Of(context);
  return Guard(graph.reporter(), kTfLiteError, [&] { return graph.FindNode(number, node, registration); });
}

TfLiteStatus OnlyForDelegates(TfLiteContext* context) {
  ForeignGraph::Of(context).reporter().Report("The function is forbidden if not calling in delegate.");
  return kTfLiteError;
}

TfLiteStatus ReplaceNodes(TfLiteContext* context, TfLiteRegistration registration, const TfLiteIntArray* nodes, TfLiteDelegate* delegate) {
  ForeignGraph& graph = ForeignGraph::Of(context);
  if (!graph.delegating()) return OnlyForDelegates(context);
  // Delegates compiled against older headers pass a shorter structure, which ends before this.
  if (registration.invoke != nullptr) registration.registration_external = nullptr;
  return Guard(graph.reporter(), kTfLiteError, [&] { return graph.ReplaceNodes(registration, nodes, delegate); });
}

TfLiteStatus PreviewPartitioning(TfLiteContext* context, const TfLiteIntArray* nodes, TfLiteDelegateParams** partitions, int* count) {
  ForeignGraph& graph = ForeignGraph::Of(context);
  if (!graph.delegating()) return OnlyForDelegates(context);
  return Guard(graph.reporter(), kTfLiteError, [&] { return graph.PreviewPartitions(nodes, partitions, count); });
}

TfLiteStatus AcquireSubgraph(TfLiteContext* context, int subgraph, TfLiteContext** acquired) {
  ForeignGraph& graph = ForeignGraph::Of(context);
  if (!graph.delegating()) return OnlyForDelegates(context);
  return Guard(graph.reporter(), kTfLiteError, [&] { return graph.owner().delegations.Acquire(subgraph, acquired); });
}

TfLiteStatus ReleaseSubgraph(TfLiteContext* context, int subgraph) {
  ForeignGraph& graph = ForeignGraph::Of(context);
  return graph.delegating() ? graph.owner().delegations.Release(subgraph) : OnlyForDelegates(context);
}

TfLiteExternalContext* GetExternalContext(TfLiteContext* context, TfLiteExternalContextType type) {
  return type >= 0 && type < kTfLiteMaxExternalContexts ? ForeignGraph::Of(context).external_contexts()[type] : nullptr;
}

void SetExternalContext(TfLiteContext* context, TfLiteExternalContextType type, TfLiteExternalContext* external) {
  if (type >= 0 && type < kTfLiteMaxExternalContexts) ForeignGraph::Of(context).external_contexts()[type] = external;
}

TfLiteTensor* GetTensor(const TfLiteContext* context, int i) {
  TensorTable& table = ForeignGraph::Of(context).table();
  return i >= 0 && i < table.size() ? &table[i] : nullptr;
}

TfLiteStatus GetModelMetadata(const TfLiteContext* context, const char* name, const char** data, size_t* bytes) {
  if (name == nullptr || data == nullptr || bytes == nullptr) return kTfLiteError;
  const auto metadata = ForeignGraph::Of(context).model().metadata(name);
  if (!metadata.ok()) return kTfLiteError;
  *data = reinterpret_cast<const char*>(metadata->data());
  *bytes = metadata->size();
  return kTfLiteOk;
}

}  // namespace

void SetContextFunctions(TfLiteContext& context) {
  context.GetExecutionPlan = GetExecutionPlan;
  context.ResizeTensor = ResizeTensor;
  context.ReportError = ReportError;
  context.AddTensors = AddTensors;
  context.GetNodeAndRegistration = GetNodeAndRegistration;
  context.ReplaceNodeSubsetsWithDelegateKernels = ReplaceNodes;
  context.GetExternalContext = GetExternalContext;
  context.SetExternalContext = SetExternalContext;
  context.ResizeTensorExplicit = ResizeTensorExplicit;
  context.PreviewDelegatePartitioning = PreviewPartitioning;
  context.GetTensor = GetTensor;
  context.GetModelMetadata = GetModelMetadata;
  context.AcquireSubgraphContext = AcquireSubgraph;
  context.ReleaseSubgraphContext = ReleaseSubgraph;
}

}  // namespace goldcrest::c
