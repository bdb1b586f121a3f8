// Requantization, and scaling to float, of a tile with 256 or 512-bit vectors.
//
// Requantization takes two rows of two vectors at a time so that the packing to bytes is shared.
//
// The sums are those of panels that i8_columns.h finds small, so they carry kSumOffset and are not negative. With that, the two
// roundings of MultiplyByQuantizedMultiplier, the zero point and the offset itself take one multiplication, one addition in 64 bits
// and one shift:
//   high = upper half of (sum * multiplier + offset)
//   result = (high + (sum >> sign)) >> right
// i8_columns.h derives this.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_REQUANTIZE_X86_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_REQUANTIZE_X86_INL_H_

#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {
namespace {

// The factors of one vector of columns.
template <typename V>
struct Factors {
  typename V::Reg multiplier, multiplier_odd, offset, offset_odd, sign, right;
  explicit Factors(const int32_t* block)
      : multiplier(V::Load(block)),
        multiplier_odd(V::Load(block + V::kLanes)),
        offset(V::Load(block + 2 * V::kLanes)),
        offset_odd(V::Load(block + 3 * V::kLanes)),
        sign(V::Load(block + 4 * V::kLanes)),
        right(V::Load(block + 5 * V::kLanes)) {}
};

template <typename V>
inline typename V::Reg Rescale(typename V::Reg sum, const Factors<V>& f) {
  const auto even = V::Add64(V::MulEven(sum, f.multiplier), f.offset);
  const auto odd = V::Add64(V::MulEven(V::DupOdd(sum), f.multiplier_odd), f.offset_odd);
  return V::Srav(V::Add(V::HighHalves(even, odd), V::Srlv(sum, f.sign)), f.right);
}

// What there is to do besides scaling: nothing where the clamp is the type's own range, which the packing to bytes respects.
enum class Extra { kNone, kClamp, kClampAndTerms };

template <typename V, Extra kExtra>
struct Requantizer {
  const I8Requantize& g;
  typename V::Reg lo, hi, flip;
  explicit Requantizer(const I8Requantize& g) : g(g), lo(V::Set8(g.lo)), hi(V::Set8(g.hi)), flip(V::Set8(static_cast<int8_t>(g.flip))) {}

  // Vector j of row r.
  typename V::Reg Sums(const Factors<V>& f, size_t r, int j) const {
    typename V::Reg sum = V::Load(g.acc + (2 * r + static_cast<size_t>(j)) * V::kLanes);
    if constexpr (kExtra == Extra::kClampAndTerms) sum = V::Sub(sum, V::Set(g.term[r]));
    return Rescale<V>(sum, f);
  }
  // Four rescaled vectors as bytes.
  typename V::Reg Bytes(typename V::Reg a, typename V::Reg b, typename V::Reg c, typename V::Reg d) const {
    const auto bytes = V::Pack16(V::Pack32(a, b), V::Pack32(c, d));
    return kExtra == Extra::kNone ? bytes : V::Xor(V::Min8(V::Max8(bytes, lo), hi), flip);
  }
};

// Two rows at a time where a panel has two vectors, else four; the last one again where there are fewer.
template <typename V, Extra kExtra>
void RequantizeRows(const I8Requantize& args) {
  const I8Requantize g = args;  // a copy, which stores into `out` cannot be thought to change
  const Requantizer<V, kExtra> q(g);
  const size_t last = g.rows - 1;
  const Factors<V> f0(g.factors.blocks);
  if (g.columns > static_cast<size_t>(V::kLanes)) {
    const Factors<V> f1(g.factors.blocks + kBlockParts * V::kLanes);
    for (size_t r = 0; r < g.rows; r += 2) {
      const size_t next = r < last ? r + 1 : last;
      const auto bytes = q.Bytes(q.Sums(f0, r, 0), q.Sums(f1, r, 1), q.Sums(f0, next, 0), q.Sums(f1, next, 1));
      V::StoreTwo(bytes, g.out + r * g.out_stride, g.out + next * g.out_stride, g.columns);
    }
    return;
  }
  for (size_t r = 0; r < g.rows; r += 4) {
    size_t rows[4];
    uint8_t* out[4];
    for (size_t i = 0; i < 4; ++i) {
      rows[i] = r + i < last ? r + i : last;
      out[i] = g.out + rows[i] * g.out_stride;
    }
    V::StoreFour(q.Bytes(q.Sums(f0, rows[0], 0), q.Sums(f0, rows[1], 0), q.Sums(f0, rows[2], 0), q.Sums(f0, rows[3], 0)), out, g.columns);
  }
}

template <typename V>
void RequantizeTile(const I8Requantize& g) {
  if (g.term != nullptr) return RequantizeRows<V, Extra::kClampAndTerms>(g);
  if (g.lo != -128 || g.hi != 127 || g.flip != 0) return RequantizeRows<V, Extra::kClamp>(g);
  RequantizeRows<V, Extra::kNone>(g);
}

template <typename V>
void DequantizeTile(const I8Dequantize& args) {
  const I8Dequantize g = args;
  const auto lo = V::SetFloat(g.lo), hi = V::SetFloat(g.hi);
  for (size_t c = 0; c < g.columns; c += V::kLanes) {
    const size_t count = g.columns - c;
    const auto column_sums = V::Load(g.terms.column_sums + c);
    const auto column_scale = V::LoadFirstFloats(g.column_scale + c, count), bias = V::LoadFirstFloats(g.bias + c, count);
    for (size_t r = 0; r < g.rows; ++r) {
      const auto terms = V::Add(V::Set(g.terms.term[r]), V::MulLow(V::Set(g.terms.factor[r]), column_sums));
      const auto sums = V::ToFloat(V::Sub(V::Load(g.acc + r * 2 * V::kLanes + c), terms));
      const auto x = V::AddFloat(V::MulFloat(V::MulFloat(sums, column_scale), V::SetFloat(g.row_scale[r])), bias);
      V::StoreFirstFloats(g.out + r * g.out_stride + c, V::MinFloat(hi, V::MaxFloat(lo, x)), count);
    }
  }
}

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_REQUANTIZE_X86_INL_H_
