// Interpreter: runs a model.
//
//   auto model = tflite::FlatBufferModel::BuildFromFile("mobilenet.tflite");
//   tflite::ops::builtin::BuiltinOpResolver resolver;
//   std::unique_ptr<tflite::Interpreter> interpreter;
//   tflite::InterpreterBuilder(*model, resolver)(&interpreter);
//   interpreter->AllocateTensors();
//   float* input = interpreter->typed_input_tensor<float>(0);
//   ...
//   interpreter->Invoke();
//   const float* output = interpreter->typed_output_tensor<float>(0);
//
// TensorFlow Lite's C++ interface as a thin layer over the C interface: client code compiles unchanged and links with libgoldcrest.so
// or libtensorflowlite_c.so.
// Threads: one at a time, except Cancel. Errors: a status that is not kTfLiteOk, or null; the reason goes to the error reporter.
// Pointers to tensors are good until the interpreter is deleted; what their data points to may move at AllocateTensors.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "goldcrest/c.h"
#include "tensorflow/lite/allocation.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/core/api/op_resolver.h"
#include "tensorflow/lite/core/api/profiler.h"
#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/core/graph_in_construction.h"
#include "tensorflow/lite/core/signature_runner.h"
#include "tensorflow/lite/core/subgraph.h"
#include "tensorflow/lite/interpreter_options.h"
#include "tensorflow/lite/portable_type_to_tflitetype.h"
#include "tensorflow/lite/stderr_reporter.h"
#include "tensorflow/lite/string_type.h"
#include "tensorflow/lite/type_to_tflitetype.h"

namespace tflite {

class InterpreterBuilder;

class Interpreter {
 public:
  using TfLiteDelegatePtr = std::unique_ptr<TfLiteDelegate, void (*)(TfLiteDelegate*)>;

  // Without a graph: for programs that put one together themselves. An InterpreterBuilder makes those of models.
  explicit Interpreter(ErrorReporter* error_reporter = DefaultErrorReporter());
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  // ---- A graph of one's own. Pointers to tensors are good until it changes; one that contradicts itself shows at AllocateTensors. ----
  TfLiteStatus AddTensors(int tensors_to_add, int* first_new_tensor_index = nullptr);
  TfLiteStatus SetInputs(std::vector<int> inputs);
  TfLiteStatus SetOutputs(std::vector<int> outputs);
  TfLiteStatus SetVariables(std::vector<int> variables);
  void ReserveNodes(int /*count*/) {}
  // Options are `init_data`, which is copied, or `builtin_data`, which came from malloc and is taken over.
  TfLiteStatus AddNodeWithParameters(const std::vector<int>& inputs, const std::vector<int>& outputs, const char* init_data,
                                     size_t init_data_size, void* builtin_data, const TfLiteRegistration* registration,
                                     int* node_index = nullptr);
  // A constant, whose bytes stay the caller's. Takes `quantization` over.
  TfLiteStatus SetTensorParametersReadOnly(int tensor_index, TfLiteType type, const char* name, const std::vector<int>& dims,
                                           TfLiteQuantization quantization, const char* buffer, size_t bytes,
                                           const Allocation* allocation = nullptr);
  TfLiteStatus SetTensorParametersReadOnly(int tensor_index, TfLiteType type, const char* name, const std::vector<int>& dims,
                                           TfLiteQuantizationParams quantization, const char* buffer, size_t bytes,
                                           const Allocation* allocation = nullptr) {
    return SetTensorParametersReadOnly(tensor_index, type, name, dims, Affine(type, quantization), buffer, bytes, allocation);
  }
  TfLiteStatus SetTensorParametersReadOnly(int tensor_index, TfLiteType type, const char* name, const size_t rank, const int* dims,
                                           TfLiteQuantizationParams quantization, const char* buffer, size_t bytes,
                                           const Allocation* allocation = nullptr) {
    return SetTensorParametersReadOnly(tensor_index, type, name, std::vector<int>(dims, dims + rank), quantization, buffer, bytes,
                                       allocation);
  }
  // Any other tensor.
  TfLiteStatus SetTensorParametersReadWrite(int tensor_index, TfLiteType type, const char* name, const std::vector<int>& dims,
                                            TfLiteQuantization quantization, bool is_variable = false);
  TfLiteStatus SetTensorParametersReadWrite(int tensor_index, TfLiteType type, const char* name, const std::vector<int>& dims,
                                            TfLiteQuantizationParams quantization, bool is_variable = false,
                                            const std::vector<int>* dims_signature = nullptr);
  TfLiteStatus SetTensorParametersReadWrite(int tensor_index, TfLiteType type, const char* name, const size_t rank, const int* dims,
                                            TfLiteQuantizationParams quantization, bool is_variable = false,
                                            const size_t rank_dims_signature = 0, const int* dims_signature = nullptr) {
    const std::vector<int> signature(dims_signature, dims_signature + rank_dims_signature);
    return SetTensorParametersReadWrite(tensor_index, type, name, std::vector<int>(dims, dims + rank), quantization, is_variable,
                                        &signature);
  }

