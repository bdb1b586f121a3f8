// out[i] = f(in[i]) over a row of any length, with vectors.
//
//   MapRow(d, in, n, out, [](auto d, auto x) { return Tanh(d, x); });
//
// `out` may be `in` itself (each element is read before it is written, once), but must not overlap it otherwise. Nothing beyond
// the n elements is read or written: the last part of a row goes through a vector of its own, whose spare lanes hold zeros.
#if defined(GOLDCREST_SRC_KERNELS_COMMON_MAP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GOLDCREST_SRC_KERNELS_COMMON_MAP_INL_H_
#undef GOLDCREST_SRC_KERNELS_COMMON_MAP_INL_H_
#else
#define GOLDCREST_SRC_KERNELS_COMMON_MAP_INL_H_
#endif

#include <cstddef>
#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The first n < Lanes(d) elements at p, the other lanes zero.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadFirst(D d, const T* p, size_t n) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  return hn::MaskedLoad(hn::FirstN(d, n), d, p);  // reads nothing beyond, and needs no copy
#else
  HWY_ALIGN T lanes[hn::MaxLanes(d)] = {};
  std::memcpy(lanes, p, n * sizeof(T));
  return hn::Load(d, lanes);
#endif
}

// Stores the first n < Lanes(d) lanes.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void StoreFirst(D d, hn::Vec<D> v, T* p, size_t n) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  hn::BlendedStore(v, hn::FirstN(d, n), d, p);
#else
  HWY_ALIGN T lanes[hn::MaxLanes(d)];
  hn::Store(v, d, lanes);
  std::memcpy(p, lanes, n * sizeof(T));
#endif
}

template <class D, typename T = hn::TFromD<D>, class F>
HWY_INLINE void MapRow(D d, const T* in, size_t n, T* out, const F& f) {
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(f(d, hn::LoadU(d, in + i)), d, out + i);
  if (i < n) StoreFirst(d, f(d, LoadFirst(d, in + i, n - i)), out + i, n - i);
}

// out[i] = f(a[i], b[i]).
template <class D, typename T = hn::TFromD<D>, class F>
HWY_INLINE void MapRow2(D d, const T* a, const T* b, size_t n, T* out, const F& f) {
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(f(d, hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, out + i);
  if (i < n) StoreFirst(d, f(d, LoadFirst(d, a + i, n - i), LoadFirst(d, b + i, n - i)), out + i, n - i);
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // GOLDCREST_SRC_KERNELS_COMMON_MAP_INL_H_
