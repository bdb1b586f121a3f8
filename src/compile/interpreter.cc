#include "goldcrest/interpreter.h"

#include <algorithm>
#include <atomic>

#include "base/out_of_memory.h"
#include "base/shape_util.h"
#include "base/thread_pool.h"
#include "compile/import.h"
#include "runtime/executor.h"
#include "runtime/packed_weights.h"
#include "runtime/strings.h"

namespace goldcrest {
namespace {

// Marks the interpreter as in use for the length of a call.
class InUse {
 public:
  explicit InUse(std::atomic<bool>& flag) : flag_(flag), mine_(!flag.exchange(true, std::memory_order_acquire)) {}
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;
  ~InUse() {
    if (mine_) flag_.store(false, std::memory_order_release);
  }
  Status status() const {
    return mine_ ? Status::Ok()
                 : Error(StatusCode::kFailedPrecondition, "the interpreter is in use by another thread; give each thread its own");
  }

 private:
  std::atomic<bool>& flag_;
  bool mine_;
};

PlacementEntry EntryOf(const Plan& plan, int step) {
  const Step& s = plan.steps[step];
  PlacementEntry e;
  e.subgraph = plan.graph.subgraph_index;
  e.step = step;
  e.nodes = s.node.origins;
  e.op_name = s.node.op_name;
  e.kernel = s.dynamic ? "dynamic" : s.elided ? "view" : s.kernel.name;
  e.note = s.dynamic ? "a shape or value is known only at run time" : s.kernel.note;
  e.outputs = s.node.outputs;
  e.work = s.kernel.work;
  return e;
}

}  // namespace

struct Interpreter::Rep {
  explicit Rep(std::shared_ptr<const CompiledModel> c)
      : compiled(std::move(c)),
        state(compiled->model().num_subgraphs(), compiled->options().num_threads, compiled->options().limits,
              [this](int subgraph, std::span<const Shape> shapes) { return compiled->GetPlan(subgraph, shapes); }) {
    for (int s = 0; s < compiled->model().num_subgraphs(); ++s)
      input_shapes.push_back(compile::FileInputShapes(compiled->model().content(), s));
  }

  std::shared_ptr<const CompiledModel> compiled;
  InterpreterState state;
  std::vector<std::vector<Shape>> input_shapes;  // by subgraph: what the next Allocate plans for
  std::atomic<bool> in_use{false};