  // ---- Tensors and nodes, by their numbers in the file, of the first subgraph ----
  const std::vector<int>& inputs() const { return primary().inputs(); }
  const std::vector<int>& outputs() const { return primary().outputs(); }
  const std::vector<int>& variables() const { return primary().variables(); }
  const char* GetInputName(int index) const { return primary().GetInputName(index); }
  const char* GetOutputName(int index) const { return primary().GetOutputName(index); }
  size_t tensors_size() const { return primary().tensors_size(); }
  size_t nodes_size() const { return primary().nodes_size(); }
  const std::vector<int>& execution_plan() const { return primary().execution_plan(); }
  // Null for a number out of range.
  TfLiteTensor* tensor(int tensor_index) { return primary_subgraph().tensor(tensor_index); }
  const TfLiteTensor* tensor(int tensor_index) const { return primary().tensor(tensor_index); }
  const std::pair<TfLiteNode, TfLiteRegistration>* node_and_registration(int node_index) const {
    return primary().node_and_registration(node_index);
  }
  const std::pair<TfLiteNode, TfLiteRegistration>* node_and_registration(int subgraph_index, int node_index) const {
    const Subgraph* s = subgraph(subgraph_index);
    return s != nullptr ? s->node_and_registration(node_index) : nullptr;
  }
  // Inputs and outputs by position.
  TfLiteTensor* input_tensor(size_t index) { return tensor(At(inputs(), index)); }
  const TfLiteTensor* input_tensor(size_t index) const { return tensor(At(inputs(), index)); }
  TfLiteTensor* output_tensor(size_t index) { return tensor(At(outputs(), index)); }
  const TfLiteTensor* output_tensor(size_t index) const { return tensor(At(outputs(), index)); }
  // The data of a tensor whose elements are T; null for any other.
  template <class T>
  T* typed_tensor(int tensor_index) {
    TfLiteTensor* t = tensor(tensor_index);
    return t != nullptr && t->type == typeToTfLiteType<T>() ? reinterpret_cast<T*>(t->data.raw) : nullptr;
  }
  template <class T>
  const T* typed_tensor(int tensor_index) const {
    const TfLiteTensor* t = tensor(tensor_index);
    return t != nullptr && t->type == typeToTfLiteType<T>() ? reinterpret_cast<const T*>(t->data.raw) : nullptr;
  }
  template <class T>
  T* typed_input_tensor(int index) {
    return typed_tensor<T>(At(inputs(), static_cast<size_t>(index)));
  }
  template <class T>
  const T* typed_input_tensor(int index) const {
    return typed_tensor<T>(At(inputs(), static_cast<size_t>(index)));
  }
  template <class T>
  T* typed_output_tensor(int index) {
    return typed_tensor<T>(At(outputs(), static_cast<size_t>(index)));
  }
  template <class T>
  const T* typed_output_tensor(int index) const {
    return typed_tensor<T>(At(outputs(), static_cast<size_t>(index)));
  }

