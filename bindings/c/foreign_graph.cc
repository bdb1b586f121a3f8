#include "bindings/c/foreign_graph.h"

#include <cstring>
#include <numeric>

#include "base/shape_util.h"
#include "bindings/c/objects.h"
#include "bindings/c/types.h"
#include "model/model.h"
#include "runtime/strings.h"

namespace goldcrest::c {
namespace {

Status Failed(const char* callback, TfLiteStatus status) {
  const StatusCode code = status == kTfLiteCancelled ? StatusCode::kCancelled : StatusCode::kRuntimeError;
  return Error(code, "its %s callback returned status %d", callback, static_cast<int>(status));
}

// Bytes that dims of `type` take; strings take what they need.
CheckedSize BytesOf(TfLiteType type, const Shape& shape) {
  const std::optional<TensorType> ours = TypeFromC(type);
  return ours ? CheckedBytes(*ours, shape) : CheckedSize(0);
}

}  // namespace

IntArray NewIntArray(std::span<const int> values) {
  IntArray a(TfLiteIntArrayCreate(static_cast<int>(values.size())));
  if (a != nullptr && !values.empty()) std::memcpy(a->data, values.data(), values.size_bytes());
  return a;
}

bool ForeignGraph::Node::Fill(std::span<const int> inputs, std::span<const int> outputs, std::span<const int> intermediates) {
  node.inputs = NewIntArray(inputs).release();
  node.outputs = NewIntArray(outputs).release();
  node.intermediates = NewIntArray(intermediates).release();
  node.temporaries = TfLiteIntArrayCreate(0);
  return node.inputs != nullptr && node.outputs != nullptr && node.intermediates != nullptr && node.temporaries != nullptr;
}

ForeignGraph::Node::~Node() {
  for (TfLiteIntArray* a : {node.inputs, node.outputs, node.intermediates, node.temporaries}) TfLiteIntArrayFree(a);
}

ForeignGraph::ForeignGraph(TfLiteInterpreter& owner, int subgraph, int num_threads)
    : owner_(owner),
      interpreter_(*owner.interpreter),
      subgraph_(subgraph),
      mirror_(owner.mirror(subgraph)),
      reporter_(owner.reporter),
      num_file_nodes_(static_cast<size_t>(model().num_operators(subgraph))),
      plan_(num_file_nodes_) {
  std::iota(plan_.begin(), plan_.end(), 0);
  for (int i = 0; i < interpreter_.num_tensors(subgraph); ++i) {
    if (interpreter_.is_variable(i, subgraph)) variables_.push_back(i);
  }
  context_.impl_ = this;
  context_.recommended_num_threads = num_threads;
  context_.tensors = table().tensors();
  context_.tensors_size = static_cast<size_t>(table().size());
  SetContextFunctions(context_);
}

ForeignGraph::~ForeignGraph() {
  for (int i = 0; i < table().size(); ++i) FreeBufferHandle(table()[i]);
  for (auto& [number, n] : nodes_) CallFree(n->registration, &context_, n->node.user_data);
}

Expected<ForeignGraph::Node*> ForeignGraph::Describe(int number) {
  if (const auto found = nodes_.find(number); found != nodes_.end()) return found->second.get();
  if (number < 0 || static_cast<size_t>(number) >= num_file_nodes_) {
    return Error(StatusCode::kInvalidArgument, "node %d of %zu", number, num_nodes());
  }
  const Model::Node source = model().node(number, subgraph_);
  auto n = std::make_unique<Node>();
  if (!n->Fill(source.inputs, source.outputs, source.intermediates)) return Error(StatusCode::kOutOfMemory, "out of memory");
  const model::Operator& op = model().content().subgraphs[subgraph_].operators[number];
  n->registration.builtin_code = source.builtin_code;
  n->registration.version = source.version;
  n->node.custom_initial_data = source.custom_options.data();
  n->node.custom_initial_data_size = static_cast<int>(source.custom_options.size());
  n->node.might_have_side_effect = true;
  if (source.builtin_code == kTfLiteBuiltinCustom) {
    n->registration.custom_name = model().content().operator_codes[op.opcode_index].custom_code.c_str();
  } else {
    n->builtin_data = MakeBuiltinData(static_cast<BuiltinOperator>(source.builtin_code), op.options);
    n->node.builtin_data = n->builtin_data.get();
  }
  return nodes_.emplace(number, std::move(n)).first->second.get();
}

Status ForeignGraph::AddNode(int number, const TfLiteRegistration& registration) {
  GC_ASSIGN_OR_RETURN(Node * node, Describe(number));
  const int code = node->registration.builtin_code;
  node->registration = registration;
  const auto* buffer = static_cast<const char*>(code == kTfLiteBuiltinCustom ? node->node.custom_initial_data : node->node.builtin_data);
  const int length = code == kTfLiteBuiltinCustom ? node->node.custom_initial_data_size : 0;
  node->node.user_data = CallInit(registration, &context_, buffer, static_cast<size_t>(length));
  if (node->node.user_data != TfLiteKernelInitFailed()) return Status::Ok();
  node->node.user_data = nullptr;
  const Model::Node source = model().node(number, subgraph_);
  return Error(StatusCode::kRuntimeError, "Node number %d (%s) failed to initialize", number, source.op_name.c_str());
}

bool ForeignGraph::IsConstant(int i) const {
  const model::Model& m = model().content();
  const model::Tensor& t = m.subgraphs[subgraph_].tensors[i];
  return !t.is_variable && !m.buffers[t.buffer].data.empty();
}

Status ForeignGraph::ShowForPrepare(Node& node, InferContext& ctx) {
  for (int k = 0; k < node.node.inputs->size; ++k) {
    const int i = node.node.inputs->data[k];
    if (i < 0) continue;
    const TfLiteAllocationType type = interpreter_.is_variable(i, subgraph_) ? kTfLiteArenaRwPersistent
                                      : IsConstant(i)                        ? kTfLiteMmapRo
                                                                             : kTfLiteArenaRw;
    GC_RETURN_IF_ERROR(table().Show(i, ctx.input(k), type));
  }
  for (int k = 0; k < node.node.outputs->size; ++k) {
    TensorView out = ctx.output(k);
    out.data = nullptr;
    const TfLiteAllocationType type = out.type == TensorType::kString ? kTfLiteDynamic : kTfLiteArenaRw;
    GC_RETURN_IF_ERROR(table().Show(node.node.outputs->data[k], out, type));
  }
  return Status::Ok();
}

Status ForeignGraph::TakeShapes(Node& node, InferContext& ctx, bool unknown) {
  node.unknown_outputs.assign(static_cast<size_t>(node.node.outputs->size), false);
  for (int k = 0; k < node.node.outputs->size; ++k) {
    const TfLiteTensor& t = table()[node.node.outputs->data[k]];
    if (t.type != TypeToC(ctx.output(k).type)) {
      return Error(StatusCode::kInvalidModel, "output %d is %s in the model; the operator makes %s of it", k,
                   std::string(TypeName(ctx.output(k).type)).c_str(), TfLiteTypeGetName(t.type));
    }
    if (unknown || t.allocation_type == kTfLiteDynamic) {
      ctx.SetOutputUnknown(k);
      node.unknown_outputs[k] = true;
      continue;
    }
    Expected<Shape> shape = ShapeFromC(t.dims);
    if (!shape.ok()) return std::move(shape).status().At("output " + std::to_string(k));
    GC_RETURN_IF_ERROR(ctx.SetOutput(k, *shape));
  }
  return Status::Ok();
}

Status ForeignGraph::PlaceTemporaries(Node& node) {
  const uint64_t limit = interpreter_.compiled().options().limits.max_bytes;
  CheckedSize workspace = 0;
  node.temporary_offsets.clear();
  const TfLiteIntArray* temporaries = node.node.temporaries;
  for (int k = 0; temporaries != nullptr && k < temporaries->size; ++k) {
    const int i = temporaries->data[k];
    if (i < 0 || i >= table().size()) return Error(StatusCode::kInvalidArgument, "temporary %d is tensor %d of %d", k, i, table().size());
    TfLiteTensor& t = table()[i];
    node.temporary_offsets.push_back(workspace.value());
    if (t.allocation_type != kTfLiteArenaRw && t.allocation_type != kTfLiteArenaRwPersistent) continue;
    GC_ASSIGN_OR_RETURN(const Shape shape, ShapeFromC(t.dims));
    const CheckedSize bytes = BytesOf(t.type, shape);
    if (!bytes.AtMost(limit))
      return Error(StatusCode::kLimitExceeded, "temporary %d of shape %s is too large", k, shape.ToString().c_str());
    t.bytes = bytes.value();
    if (t.allocation_type == kTfLiteArenaRw) {
      workspace += bytes.AlignedUp(kAlignment);
      if (!workspace.AtMost(limit)) return Error(StatusCode::kLimitExceeded, "the temporaries are too large");
      continue;
    }
    AlignedBuffer& buffer = node.persistent_buffers[i];
    if (buffer.size() != t.bytes) {
      GC_ASSIGN_OR_RETURN(buffer, AlignedBuffer::Allocate(t.bytes));
      if (t.bytes > 0) std::memset(buffer.data(), 0, t.bytes);
    }
    t.data.data = buffer.data();
  }
  node.workspace = workspace.value();
  return Status::Ok();
}

Status ForeignGraph::Prepare(InferContext& ctx) {
  const auto found = nodes_.find(ctx.node().node);
  if (found == nodes_.end()) return Error(StatusCode::kInternal, "node %d was never made", ctx.node().node);
  Node& node = *found->second;
  GC_RETURN_IF_ERROR(ShowForPrepare(node, ctx));
  TfLiteStatus status;
  {
    const Scoped phase(phase_, Phase::kPrepare);
    status = CallPrepare(node.registration, &context_, &node.node);
  }
  if (status != kTfLiteOk && status != kTfLiteOutputShapeNotKnown) {
    last_status_ = status;
    return Failed("prepare", status);
  }
  GC_RETURN_IF_ERROR(TakeShapes(node, ctx, status == kTfLiteOutputShapeNotKnown));
  return PlaceTemporaries(node);
}

Expected<size_t> ForeignGraph::Workspace(int number) const {
  const auto found = nodes_.find(number);
  if (found == nodes_.end()) return Error(StatusCode::kInternal, "node %d was never made", number);
  return found->second->workspace;
}

Status ForeignGraph::ShowForInvoke(Node& node, EvalContext& ctx) {
  for (int k = 0; k < node.node.inputs->size; ++k) {
    const int i = node.node.inputs->data[k];
    if (i < 0) continue;
    const TfLiteAllocationType before = table()[i].allocation_type;
    GC_RETURN_IF_ERROR(table().Show(i, ctx.input(k), before == kTfLiteDynamic ? kTfLiteArenaRw : before));
  }
  for (int k = 0; k < node.node.outputs->size; ++k) {
    TfLiteTensor& t = table()[node.node.outputs->data[k]];
    if (t.allocation_type != kTfLiteDynamic) GC_RETURN_IF_ERROR(table().Show(node.node.outputs->data[k], ctx.output(k), t.allocation_type));
  }
  for (size_t k = 0; k < node.temporary_offsets.size(); ++k) {
    TfLiteTensor& t = table()[node.node.temporaries->data[k]];
    if (t.allocation_type == kTfLiteArenaRw) t.data.data = ctx.workspace() + node.temporary_offsets[k];
  }
  return Status::Ok();
}

// Copies what the operator made into the interpreter's tensor.
Status ForeignGraph::TakeOutput(int k, const TfLiteTensor& t, bool unknown, EvalContext& ctx) {
  Expected<Shape> shape = ShapeFromC(t.dims);
  if (!shape.ok()) return std::move(shape).status();
  if (t.data.raw == nullptr && t.bytes > 0) return Error(StatusCode::kRuntimeError, "the operator left the tensor without data");
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(t.data.raw), t.data.raw != nullptr ? t.bytes : 0);
  const TensorType type = ctx.output(k).type;
  if (type == TensorType::kString) {
    const auto strings = ReadStrings(bytes);
    if (!strings.ok()) return strings.status();
    const CheckedSize elements = CheckedElements(*shape);
    if (!elements.ok() || elements.value() != strings->size()) {
      return Error(StatusCode::kRuntimeError, "it holds %zu strings, its shape is %s", strings->size(), shape->ToString().c_str());
    }
  } else {
    const CheckedSize needed = CheckedBytes(type, *shape);
    if (!needed.ok() || needed.value() != bytes.size()) {
      return Error(StatusCode::kRuntimeError, "it has %zu bytes, its shape is %s", bytes.size(), shape->ToString().c_str());
    }
  }
  if (unknown) {
    GC_RETURN_IF_ERROR(ctx.AllocateOutput(k, *shape, bytes.size()));
  } else if (*shape != ctx.output(k).shape || bytes.size() != ctx.output(k).bytes) {
    return Error(StatusCode::kRuntimeError, "prepare said the shape %s, invoke made %s", ctx.output(k).shape.ToString().c_str(),
                 shape->ToString().c_str());
  }
  if (!bytes.empty()) std::memcpy(ctx.output(k).data, bytes.data(), bytes.size());
  return Status::Ok();
}

