#include <algorithm>
#include <cstring>

#include "base/shape_util.h"
#include "model/sparsity.h"
#include "model/string_table.h"
#include "model/verify_parts.h"

namespace goldcrest::model {

TensorVerifier::TensorVerifier(const Model& model, Findings& findings)
    : model_(model), findings_(findings), checked_strings_(model.buffers.size()) {
  for (const ExternalBuffer& buffer : model.external_buffers) external_buffers_.insert(buffer.id);
}

bool TensorVerifier::VerifyShape(const Tensor& tensor) {
  const size_t rank = tensor.shape.size();
  if (rank > static_cast<size_t>(Shape::kMaxRank)) {
    findings_.Unsupported("shape has %zu dimensions; at most %d are supported", rank, Shape::kMaxRank);
    return false;
  }
  for (int32_t d : tensor.shape) {
    if (d >= 0) continue;
    findings_.Error("shape has the negative dimension %d; a dimension not yet known is 1 in the shape and -1 in the shape_signature", d);
    return false;
  }
  const Shape shape(tensor.shape.data(), static_cast<int>(rank));
  if (!CheckedElements(shape).AtMost(PTRDIFF_MAX) || !CheckedBytes(tensor.type, shape).AtMost(PTRDIFF_MAX)) {
    findings_.Error("shape %s has more elements than memory can hold", shape.ToString().c_str());
    return false;
  }
  const std::vector<int32_t>& signature = tensor.shape_signature;
  if (!signature.empty() && signature.size() != rank) {
    findings_.Warning("shape_signature has %zu dimensions and shape %zu; the signature is ignored", signature.size(), rank);
  } else if (!std::equal(signature.begin(), signature.end(), tensor.shape.begin(),
                         [](int32_t s, int32_t d) { return s == -1 || s == d; })) {
    findings_.Warning("shape_signature contradicts the shape %s; the shape counts", shape.ToString().c_str());
  }
  return true;
}

void TensorVerifier::VerifyStrings(const Tensor& tensor, const Block& data, size_t elements) {
  // A table that passed once passes again only for the same number of strings, which its first word holds.
  if (checked_strings_[tensor.buffer] && data.size() >= sizeof(int32_t)) {
    int32_t count;
    std::memcpy(&count, data.data(), sizeof(count));
    if (static_cast<size_t>(count) == elements) return;
  }
  const Status strings = CheckStringTable(data.span(), elements);
  checked_strings_[tensor.buffer] = strings.ok();
  findings_.ErrorIf(strings);
}

void TensorVerifier::VerifyConstant(const Tensor& tensor, const Block& data) {
  const Shape shape(tensor.shape.data(), static_cast<int>(tensor.shape.size()));
  if (tensor.is_variable) return findings_.Error("is a variable and has constant data (buffer %u) at once", tensor.buffer);
  if (tensor.type == TensorType::kString) return VerifyStrings(tensor, data, CheckedElements(shape).value());
  // Neither has a layout in a file; TensorFlow Lite does not look at such data.
  if (tensor.type == TensorType::kResource || tensor.type == TensorType::kVariant) return;
  if (tensor.sparsity) return findings_.ErrorIf(CheckSparsity(*tensor.sparsity, tensor.shape, tensor.type, data.size()));
  const size_t needed = CheckedBytes(tensor.type, shape).value();
  const std::string what = std::string(TypeName(tensor.type)) + " " + shape.ToString();
  if (data.size() < needed) {
    findings_.Error("%s needs %zu bytes, and its buffer %u has %zu", what.c_str(), needed, tensor.buffer, data.size());
  } else if (data.size() > needed) {
    findings_.Warning("%s needs %zu bytes, and its buffer %u has %zu; the rest is ignored", what.c_str(), needed, tensor.buffer,
                      data.size());
  }
}

bool TensorVerifier::Verify(const Subgraph& subgraph, const Tensor& tensor) {
  const size_t errors = findings_.errors();
  const int type = static_cast<int>(tensor.type);
  if (type < 0 || type >= kNumTensorTypes) {
    findings_.Error("type %d is not known; the highest is %d", type, kNumTensorTypes - 1);
    return false;
  }
  if (!VerifyShape(tensor)) return false;
  if (tensor.buffer != 0 && tensor.buffer >= model_.buffers.size()) {
    findings_.Error("refers to buffer %u of %zu", tensor.buffer, model_.buffers.size());
    return false;
  }
  const Block* data = ConstantData(model_, tensor);
  if (data != nullptr) {
    VerifyConstant(tensor, *data);
  } else if (tensor.sparsity) {
    findings_.Error("has a sparse layout but no data");
  }
  if (tensor.external_buffer != 0 && external_buffers_.count(tensor.external_buffer) == 0) {
    findings_.Error("refers to external buffer %u, which the model does not list", tensor.external_buffer);
  }
  if (tensor.quantization) VerifyQuantization(subgraph, tensor, data != nullptr, findings_);
  return findings_.errors() == errors;
}

}  // namespace goldcrest::model
