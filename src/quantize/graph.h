// What the steps of quantization ask about a subgraph of the file, and how they make new parts of it.
#ifndef GOLDCREST_SRC_QUANTIZE_GRAPH_H_
#define GOLDCREST_SRC_QUANTIZE_GRAPH_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/model.h"

namespace goldcrest::quantize {

// Who writes and who reads each tensor of a subgraph; made anew after a change.
struct Uses {
  struct Use {
    int op;
    int input;
  };
  std::vector<int> producer;  // operator index, -1 for none
  std::vector<std::vector<Use>> consumers;
  std::vector<bool> is_input;
  std::vector<bool> is_output;
};
Uses FindUses(const model::Subgraph& subgraph);

BuiltinOperator BuiltinOf(const model::Model& model, const model::Operator& op);

// The tensor at a position of an operator's inputs, -1 where left out.
inline int InputAt(const model::Operator& op, int position) {
  return position >= 0 && static_cast<size_t>(position) < op.inputs.size() ? op.inputs[static_cast<size_t>(position)] : -1;
}

int64_t Elements(const model::Tensor& tensor);

// A FLOAT32 constant's values; nothing for other tensors. Sparse constants are left alone: nothing for them either.
std::optional<std::span<const float>> FloatConstant(const model::Model& model, const model::Tensor& tensor);

// Appends `data` as a buffer; returns its index.
uint32_t AddBuffer(model::Model& model, std::vector<uint8_t> data);

template <typename T>
std::vector<uint8_t> BytesOf(const std::vector<T>& values) {
  const auto* from = reinterpret_cast<const uint8_t*>(values.data());
  return {from, from + values.size() * sizeof(T)};
}

// "CONV_2D (node 3, "conv/Relu6")"
std::string DescribeOp(const model::Model& model, const model::Subgraph& subgraph, int op);

// Removes tensors and buffers that nothing refers to. Indices change; signatures, scale tensors and metadata follow.
void RemoveUnused(model::Model& model);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_GRAPH_H_
