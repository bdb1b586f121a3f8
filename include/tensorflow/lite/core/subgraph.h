// Subgraph: tensors and nodes of one subgraph of an interpreter.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_SUBGRAPH_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_SUBGRAPH_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "goldcrest/c.h"
#include "tensorflow/lite/core/c/common.h"

namespace tflite {

// Belongs to its interpreter. Tensor and node numbers are the file's; those that delegates and operators add follow.
class Subgraph {
 public:
  Subgraph(TfLiteInterpreter* interpreter, int index) : interpreter_(interpreter), index_(index) {
    const int* indices;
    int count = GoldcrestSubgraphInputs(interpreter, index, &indices);
    inputs_.assign(indices, indices + count);
    count = GoldcrestSubgraphOutputs(interpreter, index, &indices);
    outputs_.assign(indices, indices + count);
    for (int i = 0; i < static_cast<int>(tensors_size()); ++i) {
      if (GoldcrestSubgraphTensorIsVariable(interpreter, index, i)) variables_.push_back(i);
    }
    if (const char* name = GoldcrestSubgraphName(interpreter, index)) name_ = name;
  }
  Subgraph(const Subgraph&) = delete;
  Subgraph& operator=(const Subgraph&) = delete;

  const std::string& GetName() const { return name_; }
  int GetSubgraphIndex() const { return index_; }
  TfLiteContext* context() const { return GoldcrestSubgraphContext(interpreter_, index_); }

  const std::vector<int>& inputs() const { return inputs_; }
  const std::vector<int>& outputs() const { return outputs_; }
  const std::vector<int>& variables() const { return variables_; }

  size_t tensors_size() const { return static_cast<size_t>(GoldcrestSubgraphTensorCount(interpreter_, index_)); }
  // Null for a number out of range.
  TfLiteTensor* tensor(int tensor_index) { return GoldcrestSubgraphTensor(interpreter_, index_, tensor_index); }
  const TfLiteTensor* tensor(int tensor_index) const { return GoldcrestSubgraphTensor(interpreter_, index_, tensor_index); }
  const TfLiteTensor* GetTensor(int tensor_index) const { return tensor(tensor_index); }
  const char* GetInputName(int index) const { return NameAt(inputs_, index); }
  const char* GetOutputName(int index) const { return NameAt(outputs_, index); }

  size_t nodes_size() const { return static_cast<size_t>(GoldcrestSubgraphNodeCount(interpreter_, index_)); }
  // The nodes in the order in which they run.
  const std::vector<int>& execution_plan() const {
    TfLiteIntArray* plan = nullptr;
    TfLiteContext* c = context();
    if (c == nullptr || c->GetExecutionPlan(c, &plan) != kTfLiteOk) return execution_plan_;
    execution_plan_.assign(plan->data, plan->data + plan->size);
    return execution_plan_;
  }
  // As of now; the copy stays where it is until nodes are added. Null for a number out of range.
  const std::pair<TfLiteNode, TfLiteRegistration>* node_and_registration(int node_index) const {
    TfLiteContext* c = context();
    const size_t count = nodes_size();
    if (c == nullptr || node_index < 0 || static_cast<size_t>(node_index) >= count) return nullptr;
    TfLiteNode* node;
    TfLiteRegistration* registration;
    if (c->GetNodeAndRegistration(c, node_index, &node, &registration) != kTfLiteOk) return nullptr;
    if (nodes_.size() < count) nodes_.resize(count);
    nodes_[static_cast<size_t>(node_index)] = {*node, *registration};
    return &nodes_[static_cast<size_t>(node_index)];
  }
  const std::vector<std::pair<TfLiteNode, TfLiteRegistration>>& nodes_and_registration() const {
    for (int i = 0; i < static_cast<int>(nodes_size()); ++i) node_and_registration(i);
    return nodes_;
  }

  TfLiteStatus ResizeInputTensor(int tensor_index, const std::vector<int>& dims) {
    return GoldcrestSubgraphResizeInput(interpreter_, index_, tensor_index, dims.data(), static_cast<int32_t>(dims.size()), false);
  }
  // Only dimensions that the model leaves open.
  TfLiteStatus ResizeInputTensorStrict(int tensor_index, const std::vector<int>& dims) {
    return GoldcrestSubgraphResizeInput(interpreter_, index_, tensor_index, dims.data(), static_cast<int32_t>(dims.size()), true);
  }
  TfLiteStatus AllocateTensors() { return GoldcrestSubgraphAllocateTensors(interpreter_, index_); }
  TfLiteStatus Invoke() { return GoldcrestSubgraphInvoke(interpreter_, index_); }

 private:
  const char* NameAt(const std::vector<int>& tensors, int index) const {
    if (index < 0 || static_cast<size_t>(index) >= tensors.size()) return "";
    const TfLiteTensor* t = tensor(tensors[static_cast<size_t>(index)]);
    return t != nullptr && t->name != nullptr ? t->name : "";
  }

  TfLiteInterpreter* interpreter_;
  int index_;
  std::string name_;
  std::vector<int> inputs_, outputs_, variables_;
  mutable std::vector<int> execution_plan_;
  mutable std::vector<std::pair<TfLiteNode, TfLiteRegistration>> nodes_;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_SUBGRAPH_H_
