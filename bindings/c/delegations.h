// The delegates of one interpreter: applied, undone, applied again when input shapes change.
#ifndef GOLDCREST_BINDINGS_C_DELEGATIONS_H_
#define GOLDCREST_BINDINGS_C_DELEGATIONS_H_

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "runtime/graph.h"
#include "tensorflow/lite/core/c/common.h"

struct TfLiteInterpreter;

namespace goldcrest::c {

// Whether the delegate goes on when input shapes change, by preparing its kernels again. Others see static shapes only and are applied
// anew.
bool AllowsDynamicTensors(const TfLiteDelegate& delegate);

class Delegations final : public GraphEditor {
 public:
  explicit Delegations(TfLiteInterpreter& owner) : owner_(owner) {}

  // Offers every subgraph to the delegate. kTfLiteOk, or kTfLiteDelegateError with all delegates taken back, as TensorFlow Lite does it;
  // kTfLiteApplicationError where the model has tensors that the delegate cannot take; others, with nothing changed, for a model that
  // cannot be prepared as it is.
  TfLiteStatus Apply(TfLiteDelegate* delegate);
  bool empty() const { return applied_.empty(); }
  // Takes all delegates back and plans the subgraphs named anew.
  TfLiteStatus RemoveAll(const std::vector<int>& allocated);
  // The subgraphs that are allocated now.
  std::vector<int> Allocated() const;
  // A new shape for a tensor that is no input, from the next allocation on: variables keep it; what operators compute gets the shape
  // that they find. Constants refuse.
  Status SetShape(int subgraph, int tensor, std::span<const int> dims, bool strict);
  // An input has another shape now.
  void ShapesChanged();
  // Before allocation: applies again what ShapesChanged made obsolete.
  TfLiteStatus Refresh();

  // A subgraph's context for a delegate that looks beyond its own.
  TfLiteStatus Acquire(int subgraph, TfLiteContext** context);
  TfLiteStatus Release(int subgraph);
  TfLiteStatus MarkSkippable(int subgraph);

  Status Edit(Graph& graph) const override;
  uint64_t generation() const override { return generation_; }

 private:
  // `changed`: whether the delegate was asked at all.
  TfLiteStatus Offer(TfLiteDelegate* delegate, bool* changed);
  void Undo();
  // Gives up all plans and makes those of `subgraphs` anew.
  TfLiteStatus Replan(const std::vector<int>& subgraphs);

  TfLiteInterpreter& owner_;
  std::vector<TfLiteDelegate*> applied_;
  std::map<std::pair<int, int>, Shape> shapes_;  // of variables, by subgraph and tensor
  bool obsolete_ = false;
  uint64_t generation_ = 0;
};

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_DELEGATIONS_H_
