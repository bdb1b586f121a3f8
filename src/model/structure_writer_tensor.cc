// The part of StructureWriter that writes tensors.
#include <algorithm>

#include "model/structure_writer.h"

namespace goldcrest::model {
namespace {

// The width to store indices in: that of the file they came from, or a wider one where they have outgrown it.
uint8_t IndexBits(const std::vector<int32_t>& values, uint8_t bits) {
  if (values.empty()) return bits;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low < 0 || *high > UINT16_MAX) return 32;
  return std::max<uint8_t>(bits == 0 ? 32 : bits, *high > UINT8_MAX ? 16 : 8);
}

schema::SparseIndexVector IndexVectorType(uint8_t bits) {
  switch (bits) {
    case 8: return schema::SparseIndexVector::Uint8Vector;
    case 16: return schema::SparseIndexVector::Uint16Vector;
    case 32: return schema::SparseIndexVector::Int32Vector;
    default: return schema::SparseIndexVector::NONE;
  }
}

schema::QuantizationDetails DetailsType(Quantization::Details details) {
  switch (details) {
    case Quantization::Details::kNone: return schema::QuantizationDetails::NONE;
    case Quantization::Details::kCustom: return schema::QuantizationDetails::CustomQuantization;
    case Quantization::Details::kBlockwise: return schema::QuantizationDetails::BlockwiseQuantization;
    case Quantization::Details::kMultiAxis: return schema::QuantizationDetails::MultiAxisQuantization;
  }
  return schema::QuantizationDetails::NONE;
}

}  // namespace

flatbuffers::Offset<schema::Tensor> StructureWriter::WriteTensor(const Tensor& tensor) {
  const auto shape = tensor.has_shape ? b_.CreateVector(tensor.shape) : VectorOffset<int32_t>();
  const StringOffset name = String(tensor.name);
  const auto quantization = tensor.quantization ? WriteQuantization(*tensor.quantization) : Offset<schema::QuantizationParameters>();
  const auto sparsity = tensor.sparsity ? WriteSparsity(*tensor.sparsity) : Offset<schema::SparsityParameters>();
  const auto signature = Vector(tensor.shape_signature);
  const auto variants =
      Each<schema::VariantSubType>(tensor.variant_tensors, [&](const VariantSubType& v) { return WriteVariantSubType(v); });
  schema::TensorBuilder t(b_);
  t.add_shape(shape);
  t.add_type(static_cast<schema::TensorType>(tensor.type));
  t.add_buffer(tensor.buffer);
  t.add_name(name);
  t.add_quantization(quantization);
  t.add_is_variable(tensor.is_variable);
  t.add_sparsity(sparsity);
  t.add_shape_signature(signature);
  t.add_has_rank(tensor.has_rank);
  t.add_variant_tensors(variants);
  t.add_external_buffer(tensor.external_buffer);
  return t.Finish();
}

flatbuffers::Offset<void> StructureWriter::WriteQuantizationDetails(const Quantization& q) {
  switch (q.details) {
    case Quantization::Details::kNone: return {};
    case Quantization::Details::kCustom: {
      const auto custom = AlignedBytes(q.custom);
      schema::CustomQuantizationBuilder t(b_);
      t.add_custom(custom);
      return t.Finish().Union();
    }
    case Quantization::Details::kBlockwise: {
      const auto shape = Vector(q.block_shape);
      schema::BlockwiseQuantizationBuilder t(b_);
      t.add_scales(q.scales_tensor);
      t.add_zero_points(q.zero_points_tensor);
      t.add_block_size(q.block_size);
      t.add_block_shape(shape);
      return t.Finish().Union();
    }
    case Quantization::Details::kMultiAxis: {
      const auto dimensions = Vector(q.quantized_dimensions);
      schema::MultiAxisQuantizationBuilder t(b_);
      t.add_scales(q.scales_tensor);
      t.add_zero_points(q.zero_points_tensor);
      t.add_block_size(q.block_size);
      t.add_quantized_dimensions(dimensions);
      return t.Finish().Union();
    }
  }
  return {};
}

flatbuffers::Offset<schema::QuantizationParameters> StructureWriter::WriteQuantization(const Quantization& q) {
  const auto min = Vector(q.min);
  const auto max = Vector(q.max);
  const auto scale = Vector(q.scale);
  const auto zero_point = Vector(q.zero_point);
  const Offset<void> details = WriteQuantizationDetails(q);
  schema::QuantizationParametersBuilder t(b_);
  t.add_min(min);
  t.add_max(max);
  t.add_scale(scale);
  t.add_zero_point(zero_point);
  t.add_details_type(DetailsType(q.details));
  t.add_details(details);
  t.add_quantized_dimension(q.quantized_dimension);
  return t.Finish();
}

flatbuffers::Offset<void> StructureWriter::WriteSparseIndices(const std::vector<int32_t>& values, uint8_t bits) {
  if (bits == 8) {
    b_.ForceVectorAlignment(values.size(), 1, 4);
    const auto narrow = b_.CreateVector(std::vector<uint8_t>(values.begin(), values.end()));
    schema::Uint8VectorBuilder t(b_);
    t.add_values(narrow);
    return t.Finish().Union();
  }
  if (bits == 16) {
    b_.ForceVectorAlignment(values.size(), 2, 4);
    const auto narrow = b_.CreateVector(std::vector<uint16_t>(values.begin(), values.end()));
    schema::Uint16VectorBuilder t(b_);
    t.add_values(narrow);
    return t.Finish().Union();
  }
  if (bits == 32) {
    const auto wide = b_.CreateVector(values);
    schema::Int32VectorBuilder t(b_);
    t.add_values(wide);
    return t.Finish().Union();
  }
  return {};
}

flatbuffers::Offset<schema::DimensionMetadata> StructureWriter::WriteDimension(const DimensionMetadata& d) {
  const uint8_t segments_bits = IndexBits(d.array_segments, d.segments_bits);
  const uint8_t indices_bits = IndexBits(d.array_indices, d.indices_bits);
  const Offset<void> segments = WriteSparseIndices(d.array_segments, segments_bits);
  const Offset<void> indices = WriteSparseIndices(d.array_indices, indices_bits);
  schema::DimensionMetadataBuilder t(b_);
  t.add_format(static_cast<schema::DimensionType>(d.format));
  t.add_dense_size(d.dense_size);
  t.add_array_segments_type(IndexVectorType(segments_bits));
  t.add_array_segments(segments);
  t.add_array_indices_type(IndexVectorType(indices_bits));
  t.add_array_indices(indices);
  return t.Finish();
}

flatbuffers::Offset<schema::SparsityParameters> StructureWriter::WriteSparsity(const Sparsity& s) {
  const auto dimensions = Each<schema::DimensionMetadata>(s.dim_metadata, [&](const DimensionMetadata& d) { return WriteDimension(d); });
  const auto traversal_order = Vector(s.traversal_order);
  const auto block_map = Vector(s.block_map);
  schema::SparsityParametersBuilder t(b_);
  t.add_traversal_order(traversal_order);
  t.add_block_map(block_map);
  t.add_dim_metadata(dimensions);
  return t.Finish();
}

flatbuffers::Offset<schema::VariantSubType> StructureWriter::WriteVariantSubType(const VariantSubType& v) {
  const auto shape = Vector(v.shape);
  schema::VariantSubTypeBuilder t(b_);
  t.add_shape(shape);
  t.add_type(static_cast<schema::TensorType>(v.type));
  t.add_has_rank(v.has_rank);
  return t.Finish();
}

}  // namespace goldcrest::model
