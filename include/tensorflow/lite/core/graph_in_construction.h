// The graph of an interpreter that a program puts together with AddTensors, AddNodeWithParameters and the like.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_GRAPH_IN_CONSTRUCTION_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_GRAPH_IN_CONSTRUCTION_H_

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "goldcrest/c.h"
#include "tensorflow/lite/core/api/error_reporter.h"

namespace tflite {
namespace internal {

class GraphInConstruction {
 public:
  struct Tensor {
    TfLiteType type = kTfLiteNoType;
    std::string name;
    std::vector<int> dims, dims_signature;
    TfLiteQuantization quantization = {};  // owned
    const void* data = nullptr;            // the caller's
    size_t bytes = 0;
    bool is_variable = false;
  };

  GraphInConstruction() = default;
  GraphInConstruction(const GraphInConstruction&) = delete;
  GraphInConstruction& operator=(const GraphInConstruction&) = delete;
  ~GraphInConstruction() {
    for (Tensor& t : tensors_) TfLiteQuantizationFree(&t.quantization);
  }

  // True once after each change: the interpreter has to be made anew.
  bool TakeChanged() { return std::exchange(changed_, false); }

  int AddTensors(int count) {
    changed_ = true;
    tensors_.resize(tensors_.size() + static_cast<size_t>(count));
    return static_cast<int>(tensors_.size()) - count;
  }
  bool HasTensor(int i) const { return i >= 0 && static_cast<size_t>(i) < tensors_.size(); }
  bool HasTensors(const std::vector<int>& indices) const {
    for (int i : indices) {
      if (i != kTfLiteOptionalTensor && !HasTensor(i)) return false;
    }
    return true;
  }
  // Frees the quantization that is there; the new one is the graph's.
  void SetTensor(int i, Tensor tensor) {
    changed_ = true;
    TfLiteQuantizationFree(&tensors_[static_cast<size_t>(i)].quantization);
    tensors_[static_cast<size_t>(i)] = std::move(tensor);
  }
  void SetInputs(std::vector<int> inputs) {
    changed_ = true;
    inputs_ = std::move(inputs);
  }
  void SetOutputs(std::vector<int> outputs) {
    changed_ = true;
    outputs_ = std::move(outputs);
  }
  void SetVariables(const std::vector<int>& variables) {
    changed_ = true;
    for (Tensor& t : tensors_) t.is_variable = false;
    for (int i : variables) tensors_[static_cast<size_t>(i)].is_variable = true;
  }
  // Takes `builtin_data` over, which came from malloc. Returns the node's number.
  int AddNode(const std::vector<int>& inputs, const std::vector<int>& outputs, const char* init_data, size_t init_data_size,
              void* builtin_data, const TfLiteRegistration& registration) {
    changed_ = true;
    Node n;
    n.inputs = inputs;
    n.outputs = outputs;
    if (init_data != nullptr) n.init_data.assign(init_data, init_data_size);
    n.builtin_data.reset(builtin_data);
    n.registration = registration;
    // A registration of the program's own that names neither code nor name leaves the code at 0.
    if (builtin_data == nullptr && HasCallbacks(registration)) n.registration.builtin_code = kTfLiteBuiltinCustom;
    n.name = NameOf(n.registration);
    n.registration.custom_name = nullptr;
    if (n.registration.version < 1) n.registration.version = 1;
    nodes_.push_back(std::move(n));
    return static_cast<int>(nodes_.size()) - 1;
  }

  // Null where the graph contradicts itself.
  TfLiteModel* MakeModel(void (*report)(void*, const char*, va_list), ErrorReporter* reporter) const {
    std::vector<GoldcrestGraphTensor> tensors;
    for (const Tensor& t : tensors_) {
      tensors.push_back({t.type, t.name.c_str(), t.dims.data(), Count(t.dims), t.dims_signature.data(), Count(t.dims_signature),
                         t.quantization, t.data, t.bytes, t.is_variable});
    }
    std::vector<GoldcrestGraphNode> nodes;
    for (const Node& n : nodes_) {
      nodes.push_back({static_cast<TfLiteBuiltinOperator>(n.registration.builtin_code), n.name.c_str(), n.registration.version,
                       n.inputs.data(), Count(n.inputs), n.outputs.data(), Count(n.outputs), n.init_data.data(), n.init_data.size(),
                       n.builtin_data.get()});
    }
    const GoldcrestGraph graph = {tensors.data(), Count(tensors), nodes.data(),    Count(nodes),
                                  inputs_.data(), Count(inputs_), outputs_.data(), Count(outputs_)};
    return GoldcrestModelCreateFromGraph(&graph, report, reporter);
  }

  // For TfLiteInterpreterOptionsSetOpResolver: the registrations that nodes were added with.
  static const TfLiteRegistration* FindBuiltin(void* graph, TfLiteBuiltinOperator op, int version) {
    for (const Node& n : static_cast<GraphInConstruction*>(graph)->nodes_) {
      if (n.registration.builtin_code == op && n.registration.version == version) return &n.registration;
    }
    return nullptr;
  }
  static const TfLiteRegistration* FindCustom(void* graph, const char* name, int version) {
    for (const Node& n : static_cast<GraphInConstruction*>(graph)->nodes_) {
      if (n.name == name && n.registration.version == version) return &n.registration;
    }
    return nullptr;
  }

 private:
  struct Free {
    void operator()(void* data) const { std::free(data); }
  };
  struct Node {
    std::vector<int> inputs, outputs;
    std::string init_data;
    std::unique_ptr<void, Free> builtin_data;
    TfLiteRegistration registration = {};
    std::string name;  // of a custom operator
  };

  template <typename T>
  static int32_t Count(const std::vector<T>& v) {
    return static_cast<int32_t>(v.size());
  }
  static bool HasCallbacks(const TfLiteRegistration& r) {
    return r.registration_external != nullptr || r.init != nullptr || r.free != nullptr || r.prepare != nullptr || r.invoke != nullptr;
  }
  static bool SameCallbacks(const TfLiteRegistration& a, const TfLiteRegistration& b) {
    return a.init == b.init && a.free == b.free && a.prepare == b.prepare && a.invoke == b.invoke &&
           a.registration_external == b.registration_external;
  }
  // A registration is found again by name; those without one, and different ones of one name, get a number.
  std::string NameOf(const TfLiteRegistration& registration) const {
    if (registration.builtin_code != kTfLiteBuiltinCustom) return "";
    const std::string given = registration.custom_name != nullptr ? registration.custom_name : "Custom";
    std::string name = given;
    for (int i = 1;; ++i) {
      bool taken = false;
      for (const Node& n : nodes_) taken = taken || (n.name == name && !SameCallbacks(n.registration, registration));
      if (!taken) return name;
      name = given + "_" + std::to_string(i);
    }
  }

  bool changed_ = false;
  std::vector<Tensor> tensors_;
  std::vector<Node> nodes_;
  std::vector<int> inputs_, outputs_;
};

}  // namespace internal
}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_GRAPH_IN_CONSTRUCTION_H_
