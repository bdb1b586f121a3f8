// The EvalContext of one step of a SubgraphState.
#ifndef GOLDCREST_SRC_RUNTIME_STEP_CONTEXT_H_
#define GOLDCREST_SRC_RUNTIME_STEP_CONTEXT_H_

#include "runtime/executor.h"

namespace goldcrest {

class StepContext final : public EvalContext {
 public:
  StepContext(InterpreterState& interpreter, SubgraphState& state, int step, int max_threads)
      : interpreter_(interpreter), state_(state), step_(step) {
    inputs_ = state.pointers_[step].inputs;
    outputs_ = state.pointers_[step].outputs;
    workspace_ = state.workspace_.data();
    max_threads_ = max_threads;
  }

  Status AllocateOutput(int i, const Shape& shape, size_t bytes) override {
    return state_.AllocateDynamic(state_.plan_->steps[step_].node.outputs[i], shape, bytes);
  }
  Resources& resources() override { return interpreter_.resources(); }
  SubgraphCaller& subgraphs() override { return interpreter_; }

 private:
  InterpreterState& interpreter_;
  SubgraphState& state_;
  int step_;
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_STEP_CONTEXT_H_
