// The custom operators of one subgraph, run through TensorFlow Lite's interface: their context, their nodes, and what the context
// lets them do.
//
// Init is called when the interpreter is made, prepare when a plan is made (Infer), invoke as a step of the run (Eval). A tensor is
// shown to an operator only while one of its callbacks runs; what callbacks change in outputs and temporaries is taken over when
// they return.
#ifndef GOLDCREST_BINDINGS_C_FOREIGN_GRAPH_H_
#define GOLDCREST_BINDINGS_C_FOREIGN_GRAPH_H_

#include <map>
#include <memory>
#include <vector>

#include "base/aligned_buffer.h"
#include "bindings/c/builtin_data.h"
#include "bindings/c/operator_table.h"
#include "bindings/c/reporter.h"
#include "bindings/c/subgraph_mirror.h"
#include "goldcrest/op.h"

namespace goldcrest::c {

class ForeignGraph {
 public:
  ForeignGraph(Interpreter& interpreter, int subgraph, SubgraphMirror& mirror, const Reporter& reporter, int num_threads);
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

  // For the functions of the context.
  static ForeignGraph& Of(const TfLiteContext* context) { return *static_cast<ForeignGraph*>(context->impl_); }
  TfLiteContext* context() { return &context_; }
  const Reporter& reporter() const { return reporter_; }
  const Model& model() const { return interpreter_.compiled().model(); }
  Interpreter& interpreter() { return interpreter_; }
  int subgraph() const { return subgraph_; }
  TensorTable& table() { return mirror_.table(); }
  TfLiteStatus Resize(TfLiteTensor* tensor, int rank, const int* dims);
  TfLiteStatus AddTensors(int n, int* first);
  TfLiteStatus FindNode(int number, TfLiteNode** node, TfLiteRegistration** registration);
  TfLiteIntArray* execution_plan() { return execution_plan_.get(); }
  TfLiteExternalContext** external_contexts() { return external_contexts_; }
  const std::vector<int>& variables() const { return variables_; }

 private:
  struct FreeArray {
    void operator()(TfLiteIntArray* a) const { TfLiteIntArrayFree(a); }
  };
  struct Node {
    TfLiteNode node = {};
    TfLiteRegistration registration = {};
    BuiltinData builtin_data;
    size_t workspace = 0;
    std::vector<bool> unknown_outputs;                // by position: shape comes out of invoke
    std::vector<size_t> temporary_offsets;            // into the workspace; by position among the temporaries
    std::map<int, AlignedBuffer> persistent_buffers;  // by tensor index
  };
  enum class Phase { kIdle, kPrepare, kInvoke };
  void FillContext(int num_threads);
  bool IsConstant(int i) const;
  Status ShowForPrepare(Node& node, InferContext& ctx);
  Status TakeShapes(Node& node, InferContext& ctx, bool unknown);
  Status PlaceTemporaries(Node& node);
  Status ShowForInvoke(Node& node, EvalContext& ctx);
  Status TakeOutput(int k, const TfLiteTensor& t, bool unknown, EvalContext& ctx);

  Interpreter& interpreter_;
  const int subgraph_;
  SubgraphMirror& mirror_;
  const Reporter& reporter_;
  TfLiteContext context_ = {};
  std::map<int, std::unique_ptr<Node>> nodes_;
  std::unique_ptr<TfLiteIntArray, FreeArray> execution_plan_;
  std::vector<int> variables_;
  TfLiteExternalContext* external_contexts_[kTfLiteMaxExternalContexts] = {};
  Phase phase_ = Phase::kIdle;
  TfLiteStatus last_status_ = kTfLiteOk;
};

// Sets the function pointers of a context whose impl_ is a ForeignGraph.
void SetContextFunctions(TfLiteContext& context);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_FOREIGN_GRAPH_H_