  const model::Subgraph& subgraph(int s) const { return compiled->model().content().subgraphs[s]; }
  bool Allocated(int s) {
    const Plan* plan = state.subgraph(s).plan();
    if (plan == nullptr) return false;
    for (size_t k = 0; k < input_shapes[s].size(); ++k) {
      if (state.subgraph(s).tensor(plan->graph.inputs[k]).shape != input_shapes[s][k]) return false;
    }
    return true;
  }
  Status CheckSubgraph(int s) const {
    if (s >= 0 && s < compiled->model().num_subgraphs()) return Status::Ok();
    return Error(StatusCode::kInvalidArgument, "subgraph %d of %d", s, compiled->model().num_subgraphs());
  }
  // Runs `body` as a call from outside: alone in the interpreter, on a subgraph that there is.
  template <typename F>
  Status Enter(int s, F&& body) {
    const InUse use(in_use);
    GC_RETURN_IF_ERROR(use.status());
    GC_RETURN_IF_ERROR(CheckSubgraph(s));
    return CatchOutOfMemory(body);
  }
  // The input's position among the subgraph's inputs.
  Expected<size_t> Position(int s, int index) const {
    const std::vector<int32_t>& inputs = subgraph(s).inputs;
    const auto it = std::find(inputs.begin(), inputs.end(), index);
    if (it == inputs.end()) return Error(StatusCode::kInvalidArgument, "tensor %d is no input of subgraph %d", index, s);
    return static_cast<size_t>(it - inputs.begin());
  }
};

Interpreter::Interpreter(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Interpreter::~Interpreter() = default;

Expected<std::unique_ptr<Interpreter>> Interpreter::Create(std::shared_ptr<const CompiledModel> compiled) {
  return CatchOutOfMemory([&]() -> Expected<std::unique_ptr<Interpreter>> {
    return std::unique_ptr<Interpreter>(new Interpreter(std::make_unique<Rep>(std::move(compiled))));
  });
}

const CompiledModel& Interpreter::compiled() const { return *rep_->compiled; }
std::span<const int> Interpreter::inputs(int subgraph) const { return rep_->subgraph(subgraph).inputs; }
std::span<const int> Interpreter::outputs(int subgraph) const { return rep_->subgraph(subgraph).outputs; }
int Interpreter::num_tensors(int subgraph) const { return static_cast<int>(rep_->subgraph(subgraph).tensors.size()); }
bool Interpreter::allocated(int subgraph) const { return rep_->Allocated(subgraph); }

TensorView Interpreter::tensor(int index, int s) const {
  if (rep_->Allocated(s)) return rep_->state.subgraph(s).tensor(index);
  const model::Tensor& t = rep_->subgraph(s).tensors[index];
  TensorView view;
  view.name = t.name;
  view.type = t.type;
  view.shape = Shape(t.shape.data(), static_cast<int>(std::min<size_t>(t.shape.size(), Shape::kMaxRank)));
  if (const Expected<size_t> position = rep_->Position(s, index); position.ok()) view.shape = rep_->input_shapes[s][*position];
  if (t.quantization != nullptr) {
    view.quantization = {t.quantization->scale, t.quantization->zero_point, t.quantization->quantized_dimension, t.quantization.get()};
  }
  const CheckedSize bytes = CheckedBytes(view.type, view.shape);
  view.bytes = bytes.ok() ? bytes.value() : 0;
  const model::Block& constant = rep_->compiled->model().content().buffers[t.buffer].data;
  if (!constant.empty() && !t.is_variable) {
    view.data = const_cast<uint8_t*>(constant.data());
    view.bytes = constant.size();
  }
  return view;
}

TensorMemory Interpreter::memory(int index, int s) const {
  const model::Tensor& t = rep_->subgraph(s).tensors[index];
  if (!rep_->Allocated(s)) {
    if (t.is_variable) return TensorMemory::kVariable;
    if (!rep_->compiled->model().content().buffers[t.buffer].data.empty()) return TensorMemory::kConstant;
    return t.type == TensorType::kString ? TensorMemory::kDynamic : TensorMemory::kArena;
  }
  switch (rep_->state.subgraph(s).plan()->placements[index].storage) {
    case Storage::kNone: return TensorMemory::kNone;
    case Storage::kConstant: return TensorMemory::kConstant;
    case Storage::kArena: return TensorMemory::kArena;
    case Storage::kVariable: return TensorMemory::kVariable;
    case Storage::kDynamic: return TensorMemory::kDynamic;
  }
  return TensorMemory::kNone;
}

bool Interpreter::is_variable(int index, int s) const { return rep_->subgraph(s).tensors[index].is_variable; }

std::vector<int32_t> Interpreter::shape_signature(int index, int s) const {
  const model::Tensor& t = rep_->subgraph(s).tensors[index];
  if (!t.shape_signature.empty()) return t.shape_signature;
  const TensorView view = tensor(index, s);
  return {view.shape.begin(), view.shape.end()};
}

Status Interpreter::ResizeInput(int index, std::span<const int32_t> dims, bool strict, int s) {
  return rep_->Enter(s, [&]() -> Status {
    GC_ASSIGN_OR_RETURN(const size_t position, rep_->Position(s, index));
    if (dims.size() > Shape::kMaxRank)
      return Error(StatusCode::kInvalidArgument, "input tensor %d: rank %zu; at most %d", index, dims.size(), Shape::kMaxRank);
    const Shape shape(dims.data(), static_cast<int>(dims.size()));
    const model::Tensor& t = rep_->subgraph(s).tensors[index];
    if (!CheckedBytes(t.type, shape).ok()) {
      return Error(StatusCode::kInvalidArgument, "input tensor %d: shape %s: BytesRequired number of elements overflowed", index,
                   shape.ToString().c_str());
    }
    if (strict) {
      const std::vector<int32_t> signature = shape_signature(index, s);
      bool fits = signature.size() == dims.size();
      for (size_t k = 0; fits && k < dims.size(); ++k) fits = signature[k] == -1 || signature[k] == dims[k];
      if (!fits) {
        return Error(StatusCode::kInvalidArgument,
                     "input tensor %d: shape %s: ResizeInputTensorStrict only allows mutating unknown dimensions identified by -1", index,
                     shape.ToString().c_str());
      }
    }
    rep_->input_shapes[s][position] = shape;
    return Status::Ok();
  });
}

Status Interpreter::SetStrings(int index, std::span<const std::string_view> strings, int s) {
  return rep_->Enter(s, [&]() -> Status {
    GC_RETURN_IF_ERROR(rep_->Position(s, index).status());
    if (!rep_->Allocated(s)) return Error(StatusCode::kFailedPrecondition, "input tensor %d has no memory yet; call Allocate first", index);
    SubgraphState& state = rep_->state.subgraph(s);
    const Shape shape = state.tensor(index).shape;
    if (state.tensor(index).type != TensorType::kString)
      return Error(StatusCode::kInvalidArgument, "input tensor %d holds no strings", index);
    if (static_cast<int64_t>(strings.size()) != shape.elements()) {
      return Error(StatusCode::kInvalidArgument, "input tensor %d takes %lld strings; got %zu", index,
                   static_cast<long long>(shape.elements()), strings.size());
    }
    GC_ASSIGN_OR_RETURN(const size_t bytes, StringsBytes(strings));
    GC_RETURN_IF_ERROR(state.AllocateDynamic(index, shape, bytes));
    WriteStrings(strings, static_cast<uint8_t*>(state.tensor(index).data));
    return Status::Ok();
  });
}

Status Interpreter::Allocate(int s) {
  return rep_->Enter(s, [&]() -> Status {
    if (rep_->Allocated(s)) return Status::Ok();
    GC_ASSIGN_OR_RETURN(std::shared_ptr<const Plan> plan, rep_->compiled->GetPlan(s, rep_->input_shapes[s]));
    return rep_->state.subgraph(s).Bind(std::move(plan));
  });
}

Status Interpreter::Deallocate(int s) {
  const InUse use(rep_->in_use);
  GC_RETURN_IF_ERROR(use.status());
  GC_RETURN_IF_ERROR(rep_->CheckSubgraph(s));
  rep_->state.subgraph(s).Unbind();
  return Status::Ok();
}

Expected<std::vector<InferredTensor>> Interpreter::InferTensors(int s) const {
  GC_RETURN_IF_ERROR(rep_->CheckSubgraph(s));
  return CatchOutOfMemory([&] { return rep_->compiled->InferTensors(s, rep_->input_shapes[s]); });
}

Status Interpreter::Invoke(int s) {
  return rep_->Enter(s, [&]() -> Status {
    if (!rep_->Allocated(s)) return Error(StatusCode::kFailedPrecondition, "Invoke called on model that is not ready");
    SubgraphState& state = rep_->state.subgraph(s);
    for (int i : state.plan()->graph.inputs) {
      const TensorView& in = state.tensor(i);
      if (in.type != TensorType::kString || state.plan()->graph.tensors[i].is_constant) continue;
      const auto strings = ReadStrings({in.as<uint8_t>(), in.bytes});
      GC_RETURN_IF_ERROR(strings.status().At("input tensor " + std::to_string(i)));
      if (static_cast<int64_t>(strings->size()) != in.shape.elements()) {
        return Error(StatusCode::kInvalidArgument, "input tensor %d of shape %s holds %zu strings", i, in.shape.ToString().c_str(),
                     strings->size());
      }
    }
    return rep_->state.Invoke(s);
  });
}

void Interpreter::Cancel() { rep_->state.Cancel(); }

Status Interpreter::ResetVariables() {
  return rep_->Enter(0, [&]() -> Status {
    for (int s = 0; s < rep_->compiled->model().num_subgraphs(); ++s) {
      if (rep_->state.subgraph(s).plan() != nullptr) rep_->state.subgraph(s).ResetVariables();
    }
    return Status::Ok();
  });
}

Status Interpreter::SetNumThreads(int num_threads) {
  return rep_->Enter(0, [&]() -> Status {
    rep_->state.set_max_threads(num_threads > 0 ? num_threads : std::min(AvailableProcessors(), 4));
    return Status::Ok();
  });
}

Status Interpreter::SetProfiler(Profiler profiler) {
  return rep_->Enter(0, [&]() -> Status {
    if (profiler == nullptr) {
      rep_->state.set_listener(nullptr);
    } else {
      rep_->state.set_listener(
          [profiler = std::move(profiler)](const Plan& plan, int step, uint64_t ns) { profiler(EntryOf(plan, step), ns); });
    }
    return Status::Ok();
  });
}

std::vector<PlacementEntry> Interpreter::Placement(int s) const {
  std::vector<PlacementEntry> entries;
  const Plan* plan = rep_->state.subgraph(s).plan();
  for (int i = 0; plan != nullptr && i < static_cast<int>(plan->steps.size()); ++i) entries.push_back(EntryOf(*plan, i));
  return entries;
}

std::vector<DelegationReport> Interpreter::Delegations(int s) const {
  const Plan* plan = rep_->state.subgraph(s).plan();
  return plan ? plan->delegations : std::vector<DelegationReport>();
}

MemoryReport Interpreter::Memory(int s) const {
  MemoryReport report;
  if (const Plan* plan = rep_->state.subgraph(s).plan()) {
    report.arena_bytes = plan->arena_bytes;
    report.arena_lower_bound = plan->arena_lower_bound;
    report.workspace_bytes = plan->workspace_bytes;
  }
  report.packed_weights_bytes = PackedBytesInUse();
  report.held_bytes = rep_->state.budget().used();
  return report;
}

Expected<SignatureRunner> SignatureRunner::Create(Interpreter& interpreter, std::string_view key) {
  const std::vector<Model::Signature>& signatures = interpreter.compiled().model().signatures();
  if (key.empty() && signatures.size() == 1) return SignatureRunner(interpreter, signatures[0]);
  for (const Model::Signature& s : signatures) {
    if (s.key == key) return SignatureRunner(interpreter, s);
  }
  std::string known;
  for (const Model::Signature& s : signatures) known += (known.empty() ? "" : ", ") + s.key;
  return Error(StatusCode::kNotFound, "no signature \"%.*s\"; the model has: %s", static_cast<int>(key.size()), key.data(),
               known.empty() ? "none" : known.c_str());
}

namespace {

Expected<int> FindEntry(const std::vector<Model::Signature::Entry>& entries, std::string_view name, const char* what) {
  for (const Model::Signature::Entry& e : entries) {
    if (e.name == name) return e.tensor;
  }
  return Error(StatusCode::kNotFound, "%s name %.*s was not found", what, static_cast<int>(name.size()), name.data());
}

}  // namespace

Status SignatureRunner::ResizeInput(std::string_view name, std::span<const int32_t> dims, bool strict) {
  GC_ASSIGN_OR_RETURN(const int tensor, FindEntry(signature_->inputs, name, "Input"));
  return interpreter_->ResizeInput(tensor, dims, strict, signature_->subgraph);
}

Expected<TensorView> SignatureRunner::input(std::string_view name) const {
  GC_ASSIGN_OR_RETURN(const int tensor, FindEntry(signature_->inputs, name, "Input"));
  return interpreter_->tensor(tensor, signature_->subgraph);
}

Expected<TensorView> SignatureRunner::output(std::string_view name) const {
  GC_ASSIGN_OR_RETURN(const int tensor, FindEntry(signature_->outputs, name, "Output"));
  return interpreter_->tensor(tensor, signature_->subgraph);
}

}  // namespace goldcrest
