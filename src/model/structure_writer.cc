#include "model/structure_writer.h"

#include <algorithm>

#include "model/options_io.h"

namespace goldcrest::model {
namespace {

// What a buffer, as every constant, is aligned to in the file.
constexpr size_t kConstantAlignment = 16;

}  // namespace

StructureWriter::VectorOffset<uint8_t> StructureWriter::AlignedBytes(std::span<const uint8_t> bytes) {
  b_.ForceVectorAlignment(bytes.size(), 1, kConstantAlignment);
  return b_.CreateVector(bytes.data(), bytes.size());
}

void StructureWriter::Write() {
  // A FlatBuffer grows towards its front: what is made first ends up last. So the constants lie together behind the structure.
  std::vector<Offset<schema::Buffer>> buffers;
  buffers.reserve(model_.buffers.size());
  for (size_t i = 0; i < model_.buffers.size(); ++i) buffers.push_back(WriteBuffer(model_.buffers[i], past_[i]));
  const auto buffers_at = b_.CreateVector(buffers);

  const auto signatures = Each<schema::SignatureDef>(model_.signature_defs, [&](const SignatureDef& s) { return WriteSignature(s); });
  const auto metadata = Each<schema::Metadata>(model_.metadata, [&](const Metadata& m) {
    const StringOffset name = String(m.name);
    schema::MetadataBuilder t(b_);
    t.add_name(name);
    t.add_buffer(m.buffer);
    return t.Finish();
  });
  const auto groups = Each<schema::ExternalBufferGroup>(model_.external_buffer_groups, [&](const ExternalBufferGroup& g) {
    const StringOffset name = String(g.name);
    schema::ExternalBufferGroupBuilder t(b_);
    t.add_name(name);
    return t.Finish();
  });
  const auto external =
      Each<schema::ExternalBuffer>(model_.external_buffers, [&](const ExternalBuffer& e) { return WriteExternalBuffer(e); });
  const auto metadata_buffer = Vector(model_.metadata_buffer);
  const auto subgraphs = RequiredEach<schema::SubGraph>(model_.subgraphs, [&](const Subgraph& s) { return WriteSubgraph(s); });
  const auto codes = RequiredEach<schema::OperatorCode>(model_.operator_codes, [&](const OperatorCode& c) { return WriteOperatorCode(c); });
  const auto description = String(model_.description);

  schema::ModelBuilder t(b_);
  t.add_version(model_.version);
  t.add_operator_codes(codes);
  t.add_subgraphs(subgraphs);
  t.add_description(description);
  t.add_buffers(buffers_at);
  t.add_metadata_buffer(metadata_buffer);
  t.add_metadata(metadata);
  t.add_signature_defs(signatures);
  t.add_external_buffer_groups(groups);
  t.add_external_buffers(external);
  schema::FinishModelBuffer(b_, t.Finish());
}

flatbuffers::Offset<schema::OperatorCode> StructureWriter::WriteOperatorCode(const OperatorCode& code) {
  const StringOffset custom = String(code.custom_code);
  const int32_t number = static_cast<int32_t>(code.builtin);
  schema::OperatorCodeBuilder t(b_);
  // Readers that know only the narrow field then see the placeholder, 127, for codes that it cannot hold.
  t.add_deprecated_builtin_code(static_cast<int8_t>(std::clamp(number, -128, 127)));
  t.add_custom_code(custom);
  t.add_version(code.version);
  t.add_builtin_code(static_cast<schema::BuiltinOperator>(number));
  return t.Finish();
}

flatbuffers::Offset<schema::Buffer> StructureWriter::WriteBuffer(const Buffer& buffer, bool past) {
  const VectorOffset<uint8_t> data = past || buffer.data.data() == nullptr ? VectorOffset<uint8_t>() : AlignedBytes(buffer.data.span());
  schema::BufferBuilder t(b_);
  t.add_data(data);
  if (past) {
    t.add_offset(kPlaceLater);
    t.add_size(kPlaceLater);
  }
  return t.Finish();
}

flatbuffers::Offset<schema::SubGraph> StructureWriter::WriteSubgraph(const Subgraph& subgraph) {
  const auto operators = RequiredEach<schema::Operator>(subgraph.operators, [&](const Operator& op) { return WriteOperator(op); });
  const auto tensors = RequiredEach<schema::Tensor>(subgraph.tensors, [&](const Tensor& tensor) { return WriteTensor(tensor); });
  const auto inputs = RequiredVector(subgraph.inputs);
  const auto outputs = RequiredVector(subgraph.outputs);
  const StringOffset name = String(subgraph.name);
  schema::SubGraphBuilder t(b_);
  t.add_tensors(tensors);
  t.add_inputs(inputs);
  t.add_outputs(outputs);
  t.add_operators(operators);
  t.add_name(name);
  t.add_debug_metadata_index(subgraph.debug_metadata_index);
  return t.Finish();
}

flatbuffers::Offset<schema::Operator> StructureWriter::WriteOperator(const Operator& op) {
  const auto inputs = RequiredVector(op.inputs);
  const auto outputs = RequiredVector(op.outputs);
  const auto intermediates = Vector(op.intermediates);
  const auto mutating = op.mutating_variable_inputs.empty() ? VectorOffset<uint8_t>() : b_.CreateVector(op.mutating_variable_inputs);
  const Offset<void> options = WriteOperatorOptions(b_, op.options);
  const bool inline_custom = !op.large_custom_options && op.custom_options.data() != nullptr;
  const VectorOffset<uint8_t> custom =
      inline_custom ? b_.CreateVector(op.custom_options.data(), op.custom_options.size()) : VectorOffset<uint8_t>();
  schema::OperatorBuilder t(b_);
  t.add_opcode_index(op.opcode_index);
  t.add_inputs(inputs);
  t.add_outputs(outputs);
  t.add_intermediates(intermediates);
  t.add_mutating_variable_inputs(mutating);
  if (!options.IsNull()) {
    const int type = static_cast<int>(op.options.type());
    const int second = type - static_cast<int>(OptionsType::kFirstOfUnion2);
    if (second > 0) {
      t.add_builtin_options_2_type(static_cast<schema::BuiltinOptions2>(second));
      t.add_builtin_options_2(options);
    } else {
      t.add_builtin_options_type(static_cast<schema::BuiltinOptions>(type));
      t.add_builtin_options(options);
    }
  }
  t.add_custom_options(custom);
  if (op.large_custom_options) {
    t.add_large_custom_options_offset(kPlaceLater);
    t.add_large_custom_options_size(kPlaceLater);
  }
  t.add_debug_metadata_index(op.debug_metadata_index);
  return t.Finish();
}

StructureWriter::VectorOffset<flatbuffers::Offset<schema::TensorMap>> StructureWriter::WriteTensorMaps(const std::vector<TensorMap>& maps) {
  return RequiredEach<schema::TensorMap>(maps, [&](const TensorMap& map) {
    const StringOffset name = String(map.name);
    schema::TensorMapBuilder t(b_);
    t.add_name(name);
    t.add_tensor_index(map.tensor_index);
    return t.Finish();
  });
}

flatbuffers::Offset<schema::SignatureDef> StructureWriter::WriteSignature(const SignatureDef& signature) {
  const auto inputs = WriteTensorMaps(signature.inputs);
  const auto outputs = WriteTensorMaps(signature.outputs);
  const StringOffset key = String(signature.signature_key);
  schema::SignatureDefBuilder t(b_);
  t.add_inputs(inputs);
  t.add_outputs(outputs);
  t.add_signature_key(key);
  t.add_subgraph_index(signature.subgraph_index);
  return t.Finish();
}

flatbuffers::Offset<schema::ExternalBuffer> StructureWriter::WriteExternalBuffer(const ExternalBuffer& buffer) {
  const StringOffset packing = String(buffer.packing);
  schema::ExternalBufferBuilder t(b_);
  t.add_id(buffer.id);
  t.add_group(buffer.group);
  t.add_offset(buffer.offset);
  t.add_length(buffer.length);
  t.add_packing(packing);
  return t.Finish();
}

}  // namespace goldcrest::model
