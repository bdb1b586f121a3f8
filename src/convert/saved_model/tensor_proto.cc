#include "convert/saved_model/tensor_proto.h"

#include <cstring>

namespace goldcrest::convert {
namespace {

using tf::DataType;

Status TooMany(size_t given, size_t elements) {
  return Error(StatusCode::kInvalidModel, "a constant of %zu elements lists %zu", elements, given);
}

// `list` narrowed to T, its last number repeated up to the end of `bytes`, which start as zeros.
template <typename T, typename List>
Status Fill(const List& list, std::vector<uint8_t>* bytes) {
  const size_t elements = bytes->size() / sizeof(T), given = static_cast<size_t>(list.size());
  if (given > elements) return TooMany(given, elements);
  T last{};
  for (size_t i = 0; given > 0 && i < elements; ++i) {
    if (i < given) last = static_cast<T>(list.Get(static_cast<int>(i)));
    std::memcpy(bytes->data() + i * sizeof(T), &last, sizeof(T));
  }
  return Status::Ok();
}

// Real and imaginary parts in turn.
template <typename T, typename List>
Status FillComplex(const List& list, std::vector<uint8_t>* bytes) {
  const size_t elements = bytes->size() / (2 * sizeof(T)), given = static_cast<size_t>(list.size()) / 2;
  if (list.size() % 2 != 0) return Error(StatusCode::kInvalidModel, "a complex constant lists a real part without an imaginary one");
  if (given > elements) return TooMany(given, elements);
  T last[2] = {};
  for (size_t i = 0; given > 0 && i < elements; ++i) {
    for (size_t part = 0; part < 2 && i < given; ++part) last[part] = list.Get(static_cast<int>(2 * i + part));
    std::memcpy(bytes->data() + i * sizeof(last), last, sizeof(last));
  }
  return Status::Ok();
}

Status FillFromList(const proto::TensorProto& t, DataType type, std::vector<uint8_t>* bytes) {
  switch (type) {
    case DataType::kFloat: return Fill<float>(t.float_val(), bytes);
    case DataType::kDouble: return Fill<double>(t.double_val(), bytes);
    case DataType::kHalf:
    case DataType::kBFloat16: return Fill<uint16_t>(t.half_val(), bytes);
    case DataType::kInt32:
    case DataType::kQInt32: return Fill<int32_t>(t.int_val(), bytes);
    case DataType::kInt16:
    case DataType::kUInt16:
    case DataType::kQInt16:
    case DataType::kQUInt16: return Fill<uint16_t>(t.int_val(), bytes);
    case DataType::kInt8:
    case DataType::kUInt8:
    case DataType::kQInt8:
    case DataType::kQUInt8: return Fill<uint8_t>(t.int_val(), bytes);
    case DataType::kInt64: return Fill<int64_t>(t.int64_val(), bytes);
    case DataType::kUInt32: return Fill<uint32_t>(t.uint32_val(), bytes);
    case DataType::kUInt64: return Fill<uint64_t>(t.uint64_val(), bytes);
    case DataType::kBool: return Fill<uint8_t>(t.bool_val(), bytes);
    case DataType::kComplex64: return FillComplex<float>(t.scomplex_val(), bytes);
    case DataType::kComplex128: return FillComplex<double>(t.dcomplex_val(), bytes);
    default: return Error(StatusCode::kUnsupported, "constants of type %s are not read", tf::TypeName(type).c_str());
  }
}

Expected<tf::Literal> StringsFromProto(const proto::TensorProto& t, std::vector<int64_t> dims, size_t elements, ByteBudget* budget) {
  const size_t given = static_cast<size_t>(t.string_val_size());
  if (given > elements) return TooMany(given, elements);
  CheckedSize bytes = CheckedSize(elements) * sizeof(std::string);
  for (const std::string& s : t.string_val()) bytes += s.size();
  if (given > 0) bytes += CheckedSize(elements - given) * t.string_val(static_cast<int>(given) - 1).size();
  GC_RETURN_IF_ERROR(budget->Take(bytes));
  std::vector<std::string> strings(elements);
  for (size_t i = 0; given > 0 && i < elements; ++i) strings[i] = t.string_val(static_cast<int>(std::min(i, given - 1)));
  return tf::Literal(std::move(dims), std::move(strings));
}

}  // namespace

DataType TypeFromProto(int32_t dtype) { return static_cast<DataType>(IsRefType(dtype) ? dtype - 100 : dtype); }

bool IsRefType(int32_t dtype) { return dtype > 100; }

tf::PartialShape ShapeFromProto(const proto::TensorShapeProto& shape) {
  if (shape.unknown_rank()) return {};
  std::vector<int64_t> dims;
  dims.reserve(static_cast<size_t>(shape.dim_size()));
  for (const auto& d : shape.dim()) dims.push_back(d.size() < 0 ? tf::PartialShape::kUnknown : d.size());
  return tf::PartialShape(std::move(dims));
}

Expected<std::vector<int64_t>> DimsFromProto(const proto::TensorShapeProto& shape) {
  const tf::PartialShape partial = ShapeFromProto(shape);
  if (!partial.IsStatic()) return Error(StatusCode::kInvalidModel, "a value has the shape %s", partial.ToString().c_str());
  return partial.dims();
}

void NormalizeBools(std::span<uint8_t> bytes) {
  for (uint8_t& b : bytes) b = b != 0;
}

Expected<tf::Literal> LiteralFromProto(const proto::TensorProto& t, ByteBudget* budget) {
  const DataType type = TypeFromProto(t.dtype());
  GC_ASSIGN_OR_RETURN(std::vector<int64_t> dims, DimsFromProto(t.tensor_shape()));
  CheckedSize elements = 1;
  for (int64_t d : dims) elements *= d;
  if (!elements.ok())
    return Error(StatusCode::kLimitExceeded, "a constant of shape %s is too large", tf::PartialShape(dims).ToString().c_str());
  if (type == DataType::kString) return StringsFromProto(t, std::move(dims), elements.value(), budget);
  const size_t width = tf::TypeBytes(type);
  if (width == 0) return Error(StatusCode::kUnsupported, "constants of type %s are not read", tf::TypeName(type).c_str());
  const CheckedSize size = elements * width;
  GC_RETURN_IF_ERROR(budget->Take(size));
  const std::string& content = t.tensor_content();
  if (!content.empty()) {
    const auto* raw = reinterpret_cast<const uint8_t*>(content.data());
    std::vector<uint8_t> bytes(raw, raw + content.size());
    if (type == DataType::kBool) NormalizeBools(bytes);
    return tf::LiteralFromBytes(type, std::move(dims), model::Block(std::move(bytes)));
  }
  std::vector<uint8_t> bytes(size.value());
  GC_RETURN_IF_ERROR(FillFromList(t, type, &bytes));
  return tf::Literal(type, std::move(dims), model::Block(std::move(bytes)));
}

}  // namespace goldcrest::convert
