#include "compile/fold.h"

#include <algorithm>

#include "base/aligned_buffer.h"
#include "base/shape_util.h"

namespace goldcrest::compile {
namespace {

// A folded constant takes memory for the life of the plan; larger results are cheaper to compute in each run.
constexpr size_t kMaxFoldedBytes = size_t{256} << 20;

// Holds a folded constant.
class FoldedBytes : public Bytes {
 public:
  explicit FoldedBytes(AlignedBuffer buffer, size_t size) : buffer_(std::move(buffer)) { span_ = {buffer_.data(), size}; }

 private:
  AlignedBuffer buffer_;
};

class FoldContext final : public EvalContext {
 public:
  FoldContext(std::span<const TensorView* const> inputs, std::span<TensorView* const> outputs, uint8_t* workspace) {
    inputs_ = inputs;
    outputs_ = outputs;
    workspace_ = workspace;
  }
  Status AllocateOutput(int, const Shape&, size_t) override {
    return Error(StatusCode::kUnsupported, "the output's size is only known when the operator has run");
  }
  // Operators with side effects are never folded.
  Resources& resources() override { __builtin_trap(); }
  SubgraphCaller& subgraphs() override { __builtin_trap(); }
};

}  // namespace

bool CanFold(const Graph& graph, const GraphNode& node) {
  if (node.dynamic || node.op->has_side_effects() || node.outputs.empty()) return false;
  for (int i : node.inputs) {
    if (i >= 0 && !graph.tensors[i].is_constant && !node.op->needs_only_shapes()) return false;
  }
  CheckedSize bytes = 0;
  for (int i : node.outputs) {
    const GraphTensor& t = graph.tensors[i];
    if (!t.shape_known || t.is_variable || t.view.type == TensorType::kString || t.view.type == TensorType::kResource) return false;
    bytes += t.view.bytes;
  }
  return bytes.AtMost(kMaxFoldedBytes);
}

namespace {

// Elements that the node reads and writes, as an upper bound of them.
uint64_t BytesTouched(const Graph& graph, const GraphNode& node) {
  uint64_t n = 0;
  for (int i : node.inputs) n += i < 0 ? 0 : graph.tensors[i].view.bytes;
  for (int i : node.outputs) n += graph.tensors[i].view.bytes;
  return n;
}

uint64_t OutputBytes(const Graph& graph, const GraphNode& node) {
  uint64_t n = 0;
  for (int i : node.outputs) n += graph.tensors[i].view.bytes;
  return n;
}

}  // namespace

Expected<bool> Fold(Graph& graph, const GraphNode& node, const Limits& limits) {
  InferContext::Bindings bindings = Bind(graph, node, limits);
  std::vector<const TensorView*> inputs = bindings.inputs;
  SelectContext select(std::move(bindings));
  for (int i : node.inputs) select.constant_.push_back(i >= 0 && graph.tensors[i].is_constant);
  Expected<Kernel> kernel = node.op->Select(select);
  if (!kernel.ok()) return false;
  const uint64_t work = std::max(kernel->work, BytesTouched(graph, node)), bytes = OutputBytes(graph, node);
  if (work > limits.max_steps - graph.made_work || kernel->workspace > limits.max_bytes - graph.made_bytes) return false;
  if (bytes > limits.max_bytes - graph.made_bytes - kernel->workspace) return false;
  GC_ASSIGN_OR_RETURN(AlignedBuffer workspace, AlignedBuffer::Allocate(kernel->workspace));

  std::vector<AlignedBuffer> buffers;
  std::vector<TensorView> views;
  std::vector<TensorView*> outputs;
  for (int i : node.outputs) {
    GC_ASSIGN_OR_RETURN(AlignedBuffer buffer, AlignedBuffer::Allocate(std::max<size_t>(1, graph.tensors[i].view.bytes)));
    views.push_back(graph.tensors[i].view);
    views.back().data = buffer.data();
    buffers.push_back(std::move(buffer));
  }
  for (TensorView& v : views) outputs.push_back(&v);
  FoldContext ctx(inputs, outputs, workspace.data());
  graph.made_work += work;
  if (!kernel->function(kernel->state.get(), ctx).ok()) return false;
  graph.made_bytes += bytes;

  for (size_t k = 0; k < node.outputs.size(); ++k) {
    GraphTensor& t = graph.tensors[node.outputs[k]];
    auto bytes = std::make_shared<FoldedBytes>(std::move(buffers[k]), t.view.bytes);
    t.constant = model::Block(bytes, bytes->span());
    t.view.data = views[k].data;
    t.is_constant = true;
  }
  return true;
}

}  // namespace goldcrest::compile
