// Vectors of 32-bit sums to quantized results, with exactly the results of quantization.h on every target.
//
// The per-channel factors are kept as RequantizeTable (requantize.h), made once per plan. A loop holds a vector of each array of
// the table (LoadFactors for channels c, c + 1, ...; SetFactors where one factor serves all) and applies it to its accumulators:
//
//   const auto factors = LoadFactors(d32, table, c);
//   auto y = Requantize<kLeft>(d32, acc, factors);           // int32, before the zero point
//   StoreQuantized(d32, Add(y, zero_point), lowest, highest, out);   // int8, uint8, int16 or int32
#if defined(GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_INL_H_
#undef GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_INL_H_
#else
#define GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/common/requantize.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// (a * b + 2^30) >> 31 per lane; b is never INT32_MIN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V MulHighRounded(D d, V a, V b) {
#if HWY_TARGET == HWY_NEON
  if constexpr (hn::MaxLanes(D()) == 4) return V(vqrdmulhq_s32(a.raw, b.raw));  // the one instruction that does it all
#endif
  const hn::Repartition<int64_t, D> d64;
  const hn::Repartition<uint64_t, D> u64;
  const auto half = hn::Set(d64, int64_t{1} << 30);
  const auto even = hn::BitCast(u64, hn::Add(hn::MulEven(a, b), half));
  const auto odd = hn::BitCast(u64, hn::Add(hn::MulEven(hn::DupOdd(a), hn::DupOdd(b)), half));
  return hn::OddEven(hn::BitCast(d, hn::ShiftLeft<1>(odd)), hn::BitCast(d, hn::ShiftRight<31>(even)));
}

// A vector of each array of a RequantizeTable.
template <class V>
struct RequantizeFactors {
  V multiplier, left, right, mask;
};

template <class D>
HWY_INLINE RequantizeFactors<hn::Vec<D>> LoadFactors(D d, const RequantizeTable& t, size_t c) {
  return {hn::LoadU(d, t.multiplier + c), hn::LoadU(d, t.left + c), hn::LoadU(d, t.right + c), hn::LoadU(d, t.mask + c)};
}

template <class D>
HWY_INLINE RequantizeFactors<hn::Vec<D>> SetFactors(D d, FixedPointMultiplier m) {
  const int left = m.shift > 0 ? m.shift : 0, right = m.shift > 0 ? 0 : -m.shift;
  return {hn::Set(d, m.multiplier), hn::Set(d, left), hn::Set(d, right), hn::Set(d, PowerOfTwoMask(right))};
}

// x times its factor. kLeft: false only where no factor has a left shift (RequantizeTable::any_left).
template <bool kLeft, class D, class V = hn::Vec<D>>
HWY_INLINE V Requantize(D d, V x, const RequantizeFactors<V>& f) {
  if constexpr (kLeft) x = hn::Shl(x, f.left);
  const V product = MulHighRounded(d, x, f.multiplier);
  // The quotient is one more where the remainder is above half of the divisor, or at half for products that are not negative.
  const V threshold = hn::Sub(hn::ShiftRight<1>(f.mask), hn::ShiftRight<31>(product));
  const auto more = hn::Gt(hn::And(product, f.mask), threshold);
  return hn::Sub(hn::Shr(product, f.right), hn::VecFromMask(d, more));
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
// The target has the shifts by lane that OffsetFactor needs, and no instruction for the rounded product.
constexpr bool kUsesOffsetFactors = true;

// Of a vector of channels: `offset` for its even lanes and for its odd ones.
template <class D>
struct OffsetFactors {
  hn::Vec<hn::RebindToUnsigned<D>> doubled, doubled_odd, sign;
  hn::Vec<hn::Repartition<uint64_t, D>> even, odd;
  hn::Vec<D> right;
};

// From kOffsetArrays arrays of Lanes(d) numbers: doubled, sign, right, the even offsets, the odd ones.
template <class D>
HWY_INLINE OffsetFactors<D> LoadOffsetFactors(D d, const int32_t* block) {
  const hn::RebindToUnsigned<D> du;
  const hn::Repartition<uint64_t, D> d64;
  const size_t n = hn::Lanes(d);
  const auto array = [&](size_t i) HWY_ATTR { return hn::LoadU(d, block + i * n); };
  const auto doubled = hn::BitCast(du, array(0));
  return {doubled, hn::DupOdd(doubled), hn::BitCast(du, array(1)), hn::BitCast(d64, array(3)), hn::BitCast(d64, array(4)), array(2)};
}

// The result of sums that carry kSumOffset, zero point included.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V RequantizeOffset(D d, V sums, const OffsetFactors<D>& f) {
  const hn::RebindToUnsigned<D> du;
  const auto x = hn::BitCast(du, sums);
  const auto even = hn::Add(hn::MulEven(x, f.doubled), f.even);
  const auto odd = hn::Add(hn::MulEven(hn::DupOdd(x), f.doubled_odd), f.odd);
  const auto high = hn::OddEven(hn::BitCast(du, odd), hn::Shuffle2301(hn::BitCast(du, even)));
  return hn::Shr(hn::BitCast(d, hn::Add(high, hn::Shr(x, f.sign))), f.right);
}
#else
constexpr bool kUsesOffsetFactors = false;
#endif

// Clamps to [lowest, highest], which must be within T, and stores the lanes as T.
template <class D, class V = hn::Vec<D>, typename T>
HWY_INLINE void StoreQuantized(D d, V x, V lowest, V highest, T* out) {
  const V clamped = hn::Min(hn::Max(x, lowest), highest);
  if constexpr (sizeof(T) == 4) {
    hn::StoreU(clamped, d, out);
  } else {
    const hn::Rebind<T, D> dt;
    hn::StoreU(hn::DemoteTo(dt, clamped), dt, out);
  }
}

// One row: out[i] = clamp(zero_point + acc[i] * factor of channel i), i < n, any n.
template <bool kLeft, typename T>
void RequantizeRowLoop(const int32_t* acc, const RequantizeTable& table, const QuantizedOutput& output, size_t n, T* out) {
  const hn::ScalableTag<int32_t> d;
  const size_t lanes = hn::Lanes(d);
  const auto zero_point = hn::Set(d, output.zero_point), lowest = hn::Set(d, output.lowest), highest = hn::Set(d, output.highest);
  const auto store = [&](auto x, size_t c, T* to) {
    StoreQuantized(d, hn::Add(Requantize<kLeft>(d, x, LoadFactors(d, table, c)), zero_point), lowest, highest, to);
  };
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) store(hn::LoadU(d, acc + i), i, out + i);
  if (i == n) return;
  HWY_ALIGN int32_t in_tail[hn::MaxLanes(d)] = {};
  HWY_ALIGN T out_tail[hn::MaxLanes(d)];
  for (size_t k = i; k < n; ++k) in_tail[k - i] = acc[k];
  store(hn::Load(d, in_tail), i, out_tail);  // the table is padded beyond n
  for (size_t k = i; k < n; ++k) out[k] = out_tail[k - i];
}

template <typename T>
HWY_INLINE void RequantizeRow(const int32_t* acc, const RequantizeTable& table, const QuantizedOutput& output, size_t n, T* out) {
  if (table.any_left) {
    RequantizeRowLoop<true>(acc, table, output, n, out);
  } else {
    RequantizeRowLoop<false>(acc, table, output, n, out);
  }
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_INL_H_