Status ForeignGraph::Invoke(int number, EvalContext& ctx) {
  const auto found = nodes_.find(number);
  if (found == nodes_.end()) return Error(StatusCode::kInternal, "node %d was never made", number);
  Node& node = *found->second;
  if (!HasInvoke(node.registration)) {
    last_status_ = kTfLiteError;
    return Error(StatusCode::kUnsupported, "the operator was registered without an invoke callback");
  }
  GC_RETURN_IF_ERROR(ShowForInvoke(node, ctx));
  TfLiteStatus status = FetchInputs(node);
  if (status == kTfLiteOk) {
    const Scoped phase(phase_, Phase::kInvoke);
    status = CallInvoke(node.registration, &context_, &node.node);
  }
  if (status == kTfLiteOk) status = FetchOutputs(node);
  if (status != kTfLiteOk) {
    last_status_ = status;
    return Failed("invoke", status);
  }
  return TakeOutputs(node, ctx);
}

Status ForeignGraph::TakeOutputs(Node& node, EvalContext& ctx) {
  for (int k = 0; k < node.node.outputs->size; ++k) {
    const TfLiteTensor& t = table()[node.node.outputs->data[k]];
    if (!node.unknown_outputs[k] && t.allocation_type != kTfLiteDynamic) continue;
    GC_RETURN_IF_ERROR(TakeOutput(k, t, node.unknown_outputs[k], ctx).At("output " + std::to_string(k)));
  }
  return Status::Ok();
}

