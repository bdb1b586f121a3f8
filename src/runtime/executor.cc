#include "runtime/executor.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "base/shape_util.h"
#include "runtime/step_context.h"
#include "runtime/strings.h"

namespace goldcrest {

SubgraphState::~SubgraphState() {
  Clear();
  Free(arena_);
  Free(workspace_);
}

Expected<AlignedBuffer> SubgraphState::Allocate(size_t bytes) { return interpreter_.budget().Allocate(bytes); }

void SubgraphState::Free(AlignedBuffer& buffer) {
  interpreter_.budget().Release(buffer.size());
  buffer = AlignedBuffer();
}

Status SubgraphState::Bind(std::shared_ptr<const Plan> plan) {
  Clear();
  // However this function ends before it is done, the state has no plan.
  const std::unique_ptr<SubgraphState, void (*)(SubgraphState*)> unless_done(this, [](SubgraphState* s) {
    if (!s->bound_) s->Clear();
  });
  const Graph& graph = plan->graph;
  views_.clear();
  views_.reserve(graph.tensors.size());
  for (const GraphTensor& t : graph.tensors) views_.push_back(t.view);
  blocks_ = std::vector<AlignedBuffer>(graph.tensors.size());
  pointers_ = std::vector<StepPointers>(plan->steps.size());
  dynamic_ = std::vector<DynamicStep>(plan->steps.size());
  plan_ = std::move(plan);

  GC_RETURN_IF_ERROR(interpreter_.budget().Reserve(plan_->constant_bytes));
  reserved_ = plan_->constant_bytes;
  GC_RETURN_IF_ERROR(BindArena());
  for (int i = 0; i < num_tensors(); ++i) GC_RETURN_IF_ERROR(BindTensor(i));
  GC_RETURN_IF_ERROR(AllocateWorkspace(plan_->workspace_bytes));
  for (size_t s = 0; s < plan_->steps.size(); ++s) {
    const GraphNode& node = plan_->steps[s].node;
    for (int i : node.inputs) pointers_[s].inputs.push_back(i < 0 ? nullptr : &views_[i]);
    for (int i : node.outputs) pointers_[s].outputs.push_back(&views_[i]);
  }
  ResetVariables();
  for (int i : plan_->graph.inputs) {
    if (plan_->placements[i].storage == Storage::kArena && views_[i].bytes > 0) std::memset(views_[i].data, 0, views_[i].bytes);
  }
  bound_ = true;
  return Status::Ok();
}

void SubgraphState::Clear() {
  bound_ = false;
  plan_.reset();
  for (AlignedBuffer& b : blocks_) Free(b);
  for (DynamicStep& step : dynamic_) interpreter_.budget().Release(step.reserved);
  dynamic_.clear();
  interpreter_.budget().Release(std::exchange(reserved_, 0));
}

Status SubgraphState::BindArena() {
#if !defined(GC_PER_TENSOR_ALLOCATION)
  if (arena_.size() != plan_->arena_bytes) {
    Free(arena_);
    GC_ASSIGN_OR_RETURN(arena_, Allocate(plan_->arena_bytes));
  }
#endif
  return Status::Ok();
}

Status SubgraphState::BindTensor(int i) {
  TensorView& view = views_[i];
  const TensorPlacement& placement = plan_->placements[i];
  switch (placement.storage) {
    case Storage::kNone: view.data = nullptr; return Status::Ok();
    case Storage::kConstant: return Status::Ok();
    case Storage::kArena: {
#if defined(GC_PER_TENSOR_ALLOCATION)
      // A root comes before the tensors that share its memory only by chance, so whoever is first allocates.
      AlignedBuffer& block = blocks_[placement.root];
      if (block.size() == 0 && views_[placement.root].bytes > 0) {
        GC_ASSIGN_OR_RETURN(block, Allocate(views_[placement.root].bytes));
      }
      view.data = block.data();
#else
      view.data = arena_.data() + placement.offset;
#endif
      return Status::Ok();
    }
    case Storage::kVariable: {
      GC_ASSIGN_OR_RETURN(blocks_[i], Allocate(view.bytes));
      view.data = blocks_[i].data();
      return Status::Ok();
    }
    case Storage::kDynamic: {
      view.data = nullptr;
      const bool is_input = std::find(plan_->graph.inputs.begin(), plan_->graph.inputs.end(), i) != plan_->graph.inputs.end();
      if (!is_input || view.type != TensorType::kString) return Status::Ok();
      // A string input nobody has set holds empty strings.
      const size_t count = static_cast<size_t>(view.shape.elements());
      GC_ASSIGN_OR_RETURN(const size_t bytes, EmptyStringsBytes(count));
      GC_RETURN_IF_ERROR(AllocateDynamic(i, view.shape, bytes));
      WriteEmptyStrings(count, static_cast<uint8_t*>(view.data));
      return Status::Ok();
    }
  }
  return Status::Ok();
}

Status SubgraphState::AllocateWorkspace(size_t bytes) {
  // Exact in per-tensor builds, so that overruns show.
#if defined(GC_PER_TENSOR_ALLOCATION)
  const bool fits = workspace_.size() == bytes;
#else
  const bool fits = workspace_.size() >= bytes;
#endif
  if (fits) return Status::Ok();
  Free(workspace_);
  GC_ASSIGN_OR_RETURN(workspace_, Allocate(bytes));
  return Status::Ok();
}

Status SubgraphState::AllocateDynamic(int i, const Shape& shape, size_t bytes) {
  TensorView& view = views_[i];
  if (view.type != TensorType::kString) {
    const CheckedSize needed = CheckedBytes(view.type, shape);
    if (!needed.ok()) return Error(StatusCode::kLimitExceeded, "a tensor of shape %s is too large", shape.ToString().c_str());
    bytes = needed.value();
  }
  AlignedBuffer& block = blocks_[i];
#if defined(GC_PER_TENSOR_ALLOCATION)
  const bool fits = block.size() == bytes;
#else
  const bool fits = block.size() >= bytes;
#endif
  if (!fits) {
    Free(block);
    // Where there is no memory, there must be no trace of what was there before.
    view.data = nullptr;
    view.bytes = 0;
    GC_ASSIGN_OR_RETURN(block, Allocate(bytes));
  }
  view.shape = shape;
  view.bytes = bytes;
  view.data = block.data();
  return Status::Ok();
}

void SubgraphState::ResetVariables() {
  for (int i = 0; i < num_tensors(); ++i) {
    TensorView& view = views_[i];
    if (plan_->placements[i].storage != Storage::kVariable || view.bytes == 0) continue;
    // As in TensorFlow Lite: INT8 stands for 0 by its zero point, other types by 0.
    std::memset(view.data, view.type == TensorType::kInt8 ? view.quantization.zero_point0() : 0, view.bytes);
  }
}

Status SubgraphState::AtStep(int step, Status status) const {
  const GraphNode& node = plan_->steps[step].node;
  return std::move(status).AtNode(node.op_name, node.origins.empty() ? -1 : node.origins[0]);
}

Status SubgraphState::Run() {
  const StepListener& listener = interpreter_.listener();
  GC_RETURN_IF_ERROR(interpreter_.CountWork(plan_->work));
  for (const Segment& segment : plan_->segments) {
    for (int s = segment.begin; s < segment.end; ++s) {
      GC_RETURN_IF_ERROR(interpreter_.CheckCancelled());
      const auto start = listener ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point();
      GC_RETURN_IF_ERROR(AtStep(s, segment.kind == Segment::Kind::kStatic ? RunStatic(s) : RunDynamic(s)));
      if (listener) {
        const auto duration = std::chrono::steady_clock::now() - start;
        listener(*plan_, s, static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count()));
      }
    }
  }
  return Status::Ok();
}

