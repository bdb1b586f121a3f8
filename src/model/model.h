// Model: a .tflite file in memory, as an owning object that can be edited and written.
//
// The reader (reader.h) makes one from bytes, the semantic verifier (verify.h) judges one, the writer (writer.h) turns one into
// bytes; the compiler plans one. Names are those of the file format. Indices (tensor, buffer, operator) are the file's own and
// keep their meaning as long as the vectors are not reordered.
//
// Ownership: constants are `Block`s: a span into the mapped file, or bytes of their own; either way the Model keeps them alive.
// Threads: immutable after loading in the runtime; an editor must be its only user.
#ifndef GOLDCREST_SRC_MODEL_MODEL_H_
#define GOLDCREST_SRC_MODEL_MODEL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "goldcrest/types.h"
#include "model/builtin_operator.h"
#include "model/options.h"

namespace goldcrest::model {

// Bytes of a constant, and what keeps them alive.
class Block {
 public:
  Block() = default;
  // A part of `owner`.
  Block(std::shared_ptr<const Bytes> owner, std::span<const uint8_t> part) : owner_(std::move(owner)), span_(part) {}
  // Bytes of its own.
  explicit Block(std::vector<uint8_t> bytes)
      : own_(std::make_shared<const std::vector<uint8_t>>(std::move(bytes))), span_(own_->data(), own_->size()) {}

  std::span<const uint8_t> span() const { return span_; }
  const uint8_t* data() const { return span_.data(); }
  size_t size() const { return span_.size(); }
  bool empty() const { return span_.empty(); }
  // The mapping or copy it lies in; null for its own bytes and for an empty block.
  const Bytes* file() const { return owner_.get(); }

 private:
  std::shared_ptr<const Bytes> owner_;
  std::shared_ptr<const std::vector<uint8_t>> own_;
  std::span<const uint8_t> span_;
};

// real = scale * (quantized - zero_point), per tensor (one scale) or per slice of `quantized_dimension`.
struct Quantization {
  std::vector<float> min;
  std::vector<float> max;
  std::vector<float> scale;
  std::vector<int64_t> zero_point;  // empty, or as many as scales
  int32_t quantized_dimension = 0;
  // Newer schemes keep scales and zero points in tensors of the subgraph.
  enum class Details : uint8_t { kNone, kCustom, kBlockwise, kMultiAxis };
  Details details = Details::kNone;
  std::vector<uint8_t> custom;  // kCustom
  int32_t scales_tensor = 0;    // kBlockwise, kMultiAxis
  int32_t zero_points_tensor = 0;
  int32_t block_size = 0;
  std::vector<int32_t> block_shape;           // kBlockwise
  std::vector<int32_t> quantized_dimensions;  // kMultiAxis
};

struct DimensionMetadata {
  enum class Format : int8_t { kDense = 0, kSparseCsr = 1 };
  Format format = Format::kDense;
  int32_t dense_size = 0;
  std::vector<int32_t> array_segments;  // widened from the width in the file, which is `segments_bits`
  std::vector<int32_t> array_indices;
  uint8_t segments_bits = 0;  // 0 where absent, 8, 16 or 32
  uint8_t indices_bits = 0;
};

struct Sparsity {
  std::vector<int32_t> traversal_order;
  std::vector<int32_t> block_map;
  std::vector<DimensionMetadata> dim_metadata;
};

struct VariantSubType {
  std::vector<int32_t> shape;
  TensorType type = TensorType::kFloat32;
  bool has_rank = false;
};

struct Tensor {
  std::string name;
  std::vector<int32_t> shape;
  bool has_shape = true;  // false where the file has no shape at all
  TensorType type = TensorType::kFloat32;
  uint32_t buffer = 0;           // index into Model::buffers; 0 is the empty buffer
  uint32_t external_buffer = 0;  // id of an ExternalBuffer; 0 for none
  std::shared_ptr<const Quantization> quantization;
  std::shared_ptr<const Sparsity> sparsity;
  bool is_variable = false;
  bool has_rank = false;
  std::vector<int32_t> shape_signature;  // -1 for a dimension not known; empty where the file has none
  std::vector<VariantSubType> variant_tensors;
};

struct OperatorCode {
  BuiltinOperator builtin = BuiltinOperator::kAdd;
  std::string custom_code;
  int32_t version = 1;
};

struct Operator {
  uint32_t opcode_index = 0;
  std::vector<int32_t> inputs;  // -1 for an optional input left out
  std::vector<int32_t> outputs;
  std::vector<int32_t> intermediates;
  std::vector<bool> mutating_variable_inputs;
  Options options;                    // builtin_options or builtin_options_2, whichever the file has
  Block custom_options;               // of a CUSTOM operator
  bool large_custom_options = false;  // they lie past the FlatBuffer
  int32_t debug_metadata_index = -1;
};

struct Subgraph {
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<int32_t> inputs;
  std::vector<int32_t> outputs;
  std::vector<Operator> operators;
  int32_t debug_metadata_index = -1;
};

struct Buffer {
  Block data;
  bool past_flatbuffer = false;  // written by offset and size after the FlatBuffer, as files over 2 GiB must
};

struct Metadata {
  std::string name;
  uint32_t buffer = 0;
};

struct TensorMap {
  std::string name;
  uint32_t tensor_index = 0;
};

struct SignatureDef {
  std::string signature_key;
  std::vector<TensorMap> inputs;
  std::vector<TensorMap> outputs;
  uint32_t subgraph_index = 0;
};

struct ExternalBufferGroup {
  std::string name;
};

struct ExternalBuffer {
  uint32_t id = 0;
  uint32_t group = 0;
  uint64_t offset = 0;
  uint64_t length = 0;
  std::string packing;
};

struct Model {
  uint32_t version = 3;
  std::string description;
  std::vector<OperatorCode> operator_codes;
  std::vector<Subgraph> subgraphs;
  std::vector<Buffer> buffers;
  std::vector<int32_t> metadata_buffer;
  std::vector<Metadata> metadata;
  std::vector<SignatureDef> signature_defs;
  std::vector<ExternalBufferGroup> external_buffer_groups;
  std::vector<ExternalBuffer> external_buffers;
  // Bytes after the FlatBuffer that no buffer refers to: the zip archive with the files that a model's metadata names.
  Block appended;
};

// "CONV_2D", or the custom code of a custom operator.
std::string OperatorName(const OperatorCode& code);

// The data that the file holds for a tensor; null where it holds none, as for every tensor that is computed or given. Constant
// data may have no bytes: a tensor without elements can be constant.
const Block* ConstantData(const Model& model, const Tensor& tensor);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_MODEL_H_
