#include <algorithm>
#include <cmath>

#include "kernels/common/half.h"
#include "model/op_version.h"
#include "quantize/graph.h"
#include "quantize/weight_only.h"

namespace goldcrest::quantize {
namespace {

constexpr float kLargestHalf = 65504.0f;

bool Fits(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::abs(v) <= kLargestHalf; });
}

std::vector<uint8_t> Halves(std::span<const float> values) {
  std::vector<uint16_t> halves(values.size());
  std::transform(values.begin(), values.end(), halves.begin(), [](float v) { return FloatToHalf(v); });
  return BytesOf(halves);
}

// True for a constant that an operator reads while the graph is planned, or that the caller sees: widening it there would be too late.
std::vector<bool> MustStay(const model::Model& model, const model::Subgraph& graph) {
  std::vector<bool> stays(graph.tensors.size());
  for (const auto* list : {&graph.inputs, &graph.outputs}) {
    for (int t : *list) stays[static_cast<size_t>(t)] = true;
  }
  for (const model::Operator& op : graph.operators) {
    if (BuiltinOf(model, op) != BuiltinOperator::kCustom && BuiltinOf(model, op) != BuiltinOperator::kStablehloComposite) continue;
    for (int t : op.inputs) {
      if (t >= 0) stays[static_cast<size_t>(t)] = true;
    }
  }
  return stays;
}

}  // namespace

Status QuantizeFloat16(model::Model& model, const QuantizeOptions& options, QuantizeReport* report) {
  (void)options;
  int narrowed = 0;
  for (size_t s = 0; s < model.subgraphs.size(); ++s) {
    model::Subgraph& graph = model.subgraphs[s];
    const std::vector<bool> stays = MustStay(model, graph);
    std::vector<model::Operator> widen;
    for (size_t t = 0; t < stays.size(); ++t) {
      const auto values = stays[t] ? std::nullopt : FloatConstant(model, graph.tensors[t]);
      if (!values || !Fits(*values)) continue;
      model::Tensor half = graph.tensors[t];
      half.name += "_float16";
      half.type = TensorType::kFloat16;
      half.buffer = AddBuffer(model, Halves(*values));
      graph.tensors[t].buffer = 0;
      graph.tensors.push_back(std::move(half));
      model::Operator op;
      op.opcode_index = model::FindOrAddOperatorCode(model, BuiltinOperator::kDequantize, "", 1);
      op.options = model::DequantizeOptions();
      op.inputs = {static_cast<int32_t>(graph.tensors.size() - 1)};
      op.outputs = {static_cast<int32_t>(t)};
      widen.push_back(std::move(op));
      ++narrowed;
    }
    graph.operators.insert(graph.operators.begin(), widen.begin(), widen.end());
  }
  if (report != nullptr && narrowed == 0) report->warnings.push_back("the model has no float weights");
  return Status::Ok();
}

}  // namespace goldcrest::quantize