TfLiteStatus ForeignGraph::Resize(TfLiteTensor* tensor, int rank, const int* dims) {
  if (tensor == nullptr || !table().Contains(tensor) || rank < 0 || rank > Shape::kMaxRank || (rank > 0 && dims == nullptr)) {
    reporter_.Report("ResizeTensor: no tensor of this subgraph, or no rank from 0 to %d (%d)", Shape::kMaxRank, rank);
    return kTfLiteError;
  }
  const Shape shape(dims, rank);
  if (tensor->data.raw != nullptr && tensor->dims != nullptr && TfLiteIntArrayEqualsArray(tensor->dims, rank, dims)) return kTfLiteOk;
  const CheckedSize bytes = BytesOf(tensor->type, shape);
  if (!bytes.AtMost(interpreter_.compiled().options().limits.max_bytes)) {
    reporter_.Report("BytesRequired number of elements overflowed. Shape %s", shape.ToString().c_str());
    return kTfLiteError;
  }
  const bool in_arena = tensor->allocation_type == kTfLiteArenaRw || tensor->allocation_type == kTfLiteArenaRwPersistent;
  if (tensor->allocation_type != kTfLiteDynamic && !(in_arena && phase_ != Phase::kInvoke)) {
    reporter_.Report("Attempting to resize a fixed-size tensor.");
    return kTfLiteError;
  }
  if (!SetDims(*tensor, shape)) return kTfLiteError;
  if (in_arena) {
    tensor->data.raw = nullptr;
    tensor->bytes = bytes.value();
    return kTfLiteOk;
  }
  return tensor->type == kTfLiteString ? kTfLiteOk : TfLiteTensorRealloc(bytes.value(), tensor);
}

