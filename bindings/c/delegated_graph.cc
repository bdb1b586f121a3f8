// The part of ForeignGraph that delegates use: showing them the graph, putting their kernels in place of nodes, buffer handles.
#include <algorithm>
#include <numeric>

#include "base/shape_util.h"
#include "bindings/c/objects.h"
#include "bindings/c/types.h"
#include "model/model.h"

namespace goldcrest::c {
namespace {

bool IsOneOf(int code, std::initializer_list<TfLiteBuiltinOperator> codes) {
  return std::any_of(codes.begin(), codes.end(), [&](int c) { return c == code; });
}

std::span<const int> Ints(const TfLiteIntArray* a) { return {a->data, static_cast<size_t>(a->size)}; }

TfLiteStatus CallPrepare(TfLiteContext* context, TfLiteDelegate* delegate) {
  if (const TfLiteOpaqueDelegateBuilder* opaque = OpaqueCallbacks(delegate)) {
    return opaque->Prepare != nullptr ? opaque->Prepare(Opaque(context), delegate, opaque->data) : kTfLiteDelegateError;
  }
  return delegate->Prepare != nullptr ? delegate->Prepare(context, delegate) : kTfLiteDelegateError;
}

TfLiteStatus CallCopyFrom(TfLiteContext* context, TfLiteTensor* t) {
  TfLiteDelegate* delegate = t->delegate;
  if (const TfLiteOpaqueDelegateBuilder* opaque = OpaqueCallbacks(delegate)) {
    return opaque->CopyFromBufferHandle != nullptr
               ? opaque->CopyFromBufferHandle(Opaque(context), delegate, opaque->data, t->buffer_handle, Opaque(t))
               : kTfLiteError;
  }
  return delegate->CopyFromBufferHandle != nullptr ? delegate->CopyFromBufferHandle(context, delegate, t->buffer_handle, t) : kTfLiteError;
}

}  // namespace

bool ForeignGraph::KernelParams::Fill(const NodeSubset& subset, TfLiteDelegate* delegate) {
  nodes = NewIntArray(subset.nodes);
  inputs = NewIntArray(subset.inputs);
  outputs = NewIntArray(subset.outputs);
  plain = {delegate, nodes.get(), inputs.get(), outputs.get()};
  const TfLiteOpaqueDelegateBuilder* callbacks = OpaqueCallbacks(delegate);
  opaque = {delegate, callbacks != nullptr ? callbacks->data : nullptr, nodes.get(), inputs.get(), outputs.get()};
  return nodes != nullptr && inputs != nullptr && outputs != nullptr;
}

TfLiteIntArray* ForeignGraph::execution_plan() {
  plan_for_client_ = NewIntArray(plan_);
  return plan_for_client_.get();
}

// Whether the run alone knows a shape. What IF, WHILE and their like make is taken to have the file's shape, as TensorFlow Lite takes it
// where their subgraphs agree.
Expected<bool> ForeignGraph::IsDynamic(const std::vector<InferredTensor>& inferred) {
  const auto known = [&](int t) { return t < 0 || inferred[static_cast<size_t>(t)].known; };
  for (int number : plan_) {
    GC_ASSIGN_OR_RETURN(const Node* node, Describe(number));
    const std::span<const int> inputs = Ints(node->node.inputs), outputs = Ints(node->node.outputs);
    for (int t : outputs) {
      if (inferred[static_cast<size_t>(t)].type == TensorType::kString) return true;
    }
    const bool calls = IsOneOf(node->registration.builtin_code, {kTfLiteBuiltinIf, kTfLiteBuiltinWhile, kTfLiteBuiltinStablehloCase});
    if (!calls && std::all_of(inputs.begin(), inputs.end(), known) && !std::all_of(outputs.begin(), outputs.end(), known)) return true;
  }
  return false;
}

// Shapes are shown as inference finds them; where custom operators that only the delegate knows are in the way, or the delegate can do
// without, as the file has them.
Status ForeignGraph::ShowAll(bool* dynamic, bool shapes_needed) {
  Expected<std::vector<InferredTensor>> inferred = interpreter_.InferTensors(subgraph_);
  if (!inferred.ok() && shapes_needed && inferred.status().code() != StatusCode::kUnresolvedOp) return std::move(inferred).status();
  ForgetStatus();
  *dynamic = false;
  if (inferred.ok()) {
    GC_ASSIGN_OR_RETURN(*dynamic, IsDynamic(*inferred));
  }
  for (int i = 0; i < interpreter_.num_tensors(subgraph_); ++i) {
    TensorView view = interpreter_.tensor(i, subgraph_);
    TfLiteAllocationType type = view.type == TensorType::kString ? kTfLiteDynamic : kTfLiteArenaRw;
    if (IsConstant(i)) {
      type = kTfLiteMmapRo;
    } else if (interpreter_.is_variable(i, subgraph_)) {
      type = kTfLiteArenaRwPersistent;
    } else if (inferred.ok()) {
      const InferredTensor& t = (*inferred)[static_cast<size_t>(i)];
      const CheckedSize bytes = CheckedBytes(t.type, t.shape);
      view.type = t.type;
      view.shape = t.shape;
      view.bytes = bytes.ok() ? bytes.value() : 0;
      if (*dynamic && !t.known) type = kTfLiteDynamic;
    }
    GC_RETURN_IF_ERROR(table().Show(i, view, type));
  }
  return Status::Ok();
}

TfLiteStatus ForeignGraph::ApplyDelegate(TfLiteDelegate* delegate, bool* asked) {
  const bool needs_static = !AllowsDynamicTensors(*delegate);
  *asked = false;
  bool dynamic;
  const Status shown = ShowAll(&dynamic, needs_static);
  if (!shown.ok()) return owner_.Report(shown, "prepare");
  if (needs_static && dynamic) {
    reporter_.Report("Attempting to use a delegate that only supports static-sized tensors with a graph that has dynamic-sized tensors.");
    return kTfLiteApplicationError;
  }
  *asked = true;
  const Scoped delegating(delegating_, delegating_ + 1);
  return CallPrepare(&context_, delegate);
}

TfLiteStatus ForeignGraph::Open() {
  bool dynamic;
  const Status shown = ShowAll(&dynamic, false);
  if (!shown.ok()) return owner_.Report(shown, "prepare");
  ++delegating_;
  return kTfLiteOk;
}

void ForeignGraph::UndoDelegates() {
  for (auto it = nodes_.lower_bound(static_cast<int>(num_file_nodes_)); it != nodes_.end(); it = nodes_.erase(it)) {
    CallFree(it->second->registration, &context_, it->second->node.user_data);
  }
  num_delegate_nodes_ = 0;
  plan_.resize(num_file_nodes_);
  std::iota(plan_.begin(), plan_.end(), 0);
  for (int i = 0; i < table().size(); ++i) {
    TfLiteTensor& t = table()[i];
    FreeBufferHandle(t);
    t.delegate = nullptr;
    t.data_is_stale = false;
  }
}

TfLiteStatus ForeignGraph::Cut(const TfLiteIntArray* nodes, std::vector<NodeSubset>* subsets) {
  std::vector<bool> taken(num_nodes());
  for (int number : Ints(nodes)) {
    if (number < 0 || static_cast<size_t>(number) >= num_nodes() || std::find(plan_.begin(), plan_.end(), number) == plan_.end()) {
      reporter_.Report("node %d is not in the execution plan", number);
      return kTfLiteError;
    }
    taken[static_cast<size_t>(number)] = true;
  }
  std::vector<NodeLinks> links;
  for (int number : plan_) {
    const Expected<Node*> node = Describe(number);
    if (!node.ok()) return owner_.Report(node.status(), "prepare");
    const TfLiteRegistration& r = (*node)->registration;
    bool ordered = false;
    if (r.builtin_code != kTfLiteBuiltinCustom && r.builtin_code != kTfLiteBuiltinDelegate) {
      std::string reason;
      const Operator* op = BuiltinRegistry().Find(r.builtin_code, "", r.version, &reason);
      ordered = op != nullptr && op->has_side_effects();
    }
    links.push_back({number, Ints((*node)->node.inputs), Ints((*node)->node.outputs), taken[static_cast<size_t>(number)], ordered});
  }
  *subsets = CutSubsets(links, interpreter_.outputs(subgraph_), interpreter_.num_tensors(subgraph_));
  return kTfLiteOk;
}

TfLiteStatus ForeignGraph::AddKernel(const NodeSubset& subset, const TfLiteRegistration& registration, TfLiteDelegate* delegate) {
  const int number = static_cast<int>(num_nodes());
  auto n = std::make_unique<Node>();
  if (!n->Fill(subset.inputs, subset.outputs, {}) || !n->params.Fill(subset, delegate)) {
    reporter_.Report("out of memory");
    return kTfLiteError;
  }
  const bool opaque = OpaqueCallbacks(delegate) != nullptr;
  void* params = opaque ? static_cast<void*>(&n->params.opaque) : static_cast<void*>(&n->params.plain);
  n->registration = registration;
  n->registration.builtin_code = kTfLiteBuiltinDelegate;
  n->node.builtin_data = params;
  n->node.delegate = delegate;
  n->op = std::make_shared<ForeignOperator>(RegisteredOperator{NameOf(registration), 1, 1, registration}, owner_);
  Node& node = *nodes_.emplace(number, std::move(n)).first->second;
  ++num_delegate_nodes_;
  plan_.push_back(number);
  for (int t : subset.outputs) table()[t].delegate = delegate;
  node.node.user_data = CallInit(registration, &context_, static_cast<const char*>(params), 0);
  if (node.node.user_data != TfLiteKernelInitFailed()) return kTfLiteOk;
  node.node.user_data = nullptr;
  reporter_.Report("Node number %d (%s) failed to initialize.", number, NameOf(registration));
  return kTfLiteError;
}

TfLiteStatus ForeignGraph::ReplaceNodes(const TfLiteRegistration& registration, const TfLiteIntArray* nodes, TfLiteDelegate* delegate) {
  if (nodes == nullptr) {
    reporter_.Report("ReplaceNodeSubsetsWithDelegateKernels: no list of nodes");
    return kTfLiteError;
  }
  if (nodes->size == 0) return kTfLiteOk;
  std::vector<NodeSubset> subsets;
  const TfLiteStatus status = Cut(nodes, &subsets);
  if (status != kTfLiteOk) return status;
  plan_.clear();
  TfLiteStatus result = kTfLiteOk;
  for (const NodeSubset& subset : subsets) {
    if (subset.taken && result == kTfLiteOk) {
      result = AddKernel(subset, registration, delegate);
    } else {
      plan_.insert(plan_.end(), subset.nodes.begin(), subset.nodes.end());
    }
  }
  return result;
}

TfLiteStatus ForeignGraph::PreviewPartitions(const TfLiteIntArray* nodes, TfLiteDelegateParams** partitions, int* count) {
  if (nodes == nullptr || partitions == nullptr || count == nullptr) return kTfLiteError;
  *partitions = nullptr;
  *count = 0;
  previews_.clear();
  preview_array_.clear();
  if (nodes->size == 0) return kTfLiteOk;
  std::vector<NodeSubset> subsets;
  const TfLiteStatus status = Cut(nodes, &subsets);
  if (status != kTfLiteOk) return status;
  for (const NodeSubset& subset : subsets) {
    if (!subset.taken) continue;
    previews_.push_back(std::make_unique<KernelParams>());
    if (!previews_.back()->Fill(subset, nullptr)) return kTfLiteError;
    preview_array_.push_back(previews_.back()->plain);
  }
  *partitions = preview_array_.data();
  *count = static_cast<int>(preview_array_.size());
  return kTfLiteOk;
}

Status ForeignGraph::Edit(Graph& graph) const {
  if (num_delegate_nodes_ == 0) return Status::Ok();
  std::vector<GraphNode> nodes;
  for (int number : plan_) {
    if (static_cast<size_t>(number) < num_file_nodes_) {
      nodes.push_back(std::move(graph.nodes[static_cast<size_t>(number)]));
      continue;
    }
    const Node& kernel = *nodes_.at(number);
    GraphNode n;
    n.owned_op = kernel.op;
    n.op = n.owned_op.get();
    n.op_name = NameOf(kernel.registration);
    n.subgraph = subgraph_;
    n.inputs.assign(Ints(kernel.node.inputs).begin(), Ints(kernel.node.inputs).end());
    n.outputs.assign(Ints(kernel.node.outputs).begin(), Ints(kernel.node.outputs).end());
    n.origins = {number};
    const std::span<const int> replaced = Ints(kernel.params.nodes.get());
    n.origins.insert(n.origins.end(), replaced.begin(), replaced.end());
    nodes.push_back(std::move(n));
  }
  graph.nodes = std::move(nodes);
  return Status::Ok();
}

TfLiteAsyncKernel* ForeignGraph::AsyncKernel(TfLiteNode** node) {
  if (plan_.size() != 1 || num_delegate_nodes_ == 0) return nullptr;
  const auto found = nodes_.find(plan_[0]);
  if (found == nodes_.end() || found->second->op == nullptr) return nullptr;
  *node = &found->second->node;
  return CallAsyncKernel(found->second->registration, &context_, *node);
}

// ---- Buffer handles ----

void ForeignGraph::FreeBufferHandle(TfLiteTensor& t) {
  if (t.buffer_handle == kTfLiteNullBufferHandle || t.delegate == nullptr) return;
  TfLiteDelegate* delegate = t.delegate;
  if (const TfLiteOpaqueDelegateBuilder* opaque = OpaqueCallbacks(delegate)) {
    if (opaque->FreeBufferHandle != nullptr) opaque->FreeBufferHandle(Opaque(&context_), delegate, opaque->data, &t.buffer_handle);
  } else if (delegate->FreeBufferHandle != nullptr) {
    delegate->FreeBufferHandle(&context_, delegate, &t.buffer_handle);
  }
  t.buffer_handle = kTfLiteNullBufferHandle;
}

TfLiteStatus ForeignGraph::SetBufferHandle(TfLiteTensor* t, TfLiteBufferHandle handle, TfLiteDelegate* delegate) {
  if (t == nullptr || !table().Contains(t) || (t->delegate != nullptr && t->delegate != delegate)) {
    reporter_.Report("SetBufferHandle: no tensor of the first subgraph, or one that another delegate holds");
    return kTfLiteError;
  }
  t->delegate = delegate;
  FreeBufferHandle(*t);
  t->buffer_handle = handle;
  return kTfLiteOk;
}

TfLiteStatus ForeignGraph::EnsureReadable(int i) {
  TfLiteTensor& t = table()[i];
  if (!t.data_is_stale) return kTfLiteOk;
  if (t.delegate == nullptr || t.buffer_handle == kTfLiteNullBufferHandle) {
    reporter_.Report("tensor %d is stale, and no delegate's buffer holds its data", i);
    return kTfLiteError;
  }
  if (t.data.raw == nullptr && t.bytes > 0) {
    reporter_.Report("tensor %d has no memory to copy its data to", i);
    return kTfLiteError;
  }
  const TfLiteStatus status = CallCopyFrom(&context_, &t);
  if (status == kTfLiteOk) t.data_is_stale = false;
  return status;
}

bool ForeignGraph::ReadOnlyBy(const TfLiteDelegate* delegate, int tensor) {
  for (int number : plan_) {
    const Expected<Node*> node = Describe(number);
    if (!node.ok() || (*node)->node.delegate == delegate) continue;
    const std::span<const int> inputs = Ints((*node)->node.inputs);
    if (std::find(inputs.begin(), inputs.end(), tensor) != inputs.end()) return false;
  }
  return true;
}

TfLiteStatus ForeignGraph::FetchInputs(const Node& node) {
  for (int i : Ints(node.node.inputs)) {
    if (i < 0 || !table()[i].data_is_stale || table()[i].delegate == node.node.delegate) continue;
    const TfLiteStatus status = EnsureReadable(i);
    if (status != kTfLiteOk) return status;
  }
  return kTfLiteOk;
}

TfLiteStatus ForeignGraph::FetchOutputs(const Node& node) {
  const std::span<const int> outputs = interpreter_.outputs(subgraph_);
  for (int i : Ints(node.node.outputs)) {
    if (!table()[i].data_is_stale) continue;
    const bool for_client = std::find(outputs.begin(), outputs.end(), i) != outputs.end() && !owner_.allow_buffer_handle_output;
    if (!for_client && ReadOnlyBy(table()[i].delegate, i)) continue;
    const TfLiteStatus status = EnsureReadable(i);
    if (status != kTfLiteOk) return status;
  }
  return kTfLiteOk;
}

TfLiteStatus ForeignGraph::EnsureInputsReadable() {
  for (int i : interpreter_.inputs(subgraph_)) {
    if (!table()[i].data_is_stale || ReadOnlyBy(table()[i].delegate, i)) continue;
    const TfLiteStatus status = EnsureReadable(i);
    if (status != kTfLiteOk) return status;
  }
  return kTfLiteOk;
}

}  // namespace goldcrest::c
