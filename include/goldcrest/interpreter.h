// Interpreter: runs a compiled model. Cheap; one per thread.
//
//   auto compiled = CompiledModel::FromFile("mobilenet.tflite");
//   auto interpreter = Interpreter::Create(*compiled);
//   (*interpreter)->Allocate();
//   TensorView in = (*interpreter)->input(0);
//   std::memcpy(in.data, pixels, in.bytes);
//   (*interpreter)->Invoke();
//   const float* scores = (*interpreter)->output(0).as<float>();
//
// A model has one or more subgraphs; the first is the one that plain calls mean, and a signature names a subgraph with names for
// its inputs and outputs. Tensor indices are the file's.
//
// Threads: one at a time; a call from a second thread while one runs returns FAILED_PRECONDITION. Cancel may come from any.
// Errors: a failed call leaves the interpreter usable; after a failed Allocate it needs a successful one before Invoke.
#ifndef GOLDCREST_INTERPRETER_H_
#define GOLDCREST_INTERPRETER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "goldcrest/compiled_model.h"
#include "goldcrest/delegate.h"
#include "goldcrest/tensor.h"

namespace goldcrest {

// One line of the placement report: what runs a step, and why.
struct PlacementEntry {
  int subgraph = 0;
  int step = 0;
  std::vector<int> nodes;    // the file's node numbers, the anchor first; the others were fused into it
  std::string op_name;       // of the anchor
  std::string kernel;        // "conv_2d_f32 gemm avx512"; "dynamic" for a step chosen as the graph runs; "view" for one that needs none
  std::string note;          // why not another
  std::vector<int> outputs;  // tensor indices
  uint64_t work = 0;         // multiply-adds, or bytes touched
};

// How a tensor gets its memory.
enum class TensorMemory : uint8_t {
  kNone,      // it has none: fused away, or unused
  kConstant,  // the model's
  kArena,     // a place in the interpreter's arena, the same until the next Allocate
  kVariable,  // its own, with a value kept from run to run
  kDynamic,   // its own, of a size that the run decides (and all strings)
};

struct MemoryReport {
  uint64_t arena_bytes = 0;
  uint64_t arena_lower_bound = 0;
  uint64_t workspace_bytes = 0;
  uint64_t packed_weights_bytes = 0;  // of the whole process
  uint64_t held_bytes = 0;            // all that counts against Limits::max_bytes now
};

class GC_API Interpreter {
 public:
  static Expected<std::unique_ptr<Interpreter>> Create(std::shared_ptr<const CompiledModel> compiled);
  ~Interpreter();

  const CompiledModel& compiled() const;

  // Indices of the tensors that go in and come out.
  std::span<const int> inputs(int subgraph = 0) const;
  std::span<const int> outputs(int subgraph = 0) const;
  int num_tensors(int subgraph = 0) const;
  // A tensor's facts as of now; `data` is null before Allocate, for tensors fused away, and (outputs whose size only the run
  // knows) before Invoke. The memory stays where it is until the next Allocate; an output of unknown size may move at each Invoke.
  TensorView tensor(int index, int subgraph = 0) const;
  TensorView input(int position, int subgraph = 0) const { return tensor(inputs(subgraph)[position], subgraph); }
  TensorView output(int position, int subgraph = 0) const { return tensor(outputs(subgraph)[position], subgraph); }
  // As planned; before Allocate, as far as the file tells.
  TensorMemory memory(int index, int subgraph = 0) const;
  bool is_variable(int index, int subgraph = 0) const;
  // Dimensions as the file knows them, -1 for one that may change; the plain shape where the file has no signature.
  std::vector<int32_t> shape_signature(int index, int subgraph = 0) const;

  // A new shape for input tensor `index`, from the next Allocate on. `strict`: only dimensions that the signature leaves open.
  Status ResizeInput(int index, std::span<const int32_t> dims, bool strict = false, int subgraph = 0);
  // Fills a STRING input; as many strings as it has elements. After Allocate.
  Status SetStrings(int index, std::span<const std::string_view> strings, int subgraph = 0);

  // Plans for the present input shapes and allocates. Does nothing when that is done already. Inputs and variables start as zero.
  Status Allocate(int subgraph = 0);
  bool allocated(int subgraph = 0) const;
  // Gives up what Allocate made, so that the next one plans anew.
  Status Deallocate(int subgraph = 0);
  // What is known of the tensors for the present input shapes, without planning.
  Expected<std::vector<InferredTensor>> InferTensors(int subgraph = 0) const;
  // Runs. CANCELLED after Cancel; RUNTIME_ERROR when the data makes an operator refuse.
  Status Invoke(int subgraph = 0);
  // From any thread: a run in progress stops before its next step. Without one it does nothing.
  void Cancel();
  // Zeroes variable tensors. Resource variables and tables keep their values, as in TensorFlow Lite.
  Status ResetVariables();
  // For runs from now on; 0 for as many as CompileOptions::num_threads chooses.
  Status SetNumThreads(int num_threads);

  // Called after every step with its duration; null to stop. For profiles.
  using Profiler = std::function<void(const PlacementEntry& step, uint64_t nanoseconds)>;
  Status SetProfiler(Profiler profiler);

  // What runs where. After Allocate.
  std::vector<PlacementEntry> Placement(int subgraph = 0) const;
  // What became of each delegate's offer. After Allocate.
  std::vector<DelegationReport> Delegations(int subgraph = 0) const;
  MemoryReport Memory(int subgraph = 0) const;

 private:
  struct Rep;
  explicit Interpreter(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// Runs one signature of a model through an interpreter: inputs and outputs by name.
class GC_API SignatureRunner {
 public:
  // `key` empty: the only signature. The interpreter must outlive the runner.
  static Expected<SignatureRunner> Create(Interpreter& interpreter, std::string_view key = {});

  const Model::Signature& signature() const { return *signature_; }
  Status ResizeInput(std::string_view name, std::span<const int32_t> dims, bool strict = false);
  Status Allocate() { return interpreter_->Allocate(signature_->subgraph); }
  Expected<TensorView> input(std::string_view name) const;
  Expected<TensorView> output(std::string_view name) const;
  Status Invoke() { return interpreter_->Invoke(signature_->subgraph); }

 private:
  SignatureRunner(Interpreter& interpreter, const Model::Signature& signature) : interpreter_(&interpreter), signature_(&signature) {}
  Interpreter* interpreter_;
  const Model::Signature* signature_;
};

}  // namespace goldcrest

#endif  // GOLDCREST_INTERPRETER_H_
