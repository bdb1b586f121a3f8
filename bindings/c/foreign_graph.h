// The custom operators and delegate kernels of one subgraph, run through TensorFlow Lite's interface: their context, their nodes, and
// what the context lets them do.
//
// A custom operator's init is called when the interpreter is made, a delegate kernel's when the delegate takes nodes; prepare when a
// plan is made (Infer), invoke as a step of the run (Eval). A tensor is shown to an operator only while one of its callbacks runs; what
// callbacks change in outputs and temporaries is taken over when they return.
//
// Nodes have the file's numbers; those that delegates put in their place follow after the last.
#ifndef GOLDCREST_BINDINGS_C_FOREIGN_GRAPH_H_
#define GOLDCREST_BINDINGS_C_FOREIGN_GRAPH_H_

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "base/aligned_buffer.h"
#include "bindings/c/builtin_data.h"
#include "bindings/c/node_subsets.h"
#include "bindings/c/operator_table.h"
#include "bindings/c/reporter.h"
#include "bindings/c/subgraph_mirror.h"
#include "goldcrest/op.h"
#include "runtime/graph.h"

struct TfLiteInterpreter;

namespace goldcrest::c {

struct FreeIntArray {
  void operator()(TfLiteIntArray* a) const { TfLiteIntArrayFree(a); }
};
using IntArray = std::unique_ptr<TfLiteIntArray, FreeIntArray>;
// Null when out of memory.
IntArray NewIntArray(std::span<const int> values);

// Sets a value for the length of a scope.
template <typename T>
class Scoped {
 public:
  Scoped(T& variable, T value) : variable_(variable), before_(variable) { variable = value; }
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;
  ~Scoped() { variable_ = before_; }

 private:
  T& variable_;
  T before_;
};

class ForeignGraph {
 public:
  ForeignGraph(TfLiteInterpreter& owner, int subgraph, int num_threads);
  ForeignGraph(const ForeignGraph&) = delete;
  ForeignGraph& operator=(const ForeignGraph&) = delete;
  ~ForeignGraph();

  // Makes node `number` of the file and calls its init. In the order of the file.
  Status AddNode(int number, const TfLiteRegistration& registration);
  Status Prepare(InferContext& ctx);
  Expected<size_t> Workspace(int number) const;
  Status Invoke(int number, EvalContext& ctx);
  // What the callback that failed last returned.
  TfLiteStatus last_status() const { return last_status_; }
  void ForgetStatus() { last_status_ = kTfLiteOk; }

  // ---- Delegates (delegated_graph.cc) ----
  // Shows the graph to `delegate`, which takes nodes by ReplaceNodes. `asked`: whether it came to that.
  TfLiteStatus ApplyDelegate(TfLiteDelegate* delegate, bool* asked);
  // The same for a delegate that works on another subgraph and looks into this one, until Close.
  TfLiteStatus Open();
  void Close() { delegating_ = std::max(delegating_ - 1, 0); }
  // The file's nodes again.
  void UndoDelegates();
  Status Edit(Graph& graph) const;
  // Fetches tensor i from the buffer of the delegate that holds it.
  TfLiteStatus EnsureReadable(int i);
  // The same for inputs that the client left in a buffer and that something else than its delegate reads.
  TfLiteStatus EnsureInputsReadable();
  TfLiteStatus SetBufferHandle(TfLiteTensor* t, TfLiteBufferHandle handle, TfLiteDelegate* delegate);
  // The asynchronous kernel of the one node that stands for the whole graph, and the node; null where there is none.
  TfLiteAsyncKernel* AsyncKernel(TfLiteNode** node);
  bool delegation_skippable() const { return delegation_skippable_; }
  void MarkDelegationSkippable() { delegation_skippable_ = true; }

