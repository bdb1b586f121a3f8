#include "bindings/c/delegations.h"

#include <algorithm>
#include <cstring>

#include "base/shape_util.h"
#include "bindings/c/idle_delegate.h"
#include "bindings/c/objects.h"

namespace goldcrest::c {
namespace {

// The bytes of the inputs, kept while subgraphs are planned anew.
class SavedInputs {
 public:
  explicit SavedInputs(const TfLiteInterpreter& owner) : engine_(*owner.interpreter) {
    for (int s = 0; s < static_cast<int>(owner.foreign.size()); ++s) {
      if (engine_.allocated(s)) Save(s);
    }
  }
  void Restore() const {
    for (const Input& input : inputs_) {
      const TensorView in = engine_.tensor(input.tensor, input.subgraph);
      if (in.data != nullptr && in.bytes == input.bytes.size()) std::memcpy(in.data, input.bytes.data(), in.bytes);
    }
  }

 private:
  struct Input {
    int subgraph, tensor;
    std::vector<uint8_t> bytes;
  };
  void Save(int subgraph) {
    for (int i : engine_.inputs(subgraph)) {
      const TensorView in = engine_.tensor(i, subgraph);
      if (in.type == TensorType::kString || in.bytes == 0 || in.data == nullptr) continue;
      if (engine_.memory(i, subgraph) != TensorMemory::kArena) continue;
      inputs_.push_back({subgraph, i, {in.as<uint8_t>(), in.as<uint8_t>() + in.bytes}});
    }
  }

