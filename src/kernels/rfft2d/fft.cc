#include "kernels/rfft2d/fft.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rfft2d/fft.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE void ButterflyVector(D d, double* a_re, double* a_im, double* b_re, double* b_im, hn::Vec<D> w_re, hn::Vec<D> w_im) {
  const auto br = hn::LoadU(d, b_re), bi = hn::LoadU(d, b_im), ar = hn::LoadU(d, a_re), ai = hn::LoadU(d, a_im);
  const auto tr = hn::NegMulAdd(bi, w_im, hn::Mul(br, w_re)), ti = hn::MulAdd(bi, w_re, hn::Mul(br, w_im));
  hn::StoreU(hn::Add(ar, tr), d, a_re);
  hn::StoreU(hn::Add(ai, ti), d, a_im);
  hn::StoreU(hn::Sub(ar, tr), d, b_re);
  hn::StoreU(hn::Sub(ai, ti), d, b_im);
}

// (a, b) = (a + w b, a - w b) for a row of complex numbers.
void ButterflyRow(double* a_re, double* a_im, double* b_re, double* b_im, double w_re, double w_im, size_t n) {
#if HWY_HAVE_FLOAT64
  const hn::ScalableTag<double> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) {
    ButterflyVector(d, a_re + i, a_im + i, b_re + i, b_im + i, hn::Set(d, w_re), hn::Set(d, w_im));
  }
#else
  size_t i = 0;
#endif
  for (; i < n; ++i) {
    const double tr = b_re[i] * w_re - b_im[i] * w_im, ti = b_re[i] * w_im + b_im[i] * w_re;
    b_re[i] = a_re[i] - tr;
    b_im[i] = a_im[i] - ti;
    a_re[i] += tr;
    a_im[i] += ti;
  }
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(ButterflyRow)

// Puts rows into the order of their numbers' bits reversed.
void ReverseBits(double* re, double* im, size_t n, size_t columns) {
  for (size_t i = 1, j = 0; i < n; ++i) {
    size_t bit = n >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j |= bit;
    if (i >= j) continue;
    std::swap_ranges(re + i * columns, re + (i + 1) * columns, re + j * columns);
    std::swap_ranges(im + i * columns, im + (i + 1) * columns, im + j * columns);
  }
}

}  // namespace

Expected<Twiddles> Twiddles::Make(size_t n) {
  Twiddles t;
  t.n_ = n;
  GC_ASSIGN_OR_RETURN(t.values_, AlignedBuffer::Allocate(std::max<size_t>(1, n / 2) * 2 * sizeof(double)));
  for (size_t k = 0; k < n / 2; ++k) {
    const double angle = -2 * M_PI * static_cast<double>(k) / static_cast<double>(n);
    t.values_.as<double>()[2 * k] = std::cos(angle);
    t.values_.as<double>()[2 * k + 1] = std::sin(angle);
  }
  return t;
}

void TransformColumns(const Twiddles& twiddles, double* re, double* im, size_t n, size_t columns) {
  const auto butterfly = GC_SIMD_CHOOSE(ButterflyRow);
  ReverseBits(re, im, n, columns);
  for (size_t half = 1; half < n; half *= 2) {
    const size_t step = twiddles.n() / (2 * half);
    for (size_t block = 0; block < n; block += 2 * half) {
      for (size_t k = 0; k < half; ++k) {
        const size_t a = (block + k) * columns, b = a + half * columns;
        butterfly(re + a, im + a, re + b, im + b, twiddles.re(k * step), twiddles.im(k * step), columns);
      }
    }
  }
}

}  // namespace goldcrest::kernels
#endif
