#include "tfops/literal.h"

#include <cmath>
#include <cstring>

#include "base/checked.h"
#include "kernels/common/half.h"

namespace goldcrest::tf {
namespace {

// Calls f with a value of the element type of `type`; false for strings and what has no number.
template <typename F>
bool WithNumberType(DataType type, F&& f) {
  switch (type) {
    case DataType::kFloat: f(float()); return true;
    case DataType::kDouble: f(double()); return true;
    case DataType::kHalf: f(Float16()); return true;
    case DataType::kBFloat16: f(BFloat16()); return true;
    case DataType::kInt8:
    case DataType::kQInt8: f(int8_t()); return true;
    case DataType::kUInt8:
    case DataType::kQUInt8: f(uint8_t()); return true;
    case DataType::kInt16:
    case DataType::kQInt16: f(int16_t()); return true;
    case DataType::kUInt16:
    case DataType::kQUInt16: f(uint16_t()); return true;
    case DataType::kInt32:
    case DataType::kQInt32: f(int32_t()); return true;
    case DataType::kUInt32: f(uint32_t()); return true;
    case DataType::kInt64: f(int64_t()); return true;
    case DataType::kUInt64: f(uint64_t()); return true;
    case DataType::kBool: f(bool()); return true;
    default: return false;
  }
}

template <typename T>
constexpr bool kIsFloating = std::is_floating_point_v<T> || std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>;

// To an integer type as C does where it is defined, else to the nearest end of its range; NaN becomes 0.
template <typename T>
T FromDouble(double v) {
  if constexpr (std::is_same_v<T, bool>) {
    return v != 0;
  } else if constexpr (kIsFloating<T>) {
    return T(static_cast<float>(v));
  } else {
    if (std::isnan(v)) return 0;
    if (v <= static_cast<double>(std::numeric_limits<T>::lowest())) return std::numeric_limits<T>::lowest();
    if (v >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return static_cast<T>(v);
  }
}
template <>
double FromDouble<double>(double v) {
  return v;
}

Expected<size_t> BytesOf(DataType type, const std::vector<int64_t>& dims) {
  CheckedSize bytes = TypeBytes(type);
  for (int64_t d : dims) bytes *= d;
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "a tensor of shape %s is too large", PartialShape(dims).ToString().c_str());
  return bytes.value();
}

template <typename From>
Expected<Literal> FromNumbers(DataType type, std::vector<int64_t> dims, std::span<const From> values) {
  GC_ASSIGN_OR_RETURN(const size_t size, BytesOf(type, dims));
  std::vector<uint8_t> bytes(size);
  bool fits = true;
  const bool known = WithNumberType(type, [&]<typename T>(T) {
    fits = values.size() * sizeof(T) == size;
    for (size_t i = 0; fits && i < values.size(); ++i) {
      T v;
      if constexpr (std::is_same_v<From, int64_t> && !kIsFloating<T>) {
        v = static_cast<T>(values[i]);
      } else {
        v = FromDouble<T>(static_cast<double>(values[i]));
      }
      std::memcpy(bytes.data() + i * sizeof(T), &v, sizeof(T));
    }
  });
  if (!known) return Error(StatusCode::kInvalidArgument, "numbers cannot be %s", TypeName(type).c_str());
  if (!fits)
    return Error(StatusCode::kInvalidArgument, "%zu numbers for a tensor of shape %s", values.size(),
                 PartialShape(dims).ToString().c_str());
  return Literal(type, std::move(dims), model::Block(std::move(bytes)));
}

template <typename To>
Expected<std::vector<To>> Numbers(const Literal& literal) {
  std::vector<To> numbers;
  const std::span<const uint8_t> bytes = literal.bytes().span();
  const bool known = WithNumberType(literal.type(), [&]<typename T>(T) {
    numbers.resize(bytes.size() / sizeof(T));
    for (size_t i = 0; i < numbers.size(); ++i) {
      T v;
      std::memcpy(&v, bytes.data() + i * sizeof(T), sizeof(T));
      if constexpr (kIsFloating<T> && !std::is_same_v<T, double>) {
        numbers[i] = static_cast<To>(static_cast<float>(v));
      } else {
        numbers[i] = static_cast<To>(v);
      }
    }
  });
  if (!known) return Error(StatusCode::kInvalidArgument, "elements of type %s are no numbers", TypeName(literal.type()).c_str());
  return numbers;
}

bool IsInteger(DataType type) {
  bool integer = false;
  WithNumberType(type, [&]<typename T>(T) { integer = !kIsFloating<T>; });
  return integer;
}

}  // namespace

size_t Literal::elements() const {
  size_t n = 1;
  for (int64_t d : dims_) n *= static_cast<size_t>(d);
  return n;
}

Expected<std::vector<double>> Literal::AsDoubles() const { return Numbers<double>(*this); }

Expected<std::vector<int64_t>> Literal::AsInts() const {
  if (!IsInteger(type_)) return Error(StatusCode::kInvalidArgument, "elements of type %s are no integers", TypeName(type_).c_str());
  return Numbers<int64_t>(*this);
}

Literal Literal::WithDims(std::vector<int64_t> dims) const {
  Literal same = *this;
  same.dims_ = std::move(dims);
  assert(same.elements() == elements());
  return same;
}

bool operator==(const Literal& a, const Literal& b) {
  if (a.type_ != b.type_ || a.dims_ != b.dims_) return false;
  if (a.type_ == DataType::kString) return a.strings() == b.strings();
  const auto x = a.bytes_.span(), y = b.bytes_.span();
  return x.size() == y.size() && (x.empty() || std::memcmp(x.data(), y.data(), x.size()) == 0);
}

Expected<Literal> LiteralFromBytes(DataType type, std::vector<int64_t> dims, model::Block bytes) {
  if (TypeBytes(type) == 0) return Error(StatusCode::kUnsupported, "a constant of type %s", TypeName(type).c_str());
  GC_ASSIGN_OR_RETURN(const size_t size, BytesOf(type, dims));
  if (bytes.size() != size)
    return Error(StatusCode::kInvalidModel, "%zu bytes for a %s tensor of shape %s, which has %zu", bytes.size(), TypeName(type).c_str(),
                 PartialShape(dims).ToString().c_str(), size);
  const size_t alignment = TypeBytes(type) > 8 ? 8 : TypeBytes(type);
  if (reinterpret_cast<uintptr_t>(bytes.data()) % alignment != 0) {
    const std::span<const uint8_t> span = bytes.span();
    bytes = model::Block(std::vector<uint8_t>(span.begin(), span.end()));
  }
  return Literal(type, std::move(dims), std::move(bytes));
}

Expected<Literal> LiteralFromDoubles(DataType type, std::vector<int64_t> dims, std::span<const double> values) {
  return FromNumbers<double>(type, std::move(dims), values);
}

Expected<Literal> LiteralFromInts(DataType type, std::vector<int64_t> dims, std::span<const int64_t> values) {
  return FromNumbers<int64_t>(type, std::move(dims), values);
}

}  // namespace goldcrest::tf