  // ---- Signatures ----
  std::vector<const std::string*> signature_keys() const {
    std::vector<const std::string*> keys;
    for (const Signature& s : signatures_) keys.push_back(&s.key);
    return keys;
  }
  // The interpreter's own runner of the signature; the same for every call. Null key: the first signature, or the first subgraph by
  // the names of its tensors where the model has none. Null when there is no such signature.
  SignatureRunner* GetSignatureRunner(const char* signature_key);
  // -1 when there is no such signature.
  int GetSubgraphIndexFromSignature(const char* signature_key) const {
    const Signature* s = FindSignature(signature_key);
    return s != nullptr ? s->subgraph : -1;
  }
  // Names to tensor indices; empty when there is no such signature.
  const std::map<std::string, uint32_t>& signature_inputs(const char* signature_key) const {
    const Signature* s = FindSignature(signature_key);
    return s != nullptr ? s->inputs : NoTensors();
  }
  const std::map<std::string, uint32_t>& signature_outputs(const char* signature_key) const {
    const Signature* s = FindSignature(signature_key);
    return s != nullptr ? s->outputs : NoTensors();
  }
  TfLiteTensor* input_tensor_by_signature(const char* signature_input_name, const char* signature_key) {
    return TensorBySignature(signature_inputs(signature_key), signature_input_name, signature_key);
  }
  const TfLiteTensor* output_tensor_by_signature(const char* signature_output_name, const char* signature_key) const {
    return TensorBySignature(signature_outputs(signature_key), signature_output_name, signature_key);
  }

  // ---- Shapes, memory, runs ----
  TfLiteStatus ResizeInputTensor(int tensor_index, const std::vector<int>& dims) {
    return primary_subgraph().ResizeInputTensor(tensor_index, dims);
  }
  // Only dimensions that the model leaves open.
  TfLiteStatus ResizeInputTensorStrict(int tensor_index, const std::vector<int>& dims) {
    return primary_subgraph().ResizeInputTensorStrict(tensor_index, dims);
  }
  TfLiteStatus AllocateTensors();
  TfLiteStatus Invoke();
  TfLiteStatus ResetVariableTensors() {
    return c_interpreter() != nullptr ? TfLiteInterpreterResetVariableTensors(c_interpreter()) : kTfLiteError;
  }
  // Kept for compatibility: memory is given back when the interpreter is deleted.
  TfLiteStatus ReleaseNonPersistentMemory() { return kTfLiteOk; }
  // -1, 0 and 1: one thread.
  TfLiteStatus SetNumThreads(int num_threads) { return GoldcrestInterpreterSetNumThreads(c_interpreter(), num_threads); }
  // Memory of the caller's for a tensor, 64-byte aligned unless `flags` has kTfLiteCustomAllocationFlagsSkipAlignCheck; from the next
  // AllocateTensors on. It must outlive the interpreter.
  TfLiteStatus SetCustomAllocationForTensor(int tensor_index, const TfLiteCustomAllocation& allocation,
                                            int64_t flags = kTfLiteCustomAllocationFlagsNone) {
    if (c_interpreter() == nullptr) return kTfLiteError;
    return TfLiteInterpreterSetCustomAllocationForTensor(c_interpreter(), tensor_index, &allocation, flags);
  }
  // Kept for compatibility; results are those of FP32.
  void SetAllowFp16PrecisionForFp32(bool allow) { allow_fp16_ = allow; }
  bool GetAllowFp16PrecisionForFp32() const { return allow_fp16_; }
  void UseNNAPI(bool /*enable*/) {}
  void SetExternalContext(TfLiteExternalContextType type, TfLiteExternalContext* external) {
    TfLiteContext* context = primary().context();
    if (context != nullptr) context->SetExternalContext(context, type, external);
  }

  // `check_cancelled_func` is asked before and during each run, between operators; once it returns true the run ends with
  // kTfLiteError. Null: no longer.
  void SetCancellationFunction(void* data, bool (*check_cancelled_func)(void*));
  TfLiteStatus EnableCancellation() {
    cancellation_ = true;
    return kTfLiteOk;
  }
  // From any thread, after EnableCancellation: a run in progress ends with kTfLiteCancelled.
  TfLiteStatus Cancel() { return cancellation_ && c_interpreter() != nullptr ? TfLiteInterpreterCancel(c_interpreter()) : kTfLiteError; }

  // Is told every operator of a run; null for no longer. It stays the caller's.
  void SetProfiler(Profiler* profiler) {
    owned_profiler_.reset();
    Observe(profiler);
  }
  void SetProfiler(std::unique_ptr<Profiler> profiler) {
    owned_profiler_ = std::move(profiler);
    Observe(owned_profiler_.get());
  }
  void AddProfiler(Profiler* profiler) { SetProfiler(profiler); }
  void AddProfiler(std::unique_ptr<Profiler> profiler) { SetProfiler(std::move(profiler)); }
  Profiler* GetProfiler() { return profiler_; }

