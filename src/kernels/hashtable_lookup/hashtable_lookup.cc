// HASHTABLE_LOOKUP: rows of a table, by keys in rising order, and which of them there were.
//   lookup [7, 3], key [3, 5, 7], values [[1, 2], [3, 4], [5, 6]] -> [[5, 6], [1, 2]] and hits [1, 1]
// A row that is not there is zero, or the empty string.
#include <cstring>
#include <string>

#include "base/checked.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/string_elements.h"

namespace goldcrest::kernels {
namespace {

enum Input : int { kLookup, kKey, kValue };

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3, 2));
  for (int i : {kLookup, kKey}) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kInt32}));
    GC_RETURN_IF_ERROR(ctx.ExpectRank(i, 1, 1));
  }
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, kValue));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(1, {TensorType::kUInt8}));
  const TensorView& value = ctx.input(kValue);
  const bool strings = value.type == TensorType::kString;
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kValue, 1, strings ? 1 : Shape::kMaxRank));
  if (!strings && TypeBits(value.type) < 8) {
    return Error(StatusCode::kUnsupported, "has a table of %s; elements must have a byte at least",
                 std::string(TypeName(value.type)).c_str());
  }
  if (ctx.input(kKey).shape[0] != value.shape[0]) {
    return Error(StatusCode::kInvalidModel, "has %d keys for %d rows", ctx.input(kKey).shape[0], value.shape[0]);
  }
  Shape out = value.shape;
  out.set_dim(0, ctx.input(kLookup).shape[0]);
  GC_RETURN_IF_ERROR(ctx.SetOutput(1, ctx.input(kLookup).shape));
  return ctx.SetOutput(0, out);
}

struct State {
  size_t row_bytes;  // 0 for strings
  bool strings;
};

// A row with the key, or -1; of several that row which halving the table meets first.
int64_t Find(const int32_t* keys, int64_t count, int32_t key) {
  int64_t low = 0, high = count;
  while (low < high) {
    const int64_t middle = (low + high) / 2;
    if (keys[middle] == key) return middle;
    if (key < keys[middle])
      high = middle;
    else
      low = middle + 1;
  }
  return -1;
}

Status EvalStrings(EvalContext& ctx) {
  StringPool pool;
  const int64_t rows = ctx.input(kValue).shape[0];
  int32_t* numbers = reinterpret_cast<int32_t*>(ctx.workspace());
  int32_t* chosen = numbers + rows;
  GC_RETURN_IF_ERROR(pool.Add(ctx.input(kValue), numbers));
  for (int64_t i = 0; i < ctx.input(kLookup).shape[0]; ++i) {
    const int64_t row = Find(ctx.in<int32_t>(kKey), rows, ctx.in<int32_t>(kLookup)[i]);
    chosen[i] = row < 0 ? StringPool::kEmpty : numbers[row];
    ctx.out<uint8_t>(1)[i] = row < 0 ? 0 : 1;
  }
  return pool.Write(ctx, 0, Shape(ctx.output(0).shape), chosen);
}

Status Eval(const State& s, EvalContext& ctx) {
  if (s.strings) return EvalStrings(ctx);
  for (int64_t i = 0; i < ctx.input(kLookup).shape[0]; ++i) {
    const int64_t row = Find(ctx.in<int32_t>(kKey), ctx.input(kValue).shape[0], ctx.in<int32_t>(kLookup)[i]);
    ctx.out<uint8_t>(1)[i] = row < 0 ? 0 : 1;
    if (s.row_bytes == 0) continue;
    uint8_t* out = ctx.out<uint8_t>(0) + static_cast<size_t>(i) * s.row_bytes;
    if (row < 0)
      std::memset(out, 0, s.row_bytes);
    else
      std::memcpy(out, ctx.in<uint8_t>(kValue) + static_cast<size_t>(row) * s.row_bytes, s.row_bytes);
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView& value = ctx.input(kValue);
  State s{0, value.type == TensorType::kString};
  if (!s.strings)
    s.row_bytes = static_cast<size_t>(value.shape.elements(1, value.shape.rank())) * (static_cast<size_t>(TypeBits(value.type)) / 8);
  Kernel kernel = Kernel::Make<State, Eval>("hashtable_lookup", s);
  // A number for each string of the table and of the result.
  const CheckedSize workspace = (CheckedSize(value.shape[0]) + ctx.input(kLookup).shape[0]) * sizeof(int32_t);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  if (s.strings) kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(HashtableLookup, Infer, Select)

}  // namespace goldcrest::kernels
