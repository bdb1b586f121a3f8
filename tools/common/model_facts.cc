#include "tools/common/model_facts.h"

#include <map>

namespace goldcrest::tools {

uint64_t ConstantBytes(const model::Model& model, const model::Tensor& tensor) {
  return tensor.buffer < model.buffers.size() ? model.buffers[tensor.buffer].data.size() : 0;
}

uint64_t WeightsBytes(const model::Model& model) {
  std::map<uint32_t, uint64_t> by_buffer;
  for (const model::Subgraph& subgraph : model.subgraphs) {
    for (const model::Tensor& t : subgraph.tensors) by_buffer[t.buffer] = ConstantBytes(model, t);
  }
  uint64_t sum = 0;
  for (const auto& [buffer, bytes] : by_buffer) sum += bytes;
  return sum;
}

}  // namespace goldcrest::tools