  // ---- Delegates ----
  // kTfLiteDelegateError: it failed, and the graph is as it was without delegates. The delegate stays the caller's and must outlive the
  // interpreter, unless it is given as a unique_ptr.
  TfLiteStatus ModifyGraphWithDelegate(TfLiteDelegate* delegate) {
    return c_interpreter() != nullptr ? TfLiteInterpreterModifyGraphWithDelegate(c_interpreter(), delegate) : kTfLiteError;
  }
  TfLiteStatus ModifyGraphWithDelegate(TfLiteOpaqueDelegateStruct* delegate) {
    return ModifyGraphWithDelegate(reinterpret_cast<TfLiteDelegate*>(delegate));
  }
  template <typename Delegate, typename Deleter>
  TfLiteStatus ModifyGraphWithDelegate(std::unique_ptr<Delegate, Deleter> delegate) {
    if (delegate == nullptr) return ModifyGraphWithDelegate(static_cast<TfLiteDelegate*>(nullptr));
    owned_delegates_.emplace_back(new OwnedDelegate<Delegate, Deleter>(std::move(delegate)));
    return ModifyGraphWithDelegate(owned_delegates_.back()->get());
  }
  // Says that a tensor's data lies in a buffer of the delegate's.
  TfLiteStatus SetBufferHandle(int tensor_index, TfLiteBufferHandle buffer_handle, TfLiteDelegate* delegate) {
    return tensor(tensor_index) != nullptr ? SetBufferHandle(tensor(tensor_index), buffer_handle, delegate) : kTfLiteError;
  }
  TfLiteStatus SetBufferHandle(TfLiteTensor* tensor, TfLiteBufferHandle buffer_handle, TfLiteDelegate* delegate) {
    if (c_interpreter() == nullptr) return kTfLiteError;
    return TfLiteInterpreterSetBufferHandle(c_interpreter(), tensor, buffer_handle, reinterpret_cast<TfLiteOpaqueDelegate*>(delegate));
  }
  TfLiteStatus GetBufferHandle(int tensor_index, TfLiteBufferHandle* buffer_handle, TfLiteDelegate** delegate) {
    if (tensor(tensor_index) == nullptr) return kTfLiteError;
    TfLiteOpaqueDelegate* opaque = nullptr;
    const TfLiteStatus status = TfLiteInterpreterGetBufferHandle(c_interpreter(), tensor_index, buffer_handle, &opaque);
    *delegate = reinterpret_cast<TfLiteDelegate*>(opaque);
    return status;
  }
  TfLiteStatus EnsureTensorDataIsReadable(int tensor_index) {
    return c_interpreter() != nullptr ? TfLiteInterpreterEnsureTensorDataIsReadable(c_interpreter(), tensor_index) : kTfLiteError;
  }
  void SetAllowBufferHandleOutput(bool allow) {
    if (c_interpreter() != nullptr) TfLiteSetAllowBufferHandleOutput(c_interpreter(), allow);
  }

  // ---- Subgraphs ----
  size_t subgraphs_size() const {
    EnsureBuilt();
    return subgraphs_.size();
  }
  Subgraph* subgraph(int subgraph_index) {
    EnsureBuilt();
    return subgraph_index >= 0 && static_cast<size_t>(subgraph_index) < subgraphs_.size() ? subgraphs_[subgraph_index].get() : nullptr;
  }
  const Subgraph* subgraph(int subgraph_index) const { return const_cast<Interpreter*>(this)->subgraph(subgraph_index); }
  Subgraph& primary_subgraph() {
    EnsureBuilt();
    return *subgraphs_.front();
  }
  const Subgraph& primary_subgraph() const { return primary(); }

  ErrorReporter* error_reporter() const { return error_reporter_; }
  // What the operator says of itself to profiles; null where it says nothing.
  const char* OpProfilingString(const TfLiteRegistration& op_reg, const TfLiteNode* node) const {
    return op_reg.profiling_string != nullptr ? op_reg.profiling_string(primary().context(), node) : nullptr;
  }
  TfLiteStatus GetMetadata(const std::string& name, const char** data, size_t* bytes) const {
    TfLiteContext* context = primary().context();
    return context == nullptr ? kTfLiteError : context->GetModelMetadata(context, name.c_str(), data, bytes);
  }

