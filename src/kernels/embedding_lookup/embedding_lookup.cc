// EMBEDDING_LOOKUP: rows of a table, by number.
//   lookup [2, 0], values [[1, 2], [3, 4], [5, 6]] -> [[5, 6], [1, 2]]
//
// Rows of a quantized table (INT8 or INT4, one scale or one for each row, zero point 0) may come out as FLOAT32.
#include <cstring>
#include <string>
#include <vector>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

bool Dequantizes(const InferContext& ctx) { return ctx.output(0).type != ctx.input(1).type; }

Status CheckQuantized(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt8, TensorType::kUInt8, TensorType::kInt4}));
  const QuantizationInfo& q = ctx.input(1).quantization;
  const int32_t rows = ctx.input(1).shape[0];
  const bool fits = q.scale.size() == 1 || (q.scale.size() == static_cast<size_t>(rows) && q.dimension == 0);
  if (!fits)
    return Error(StatusCode::kInvalidModel, "the table has %zu scales for %d rows; expected 1 or one for each", q.scale.size(), rows);
  for (float s : q.scale) {
    if (!IsValidScale(static_cast<double>(s)))
      return Error(StatusCode::kInvalidModel, "the table has the scale %g", static_cast<double>(s));
  }
  for (int64_t z : q.zero_point) {
    if (z != 0) return Error(StatusCode::kUnsupported, "the table has the zero point %lld; supported: 0", static_cast<long long>(z));
  }
  return Status::Ok();
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 2));
  if (Dequantizes(ctx)) {
    GC_RETURN_IF_ERROR(CheckQuantized(ctx));
  } else if (TypeBits(ctx.input(1).type) < 8) {
    return Error(StatusCode::kUnsupported, "gives rows of %s; elements must have a byte at least",
                 std::string(TypeName(ctx.input(1).type)).c_str());
  }
  Shape shape = ctx.input(1).shape;
  shape.set_dim(0, ctx.input(0).shape[0]);
  return ctx.SetOutput(0, shape);
}

struct State {
  int64_t rows, width;
  size_t element_bytes = 0;   // 0 for INT4
  std::vector<float> scales;  // of a quantized table: one, or one for each row
};

Expected<int64_t> RowAt(const State& s, const int32_t* lookup, int64_t i) {
  if (lookup[i] >= 0 && lookup[i] < s.rows) return int64_t{lookup[i]};
  return Error(StatusCode::kRuntimeError, "row %d is outside of [0, %lld)", lookup[i], static_cast<long long>(s.rows));
}

Status EvalCopy(const State& s, EvalContext& ctx) {
  const size_t bytes = static_cast<size_t>(s.width) * s.element_bytes;
  for (int64_t i = 0; i < ctx.input(0).shape[0]; ++i) {
    GC_ASSIGN_OR_RETURN(const int64_t row, RowAt(s, ctx.in<int32_t>(0), i));
    if (bytes > 0)
      std::memcpy(ctx.out<uint8_t>(0) + static_cast<size_t>(i) * bytes, ctx.in<uint8_t>(1) + static_cast<size_t>(row) * bytes, bytes);
  }
  return Status::Ok();
}

Status EvalDequantize(const State& s, EvalContext& ctx) {
  const int8_t* table = ctx.in<int8_t>(1);
  for (int64_t i = 0; i < ctx.input(0).shape[0]; ++i) {
    GC_ASSIGN_OR_RETURN(const int64_t row, RowAt(s, ctx.in<int32_t>(0), i));
    const float scale = s.scales[s.scales.size() > 1 ? static_cast<size_t>(row) : 0];
    float* out = ctx.out<float>(0) + i * s.width;
    for (int64_t k = 0; k < s.width; ++k) {
      const int64_t at = row * s.width + k;
      // The lower half of a byte comes first; shifting up and down again extends its sign.
      const int value =
          s.element_bytes > 0 ? table[at] : static_cast<int8_t>(static_cast<uint8_t>(table[at / 2]) << (at % 2 == 0 ? 4 : 0)) >> 4;
      out[k] = static_cast<float>(value) * scale;
    }
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape& table = ctx.input(1).shape;
  State s{table[0], table.elements(1, table.rank()), static_cast<size_t>(TypeBits(ctx.input(1).type)) / 8, {}};
  if (!Dequantizes(ctx)) return Kernel::Make<State, EvalCopy>("embedding_lookup", std::move(s));
  const auto scales = ctx.input(1).quantization.scale;
  s.scales.assign(scales.begin(), scales.end());
  return Kernel::Make<State, EvalDequantize>("embedding_lookup dequantize", std::move(s));
}

}  // namespace

GC_DEFINE_OPERATOR(EmbeddingLookup, Infer, Select)

}  // namespace goldcrest::kernels