Status SubgraphState::RunStatic(int step) {
  const Step& s = plan_->steps[step];
  if (s.elided) return Status::Ok();
  StepContext ctx(interpreter_, *this, step, interpreter_.max_threads());
  return s.kernel.function(s.kernel.state.get(), ctx);
}

Status SubgraphState::RunDynamic(int step) {
  DynamicStep& memory = dynamic_[step];
  GC_RETURN_IF_ERROR(PrepareDynamic(step, memory));
  GC_RETURN_IF_ERROR(AllocateWorkspace(memory.kernel.workspace));
  StepContext ctx(interpreter_, *this, step, interpreter_.max_threads());
  return memory.kernel.function(memory.kernel.state.get(), ctx);
}

Status SubgraphState::PrepareDynamic(int step, DynamicStep& memory) {
  const Step& s = plan_->steps[step];
  InferContext::Bindings bindings;
  bindings.node = s.node.info();
  bindings.limits = interpreter_.limits();
  bindings.inputs = pointers_[step].inputs;
  bindings.outputs = pointers_[step].outputs;
  std::vector<bool> constant;
  for (int i : s.node.inputs) {
    bindings.variable.push_back(i >= 0 && plan_->graph.tensors[i].is_variable);
    constant.push_back(i >= 0 && plan_->graph.tensors[i].is_constant);
  }
  InferContext infer(bindings);
  GC_RETURN_IF_ERROR(s.op->Infer(infer));
  if (infer.needed_value() >= 0) return Error(StatusCode::kRuntimeError, "input %d has no value to infer from", infer.needed_value());

  std::vector<Shape> shapes;
  for (const TensorView* in : pointers_[step].inputs) shapes.push_back(in ? in->shape : Shape());
  for (size_t k = 0; k < s.node.outputs.size(); ++k) {
    const int out = s.node.outputs[k];
    if (!infer.output_set(static_cast<int>(k))) continue;
    // An output whose memory is planned (a graph's static part) never belongs to a dynamic step.
    if (views_[out].type != TensorType::kString) GC_RETURN_IF_ERROR(AllocateDynamic(out, Shape(views_[out].shape), 0));
    shapes.push_back(views_[out].shape);
  }
  bool same = memory.reusable && memory.shapes == shapes;
  for (int i = 0; i < infer.num_inputs(); ++i) same = same && (constant[i] || !infer.value_read(i));
  if (same) return interpreter_.CountWork(memory.kernel.work);

  SelectContext select(std::move(bindings));
  select.constant_ = constant;
  select.max_threads_ = interpreter_.max_threads();
  select.packed_bytes_ = interpreter_.budget().used();
  const uint64_t before = select.packed_bytes_;
  GC_ASSIGN_OR_RETURN(Kernel kernel, s.op->Select(select));
  GC_RETURN_IF_ERROR(interpreter_.budget().Reserve(select.packed_bytes_ - before));
  memory.kernel = std::move(kernel);
  interpreter_.budget().Release(std::exchange(memory.reserved, select.packed_bytes_ - before));
  memory.shapes = std::move(shapes);
  memory.reusable = true;
  for (int i = 0; i < select.num_inputs(); ++i) memory.reusable = memory.reusable && (constant[i] || !select.value_read(i));
  return interpreter_.CountWork(memory.kernel.work);
}

