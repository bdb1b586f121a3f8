// Literal: a tensor's value while a model is converted, and what TensorFlow's operators compute on in tfops.
//
// Elements lie row-major, in the machine's byte order (little endian everywhere we run). bool is one byte, 0 or 1.
// Ownership: copies share the bytes, which may lie in a mapped variables file. Nobody changes them after they were made.
#ifndef GOLDCREST_SRC_TFOPS_LITERAL_H_
#define GOLDCREST_SRC_TFOPS_LITERAL_H_

#include <cassert>
#include <complex>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/model.h"
#include "tfops/types.h"

namespace goldcrest::tf {

template <typename T>
struct DataTypeOf;
#define GC_DATA_TYPE_OF(T, TYPE)                         \
  template <>                                            \
  struct DataTypeOf<T> {                                 \
    static constexpr DataType value = DataType::k##TYPE; \
  }
GC_DATA_TYPE_OF(float, Float);
GC_DATA_TYPE_OF(double, Double);
GC_DATA_TYPE_OF(int8_t, Int8);
GC_DATA_TYPE_OF(uint8_t, UInt8);
GC_DATA_TYPE_OF(int16_t, Int16);
GC_DATA_TYPE_OF(uint16_t, UInt16);
GC_DATA_TYPE_OF(int32_t, Int32);
GC_DATA_TYPE_OF(uint32_t, UInt32);
GC_DATA_TYPE_OF(int64_t, Int64);
GC_DATA_TYPE_OF(uint64_t, UInt64);
GC_DATA_TYPE_OF(bool, Bool);
GC_DATA_TYPE_OF(std::complex<float>, Complex64);
GC_DATA_TYPE_OF(std::complex<double>, Complex128);
#undef GC_DATA_TYPE_OF

class Literal {
 public:
  Literal() = default;
  // `bytes` holds the elements of `dims`, no more and no less; LiteralFromBytes checks it.
  Literal(DataType type, std::vector<int64_t> dims, model::Block bytes) : type_(type), dims_(std::move(dims)), bytes_(std::move(bytes)) {}
  // A tensor of strings.
  Literal(std::vector<int64_t> dims, std::vector<std::string> strings)
      : type_(DataType::kString), dims_(std::move(dims)), strings_(std::make_shared<const std::vector<std::string>>(std::move(strings))) {}
  template <typename T>
  static Literal Of(std::vector<int64_t> dims, const std::vector<T>& values);
  template <typename T>
  static Literal Scalar(T value) {
    return Of<T>({}, {value});
  }

  DataType type() const { return type_; }
  const std::vector<int64_t>& dims() const { return dims_; }
  int rank() const { return static_cast<int>(dims_.size()); }
  int64_t dim(int i) const { return dims_[static_cast<size_t>(i)]; }
  size_t elements() const;
  const model::Block& bytes() const { return bytes_; }
  const std::vector<std::string>& strings() const { return *strings_; }

  // The elements as what they are; only of that type.
  template <typename T>
  std::span<const T> values() const {
    assert(type_ == DataTypeOf<T>::value);
    return {reinterpret_cast<const T*>(bytes_.data()), bytes_.size() / sizeof(T)};
  }
  // The elements of any number type, half and bfloat16 as well, as doubles, or of any integer type as 64-bit integers.
  // INVALID_ARGUMENT for other types.
  Expected<std::vector<double>> AsDoubles() const;
  Expected<std::vector<int64_t>> AsInts() const;
  // Of any number type, complex or real.
  Expected<std::vector<std::complex<double>>> AsComplex() const;
  // The same elements under other dimensions of the same product.
  Literal WithDims(std::vector<int64_t> dims) const;
  PartialShape shape() const { return PartialShape(dims_); }
  // Every byte or string the same, and shape and type.
  friend bool operator==(const Literal& a, const Literal& b);

 private:
  DataType type_ = DataType::kInvalid;
  std::vector<int64_t> dims_;
  model::Block bytes_;
  std::shared_ptr<const std::vector<std::string>> strings_;
};

// Checks the number of bytes against type and dims; bytes at an address their type may not have are copied.
Expected<Literal> LiteralFromBytes(DataType type, std::vector<int64_t> dims, model::Block bytes);
// The bytes of a tensor of the model format that has this value: the elements, or for strings their table (runtime/strings.h).
Expected<model::Block> TensorBytes(const Literal& literal);
// Rounded to `type`, any number type.
Expected<Literal> LiteralFromDoubles(DataType type, std::vector<int64_t> dims, std::span<const double> values);
// For a type that is not complex the real parts.
Expected<Literal> LiteralFromComplex(DataType type, std::vector<int64_t> dims, std::span<const std::complex<double>> values);
Expected<Literal> LiteralFromInts(DataType type, std::vector<int64_t> dims, std::span<const int64_t> values);

template <typename T>
Literal Literal::Of(std::vector<int64_t> dims, const std::vector<T>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    const T v = values[i];
    __builtin_memcpy(bytes.data() + i * sizeof(T), &v, sizeof(T));
  }
  return Literal(DataTypeOf<T>::value, std::move(dims), model::Block(std::move(bytes)));
}

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_LITERAL_H_
