// Requantization of a tile with 256 or 512-bit vectors, two rows of two vectors at a time so that the packing to bytes is shared.
//
// The sums are those of panels that i8_columns.h finds small, so they carry kSumOffset and are not negative. With that, the two
// roundings of MultiplyByQuantizedMultiplier, the zero point and the offset itself take one multiplication, one addition in 64 bits
// and one shift:
//   high = upper half of (sum * multiplier + offset)
//   result = (high + (sum >> sign)) >> right
// i8_columns.h derives this.
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

template <typename V>
void RequantizeTile(const I8Requantize& g) {
  constexpr size_t kL = V::kLanes;
  const Factors<V> f0(g.factors, 0), f1(g.factors, kL);
  const auto lo = V::Set8(g.lo), hi = V::Set8(g.hi), flip = V::Set8(static_cast<int8_t>(g.flip));
  const size_t rows = g.rows, columns = g.columns, out_stride = g.out_stride;
  const int32_t* acc = g.acc;
  uint8_t* out = g.out;
  for (size_t r = 0; r < rows; r += 2) {
    const size_t next = r + 1 < rows ? 1 : 0;
    const int32_t* acc_next = acc + next * 2 * kL;
    const auto a = V::Pack32(Rescale<V>(V::Load(acc), f0), Rescale<V>(V::Load(acc + kL), f1));
    const auto b = V::Pack32(Rescale<V>(V::Load(acc_next), f0), Rescale<V>(V::Load(acc_next + kL), f1));
    const auto bytes = V::Xor(V::Min8(V::Max8(V::Pack16(a, b), lo), hi), flip);
    V::StoreRows(bytes, out, out + next * out_stride, columns);
    acc += 4 * kL;
    out += 2 * out_stride;
  }
}

}  // namespace
}  // namespace goldcrest::gemm
