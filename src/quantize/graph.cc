#include "quantize/graph.h"

namespace goldcrest::quantize {

Uses FindUses(const model::Subgraph& subgraph) {
  const size_t n = subgraph.tensors.size();
  Uses uses{std::vector<int>(n, -1), std::vector<std::vector<Uses::Use>>(n), std::vector<bool>(n), std::vector<bool>(n)};
  for (size_t i = 0; i < subgraph.operators.size(); ++i) {
    const model::Operator& op = subgraph.operators[i];
    for (int t : op.outputs) {
      if (t >= 0) uses.producer[static_cast<size_t>(t)] = static_cast<int>(i);
    }
    for (size_t k = 0; k < op.inputs.size(); ++k) {
      if (op.inputs[k] < 0) continue;
      uses.consumers[static_cast<size_t>(op.inputs[k])].push_back({static_cast<int>(i), static_cast<int>(k)});
    }
  }
  for (int t : subgraph.inputs) uses.is_input[static_cast<size_t>(t)] = true;
  for (int t : subgraph.outputs) uses.is_output[static_cast<size_t>(t)] = true;
  return uses;
}

BuiltinOperator BuiltinOf(const model::Model& model, const model::Operator& op) { return model.operator_codes[op.opcode_index].builtin; }

int64_t Elements(const model::Tensor& tensor) {
  int64_t count = 1;
  for (int32_t d : tensor.shape) count *= d;  // the verifier made sure that it fits
  return count;
}

std::optional<std::span<const float>> FloatConstant(const model::Model& model, const model::Tensor& tensor) {
  if (tensor.type != TensorType::kFloat32 || tensor.sparsity || tensor.is_variable) return std::nullopt;
  const model::Block* data = model::ConstantData(model, tensor);
  const int64_t count = Elements(tensor);
  if (data == nullptr || count <= 0 || data->size() != static_cast<size_t>(count) * sizeof(float)) return std::nullopt;
  return std::span<const float>(reinterpret_cast<const float*>(data->data()), static_cast<size_t>(count));
}

uint32_t AddBuffer(model::Model& model, std::vector<uint8_t> data) {
  model.buffers.push_back({model::Block(std::move(data)), false});
  return static_cast<uint32_t>(model.buffers.size() - 1);
}

std::string DescribeOp(const model::Model& model, const model::Subgraph& subgraph, int op) {
  const model::Operator& o = subgraph.operators[static_cast<size_t>(op)];
  std::string text = model::OperatorName(model.operator_codes[o.opcode_index]) + " (node " + std::to_string(op);
  if (!o.outputs.empty() && o.outputs[0] >= 0) text += ", \"" + subgraph.tensors[static_cast<size_t>(o.outputs[0])].name + "\"";
  return text + ")";
}

namespace {

// Marks every tensor that the subgraph, its operators or a signature refer to.
std::vector<bool> UsedTensors(const model::Model& model, size_t index) {
  const model::Subgraph& subgraph = model.subgraphs[index];
  std::vector<bool> used(subgraph.tensors.size());
  const auto mark = [&](const std::vector<int32_t>& tensors) {
    for (int32_t t : tensors) {
      if (t >= 0) used[static_cast<size_t>(t)] = true;
    }
  };
  mark(subgraph.inputs);
  mark(subgraph.outputs);
  for (const model::Operator& op : subgraph.operators) {
    mark(op.inputs);
    mark(op.outputs);
    mark(op.intermediates);
  }
  for (const model::SignatureDef& signature : model.signature_defs) {
    if (signature.subgraph_index != index) continue;
    for (const auto* maps : {&signature.inputs, &signature.outputs}) {
      for (const model::TensorMap& map : *maps) used[map.tensor_index] = true;
    }
  }
  for (size_t t = 0; t < used.size(); ++t) {  // tensors that hold another's scales
    const auto& q = subgraph.tensors[t].quantization;
    if (!used[t] || !q || q->details == model::Quantization::Details::kNone || q->details == model::Quantization::Details::kCustom)
      continue;
    for (int32_t i : {q->scales_tensor, q->zero_points_tensor}) {
      if (i >= 0 && static_cast<size_t>(i) < used.size()) used[static_cast<size_t>(i)] = true;
    }
  }
  return used;
}

void RemoveTensors(model::Model& model, size_t index) {
  model::Subgraph& subgraph = model.subgraphs[index];
  const std::vector<bool> used = UsedTensors(model, index);
  std::vector<int32_t> to(used.size(), -1);
  std::vector<model::Tensor> kept;
  for (size_t t = 0; t < used.size(); ++t) {
    if (!used[t]) continue;
    to[t] = static_cast<int32_t>(kept.size());
    kept.push_back(std::move(subgraph.tensors[t]));
  }
  subgraph.tensors = std::move(kept);
  const auto renumber = [&](std::vector<int32_t>& tensors) {
    for (int32_t& t : tensors) {
      if (t >= 0) t = to[static_cast<size_t>(t)];
    }
  };
  renumber(subgraph.inputs);
  renumber(subgraph.outputs);
  for (model::Operator& op : subgraph.operators) {
    renumber(op.inputs);
    renumber(op.outputs);
    renumber(op.intermediates);
  }
  for (model::SignatureDef& signature : model.signature_defs) {
    if (signature.subgraph_index != index) continue;
    for (auto* maps : {&signature.inputs, &signature.outputs}) {
      for (model::TensorMap& map : *maps) map.tensor_index = static_cast<uint32_t>(to[map.tensor_index]);
    }
  }
  for (model::Tensor& tensor : subgraph.tensors) {
    const auto& q = tensor.quantization;
    if (!q || q->details == model::Quantization::Details::kNone || q->details == model::Quantization::Details::kCustom) continue;
    auto moved = std::make_shared<model::Quantization>(*q);
    for (int32_t* i : {&moved->scales_tensor, &moved->zero_points_tensor}) {
      if (*i >= 0 && static_cast<size_t>(*i) < to.size()) *i = to[static_cast<size_t>(*i)];
    }
    tensor.quantization = std::move(moved);
  }
}

void RemoveBuffers(model::Model& model) {
  std::vector<bool> used(model.buffers.size());
  if (used.empty()) return;
  used[0] = true;
  for (const model::Subgraph& subgraph : model.subgraphs) {
    for (const model::Tensor& tensor : subgraph.tensors) used[tensor.buffer] = true;
  }
  for (const model::Metadata& entry : model.metadata) used[entry.buffer] = true;
  for (int32_t b : model.metadata_buffer) {
    if (b >= 0 && static_cast<size_t>(b) < used.size()) used[static_cast<size_t>(b)] = true;
  }
  std::vector<uint32_t> to(used.size());
  std::vector<model::Buffer> kept;
  for (size_t b = 0; b < used.size(); ++b) {
    if (!used[b]) continue;
    to[b] = static_cast<uint32_t>(kept.size());
    kept.push_back(std::move(model.buffers[b]));
  }
  model.buffers = std::move(kept);
  for (model::Subgraph& subgraph : model.subgraphs) {
    for (model::Tensor& tensor : subgraph.tensors) tensor.buffer = to[tensor.buffer];
  }
  for (model::Metadata& entry : model.metadata) entry.buffer = to[entry.buffer];
  for (int32_t& b : model.metadata_buffer) {
    if (b >= 0 && static_cast<size_t>(b) < to.size()) b = static_cast<int32_t>(to[static_cast<size_t>(b)]);
  }
}

}  // namespace

void RemoveUnused(model::Model& model) {
  for (size_t s = 0; s < model.subgraphs.size(); ++s) RemoveTensors(model, s);
  RemoveBuffers(model);
}

}  // namespace goldcrest::quantize
