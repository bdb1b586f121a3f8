// Element types and shapes of TensorFlow's graphs.
#ifndef GOLDCREST_SRC_TFOPS_TYPES_H_
#define GOLDCREST_SRC_TFOPS_TYPES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "goldcrest/status.h"
#include "goldcrest/types.h"

namespace goldcrest::tf {

// Numbered as in TensorFlow's files.
enum class DataType : int32_t {
  kInvalid = 0,
  kFloat = 1,
  kDouble = 2,
  kInt32 = 3,
  kUInt8 = 4,
  kInt16 = 5,
  kInt8 = 6,
  kString = 7,
  kComplex64 = 8,
  kInt64 = 9,
  kBool = 10,
  kQInt8 = 11,
  kQUInt8 = 12,
  kQInt32 = 13,
  kBFloat16 = 14,
  kQInt16 = 15,
  kQUInt16 = 16,
  kUInt16 = 17,
  kComplex128 = 18,
  kHalf = 19,
  kResource = 20,
  kVariant = 21,
  kUInt32 = 22,
  kUInt64 = 23,
};

// "float32", as in Python; "type 77" for one not listed.
std::string TypeName(DataType type);
// Bytes of one element; 0 for strings, resources, variants and types not listed.
size_t TypeBytes(DataType type);
// The type of the model format, or UNSUPPORTED where it has none.
Expected<TensorType> ToTensorType(DataType type);
DataType FromTensorType(TensorType type);

// A shape of which something may be unknown: the rank, or dimensions (kUnknown). A value type.
class PartialShape {
 public:
  static constexpr int64_t kUnknown = -1;

  PartialShape() = default;  // unknown rank
  PartialShape(std::vector<int64_t> dims) : has_rank_(true), dims_(std::move(dims)) {}
  static PartialShape Scalar() { return PartialShape(std::vector<int64_t>{}); }
  static PartialShape OfRank(int rank) { return PartialShape(std::vector<int64_t>(static_cast<size_t>(rank), kUnknown)); }

  bool has_rank() const { return has_rank_; }
  int rank() const { return static_cast<int>(dims_.size()); }  // only where has_rank()
  int64_t dim(int i) const { return dims_[static_cast<size_t>(i)]; }
  void set_dim(int i, int64_t v) { dims_[static_cast<size_t>(i)] = v; }
  const std::vector<int64_t>& dims() const { return dims_; }
  bool IsStatic() const;  // every dimension is known
  // The number of elements, kUnknown where it is not known or does not fit.
  int64_t elements() const;

  friend bool operator==(const PartialShape& a, const PartialShape& b) { return a.has_rank_ == b.has_rank_ && a.dims_ == b.dims_; }
  // "[?, 224, 224, 3]", "unknown rank"
  std::string ToString() const;

 private:
  bool has_rank_ = false;
  std::vector<int64_t> dims_;
};

// What both say: a dimension known to either is known. INVALID_MODEL where they contradict each other.
Expected<PartialShape> Merge(const PartialShape& a, const PartialShape& b);

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_TYPES_H_
