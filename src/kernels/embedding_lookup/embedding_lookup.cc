// EMBEDDING_LOOKUP: rows of a table, by number.
//   lookup [2, 0], values [[1, 2], [3, 4], [5, 6]] -> [[5, 6], [1, 2]]
//
// UINT8 counts as INT8, as TensorFlow Lite has it. Rows of a quantized table may come out as FLOAT32 or FLOAT16: INT8, INT4 or INT2 with
// one scale or one for each row, zero point 0; or INT4 and INT2 quantized in blocks, whose scales (FLOAT16) compile/import.cc brings
// as input 2.
#include <cstring>
#include <string>
#include <vector>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/half.h"
#include "kernels/common/packed_elements.h"
#include "kernels/common/quantization.h"
#include "model/model.h"

namespace goldcrest::kernels {
namespace {

bool Dequantizes(const InferContext& ctx) { return ctx.output(0).type != ctx.input(1).type; }

// Elements that share a scale, of a table that is quantized in blocks; 0 for any other.
int32_t BlockSize(const InferContext& ctx) {
  const model::Quantization* details = ctx.input(1).quantization.details;
  const bool blocks = details != nullptr && details->details == model::Quantization::Details::kBlockwise;
  return blocks ? details->block_size : 0;
}

Status CheckBlocks(const InferContext& ctx, int32_t block_size) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt4, TensorType::kInt2}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 2, 2));
  const Shape& table = ctx.input(1).shape;
  if (!ctx.has_input(2) || ctx.input(2).type != TensorType::kFloat16 || table[1] % block_size != 0 ||
      ctx.input(2).shape.elements() != int64_t{table[0]} * (table[1] / block_size)) {
    return Error(StatusCode::kInvalidModel, "a table of shape %s in blocks of %d needs a FLOAT16 scale for each", table.ToString().c_str(),
                 block_size);
  }
  return Status::Ok();
}

Status CheckQuantized(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32, TensorType::kFloat16}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt8, TensorType::kUInt8, TensorType::kInt4, TensorType::kInt2}));
  if (const int32_t size = BlockSize(ctx); size > 0) return CheckBlocks(ctx, size);
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

int64_t RowBits(const InferContext& ctx) {
  const Shape& table = ctx.input(1).shape;
  return table.elements(1, table.rank()) * TypeBits(ctx.input(1).type);
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 2));
  if (Dequantizes(ctx)) {
    GC_RETURN_IF_ERROR(CheckQuantized(ctx));
  } else if (RowBits(ctx) == 0 || RowBits(ctx) % 8 != 0) {
    return Error(StatusCode::kUnsupported, "gives rows of %s that are not whole bytes", std::string(TypeName(ctx.input(1).type)).c_str());
  }
  Shape shape = ctx.input(1).shape;
  shape.set_dim(0, ctx.input(0).shape[0]);
  return ctx.SetOutput(0, shape);
}

struct State {
  int64_t rows, width;
  size_t row_bytes = 0;
  int bits = 8;               // of an element
  int64_t block = 0;          // elements with a scale of their own, of a table in blocks
  std::vector<float> scales;  // of a quantized table: one, or one for each row
};

Expected<int64_t> RowAt(const State& s, const int32_t* lookup, int64_t i) {
  if (lookup[i] >= 0 && lookup[i] < s.rows) return int64_t{lookup[i]};
  return Error(StatusCode::kRuntimeError, "row %d is outside of [0, %lld)", lookup[i], static_cast<long long>(s.rows));
}

Status EvalCopy(const State& s, EvalContext& ctx) {
  for (int64_t i = 0; i < ctx.input(0).shape[0]; ++i) {
    GC_ASSIGN_OR_RETURN(const int64_t row, RowAt(s, ctx.in<int32_t>(0), i));
    if (s.row_bytes == 0) continue;
    std::memcpy(ctx.out<uint8_t>(0) + static_cast<size_t>(i) * s.row_bytes, ctx.in<uint8_t>(1) + static_cast<size_t>(row) * s.row_bytes,
                s.row_bytes);
  }
  return Status::Ok();
}

Status EvalDequantize(const State& s, EvalContext& ctx) {
  const uint8_t* table = ctx.in<uint8_t>(1);
  const bool to_half = ctx.output(0).type == TensorType::kFloat16;
  for (int64_t i = 0; i < ctx.input(0).shape[0]; ++i) {
    GC_ASSIGN_OR_RETURN(const int64_t row, RowAt(s, ctx.in<int32_t>(0), i));
    for (int64_t k = 0; k < s.width; ++k) {
      const size_t at = static_cast<size_t>(row * s.width + k);
      const int value = s.bits < 8 ? PackedElement(table, at, s.bits, true) : static_cast<int8_t>(table[at]);
      const float scale = s.block > 0 ? HalfToFloat(ctx.in<uint16_t>(2)[at / static_cast<size_t>(s.block)])
                                      : s.scales[s.scales.size() > 1 ? static_cast<size_t>(row) : 0];
      const float real = static_cast<float>(value) * scale;
      if (to_half) {
        ctx.out<uint16_t>(0)[i * s.width + k] = FloatToHalf(real);
      } else {
        ctx.out<float>(0)[i * s.width + k] = real;
      }
    }
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape& table = ctx.input(1).shape;
  State s{table[0], table.elements(1, table.rank()), static_cast<size_t>(RowBits(ctx)) / 8, TypeBits(ctx.input(1).type), 0, {}};
  if (!Dequantizes(ctx)) return Kernel::Make<State, EvalCopy>("embedding_lookup", std::move(s));
  const auto scales = ctx.input(1).quantization.scale;
  s.scales.assign(scales.begin(), scales.end());
  s.block = BlockSize(ctx);
  return Kernel::Make<State, EvalDequantize>("embedding_lookup dequantize", std::move(s));
}

}  // namespace

GC_DEFINE_OPERATOR(EmbeddingLookup, Infer, Select)

}  // namespace goldcrest::kernels