  const Interpreter& engine_;
  std::vector<Input> inputs_;
};

}  // namespace

bool AllowsDynamicTensors(const TfLiteDelegate& delegate) {
  const TfLiteOpaqueDelegateBuilder* opaque = OpaqueCallbacks(&delegate);
  const int64_t flags = opaque != nullptr ? opaque->flags : delegate.flags;
  return (flags & kTfLiteDelegateFlagsAllowDynamicTensors) != 0;
}

TfLiteStatus Delegations::Offer(TfLiteDelegate* delegate, bool* changed) {
  const Model& model = owner_.interpreter->compiled().model();
  *changed = false;
  for (int s = 0; s < model.num_subgraphs(); ++s) {
    // Subgraphs that a tool added to check delegates by are no work for them.
    if (model.subgraph_name(s).starts_with("VALIDATION:")) continue;
    if (owner_.foreign[s] != nullptr && owner_.foreign[s]->delegation_skippable()) continue;
    bool asked;
    const TfLiteStatus status = owner_.foreign_graph(s).ApplyDelegate(delegate, &asked);
    *changed = *changed || asked;
    if (status != kTfLiteOk) return asked ? kTfLiteDelegateError : status;
  }
  return kTfLiteOk;
}

TfLiteStatus Delegations::Apply(TfLiteDelegate* delegate) {
  if (delegate == nullptr) {
    owner_.reporter.Report("Null delegate.");
    return kTfLiteDelegateError;
  }
  if (const int threads = IdleThreads(*delegate); threads > 0) {
    if (threads > owner_.num_threads) owner_.num_threads = threads;
    return owner_.Report(owner_.interpreter->SetNumThreads(owner_.num_threads), "set threads");
  }
  const std::vector<int> before = Allocated();
  std::vector<int> wanted = before;
  if (!AllowsDynamicTensors(*delegate) && (wanted.empty() || wanted[0] != 0)) wanted.insert(wanted.begin(), 0);
  const SavedInputs inputs(owner_);
  bool changed;
  TfLiteStatus status = Offer(delegate, &changed);
  if (!changed) return status;
  ++generation_;
  if (status == kTfLiteOk && Replan(wanted) != kTfLiteOk) status = kTfLiteDelegateError;
  if (status == kTfLiteOk) {
    applied_.push_back(delegate);
    inputs.Restore();
    return kTfLiteOk;
  }
  (void)RemoveAll(before);
  inputs.Restore();
  owner_.reporter.Report("Restored original execution plan after delegate application failure.");
  return status;
}

std::vector<int> Delegations::Allocated() const {
  std::vector<int> allocated;
  for (int s = 0; s < static_cast<int>(owner_.foreign.size()); ++s) {
    if (owner_.interpreter->allocated(s)) allocated.push_back(s);
  }
  return allocated;
}

void Delegations::Undo() {
  for (const auto& graph : owner_.foreign) {
    if (graph != nullptr) graph->UndoDelegates();
  }
  ++generation_;
}

TfLiteStatus Delegations::RemoveAll(const std::vector<int>& allocated) {
  const SavedInputs inputs(owner_);
  applied_.clear();
  obsolete_ = false;
  Undo();
  const TfLiteStatus status = Replan(allocated);
  inputs.Restore();
  return status;
}

TfLiteStatus Delegations::Replan(const std::vector<int>& subgraphs) {
  Interpreter& engine = *owner_.interpreter;
  for (int s = 0; s < static_cast<int>(owner_.foreign.size()); ++s) {
    const bool wanted = std::find(subgraphs.begin(), subgraphs.end(), s) != subgraphs.end();
    if (const Status status = engine.Deallocate(s); !status.ok()) return owner_.Report(status, "prepare");
    if (wanted) {
      if (const Status status = owner_.mirror(s).Allocate(); !status.ok()) return owner_.Report(status, "prepare");
    } else if (owner_.mirrors[s] != nullptr) {
      owner_.mirror(s).Refresh();
    }
  }
  return kTfLiteOk;
}

void Delegations::ShapesChanged() {
  for (const TfLiteDelegate* d : applied_) obsolete_ = obsolete_ || !AllowsDynamicTensors(*d);
}

TfLiteStatus Delegations::Refresh() {
  if (!obsolete_) return kTfLiteOk;
  const std::vector<TfLiteDelegate*> again = std::move(applied_);
  applied_.clear();
  obsolete_ = false;
  Undo();
  for (TfLiteDelegate* delegate : again) {
    const TfLiteStatus status = Apply(delegate);
    if (status != kTfLiteOk) return status;
  }
  return kTfLiteOk;
}

TfLiteStatus Delegations::Acquire(int subgraph, TfLiteContext** context) {
  if (subgraph < 0 || subgraph >= static_cast<int>(owner_.foreign.size()) || context == nullptr) return kTfLiteError;
  ForeignGraph& graph = owner_.foreign_graph(subgraph);
  const TfLiteStatus status = graph.Open();
  if (status == kTfLiteOk) *context = graph.context();
  return status;
}

TfLiteStatus Delegations::Release(int subgraph) {
  if (subgraph < 0 || subgraph >= static_cast<int>(owner_.foreign.size()) || owner_.foreign[subgraph] == nullptr) return kTfLiteError;
  owner_.foreign[subgraph]->Close();
  return kTfLiteOk;
}

TfLiteStatus Delegations::MarkSkippable(int subgraph) {
  // The first one is where delegates begin.
  if (subgraph <= 0 || subgraph >= static_cast<int>(owner_.foreign.size())) return kTfLiteError;
  owner_.foreign_graph(subgraph).MarkDelegationSkippable();
  return kTfLiteOk;
}

Status Delegations::SetShape(int subgraph, int tensor, std::span<const int> dims, bool strict) {
  Interpreter& engine = *owner_.interpreter;
  if (dims.size() > Shape::kMaxRank) return Error(StatusCode::kInvalidArgument, "tensor %d: rank %zu", tensor, dims.size());
  const Shape shape(dims.data(), static_cast<int>(dims.size()));
  const TensorView now = engine.tensor(tensor, subgraph);
  if (!CheckedBytes(now.type, shape).ok()) {
    return Error(StatusCode::kInvalidArgument, "tensor %d: shape %s: BytesRequired number of elements overflowed", tensor,
                 shape.ToString().c_str());
  }
  if (strict && shape != now.shape) {
    return Error(StatusCode::kInvalidArgument, "ResizeInputTensorStrict only allows mutating unknown dimensions identified by -1");
  }
  if (engine.memory(tensor, subgraph) == TensorMemory::kConstant) {
    return Error(StatusCode::kInvalidArgument, "tensor %d: Attempting to resize a fixed-size tensor", tensor);
  }
  if (shape == now.shape) return Status::Ok();
  if (engine.is_variable(tensor, subgraph)) {
    shapes_[{subgraph, tensor}] = shape;
    ++generation_;
    ShapesChanged();
  }
  return engine.Deallocate(subgraph);
}

Status Delegations::Edit(Graph& graph) const {
  for (const auto& [where, shape] : shapes_) {
    if (where.first != graph.subgraph_index) continue;
    TensorView& view = graph.tensors[static_cast<size_t>(where.second)].view;
    view.shape = shape;
    view.bytes = CheckedBytes(view.type, shape).value();
  }
  const auto& foreign = owner_.foreign[graph.subgraph_index];
  return foreign != nullptr ? foreign->Edit(graph) : Status::Ok();
}

}  // namespace goldcrest::c
