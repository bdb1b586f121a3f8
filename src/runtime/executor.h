// Runs plans: the state of one interpreter.
//
// InterpreterState holds one SubgraphState for every subgraph that has run, the resources and the memory budget. A SubgraphState
// is a plan with memory: the arena, variables, blocks of dynamic tensors, and a view of every tensor.
//
// Threads: one at a time, except Cancel.
#ifndef GOLDCREST_SRC_RUNTIME_EXECUTOR_H_
#define GOLDCREST_SRC_RUNTIME_EXECUTOR_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "runtime/memory_budget.h"
#include "runtime/plan.h"
#include "runtime/resources.h"

namespace goldcrest {

class InterpreterState;

// Hands out the plan of a subgraph for given input shapes.
using PlanProvider = std::function<Expected<std::shared_ptr<const Plan>>(int subgraph, std::span<const Shape> input_shapes)>;

// Called after each step with its duration; for profiles.
using StepListener = std::function<void(const Plan& plan, int step, uint64_t nanoseconds)>;

class SubgraphState {
 public:
  explicit SubgraphState(InterpreterState& interpreter) : interpreter_(interpreter) {}
  ~SubgraphState();

  // Takes up `plan`: allocates, zeroes inputs and variables. On failure (a throw too) the state has no plan.
  Status Bind(std::shared_ptr<const Plan> plan);
  // Gives the plan up; the memory goes with the next Bind.
  void Unbind() { plan_.reset(); }
  const Plan* plan() const { return plan_.get(); }
  Status Run();

  int num_tensors() const { return static_cast<int>(views_.size()); }
  TensorView& tensor(int i) { return views_[i]; }
  // Gives dynamic tensor i `bytes` bytes; used for outputs and for string inputs.
  Status AllocateDynamic(int i, const Shape& shape, size_t bytes);
  void ResetVariables();
  uint64_t arena_bytes() const { return arena_.size(); }

 private:
  friend class StepContext;
  // What a dynamic step keeps from its last run.
  struct DynamicStep {
    std::vector<Shape> shapes;  // of inputs, then outputs
    Kernel kernel;
    uint64_t reserved = 0;  // of the budget, for its packed weights
    bool reusable = false;
  };
  struct StepPointers {
    std::vector<const TensorView*> inputs;
    std::vector<TensorView*> outputs;
  };

  // Gives up the plan and what belongs to it alone.
  void Clear();
  Status BindArena();
  Status BindTensor(int i);
  Status RunStatic(int step);
  Status RunDynamic(int step);
  Status PrepareDynamic(int step, DynamicStep& memory);
  Status AllocateWorkspace(size_t bytes);
  Status AtStep(int step, Status status) const;
  Expected<AlignedBuffer> Allocate(size_t bytes);
  void Free(AlignedBuffer& buffer);

  InterpreterState& interpreter_;
  std::shared_ptr<const Plan> plan_;
  bool bound_ = false;
  uint64_t reserved_ = 0;  // of the budget, for constants that the plan has made
  AlignedBuffer arena_;
  AlignedBuffer workspace_;
  std::vector<TensorView> views_;
  std::vector<AlignedBuffer> blocks_;  // by tensor: variables, dynamic tensors, and all in per-tensor builds
  std::vector<StepPointers> pointers_;
  std::vector<DynamicStep> dynamic_;
};

class InterpreterState : public SubgraphCaller {
 public:
  InterpreterState(int num_subgraphs, int max_threads, Limits limits, PlanProvider plans);

  SubgraphState& subgraph(int i) { return *subgraphs_[i]; }
  const Limits& limits() const { return limits_; }
  int max_threads() const { return max_threads_; }
  void set_max_threads(int n) { max_threads_ = n; }
  MemoryBudget& budget() { return budget_; }
  Resources& resources() { return resources_; }

  // Runs subgraph i from outside: counters start afresh, a cancellation from before is forgotten.
  Status Invoke(int i);
  // From any thread: the run in progress stops before its next step with CANCELLED.
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  void set_listener(StepListener listener) { listener_ = std::move(listener); }
  const StepListener& listener() const { return listener_; }

  // For steps.
  Status CheckCancelled() const;
  Status CountWork(uint64_t work);

  // SubgraphCaller.
  int num_subgraphs() const override { return static_cast<int>(subgraphs_.size()); }
  Status Call(int index, std::span<const TensorView> inputs, std::vector<TensorView>* outputs) override;
  bool IsDone(int index) const override { return done_[index]; }
  void MarkDone(int index) override { done_[index] = true; }
  Status CountIteration() override;

 private:
  const Limits limits_;
  int max_threads_;
  PlanProvider plans_;
  MemoryBudget budget_;
  Resources resources_;
  std::vector<std::unique_ptr<SubgraphState>> subgraphs_;
  std::vector<bool> done_;
  std::atomic<bool> cancelled_{false};
  uint64_t work_done_ = 0;
  int call_depth_ = 0;
  StepListener listener_;
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_EXECUTOR_H_
