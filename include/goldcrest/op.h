// The operator interface: what a built-in operator implements, and what you implement to register one of your own.
//
// An operator works in three parts.
//  * Infer: from the inputs' shapes (and, where it asks for them, their values) to the outputs' shapes, refusing what it cannot
//    take. The one place where a shape is computed: allocation, kernels and scratch space take its result.
//  * Select: from types, shapes, options and the processor to a Kernel: a function, its prepared state (packed weights, tables),
//    its workspace, and which outputs may reuse which inputs. All checks are done when it returns.
//  * Eval: the kernel's function. Arithmetic only.
//
//   Status Infer(InferContext& ctx) {
//     GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
//     return ctx.SetOutput(0, ctx.input(0).shape);
//   }
//   struct State { float alpha; };
//   Status Eval(const State& s, EvalContext& ctx) { ... ctx.in<float>(0) ... ctx.out<float>(0) ...; return Status::Ok(); }
//   Expected<Kernel> Select(SelectContext& ctx) { return Kernel::Make<State, Eval>("my_op_f32", State{0.5f}); }
//
// Threads: an Operator and a Kernel are immutable and shared between threads; what changes lives in tensors, the workspace and
// the interpreter's resources.
#ifndef GOLDCREST_OP_H_
#define GOLDCREST_OP_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goldcrest/function_ref.h"
#include "goldcrest/limits.h"
#include "goldcrest/status.h"
#include "goldcrest/tensor.h"

namespace goldcrest {

namespace model {
class Options;
}
class Resources;

// An element-wise operation that a fusion pass moved into the operator that makes its input; applied in order to the result.
struct PostOp {
  enum class Kind : uint8_t { kRelu, kRelu6, kReluN1To1, kHardSwish, kLogistic, kTanh, kSwish, kAdd };
  Kind kind;
  int input = -1;  // kAdd: index among the node's inputs of the other operand, which has the output's shape and type
};

// Rows and columns of padding that a fusion pass moved from a PAD operator into the convolution or pooling after it. It replaces
// the padding of the node's options; the value is zero (the zero point of a quantized input).
struct ExplicitPadding {
  int top = 0, bottom = 0, left = 0, right = 0;
};

// A node's facts that do not change: names, options, fused operations.
struct NodeInfo {
  std::string_view op_name;  // "CONV_2D", or the custom code
  int version = 1;
  int subgraph = 0;                         // of the file
  int node = -1;                            // its number in that subgraph
  const model::Options* options = nullptr;  // never null for built-in operators; empty where the file gives none
  std::span<const uint8_t> custom_options;  // of a custom operator
  std::span<const PostOp> post_ops;
  const ExplicitPadding* padding = nullptr;   // null where the options' padding holds
  std::span<const TensorView> intermediates;  // quantization of values inside an operator (integer LSTM)
  // Where the options name one subgraph: the numbers in the model format of its operators, in order. STABLEHLO_SCATTER and the like
  // say by one what to do with two elements.
  std::span<const int> body;
};

class GC_API InferContext {
 public:
  virtual ~InferContext() = default;

  const NodeInfo& node() const { return node_; }
  int num_inputs() const { return static_cast<int>(inputs_.size()); }
  int num_outputs() const { return static_cast<int>(outputs_.size()); }
  // False for an input left out (-1 in the file) and for an index past the last.
  bool has_input(int i) const { return i >= 0 && i < num_inputs() && inputs_[i] != nullptr; }
  // Only where has_input(i). `data` is set where the value is known now: a constant, or any input in a part of the graph that is
  // inferred as it runs.
  const TensorView& input(int i) const { return *inputs_[i]; }
  // Type, name and quantization from the file; the shape after SetOutput.
  const TensorView& output(int i) const { return *outputs_[i]; }
  bool input_is_variable(int i) const;

  // Infer and Select read values only through this: what they read decides whether a kernel can be kept for the next run.
  template <typename T>
  const T* value(int i) {
    read_[i] = true;
    return static_cast<const T*>(input(i).data);
  }
  // Infer returns this when it cannot go on without the value of input i: it is called again when the value is there.
  Status NeedsValue(int i);

  // The output's shape. Fails on a negative dimension or one too large for the limits.
  Status SetOutput(int i, const Shape& shape);
  // The output has another type than the file says: for operators whose result has their input's type, whatever the file claims, as
  // TensorFlow Lite does it. Before SetOutput.
  void SetOutputType(int i, TensorType type);
  // The shape comes out of Eval only, which calls EvalContext::AllocateOutput.
  void SetOutputUnknown(int i);