  // The same interpreter for the C interface, to which it belongs.
  TfLiteInterpreter* c_interpreter() const {
    EnsureBuilt();
    return interpreter_.get();
  }

 private:
  friend class InterpreterBuilder;
  struct Delete {
    void operator()(TfLiteInterpreter* interpreter) const { TfLiteInterpreterDelete(interpreter); }
  };
  // A delegate that is deleted after the interpreter has let it go, whatever its deleter is.
  struct AnyOwnedDelegate {
    virtual ~AnyOwnedDelegate() = default;
    virtual TfLiteDelegate* get() const = 0;
  };
  template <typename Delegate, typename Deleter>
  struct OwnedDelegate : public AnyOwnedDelegate {
    explicit OwnedDelegate(std::unique_ptr<Delegate, Deleter> d) : delegate(std::move(d)) {}
    TfLiteDelegate* get() const override { return reinterpret_cast<TfLiteDelegate*>(delegate.get()); }
    std::unique_ptr<Delegate, Deleter> delegate;
  };
  struct Signature {
    std::string key;
    int subgraph = 0;
    std::map<std::string, uint32_t> inputs, outputs;
  };

  Interpreter(TfLiteInterpreter* interpreter, ErrorReporter* error_reporter);

  // Shows what `interpreter` has; null: nothing.
  void Adopt(TfLiteInterpreter* interpreter);
  // Makes an interpreter of a graph that has changed since the last.
  void EnsureBuilt() const {
    if (graph_ != nullptr && graph_->TakeChanged()) const_cast<Interpreter*>(this)->Build();
  }
  void Build();
  TfLiteStatus CheckGraph(bool indices_are_good) const;
  // A copy for the graph, for types that it means something for.
  static TfLiteQuantization Affine(TfLiteType type, TfLiteQuantizationParams params);
  static void ReportTo(void* reporter, const char* format, va_list args) { static_cast<ErrorReporter*>(reporter)->Report(format, args); }

  const Subgraph& primary() const {
    EnsureBuilt();
    return *subgraphs_.front();
  }
  static int At(const std::vector<int>& indices, size_t position) { return position < indices.size() ? indices[position] : -1; }
  static const std::map<std::string, uint32_t>& NoTensors() {
    static const std::map<std::string, uint32_t> none;
    return none;
  }
  const Signature* FindSignature(const char* key) const {
    for (const Signature& s : signatures_) {
      if (key != nullptr && s.key == key) return &s;
    }
    return nullptr;
  }
  TfLiteTensor* TensorBySignature(const std::map<std::string, uint32_t>& tensors, const char* name, const char* key) const {
    const auto found = tensors.find(name != nullptr ? name : "");
    if (found == tensors.end()) return nullptr;
    return const_cast<Interpreter*>(this)->subgraph(GetSubgraphIndexFromSignature(key))->tensor(static_cast<int>(found->second));
  }
  void Observe(Profiler* profiler);
  static bool AfterStep(void* self, int32_t subgraph, int32_t node, const char* op_name, uint64_t nanoseconds);

  // What the C interpreter uses is declared before it and so destroyed after it.
  ErrorReporter* error_reporter_;
  std::unique_ptr<internal::GraphInConstruction> graph_;  // null for the interpreter of a model
  std::vector<std::unique_ptr<AnyOwnedDelegate>> owned_delegates_;
  std::unique_ptr<Profiler> owned_profiler_;
  std::unique_ptr<TfLiteInterpreter, Delete> interpreter_;
  std::vector<std::unique_ptr<Subgraph>> subgraphs_;
  std::vector<Signature> signatures_;
  std::map<std::string, std::unique_ptr<SignatureRunner>> runners_;
  OpResolver::TfLiteDelegateCreators lazy_delegates_;
  Profiler* profiler_ = nullptr;
  bool (*check_cancelled_)(void*) = nullptr;
  void* check_cancelled_data_ = nullptr;
  bool stopped_by_check_ = false;
  bool cancellation_ = false;
  bool allow_fp16_ = false;
};

namespace impl {
using Interpreter = ::tflite::Interpreter;
}  // namespace impl

}  // namespace tflite

#include "tensorflow/lite/core/interpreter-inl.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_H_