InterpreterState::InterpreterState(int num_subgraphs, int max_threads, Limits limits, PlanProvider plans)
    : limits_(limits),
      max_threads_(max_threads),
      plans_(std::move(plans)),
      budget_(limits.max_bytes),
      resources_(&budget_),
      done_(num_subgraphs) {
  for (int i = 0; i < num_subgraphs; ++i) subgraphs_.push_back(std::make_unique<SubgraphState>(*this));
}

Status InterpreterState::Invoke(int i) {
  work_done_ = 0;
  call_depth_ = 0;
  cancelled_.store(false, std::memory_order_relaxed);
  return subgraph(i).Run();
}

Status InterpreterState::CheckCancelled() const {
  if (!cancelled_.load(std::memory_order_relaxed)) return Status::Ok();
  return Error(StatusCode::kCancelled, "the run was cancelled");
}

Status InterpreterState::CountWork(uint64_t work) {
  if (work > limits_.max_steps - work_done_) {
    return Error(StatusCode::kLimitExceeded, "the run takes more than Limits::max_steps (%llu) steps",
                 static_cast<unsigned long long>(limits_.max_steps));
  }
  work_done_ += work;
  return Status::Ok();
}

Status InterpreterState::CountIteration() {
  GC_RETURN_IF_ERROR(CheckCancelled());
  return CountWork(kLoopIterationCost);
}

Status InterpreterState::Call(int index, std::span<const TensorView> inputs, std::vector<TensorView>* outputs) {
  if (index < 0 || index >= num_subgraphs()) return Error(StatusCode::kInvalidModel, "calls subgraph %d of %d", index, num_subgraphs());
  if (call_depth_ >= limits_.max_call_depth) {
    return Error(StatusCode::kLimitExceeded, "subgraphs call one another more than %d deep", limits_.max_call_depth);
  }
  SubgraphState& state = subgraph(index);
  std::vector<Shape> shapes;
  for (const TensorView& in : inputs) shapes.push_back(in.shape);
  bool fits = state.plan() != nullptr && state.plan()->graph.inputs.size() == shapes.size();
  for (size_t k = 0; fits && k < shapes.size(); ++k) fits = state.tensor(state.plan()->graph.inputs[k]).shape == shapes[k];
  if (!fits) {
    GC_ASSIGN_OR_RETURN(auto plan, plans_(index, shapes));
    GC_RETURN_IF_ERROR(state.Bind(std::move(plan)));
  }
  for (size_t k = 0; k < inputs.size(); ++k) {
    const int tensor = state.plan()->graph.inputs[k];
    TensorView& in = state.tensor(tensor);
    if (in.type != inputs[k].type) {
      return Error(StatusCode::kInvalidModel, "input %zu of subgraph %d is %s; it is given %s", k, index,
                   std::string(TypeName(in.type)).c_str(), std::string(TypeName(inputs[k].type)).c_str());
    }
    if (in.type == TensorType::kString) GC_RETURN_IF_ERROR(state.AllocateDynamic(tensor, inputs[k].shape, inputs[k].bytes));
    if (in.bytes != inputs[k].bytes)
      return Error(StatusCode::kInternal, "input %zu of subgraph %d was planned with %zu bytes, given %zu", k, index, in.bytes,
                   inputs[k].bytes);
    if (in.bytes > 0) std::memcpy(in.data, inputs[k].data, in.bytes);
  }
  ++call_depth_;
  Status status = state.Run();
  --call_depth_;
  GC_RETURN_IF_ERROR(std::move(status).At("subgraph " + std::to_string(index)));
  outputs->clear();
  for (int i : state.plan()->graph.outputs) outputs->push_back(state.tensor(i));
  return Status::Ok();
}

}  // namespace goldcrest
