// Makes the FlatBuffer of a Model; private to the writer.
#ifndef GOLDCREST_SRC_MODEL_STRUCTURE_WRITER_H_
#define GOLDCREST_SRC_MODEL_STRUCTURE_WRITER_H_

#include <vector>

#include "model/model.h"
#include "model/schema_generated.h"

namespace goldcrest::model {

class StructureWriter {
 public:
  // Where `past[i]`, buffer i is left for later: it gets kPlaceLater as offset and size, to be filled in when the size of the
  // FlatBuffer is known. The same holds for custom options that are marked large.
  StructureWriter(flatbuffers::FlatBufferBuilder& builder, const Model& model, const std::vector<bool>& past)
      : b_(builder), model_(model), past_(past) {}

  static constexpr uint64_t kPlaceLater = 1;

  void Write();

 private:
  template <typename T>
  using Offset = flatbuffers::Offset<T>;
  template <typename T>
  using VectorOffset = Offset<flatbuffers::Vector<T>>;
  using StringOffset = Offset<flatbuffers::String>;

  Offset<schema::OperatorCode> WriteOperatorCode(const OperatorCode& code);
  Offset<schema::Buffer> WriteBuffer(const Buffer& buffer, bool past);
  Offset<schema::SubGraph> WriteSubgraph(const Subgraph& subgraph);
  Offset<schema::Tensor> WriteTensor(const Tensor& tensor);
  Offset<schema::QuantizationParameters> WriteQuantization(const Quantization& q);
  Offset<void> WriteQuantizationDetails(const Quantization& q);
  Offset<schema::SparsityParameters> WriteSparsity(const Sparsity& s);
  Offset<schema::DimensionMetadata> WriteDimension(const DimensionMetadata& d);
  Offset<void> WriteSparseIndices(const std::vector<int32_t>& values, uint8_t bits);
  Offset<schema::VariantSubType> WriteVariantSubType(const VariantSubType& v);
  Offset<schema::Operator> WriteOperator(const Operator& op);
  Offset<schema::SignatureDef> WriteSignature(const SignatureDef& signature);
  VectorOffset<Offset<schema::TensorMap>> WriteTensorMaps(const std::vector<TensorMap>& maps);
  Offset<schema::ExternalBuffer> WriteExternalBuffer(const ExternalBuffer& buffer);

  // Empty strings and vectors are left out, as absent ones mean the same; except those that make the graph, which other readers of
  // the format follow without looking whether they are there.
  StringOffset String(const std::string& s) { return s.empty() ? StringOffset() : b_.CreateString(s); }
  template <typename T>
  VectorOffset<T> Vector(const std::vector<T>& v) {
    return v.empty() ? VectorOffset<T>() : b_.CreateVector(v);
  }
  template <typename T>
  VectorOffset<T> RequiredVector(const std::vector<T>& v) {
    return b_.CreateVector(v);
  }
  VectorOffset<uint8_t> AlignedBytes(std::span<const uint8_t> bytes);

  template <typename Out, typename T, typename F>
  VectorOffset<Offset<Out>> Each(const std::vector<T>& items, F&& write) {
    return items.empty() ? VectorOffset<Offset<Out>>() : RequiredEach<Out>(items, write);
  }
  template <typename Out, typename T, typename F>
  VectorOffset<Offset<Out>> RequiredEach(const std::vector<T>& items, F&& write) {
    std::vector<Offset<Out>> offsets;
    offsets.reserve(items.size());
    for (const T& item : items) offsets.push_back(write(item));
    return b_.CreateVector(offsets);
  }

  flatbuffers::FlatBufferBuilder& b_;
  const Model& model_;
  const std::vector<bool>& past_;
};

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_STRUCTURE_WRITER_H_
