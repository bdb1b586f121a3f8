#include "model/structure_reader.h"

#include <algorithm>

#include "model/builtin_options.h"
#include "model/options_io.h"
#include "model/schema_generated.h"

namespace goldcrest::model {
namespace {

// An offset up to this means "none": writers put 1 where the true value is to be filled in later.
constexpr uint64_t kNoPlace = 1;

}  // namespace

Status StructureReader::Read(Model& model) {
  using F = schema::Model;
  model_ = &model;
  const TableView root = reading_.Root();
  model.version = root.Scalar<uint32_t>(F::VT_VERSION);
  model.description = root.String(F::VT_DESCRIPTION);
  ReadEach(root, F::VT_OPERATOR_CODES, model.operator_codes, [&](const TableView& t) { return ReadOperatorCode(t); });
  ReadEach(root, F::VT_BUFFERS, model.buffers, [&](const TableView& t) { return ReadBuffer(t, model.buffers.size()); });
  ReadEach(root, F::VT_SUBGRAPHS, model.subgraphs, [&](const TableView& t) { return ReadSubgraph(t); });
  model.metadata_buffer = root.Vector<int32_t>(F::VT_METADATA_BUFFER);
  ReadEach(root, F::VT_METADATA, model.metadata, [](const TableView& t) {
    return Metadata{t.String(schema::Metadata::VT_NAME), t.Scalar<uint32_t>(schema::Metadata::VT_BUFFER)};
  });
  ReadEach(root, F::VT_SIGNATURE_DEFS, model.signature_defs, [&](const TableView& t) { return ReadSignature(t); });
  ReadEach(root, F::VT_EXTERNAL_BUFFER_GROUPS, model.external_buffer_groups,
           [](const TableView& t) { return ExternalBufferGroup{t.String(schema::ExternalBufferGroup::VT_NAME)}; });
  ReadEach(root, F::VT_EXTERNAL_BUFFERS, model.external_buffers, [](const TableView& t) {
    using E = schema::ExternalBuffer;
    return ExternalBuffer{t.Scalar<uint32_t>(E::VT_ID), t.Scalar<uint32_t>(E::VT_GROUP), t.Scalar<uint64_t>(E::VT_OFFSET),
                          t.Scalar<uint64_t>(E::VT_LENGTH), t.String(E::VT_PACKING)};
  });
  GC_RETURN_IF_ERROR(reading_.status());
  return bad_place_;
}

OperatorCode StructureReader::ReadOperatorCode(const TableView& t) {
  using F = schema::OperatorCode;
  OperatorCode code;
  // Files older than the wider field have only the first; newer ones have both, the first cut to 127.
  const int32_t narrow = t.Scalar<int8_t>(F::VT_DEPRECATED_BUILTIN_CODE);
  const int32_t wide = t.Scalar<int32_t>(F::VT_BUILTIN_CODE);
  code.builtin = static_cast<BuiltinOperator>(std::max(narrow, wide));
  code.custom_code = t.String(F::VT_CUSTOM_CODE);
  code.version = t.Scalar<int32_t>(F::VT_VERSION, 1);
  return code;
}

Block StructureReader::PastFlatBuffer(uint64_t offset, uint64_t size, const char* what, size_t index) {
  const std::span<const uint8_t> all = file_->span();
  if (offset <= all.size() && size <= all.size() - offset) {
    return Block(file_, all.subspan(static_cast<size_t>(offset), static_cast<size_t>(size)));
  }
  if (bad_place_.ok()) {
    bad_place_ = Error(StatusCode::kInvalidModel, "%s %zu should lie at byte %llu and have %llu bytes, but the file ends after %zu", what,
                       index, static_cast<unsigned long long>(offset), static_cast<unsigned long long>(size), all.size());
  }
  return Block();
}

Buffer StructureReader::ReadBuffer(const TableView& t, size_t index) {
  using F = schema::Buffer;
  Buffer buffer;
  if (t.Has(F::VT_DATA)) {
    buffer.data = Block(file_, t.ByteSpan(F::VT_DATA));
    return buffer;
  }
  const uint64_t offset = t.Scalar<uint64_t>(F::VT_OFFSET);
  if (offset > kNoPlace) {
    buffer.data = PastFlatBuffer(offset, t.Scalar<uint64_t>(F::VT_SIZE), "buffer", index);
    buffer.past_flatbuffer = true;
  }
  return buffer;
}

Subgraph StructureReader::ReadSubgraph(const TableView& t) {
  using F = schema::SubGraph;
  Subgraph subgraph;
  ReadEach(t, F::VT_TENSORS, subgraph.tensors, [&](const TableView& e) { return ReadTensor(e); });
  subgraph.inputs = t.Vector<int32_t>(F::VT_INPUTS);
  subgraph.outputs = t.Vector<int32_t>(F::VT_OUTPUTS);
  ReadEach(t, F::VT_OPERATORS, subgraph.operators, [&](const TableView& e) { return ReadOperator(e); });
  subgraph.name = t.String(F::VT_NAME);
  subgraph.debug_metadata_index = t.Scalar<int32_t>(F::VT_DEBUG_METADATA_INDEX, -1);
  return subgraph;
}

Options StructureReader::ReadOptionsUnion(const TableView& t, uint32_t opcode_index) {
  using F = schema::Operator;
  const uint8_t first = t.Scalar<uint8_t>(F::VT_BUILTIN_OPTIONS_TYPE);
  const uint8_t second = t.Scalar<uint8_t>(F::VT_BUILTIN_OPTIONS_2_TYPE);
  const auto second_type = static_cast<OptionsType>(static_cast<int>(OptionsType::kFirstOfUnion2) + second);
  bool take_second = second != 0;
  if (first != 0 && second != 0) {
    // An operator should have one of the two; with both, the one its code asks for.
    take_second =
        opcode_index < model_->operator_codes.size() && OptionsTypeFor(model_->operator_codes[opcode_index].builtin) == second_type;
  }
  return take_second ? ReadOperatorOptions(second_type, t.Table(F::VT_BUILTIN_OPTIONS_2))
                     : ReadOperatorOptions(static_cast<OptionsType>(first), t.Table(F::VT_BUILTIN_OPTIONS));
}

Operator StructureReader::ReadOperator(const TableView& t) {
  using F = schema::Operator;
  Operator op;
  const size_t number = operators_read_++;
  op.opcode_index = t.Scalar<uint32_t>(F::VT_OPCODE_INDEX);
  op.inputs = t.Vector<int32_t>(F::VT_INPUTS);
  op.outputs = t.Vector<int32_t>(F::VT_OUTPUTS);
  op.intermediates = t.Vector<int32_t>(F::VT_INTERMEDIATES);
  op.mutating_variable_inputs = t.Vector<bool>(F::VT_MUTATING_VARIABLE_INPUTS);
  op.options = ReadOptionsUnion(t, op.opcode_index);
  op.debug_metadata_index = t.Scalar<int32_t>(F::VT_DEBUG_METADATA_INDEX, -1);
  if (t.Has(F::VT_CUSTOM_OPTIONS)) {
    op.custom_options = Block(file_, t.ByteSpan(F::VT_CUSTOM_OPTIONS));
    return op;
  }
  const uint64_t offset = t.Scalar<uint64_t>(F::VT_LARGE_CUSTOM_OPTIONS_OFFSET);
  if (offset > kNoPlace) {
    op.custom_options =
        PastFlatBuffer(offset, t.Scalar<uint64_t>(F::VT_LARGE_CUSTOM_OPTIONS_SIZE), "the custom options of operator", number);
    op.large_custom_options = true;
  }
  return op;
}

std::vector<TensorMap> StructureReader::ReadTensorMaps(const TableView& t, int field) {
  using F = schema::TensorMap;
  std::vector<TensorMap> maps;
  ReadEach(t, field, maps, [](const TableView& e) { return TensorMap{e.String(F::VT_NAME), e.Scalar<uint32_t>(F::VT_TENSOR_INDEX)}; });
  return maps;
}

SignatureDef StructureReader::ReadSignature(const TableView& t) {
  using F = schema::SignatureDef;
  SignatureDef signature;
  signature.inputs = ReadTensorMaps(t, F::VT_INPUTS);
  signature.outputs = ReadTensorMaps(t, F::VT_OUTPUTS);
  signature.signature_key = t.String(F::VT_SIGNATURE_KEY);
  signature.subgraph_index = t.Scalar<uint32_t>(F::VT_SUBGRAPH_INDEX);
  return signature;
}

}  // namespace goldcrest::model
