// The part of StructureReader that reads tensors.
#include "model/schema_generated.h"
#include "model/structure_reader.h"

namespace goldcrest::model {

Tensor StructureReader::ReadTensor(const TableView& t) {
  using F = schema::Tensor;
  Tensor tensor;
  tensor.has_shape = t.Has(F::VT_SHAPE);
  tensor.shape = t.Vector<int32_t>(F::VT_SHAPE);
  tensor.type = t.Scalar<TensorType>(F::VT_TYPE);
  tensor.buffer = t.Scalar<uint32_t>(F::VT_BUFFER);
  tensor.name = t.String(F::VT_NAME);
  tensor.quantization = ReadQuantization(t.Table(F::VT_QUANTIZATION));
  tensor.is_variable = t.Scalar<bool>(F::VT_IS_VARIABLE);
  tensor.sparsity = ReadSparsity(t.Table(F::VT_SPARSITY));
  tensor.shape_signature = t.Vector<int32_t>(F::VT_SHAPE_SIGNATURE);
  tensor.has_rank = t.Scalar<bool>(F::VT_HAS_RANK);
  ReadEach(t, F::VT_VARIANT_TENSORS, tensor.variant_tensors, [](const TableView& e) {
    using V = schema::VariantSubType;
    return VariantSubType{e.Vector<int32_t>(V::VT_SHAPE), e.Scalar<TensorType>(V::VT_TYPE), e.Scalar<bool>(V::VT_HAS_RANK)};
  });
  tensor.external_buffer = t.Scalar<uint32_t>(F::VT_EXTERNAL_BUFFER);
  return tensor;
}

std::shared_ptr<const Quantization> StructureReader::ReadQuantization(const TableView& t) {
  using F = schema::QuantizationParameters;
  if (!t.present() || !reading_.Charge(1, sizeof(Quantization))) return nullptr;
  auto q = std::make_shared<Quantization>();
  q->min = t.Vector<float>(F::VT_MIN);
  q->max = t.Vector<float>(F::VT_MAX);
  q->scale = t.Vector<float>(F::VT_SCALE);
  q->zero_point = t.Vector<int64_t>(F::VT_ZERO_POINT);
  q->quantized_dimension = t.Scalar<int32_t>(F::VT_QUANTIZED_DIMENSION);
  ReadQuantizationDetails(t, *q);
  return q;
}

void StructureReader::ReadQuantizationDetails(const TableView& t, Quantization& q) {
  using F = schema::QuantizationParameters;
  const auto kind = t.Scalar<schema::QuantizationDetails>(F::VT_DETAILS_TYPE);
  if (kind == schema::QuantizationDetails::CustomQuantization) {
    q.custom = t.Table(F::VT_DETAILS).Vector<uint8_t>(schema::CustomQuantization::VT_CUSTOM);
    q.details = Quantization::Details::kCustom;
  } else if (kind == schema::QuantizationDetails::BlockwiseQuantization) {
    using B = schema::BlockwiseQuantization;
    const TableView d = t.Table(F::VT_DETAILS);
    q.details = Quantization::Details::kBlockwise;
    q.scales_tensor = d.Scalar<int32_t>(B::VT_SCALES);
    q.zero_points_tensor = d.Scalar<int32_t>(B::VT_ZERO_POINTS);
    q.block_size = d.Scalar<int32_t>(B::VT_BLOCK_SIZE);
    q.block_shape = d.Vector<int32_t>(B::VT_BLOCK_SHAPE);
  } else if (kind == schema::QuantizationDetails::MultiAxisQuantization) {
    using M = schema::MultiAxisQuantization;
    const TableView d = t.Table(F::VT_DETAILS);
    q.details = Quantization::Details::kMultiAxis;
    q.scales_tensor = d.Scalar<int32_t>(M::VT_SCALES);
    q.zero_points_tensor = d.Scalar<int32_t>(M::VT_ZERO_POINTS);
    q.block_size = d.Scalar<int32_t>(M::VT_BLOCK_SIZE);
    q.quantized_dimensions = d.Vector<int32_t>(M::VT_QUANTIZED_DIMENSIONS);
  }
}

std::vector<int32_t> StructureReader::ReadSparseIndices(const TableView& t, int type_field, uint8_t& bits) {
  const auto kind = t.Scalar<schema::SparseIndexVector>(type_field);
  const TableView values = kind == schema::SparseIndexVector::NONE ? TableView() : t.Table(type_field + 2);
  if (kind == schema::SparseIndexVector::Int32Vector) {
    bits = 32;
    return values.Vector<int32_t>(schema::Int32Vector::VT_VALUES);
  }
  if (kind == schema::SparseIndexVector::Uint16Vector) {
    bits = 16;
    const std::vector<uint16_t> narrow = values.Vector<uint16_t>(schema::Uint16Vector::VT_VALUES);
    if (reading_.Charge(narrow.size(), sizeof(int32_t))) return {narrow.begin(), narrow.end()};
  } else if (kind == schema::SparseIndexVector::Uint8Vector) {
    bits = 8;
    const std::vector<uint8_t> narrow = values.Vector<uint8_t>(schema::Uint8Vector::VT_VALUES);
    if (reading_.Charge(narrow.size(), sizeof(int32_t))) return {narrow.begin(), narrow.end()};
  }
  return {};
}

std::shared_ptr<const Sparsity> StructureReader::ReadSparsity(const TableView& t) {
  using F = schema::SparsityParameters;
  if (!t.present() || !reading_.Charge(1, sizeof(Sparsity))) return nullptr;
  auto s = std::make_shared<Sparsity>();
  s->traversal_order = t.Vector<int32_t>(F::VT_TRAVERSAL_ORDER);
  s->block_map = t.Vector<int32_t>(F::VT_BLOCK_MAP);
  ReadEach(t, F::VT_DIM_METADATA, s->dim_metadata, [&](const TableView& e) {
    using D = schema::DimensionMetadata;
    DimensionMetadata d;
    d.format = e.Scalar<DimensionMetadata::Format>(D::VT_FORMAT);
    d.dense_size = e.Scalar<int32_t>(D::VT_DENSE_SIZE);
    d.array_segments = ReadSparseIndices(e, D::VT_ARRAY_SEGMENTS_TYPE, d.segments_bits);
    d.array_indices = ReadSparseIndices(e, D::VT_ARRAY_INDICES_TYPE, d.indices_bits);
    return d;
  });
  return s;
}

}  // namespace goldcrest::model