  // ---- For the functions of the context ----
  static ForeignGraph& Of(const TfLiteContext* context) { return *static_cast<ForeignGraph*>(context->impl_); }
  TfLiteContext* context() { return &context_; }
  TfLiteInterpreter& owner() { return owner_; }
  const Reporter& reporter() const { return reporter_; }
  const Model& model() const { return interpreter_.compiled().model(); }
  Interpreter& interpreter() { return interpreter_; }
  int subgraph() const { return subgraph_; }
  TensorTable& table() { return mirror_.table(); }
  TfLiteStatus Resize(TfLiteTensor* tensor, int rank, const int* dims);
  TfLiteStatus AddTensors(int n, int* first);
  TfLiteStatus FindNode(int number, TfLiteNode** node, TfLiteRegistration** registration);
  // The same for opaque contexts: a registration without a TfLiteOperator gets one that says what it is.
  TfLiteStatus FindOpaqueNode(int number, TfLiteNode** node, TfLiteOperator** op);
  // Made anew; the one before is gone. Null when out of memory.
  TfLiteIntArray* execution_plan();
  size_t num_nodes() const { return num_file_nodes_ + num_delegate_nodes_; }
  TfLiteExternalContext** external_contexts() { return external_contexts_; }
  const std::vector<int>& variables() const { return variables_; }
  bool delegating() const { return delegating_ > 0; }
  // From a delegate's Prepare: what runs together of `nodes` becomes one node each, run by `registration`.
  TfLiteStatus ReplaceNodes(const TfLiteRegistration& registration, const TfLiteIntArray* nodes, TfLiteDelegate* delegate);
  // Keeps an operator that delegate kernels use.
  void Own(TfLiteOperator* op) { owned_operators_.emplace_back(op); }
  // How ReplaceNodes would cut; stays ours until the next call.
  TfLiteStatus PreviewPartitions(const TfLiteIntArray* nodes, TfLiteDelegateParams** partitions, int* count);

 private:
  // What a delegate kernel's init is given, in the form that its delegate has.
  struct KernelParams {
    TfLiteDelegateParams plain = {};
    TfLiteOpaqueDelegateParams opaque = {};
    IntArray nodes, inputs, outputs;
    bool Fill(const NodeSubset& subset, TfLiteDelegate* delegate);
  };
  struct Node {
    TfLiteNode node = {};
    TfLiteRegistration registration = {};
    BuiltinData builtin_data;
    size_t workspace = 0;
    std::vector<bool> unknown_outputs;                // by position: shape comes out of invoke
    std::vector<size_t> temporary_offsets;            // into the workspace; by position among the temporaries
    std::map<int, AlignedBuffer> persistent_buffers;  // by tensor index
    std::unique_ptr<TfLiteOperator> derived;          // see FindOpaqueNode
    KernelParams params;                              // of a delegate kernel
    std::shared_ptr<const Operator> op;               // the same

    bool Fill(std::span<const int> inputs, std::span<const int> outputs, std::span<const int> intermediates);
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    ~Node();
  };
  enum class Phase { kIdle, kPrepare, kInvoke };
  bool IsConstant(int i) const;
  // Node `number` as the file describes it, whoever runs it.
  Expected<Node*> Describe(int number);
  Status ShowForPrepare(Node& node, InferContext& ctx);
  Status TakeShapes(Node& node, InferContext& ctx, bool unknown);
  Status PlaceTemporaries(Node& node);
  Status ShowForInvoke(Node& node, EvalContext& ctx);
  TfLiteStatus FetchInputs(const Node& node);
  TfLiteStatus FetchOutputs(const Node& node);
  Status TakeOutputs(Node& node, EvalContext& ctx);
  Status TakeOutput(int k, const TfLiteTensor& t, bool unknown, EvalContext& ctx);

  Expected<bool> IsDynamic(const std::vector<InferredTensor>& inferred);
  // Shows every tensor with what is known of it.
  Status ShowAll(bool* dynamic, bool shapes_needed);
  TfLiteStatus Cut(const TfLiteIntArray* nodes, std::vector<NodeSubset>* subsets);
  TfLiteStatus AddKernel(const NodeSubset& subset, const TfLiteRegistration& registration, TfLiteDelegate* delegate);
  bool ReadOnlyBy(const TfLiteDelegate* delegate, int tensor);
  void FreeBufferHandle(TfLiteTensor& t);

  TfLiteInterpreter& owner_;
  Interpreter& interpreter_;
  const int subgraph_;
  SubgraphMirror& mirror_;
  const Reporter& reporter_;
  TfLiteContext context_ = {};
  std::vector<std::unique_ptr<TfLiteOperator>> owned_operators_;  // outlive the nodes
  std::map<int, std::unique_ptr<Node>> nodes_;
  const size_t num_file_nodes_;
  size_t num_delegate_nodes_ = 0;
  std::vector<int> plan_;  // numbers of nodes, in the order in which they run
  IntArray plan_for_client_;
  std::vector<std::unique_ptr<KernelParams>> previews_;
  std::vector<TfLiteDelegateParams> preview_array_;
  std::vector<int> variables_;
  TfLiteExternalContext* external_contexts_[kTfLiteMaxExternalContexts] = {};
  Phase phase_ = Phase::kIdle;
  int delegating_ = 0;  // delegates that look at the graph now
  bool delegation_skippable_ = false;
  TfLiteStatus last_status_ = kTfLiteOk;
};

// Sets the function pointers of a context whose impl_ is a ForeignGraph.
void SetContextFunctions(TfLiteContext& context);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_FOREIGN_GRAPH_H_
