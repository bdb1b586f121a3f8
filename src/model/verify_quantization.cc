#include <cmath>
#include <limits>

#include "model/verify_parts.h"

namespace goldcrest::model {
namespace {

struct Range {
  int64_t low;
  int64_t high;
};

// What a zero point of this type can be; nothing for types that are not quantized.
const Range* QuantizedRange(TensorType type) {
  static constexpr Range kInt2{-2, 1}, kInt4{-8, 7}, kUInt4{0, 15}, kInt8{-128, 127}, kUInt8{0, 255}, kInt16{-32768, 32767},
      kUInt16{0, 65535}, kInt32{INT32_MIN, INT32_MAX}, kUInt32{0, UINT32_MAX}, kInt64{INT64_MIN, INT64_MAX};
  switch (type) {
    case TensorType::kInt2: return &kInt2;
    case TensorType::kInt4: return &kInt4;
    case TensorType::kUInt4: return &kUInt4;
    case TensorType::kInt8: return &kInt8;
    case TensorType::kUInt8: return &kUInt8;
    case TensorType::kInt16: return &kInt16;
    case TensorType::kUInt16: return &kUInt16;
    case TensorType::kInt32: return &kInt32;
    case TensorType::kUInt32: return &kUInt32;
    case TensorType::kInt64: return &kInt64;
    default: return nullptr;
  }
}

// Scales and zero points must pair up and fit the dimension they are for; true when they do.
bool VerifyLengths(const Tensor& tensor, const Quantization& q, Findings& findings) {
  const size_t rank = tensor.shape.size();
  if (q.zero_point.size() != q.scale.size()) {
    findings.Error("quantization has %zu scales and %zu zero points", q.scale.size(), q.zero_point.size());
    return false;
  }
  if (q.quantized_dimension < 0 || (rank > 0 && static_cast<size_t>(q.quantized_dimension) >= rank)) {
    findings.Error("quantized_dimension is %d in a tensor of %zu dimensions", q.quantized_dimension, rank);
    return false;
  }
  if (q.scale.size() == 1 || rank == 0) return true;
  const int32_t size = tensor.shape[static_cast<size_t>(q.quantized_dimension)];
  if (static_cast<int64_t>(q.scale.size()) == size) return true;
  findings.Error("quantization has %zu scales; 1 or the %d of dimension %d are expected", q.scale.size(), size, q.quantized_dimension);
  return false;
}

void VerifyValues(const Tensor& tensor, const Quantization& q, bool constant, Findings& findings) {
  const Range* range = QuantizedRange(tensor.type);
  if (range == nullptr) return;
  for (size_t i = 0; i < q.scale.size(); ++i) {
    const float scale = q.scale[i];
    // Weights that are all zero may be stored with scale 0; nothing is ever divided by the scale of a constant.
    if (!std::isfinite(scale) || scale < 0 || (scale == 0 && !constant)) {
      findings.Error("quantization scale %zu is %g; a finite number above 0 is expected", i, static_cast<double>(scale));
      return;
    }
    if (q.zero_point[i] < range->low || q.zero_point[i] > range->high) {
      findings.Error("zero point %zu is %lld, outside of %s", i, static_cast<long long>(q.zero_point[i]),
                     std::string(TypeName(tensor.type)).c_str());
      return;
    }
  }
}

void VerifyDetails(const Subgraph& subgraph, const Tensor& tensor, const Quantization& q, Findings& findings) {
  if (q.details != Quantization::Details::kBlockwise && q.details != Quantization::Details::kMultiAxis) return;
  const auto count = static_cast<int64_t>(subgraph.tensors.size());
  if (q.scales_tensor < 0 || q.scales_tensor >= count) {
    findings.Error("quantization scales are in tensor %d of %lld", q.scales_tensor, static_cast<long long>(count));
  }
  if (q.zero_points_tensor < -1 || q.zero_points_tensor >= count) {
    findings.Error("quantization zero points are in tensor %d of %lld", q.zero_points_tensor, static_cast<long long>(count));
  }
  if (q.block_size < 0) findings.Error("quantization block size is %d", q.block_size);
  for (int32_t d : q.quantized_dimensions) {
    if (d >= 0 && static_cast<size_t>(d) < tensor.shape.size()) continue;
    findings.Error("quantized dimension %d in a tensor of %zu dimensions", d, tensor.shape.size());
  }
  for (int32_t d : q.block_shape) {
    if (d <= 0) findings.Error("quantization block shape has the dimension %d", d);
  }
}

}  // namespace

void VerifyQuantization(const Subgraph& subgraph, const Tensor& tensor, bool constant, Findings& findings) {
  const Quantization& q = *tensor.quantization;
  // Without scales the tensor is not quantized; what else is there (recorded ranges) is for people.
  if (!q.scale.empty() && VerifyLengths(tensor, q, findings)) VerifyValues(tensor, q, constant, findings);
  VerifyDetails(subgraph, tensor, q, findings);
}

}  // namespace goldcrest::model
