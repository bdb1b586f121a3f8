// Requantization of a tile with 256 or 512-bit vectors, two rows of two vectors at a time so that the packing to bytes is shared.
//
// The exact two roundings of MultiplyByQuantizedMultiplier, in the cheapest form for sums of which |acc| << left < 2^30:
//   product = (2 * acc << left) * multiplier + 2^31, of which the upper half is kept;
//   result = (product + half - (product < 0 and right > 0)) >> right, which rounds halves away from zero.
#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {
namespace {

// The factors of one vector of columns.
template <typename V>
struct Factors {
  typename V::Reg multiplier, multiplier_odd, left, right, half, sign;
  Factors(const I8Factors& f, size_t c)
      : multiplier(V::Load(f.multiplier + c)),
        multiplier_odd(V::Srl64(multiplier, 32)),
        left(V::Add(V::Load(f.left + c), V::Set(1))),
        right(V::Load(f.right + c)),
        half(V::Load(f.half + c)),
        sign(V::Load(f.sign + c)) {}
};

template <typename V>
inline typename V::Reg Rescale(typename V::Reg x, const Factors<V>& f, typename V::Reg round) {
  x = V::Sllv(x, f.left);
  const auto even = V::Add64(V::MulEven(x, f.multiplier), round);
  const auto odd = V::Add64(V::MulEven(V::Srl64(x, 32), f.multiplier_odd), round);
  const auto product = V::TakeOdd(V::Srl64(even, 32), odd);
  return V::Srav(V::Sub(V::Add(product, f.half), V::Srlv(product, f.sign)), f.right);
}

template <typename V>
void RequantizeTile(const I8Requantize& g) {
  constexpr size_t kL = V::kLanes;
  const Factors<V> f0(g.factors, 0), f1(g.factors, kL);
  const auto round = V::Set64(int64_t{1} << 31);
  const auto zero_point = V::Set16(g.zero_point), lo = V::Set8(g.lo), hi = V::Set8(g.hi), flip = V::Set8(static_cast<int8_t>(g.flip));
  for (size_t r = 0; r < g.rows; r += 2) {
    const size_t next = r + 1 < g.rows ? 1 : 0;
    const int32_t* acc = g.acc + r * 2 * kL;
    const int32_t* acc_next = acc + next * 2 * kL;
    const auto a0 = Rescale<V>(V::Load(acc), f0, round), a1 = Rescale<V>(V::Load(acc + kL), f1, round);
    const auto b0 = Rescale<V>(V::Load(acc_next), f0, round), b1 = Rescale<V>(V::Load(acc_next + kL), f1, round);
    const auto a = V::AddSaturated16(V::Pack32(a0, a1), zero_point), b = V::AddSaturated16(V::Pack32(b0, b1), zero_point);
    const auto bytes = V::Xor(V::Min8(V::Max8(V::Pack16(a, b), lo), hi), flip);
    uint8_t* out = g.out + r * g.out_stride;
    V::StoreRows(bytes, out, out + next * g.out_stride, g.columns);
  }
}

}  // namespace
}  // namespace goldcrest::gemm
