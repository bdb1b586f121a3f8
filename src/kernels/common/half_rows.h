// Kernels of half-precision tensors (FLOAT16, BFLOAT16) made of float row functions: a piece of a row is widened, computed as float and
// rounded once.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_HALF_ROWS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_HALF_ROWS_H_

#include <algorithm>
#include <string>
#include <utility>

#include "kernels/common/binary.h"
#include "kernels/common/half.h"
#include "kernels/common/unary.h"

namespace goldcrest {

inline bool IsHalf(TensorType type) { return type == TensorType::kFloat16 || type == TensorType::kBFloat16; }

// Elements widened at a time; they stay in the nearest cache.
inline constexpr size_t kHalfPiece = 256;

template <TensorType kType>
void Widen(const uint16_t* in, size_t n, float* out) {
  for (size_t i = 0; i < n; ++i) out[i] = kType == TensorType::kFloat16 ? HalfToFloat(in[i]) : BFloat16ToFloat(in[i]);
}
template <TensorType kType>
void Narrow(const float* in, size_t n, uint16_t* out) {
  for (size_t i = 0; i < n; ++i) out[i] = kType == TensorType::kFloat16 ? FloatToHalf(in[i]) : FloatToBFloat16(in[i]);
}

template <class P>
struct HalfUnary {
  UnaryRow<P> row;
  P params;
};

template <class P, TensorType kType>
void HalfUnaryRow(const HalfUnary<P>& h, const void* in, void* out, size_t n) {
  const uint16_t* x = static_cast<const uint16_t*>(in);
  uint16_t* y = static_cast<uint16_t*>(out);
  float piece[kHalfPiece];
  for (size_t i = 0; i < n; i += kHalfPiece) {
    const size_t count = std::min(kHalfPiece, n - i);
    Widen<kType>(x + i, count, piece);
    h.row(h.params, piece, piece, count);
    Narrow<kType>(piece, count, y + i);
  }
}

// The kernel of a float row function for the half type that the input has.
template <class P>
Kernel MakeHalfUnaryKernel(SelectContext& ctx, std::string name, UnaryRow<P> row, P params) {
  const bool brain = ctx.input(0).type == TensorType::kBFloat16;
  return MakeUnaryKernel<HalfUnary<P>>(ctx, std::move(name),
                                       brain ? HalfUnaryRow<P, TensorType::kBFloat16> : HalfUnaryRow<P, TensorType::kFloat16>,
                                       {row, std::move(params)});
}

template <class P>
struct HalfBinary {
  BinaryRows<P> rows;
  P params;
};

// kStepA, kStepB: 1 for an operand that moves along the row, 0 for a single value. kToBool: the float function gives truth values.
template <class P, TensorType kType, bool kToBool, int kStepA, int kStepB>
void HalfBinaryRow(const HalfBinary<P>& h, const void* a, const void* b, void* out, size_t n) {
  const auto row = kStepA == 0 ? h.rows.a_single : kStepB == 0 ? h.rows.b_single : h.rows.both;
  const uint16_t *x = static_cast<const uint16_t*>(a), *y = static_cast<const uint16_t*>(b);
  float wide_x[kHalfPiece], wide_y[kHalfPiece], piece[kHalfPiece];
  for (size_t i = 0; i < n; i += kHalfPiece) {
    const size_t count = std::min(kHalfPiece, n - i);
    Widen<kType>(x + i * kStepA, kStepA == 0 ? 1 : count, wide_x);
    Widen<kType>(y + i * kStepB, kStepB == 0 ? 1 : count, wide_y);
    if constexpr (kToBool) {
      row(h.params, wide_x, wide_y, static_cast<bool*>(out) + i, count);
    } else {
      row(h.params, wide_x, wide_y, piece, count);
      Narrow<kType>(piece, count, static_cast<uint16_t*>(out) + i);
    }
  }
}

template <class P, TensorType kType, bool kToBool>
BinaryRows<HalfBinary<P>> HalfRows() {
  return {HalfBinaryRow<P, kType, kToBool, 1, 1>, HalfBinaryRow<P, kType, kToBool, 0, 1>, HalfBinaryRow<P, kType, kToBool, 1, 0>};
}

// The same with two operands of one half type.
template <bool kToBool = false, class P>
Kernel MakeHalfBinaryKernel(SelectContext& ctx, std::string name, const BinaryRows<P>& rows, P params) {
  const bool brain = ctx.input(0).type == TensorType::kBFloat16;
  return MakeBinaryKernel(ctx, std::move(name),
                          brain ? HalfRows<P, TensorType::kBFloat16, kToBool>() : HalfRows<P, TensorType::kFloat16, kToBool>(),
                          HalfBinary<P>{rows, std::move(params)});
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_HALF_ROWS_H_
