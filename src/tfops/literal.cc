#include "tfops/literal.h"

#include <cstring>

#include "base/checked.h"
#include "runtime/strings.h"
#include "tfops/numbers.h"

namespace goldcrest::tf {
namespace {

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

Expected<std::vector<std::complex<double>>> Literal::AsComplex() const {
  if (type_ == DataType::kComplex128) {
    const auto v = values<std::complex<double>>();
    return std::vector<std::complex<double>>(v.begin(), v.end());
  }
  if (type_ == DataType::kComplex64) {
    const auto v = values<std::complex<float>>();
    return std::vector<std::complex<double>>(v.begin(), v.end());
  }
  GC_ASSIGN_OR_RETURN(const std::vector<double> v, AsDoubles());
  return std::vector<std::complex<double>>(v.begin(), v.end());
}

Expected<model::Block> TensorBytes(const Literal& literal) {
  if (literal.type() != DataType::kString) return literal.bytes();
  const std::vector<std::string_view> strings(literal.strings().begin(), literal.strings().end());
  GC_ASSIGN_OR_RETURN(const size_t size, StringsBytes(strings));
  std::vector<uint8_t> table(size);
  WriteStrings(strings, table.data());
  return model::Block(std::move(table));
}

Expected<Literal> LiteralFromDoubles(DataType type, std::vector<int64_t> dims, std::span<const double> values) {
  return FromNumbers<double>(type, std::move(dims), values);
}

Expected<Literal> LiteralFromComplex(DataType type, std::vector<int64_t> dims, std::span<const std::complex<double>> values) {
  if (!IsComplex(type)) {
    std::vector<double> real(values.size());
    for (size_t i = 0; i < values.size(); ++i) real[i] = values[i].real();
    return LiteralFromDoubles(type, std::move(dims), real);
  }
  const std::vector<std::complex<double>> all(values.begin(), values.end());
  const std::vector<std::complex<float>> narrow(values.begin(), values.end());
  Literal made = type == DataType::kComplex128 ? Literal::Of(dims, all) : Literal::Of(dims, narrow);
  return LiteralFromBytes(type, std::move(dims), made.bytes());
}

Expected<Literal> LiteralFromInts(DataType type, std::vector<int64_t> dims, std::span<const int64_t> values) {
  return FromNumbers<int64_t>(type, std::move(dims), values);
}

}  // namespace goldcrest::tf
