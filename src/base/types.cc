#include "goldcrest/types.h"

#include <algorithm>

#include "base/shape_util.h"

namespace goldcrest {
namespace {

struct TypeFacts {
  std::string_view name;
  int bits;
};

constexpr TypeFacts kTypes[kNumTensorTypes] = {{"FLOAT32", 32}, {"FLOAT16", 16},      {"INT32", 32},     {"UINT8", 8},      {"INT64", 64},
                                               {"STRING", 0},   {"BOOL", 8},          {"INT16", 16},     {"COMPLEX64", 64}, {"INT8", 8},
                                               {"FLOAT64", 64}, {"COMPLEX128", 128},  {"UINT64", 64},    {"RESOURCE", 32},  {"VARIANT", 0},
                                               {"UINT32", 32},  {"UINT16", 16},       {"INT4", 4},       {"BFLOAT16", 16},  {"INT2", 2},
                                               {"UINT4", 4},    {"FLOAT8_E4M3FN", 8}, {"FLOAT8_E5M2", 8}};

const TypeFacts* Facts(TensorType type) {
  const int i = static_cast<int>(type);
  return i >= 0 && i < kNumTensorTypes ? &kTypes[i] : nullptr;
}

}  // namespace

std::string_view TypeName(TensorType type) {
  const TypeFacts* facts = Facts(type);
  return facts ? facts->name : "UNKNOWN";
}

int TypeBits(TensorType type) {
  const TypeFacts* facts = Facts(type);
  return facts ? facts->bits : 0;
}

Shape::Shape(std::initializer_list<int32_t> dims) : Shape(dims.begin(), static_cast<int>(dims.size())) {}

Shape::Shape(const int32_t* dims, int rank) : rank_(rank) { std::copy(dims, dims + rank, dims_); }

int64_t Shape::elements() const { return elements(0, rank_); }

int64_t Shape::elements(int from, int to) const {
  // Unsigned, because large dimensions before a 0 may overflow on the way to 0.
  uint64_t n = 1;
  for (int i = from; i < to; ++i) n *= static_cast<uint64_t>(dims_[i]);
  return static_cast<int64_t>(n);
}

bool operator==(const Shape& a, const Shape& b) { return a.rank_ == b.rank_ && std::equal(a.begin(), a.end(), b.begin()); }

std::string Shape::ToString() const {
  std::string s = "[";
  for (int i = 0; i < rank_; ++i) {
    if (i > 0) s += ", ";
    s += std::to_string(dims_[i]);
  }
  return s + "]";
}

CheckedSize CheckedElements(const Shape& shape) {
  CheckedSize n = 1;
  bool empty = false;
  for (int32_t d : shape) {
    if (d < 0) return CheckedSize(-1);
    if (d == 0)
      empty = true;
    else
      n *= d;
  }
  // A tensor without elements is still refused where its other dimensions overflow: nothing may divide or multiply them later.
  return empty && n.ok() ? CheckedSize(0) : n;
}

CheckedSize CheckedBytes(TensorType type, const Shape& shape) {
  const CheckedSize bits = CheckedElements(shape) * TypeBits(type) + 7;
  return bits.ok() ? CheckedSize(bits.value() / 8) : bits;
}

CheckedSize LeastBytes(TensorType type, const Shape& shape) {
  return TypeBits(type) > 0 ? CheckedBytes(type, shape) : CheckedElements(shape) * 4;
}

}  // namespace goldcrest
