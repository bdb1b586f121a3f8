#include "tfops/types.h"

#include <array>
#include <optional>

#include "base/checked.h"

namespace goldcrest::tf {
namespace {

struct TypeRow {
  std::string_view name;
  size_t bytes;
  std::optional<TensorType> tensor_type;
};

// By number.
constexpr std::array<TypeRow, 24> kTypes = {{
    {"invalid", 0, {}},
    {"float32", 4, TensorType::kFloat32},
    {"float64", 8, TensorType::kFloat64},
    {"int32", 4, TensorType::kInt32},
    {"uint8", 1, TensorType::kUInt8},
    {"int16", 2, TensorType::kInt16},
    {"int8", 1, TensorType::kInt8},
    {"string", 0, TensorType::kString},
    {"complex64", 8, TensorType::kComplex64},
    {"int64", 8, TensorType::kInt64},
    {"bool", 1, TensorType::kBool},
    {"qint8", 1, {}},
    {"quint8", 1, {}},
    {"qint32", 4, {}},
    {"bfloat16", 2, TensorType::kBFloat16},
    {"qint16", 2, {}},
    {"quint16", 2, {}},
    {"uint16", 2, TensorType::kUInt16},
    {"complex128", 16, TensorType::kComplex128},
    {"float16", 2, TensorType::kFloat16},
    {"resource", 0, TensorType::kResource},
    {"variant", 0, TensorType::kVariant},
    {"uint32", 4, TensorType::kUInt32},
    {"uint64", 8, TensorType::kUInt64},
}};

const TypeRow* RowOf(DataType type) {
  const auto i = static_cast<size_t>(type);
  return i < kTypes.size() ? &kTypes[i] : nullptr;
}

}  // namespace

std::string TypeName(DataType type) {
  const TypeRow* row = RowOf(type);
  return row != nullptr ? std::string(row->name) : "type " + std::to_string(static_cast<int32_t>(type));
}

size_t TypeBytes(DataType type) {
  const TypeRow* row = RowOf(type);
  return row != nullptr ? row->bytes : 0;
}

Expected<TensorType> ToTensorType(DataType type) {
  const TypeRow* row = RowOf(type);
  if (row == nullptr || !row->tensor_type.has_value())
    return Error(StatusCode::kUnsupported, "the model format has no element type %s", TypeName(type).c_str());
  return *row->tensor_type;
}

DataType FromTensorType(TensorType type) {
  for (size_t i = 0; i < kTypes.size(); ++i)
    if (kTypes[i].tensor_type == type) return static_cast<DataType>(i);
  return DataType::kInvalid;
}

bool PartialShape::IsStatic() const {
  if (!has_rank_) return false;
  for (int64_t d : dims_)
    if (d < 0) return false;
  return true;
}

int64_t PartialShape::elements() const {
  if (!IsStatic()) return kUnknown;
  CheckedSize n = 1;
  for (int64_t d : dims_) n *= d;
  return n.AtMost(INT64_MAX) ? static_cast<int64_t>(n.value()) : kUnknown;
}

std::string PartialShape::ToString() const {
  if (!has_rank_) return "unknown rank";
  std::string text = "[";
  for (size_t i = 0; i < dims_.size(); ++i) {
    if (i > 0) text += ", ";
    text += dims_[i] < 0 ? "?" : std::to_string(dims_[i]);
  }
  return text + "]";
}

Expected<PartialShape> Merge(const PartialShape& a, const PartialShape& b) {
  if (!a.has_rank()) return b;
  if (!b.has_rank()) return a;
  bool same = a.rank() == b.rank();
  PartialShape merged = a;
  for (int i = 0; same && i < a.rank(); ++i) {
    if (a.dim(i) < 0) merged.set_dim(i, b.dim(i));
    same = a.dim(i) < 0 || b.dim(i) < 0 || a.dim(i) == b.dim(i);
  }
  if (!same) return Error(StatusCode::kInvalidModel, "shapes %s and %s contradict each other", a.ToString().c_str(), b.ToString().c_str());
  return merged;
}

}  // namespace goldcrest::tf
