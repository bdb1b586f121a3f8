// An interpreter as the Python package drives it: indices checked, failures as exceptions, memory as NumPy arrays of bytes.
#ifndef GOLDCREST_BINDINGS_PYTHON_TENSOR_ACCESS_H_
#define GOLDCREST_BINDINGS_PYTHON_TENSOR_ACCESS_H_

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <memory>
#include <string>
#include <vector>

#include "bindings/c/objects.h"
#include "bindings/python/custom_operator.h"
#include "goldcrest/interpreter.h"
#include "tensorflow/lite/mutable_op_resolver.h"

namespace goldcrest::python {

namespace nb = nanobind;

using ByteArray = nb::ndarray<nb::numpy, uint8_t, nb::ndim<1>>;
using ConstByteArray = nb::ndarray<nb::numpy, const uint8_t, nb::ndim<1>>;

// Why a tensor shows no bytes.
enum class Memory { kReadable, kConstant, kUnallocated, kNotKept };

// One Python interpreter. All calls but the run itself hold Python's lock, so a flag is enough to refuse calls during a run.
class NativeInterpreter {
 public:
  struct Options {
    int num_threads = 0;
    bool reference_kernels = false;
    bool preserve_all_tensors = false;
    std::vector<nb::object> delegates;    // what load_delegate returned
    std::vector<nb::object> operators;    // custom operators in Python
    std::vector<nb::object> registerers;  // called with the address of a tflite::MutableOpResolver
    Limits limits;
  };
  static std::unique_ptr<NativeInterpreter> FromFile(const std::string& path, const Options& options);
  // Keeps `content` alive.
  static std::unique_ptr<NativeInterpreter> FromBytes(nb::bytes content, const Options& options);

  int num_subgraphs() const { return model().num_subgraphs(); }
  int num_tensors(int subgraph) const;
  std::vector<int> inputs(int subgraph) const;
  std::vector<int> outputs(int subgraph) const;
  // (name, type, shape, shape signature)
  nb::tuple Facts(int tensor, int subgraph) const;
  // (scales, zero points, dimension, block size)
  nb::tuple Quantization(int tensor, int subgraph) const;
  nb::dict Sparsity(int tensor, int subgraph) const;
  // (name, inputs, outputs) of each operator
  nb::list Nodes(int subgraph) const;
  // (key, subgraph, inputs, outputs); the last two are dicts from name to tensor
  nb::list Signatures() const;

  void Resize(int tensor, const std::vector<int>& dims, bool strict, int subgraph);
  void Allocate(int subgraph);
  void Invoke(int subgraph);
  void ResetVariables();
  void Cancel() { interpreter_->Cancel(); }
  bool allocated(int subgraph) const;

  Memory State(int tensor, int subgraph) const;
  // The tensor's memory; only where State is kReadable or kConstant, and read-only for the latter.
  nb::object Bytes(nb::handle self, int tensor, int subgraph);
  std::vector<nb::bytes> Strings(int tensor, int subgraph) const;
  void SetStrings(int tensor, const std::vector<nb::bytes>& strings, int subgraph);

 private:
  NativeInterpreter() = default;
  static std::unique_ptr<NativeInterpreter> Create(Expected<Model> model, const Options& options);
  void TakeOperators(const Options& options, TfLiteInterpreterOptions& made);
  void ApplyDelegates(const Options& options);
  const Model& model() const { return interpreter_->compiled().model(); }
  void Check(int tensor, int subgraph) const;
  void CheckIdle() const;
  void ThrowIfFailed(const Status& status, const char* verb);

  nb::object content_;  // what borrowed bytes belong to
  std::vector<nb::object> delegates_;
  std::vector<std::unique_ptr<CustomOperator>> operators_;
  tflite::MutableOpResolver resolver_;
  std::string reports_;  // what operators and delegates have said since the last failure
  // Behind the C interface, which custom operators and delegates need; the rest here works on its engine.
  std::unique_ptr<TfLiteInterpreter> owner_;
  Interpreter* interpreter_ = nullptr;
  bool running_ = false;
};

}  // namespace goldcrest::python

#endif  // GOLDCREST_BINDINGS_PYTHON_TENSOR_ACCESS_H_