  // "has N inputs; expected ..." unless there are between `least` and `most` inputs, the first `least` of them present, and
  // `outputs` outputs.
  Status ExpectInputs(int least, int most, int outputs = 1) const;
  // "input 0 "logits" is INT32; supported: FLOAT32, INT8" unless the type is one of `types`.
  Status ExpectType(int i, std::initializer_list<TensorType> types) const;
  Status ExpectOutputType(int i, std::initializer_list<TensorType> types) const;
  // Rank between `least` and `most`.
  Status ExpectRank(int i, int least, int most = Shape::kMaxRank) const;

  // For the framework.
  struct Bindings {
    NodeInfo node;
    std::vector<const TensorView*> inputs;  // null where left out
    std::vector<TensorView*> outputs;
    std::vector<bool> variable;  // by input
    Limits limits;
  };
  explicit InferContext(Bindings bindings);
  int needed_value() const { return needed_value_; }
  bool output_unknown(int i) const { return output_unknown_[i]; }
  bool output_set(int i) const { return output_set_[i]; }
  bool value_read(int i) const { return read_[i]; }

 protected:
  NodeInfo node_;
  std::vector<const TensorView*> inputs_;
  std::vector<TensorView*> outputs_;
  std::vector<bool> variable_;
  std::vector<bool> output_unknown_;
  std::vector<bool> output_set_;
  std::vector<bool> read_;  // by input
  Limits limits_;
  int needed_value_ = -1;
};

// A block of prepared weights, shared by every plan of the process that needs the same.
using PackedBlock = std::shared_ptr<const uint8_t[]>;

class GC_API SelectContext : public InferContext {
 public:
  using InferContext::InferContext;

  // True when input i never changes: its `data` may be read, prepared and kept.
  bool is_constant(int i) const { return has_input(i) && constant_[i]; }
  // Threads the run may use, for choosing between kernels; results must not depend on it.
  int max_threads() const { return max_threads_; }
  // Memory for prepared weights: `bytes` at a 64-byte boundary filled by `pack`, found again by the content of `source`, `layout`
  // (a name that says how it was packed, with the kernel's target) and `bytes`. `source_used_up`: the original will not be read
  // again, so its pages may go.
  Expected<PackedBlock> Pack(std::span<const uint8_t> source, std::string_view layout, size_t bytes, FunctionRef<void(uint8_t*)> pack,
                             bool source_used_up = true);

  // For the framework.
  std::vector<bool> constant_;
  int max_threads_ = 1;
  bool reference_only_ = false;  // the plain kernels, as TensorFlow Lite's BUILTIN_REF
  std::vector<std::span<const uint8_t>> used_up_;
  uint64_t packed_bytes_ = 0;  // what Pack has given out, against Limits::max_bytes; the framework may start above 0
};

// Runs subgraphs on behalf of a control-flow operator.
class GC_API SubgraphCaller {
 public:
  virtual ~SubgraphCaller() = default;
  virtual int num_subgraphs() const = 0;
  // Runs subgraph `index` with copies of `inputs`. The outputs stay valid until the next call of the same subgraph.
  virtual Status Call(int index, std::span<const TensorView> inputs, std::vector<TensorView>* outputs) = 0;
  // Whether `index` was marked as done in this interpreter (CALL_ONCE); what failed or was cancelled is not, and runs again.
  virtual bool IsDone(int index) const = 0;
  virtual void MarkDone(int index) = 0;
  // Counts one more loop iteration against Limits::max_steps, and looks for cancellation.
  virtual Status CountIteration() = 0;
};

class GC_API EvalContext {
 public:
  virtual ~EvalContext() = default;

  int num_inputs() const { return static_cast<int>(inputs_.size()); }
  int num_outputs() const { return static_cast<int>(outputs_.size()); }
  bool has_input(int i) const { return i >= 0 && i < num_inputs() && inputs_[i] != nullptr; }
  const TensorView& input(int i) const { return *inputs_[i]; }
  TensorView& output(int i) { return *outputs_[i]; }
  template <typename T>
  const T* in(int i) const {
    return static_cast<const T*>(inputs_[i]->data);
  }
  template <typename T>
  T* out(int i) {
    return static_cast<T*>(outputs_[i]->data);
  }
  // A variable input's data, which the operator may change (the state of an LSTM).
  template <typename T>
  T* variable(int i) {
    return static_cast<T*>(const_cast<TensorView*>(inputs_[i])->data);
  }

