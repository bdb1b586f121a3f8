// What lowering rules of several families ask of their operands.
#ifndef GOLDCREST_SRC_CONVERT_LOWER_OPERANDS_H_
#define GOLDCREST_SRC_CONVERT_LOWER_OPERANDS_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "convert/lower/lowering.h"

namespace goldcrest::convert {

// A set of element types.
using TypeSet = uint64_t;
constexpr TypeSet Types(std::initializer_list<tf::DataType> types) {
  TypeSet set = 0;
  for (tf::DataType t : types) set |= TypeSet{1} << static_cast<int>(t);
  return set;
}
constexpr bool Contains(TypeSet set, tf::DataType type) {
  const int bit = static_cast<int>(type);
  return bit >= 0 && bit < 64 && ((set >> bit) & 1) != 0;
}

inline constexpr TypeSet kFloat32 = Types({tf::DataType::kFloat});
inline constexpr TypeSet kBool = Types({tf::DataType::kBool});
inline constexpr TypeSet kFloat32Int32 = Types({tf::DataType::kFloat, tf::DataType::kInt32});
inline constexpr TypeSet kFloat32Int32Int64 = Types({tf::DataType::kFloat, tf::DataType::kInt32, tf::DataType::kInt64});

// The type in which an operator with kernels for `types` computes on `type`: itself, or one that holds all its values (float64 excepted:
// the model format computes in float32). kInvalid where there is none.
tf::DataType WorkingType(tf::DataType type, TypeSet types);

// Input `i`, an index, axis or size, as int32: a constant that is cut to int32's range, or a CAST.
Value* AsInt32(Lowering& l, int i);
// The same of a value that may have been computed.
Value* AsInt32(Lowering& l, Value* v);
// The integer of a constant input of one element.
std::optional<int64_t> ConstInt(const Lowering& l, int i);
// An axis counted from the front: `axis` + rank where negative. Nothing where it lies outside.
std::optional<int> Axis(int64_t axis, int rank);
// The values as 32-bit integers, cut to their range.
std::vector<int32_t> ToInt32s(const std::vector<int64_t>& values);

// The same value under another shape of as many elements, of which at most one dimension may be unknown. Null where more are.
Value* ReshapeTo(Lowering& l, Value* x, const tf::PartialShape& shape);

// Operands of an element-wise operator whose kernels broadcast up to `max_rank` dimensions only: beyond, where the shapes are known, each
// is broadcast by an operator of its own.
void FitBroadcast(Lowering& l, std::initializer_list<Value**> operands, int max_rank);
// What TensorFlow Lite's kernels broadcast: ADD, SUB, MUL and DIV to 6 dimensions, the others to 4.
inline constexpr int kArithmeticRank = 6;
inline constexpr int kElementwiseRank = 4;

// x where `condition` is true, else y.
Value* Select(Lowering& l, Value* condition, Value* x, Value* y);

// Constants.
Value* Zeros(Lowering& l, tf::DataType type, const std::vector<int64_t>& dims);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_LOWER_OPERANDS_H_
