// Requantization of a tile with 256 or 512-bit vectors, two rows of two vectors at a time so that the packing to bytes is shared.
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
  Factors(const I8Factors& f, size_t c)
      : multiplier(V::Load(f.multiplier + c)),
        multiplier_odd(V::DupOdd(multiplier)),
        offset(V::Load(f.offset + c)),
        offset_odd(V::Load(f.offset + c + V::kLanes / 2)),
        sign(V::Load(f.sign + c)),
        right(V::Load(f.right + c)) {}
};

template <typename V>
inline typename V::Reg Rescale(typename V::Reg sum, const Factors<V>& f) {
  const auto even = V::Add64(V::MulEven(sum, f.multiplier), f.offset);
  const auto odd = V::Add64(V::MulEven(V::DupOdd(sum), f.multiplier_odd), f.offset_odd);
  return V::Srav(V::Add(V::HighHalves(even, odd), V::Srlv(sum, f.sign)), f.right);
}

// What a byte still needs. Where the clamp is the type's own range, the packing has done it.
template <typename V, bool kClamps>
struct ByteEnd {
  typename V::Reg lo, hi, flip;
  explicit ByteEnd(const I8Requantize& g) : lo(V::Set8(g.lo)), hi(V::Set8(g.hi)), flip(V::Set8(static_cast<int8_t>(g.flip))) {}
  typename V::Reg operator()(typename V::Reg bytes) const { return kClamps ? V::Xor(V::Min8(V::Max8(bytes, lo), hi), flip) : bytes; }
};

// Panels of two vectors: two rows at a time.
template <typename V, bool kClamps>
void RequantizeTwo(const I8Requantize& g) {
  constexpr size_t kL = V::kLanes;
  const Factors<V> f0(g.factors, 0), f1(g.factors, kL);
  const ByteEnd<V, kClamps> end(g);
  const size_t rows = g.rows, columns = g.columns, stride = g.out_stride;
  const int32_t* acc = g.acc;
  uint8_t* out = g.out;
  for (size_t r = 0; r < rows; r += 2, acc += 4 * kL, out += 2 * stride) {
    const size_t next = r + 1 < rows ? 1 : 0;
    const int32_t* acc_next = acc + next * 2 * kL;
    const auto a = V::Pack32(Rescale<V>(V::Load(acc), f0), Rescale<V>(V::Load(acc + kL), f1));
    const auto b = V::Pack32(Rescale<V>(V::Load(acc_next), f0), Rescale<V>(V::Load(acc_next + kL), f1));
    V::StoreTwo(end(V::Pack16(a, b)), out, out + next * stride, columns);
  }
}

// Panels of one vector: four rows at a time, the last one again where there are fewer.
template <typename V, bool kClamps>
void RequantizeOne(const I8Requantize& g) {
  constexpr size_t kL = V::kLanes;
  const Factors<V> f(g.factors, 0);
  const ByteEnd<V, kClamps> end(g);
  for (size_t r = 0; r < g.rows; r += 4) {
    typename V::Reg y[4];
    uint8_t* out[4];
    for (size_t i = 0; i < 4; ++i) {
      const size_t row = r + i < g.rows ? r + i : g.rows - 1;
      y[i] = Rescale<V>(V::Load(g.acc + row * 2 * kL), f);
      out[i] = g.out + row * g.out_stride;
    }
    V::StoreFour(end(V::Pack16(V::Pack32(y[0], y[1]), V::Pack32(y[2], y[3]))), out, g.columns);
  }
}

template <typename V>
void RequantizeTile(const I8Requantize& g) {
  const bool clamps = g.lo != -128 || g.hi != 127 || g.flip != 0;
  if (g.columns > static_cast<size_t>(V::kLanes)) return clamps ? RequantizeTwo<V, true>(g) : RequantizeTwo<V, false>(g);
  return clamps ? RequantizeOne<V, true>(g) : RequantizeOne<V, false>(g);
}

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_REQUANTIZE_X86_INL_H_