TfLiteStatus ForeignGraph::AddTensors(int n, int* first) {
  const Expected<int> added = table().Add(n);
  if (!added.ok()) {
    reporter_.Report("%s", added.status().message().c_str());
    return kTfLiteError;
  }
  if (first != nullptr) *first = *added;
  context_.tensors_size = static_cast<size_t>(table().size());
  return kTfLiteOk;
}

TfLiteStatus ForeignGraph::FindNode(int number, TfLiteNode** node, TfLiteRegistration** registration) {
  const Expected<Node*> found = Describe(number);
  if (!found.ok()) {
    reporter_.Report("%s", found.status().message().c_str());
    return kTfLiteError;
  }
  *node = &(*found)->node;
  *registration = &(*found)->registration;
  return kTfLiteOk;
}

TfLiteStatus ForeignGraph::FindOpaqueNode(int number, TfLiteNode** node, TfLiteOperator** op) {
  TfLiteRegistration* registration;
  const TfLiteStatus status = FindNode(number, node, &registration);
  if (status != kTfLiteOk) return status;
  if (registration->registration_external != nullptr) {
    *op = registration->registration_external;
    return kTfLiteOk;
  }
  std::unique_ptr<TfLiteOperator>& derived = nodes_.find(number)->second->derived;
  if (derived == nullptr) {
    derived = std::make_unique<TfLiteOperator>();
    derived->builtin_code = static_cast<TfLiteBuiltinOperator>(registration->builtin_code);
    derived->custom_name = registration->custom_name;
    derived->version = registration->version;
  }
  *op = derived.get();
  return kTfLiteOk;
}

}  // namespace goldcrest::c
