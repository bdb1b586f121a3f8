// Fast Fourier transforms of many columns at once.
#ifndef GOLDCREST_SRC_KERNELS_RFFT2D_FFT_H_
#define GOLDCREST_SRC_KERNELS_RFFT2D_FFT_H_

#include <cstddef>

#include "base/aligned_buffer.h"

namespace goldcrest::kernels {

// cos and -sin of 2 pi k / n for k in [0, n / 2).
class Twiddles {
 public:
  static Expected<Twiddles> Make(size_t n);
  double re(size_t k) const { return values_.as<double>()[2 * k]; }
  double im(size_t k) const { return values_.as<double>()[2 * k + 1]; }
  size_t n() const { return n_; }

 private:
  AlignedBuffer values_;
  size_t n_ = 1;
};

// The transform of each column of re + i im, [n, columns] each, in place; n is a power of two and divides that of `twiddles`.
void TransformColumns(const Twiddles& twiddles, double* re, double* im, size_t n, size_t columns);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_RFFT2D_FFT_H_