  // For an output whose shape Infer left unknown. `bytes` is needed for strings only.
  virtual Status AllocateOutput(int i, const Shape& shape, size_t bytes = 0) = 0;
  // Working memory of Kernel::workspace bytes, at a 64-byte boundary, of unspecified content.
  uint8_t* workspace() { return workspace_; }

  int max_threads() const { return max_threads_; }
  // Runs body(0) ... body(grains - 1) on up to max_threads threads; a grain writes only its own part of the result.
  void ParallelFor(size_t grains, FunctionRef<void(size_t)> body);

  virtual Resources& resources() = 0;
  virtual SubgraphCaller& subgraphs() = 0;

 protected:
  std::span<const TensorView* const> inputs_;
  std::span<TensorView* const> outputs_;
  uint8_t* workspace_ = nullptr;
  int max_threads_ = 1;
};

// What Select returns.
struct GC_API Kernel {
  using Function = Status (*)(const void* state, EvalContext& ctx);

  // A kernel with State, which Eval reads. `name` is what reports and profiles show: "conv_2d_f32 gemm 14x32 avx512".
  template <typename State, Status (*Eval)(const State&, EvalContext&)>
  static Kernel Make(std::string_view name, State state) {
    return Make(
        name, new State(std::move(state)), [](const void* s) { delete static_cast<const State*>(s); },
        [](const void* s, EvalContext& ctx) { return Eval(*static_cast<const State*>(s), ctx); });
  }
  // The same without types: takes `state`, which `destroy` deletes.
  static Kernel Make(std::string_view name, const void* state, void (*destroy)(const void*), Function function);

  std::string name;
  std::string note;  // why not a faster one, where there is one
  Function function = nullptr;
  std::shared_ptr<const void> state;
  size_t workspace = 0;

  // Output `output` may be written over input `input` (same bytes at most; every element is read before it is overwritten).
  struct InPlace {
    int output = 0;
    int input = 0;
  };
  std::vector<InPlace> in_place;

  // Output 0 is the bytes of input `view_of`, in order: where the planner can make them share memory, nothing runs; where it
  // cannot, `function` copies. -1 for any other operator.
  int view_of = -1;

  // Multiply-adds, or elements touched, for Limits::max_steps; 0 lets the framework count the elements of inputs and outputs.
  uint64_t work = 0;
};

// An operator's definition.
class GC_API Operator {
 public:
  virtual ~Operator() = default;
  virtual Status Infer(InferContext& ctx) const = 0;
  virtual Expected<Kernel> Select(SelectContext& ctx) const = 0;

  // True when it does more than compute outputs from inputs (variables, tables, random numbers, calls): such a node is never
  // folded, moved or left out.
  virtual bool has_side_effects() const { return false; }
  // True when the outputs follow from the inputs' shapes alone (SHAPE, RANK), so that they are known before any run.
  virtual bool needs_only_shapes() const { return false; }
  // True when Infer leaves something behind that Eval reads and that is not in the Kernel (custom operators behind TensorFlow
  // Lite's interface, which prepare their own state for the shapes of the moment). A plan with such a node is never kept for later.
  virtual bool has_own_state() const { return false; }
  // True when Select understands `kind` for tensors of `type` (the output's), so that fusion may hand it over.
  virtual bool AcceptsPostOp(PostOp::Kind kind, TensorType type) const { return false; }
  // True when Infer and Select honour NodeInfo::padding for an input of `type`.
  virtual bool AcceptsPadding(TensorType type) const { return false; }
};

// Finds operators by name: the built-in ones, and yours.
class GC_API OperatorRegistry {
 public:
  virtual ~OperatorRegistry() = default;
  // `builtin_code` is the number in the model format; custom operators have 32 and a name. Null and a reason when there is none.
  virtual const Operator* Find(int builtin_code, std::string_view custom_name, int version, std::string* reason) const = 0;
};

// The operators that come with Goldcrest, for a registry of yours to defer to.
GC_API const OperatorRegistry& BuiltinRegistry();

}  // namespace goldcrest

#endif  // GOLDCREST_OP_H_
