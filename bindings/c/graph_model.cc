// Models that a client puts together itself.
#include "base/file.h"
#include "bindings/c/builtin_options.h"
#include "bindings/c/objects.h"
#include "bindings/c/types.h"
#include "goldcrest/c.h"
#include "model/model.h"

namespace goldcrest::c {
namespace {

std::vector<int32_t> Ints(const int* values, int32_t count) {
  return count > 0 && values != nullptr ? std::vector<int32_t>(values, values + count) : std::vector<int32_t>();
}

std::shared_ptr<const model::Quantization> QuantizationFromC(const TfLiteQuantization& q) {
  if (q.type != kTfLiteAffineQuantization || q.params == nullptr) return nullptr;
  const auto& affine = *static_cast<const TfLiteAffineQuantization*>(q.params);
  if (affine.scale == nullptr || affine.scale->size == 0) return nullptr;
  auto out = std::make_shared<model::Quantization>();
  out->scale.assign(affine.scale->data, affine.scale->data + affine.scale->size);
  if (affine.zero_point != nullptr) out->zero_point.assign(affine.zero_point->data, affine.zero_point->data + affine.zero_point->size);
  out->quantized_dimension = affine.quantized_dimension;
  return out;
}

Status AddTensor(const GoldcrestGraphTensor& from, model::Model& m) {
  const std::optional<TensorType> type = TypeFromC(from.type);
  if (!type) return Error(StatusCode::kInvalidArgument, "type %d of a tensor", static_cast<int>(from.type));
  model::Tensor t;
  t.name = from.name != nullptr ? from.name : "";
  t.type = *type;
  t.shape = Ints(from.dims, from.rank);
  t.shape_signature = Ints(from.dims_signature, from.rank_signature);
  t.is_variable = from.is_variable;
  t.quantization = QuantizationFromC(from.quantization);
  if (from.data != nullptr) {
    GC_ASSIGN_OR_RETURN(std::shared_ptr<const Bytes> bytes, BorrowBytes({static_cast<const uint8_t*>(from.data), from.bytes}));
    t.buffer = static_cast<uint32_t>(m.buffers.size());
    m.buffers.push_back({model::Block(bytes, bytes->span()), false});
  }
  m.subgraphs[0].tensors.push_back(std::move(t));
  return Status::Ok();
}

void AddNode(const GoldcrestGraphNode& from, model::Model& m) {
  model::OperatorCode code;
  code.builtin = static_cast<BuiltinOperator>(from.builtin_code);
  if (code.builtin == BuiltinOperator::kCustom && from.custom_name != nullptr) code.custom_code = from.custom_name;
  code.version = from.version;
  model::Operator op;
  op.opcode_index = static_cast<uint32_t>(m.operator_codes.size());
  op.inputs = Ints(from.inputs, from.num_inputs);
  op.outputs = Ints(from.outputs, from.num_outputs);
  op.options = OptionsFromBuiltinData(code.builtin, from.builtin_data);
  if (from.init_data != nullptr && from.init_data_size > 0) {
    const auto* bytes = static_cast<const uint8_t*>(from.init_data);
    op.custom_options = model::Block(std::vector<uint8_t>(bytes, bytes + from.init_data_size));
  }
  m.operator_codes.push_back(std::move(code));
  m.subgraphs[0].operators.push_back(std::move(op));
}

Expected<Model> ModelOf(const GoldcrestGraph& graph) {
  model::Model m;
  m.buffers.resize(1);
  m.subgraphs.resize(1);
  m.subgraphs[0].name = "main";
  for (int32_t i = 0; i < graph.num_tensors; ++i) {
    GC_RETURN_IF_ERROR(AddTensor(graph.tensors[i], m).At("tensor " + std::to_string(i)));
  }
  for (int32_t i = 0; i < graph.num_nodes; ++i) AddNode(graph.nodes[i], m);
  m.subgraphs[0].inputs = Ints(graph.inputs, graph.num_inputs);
  m.subgraphs[0].outputs = Ints(graph.outputs, graph.num_outputs);
  return Model::FromContent(std::move(m));
}

}  // namespace
}  // namespace goldcrest::c

extern "C" TfLiteModel* GoldcrestModelCreateFromGraph(const GoldcrestGraph* graph,
                                                      void (*reporter)(void* user_data, const char* format, va_list args),
                                                      void* user_data) {
  const goldcrest::c::Reporter report(reporter, user_data);
  return goldcrest::c::Guard<TfLiteModel*>(report, nullptr, [&]() -> TfLiteModel* {
    goldcrest::Expected<goldcrest::Model> model = goldcrest::c::ModelOf(*graph);
    if (model.ok()) return new TfLiteModel{std::move(model)};
    report.Report("%s", model.status().message().c_str());
    return nullptr;
  });
}
