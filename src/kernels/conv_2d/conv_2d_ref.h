// CONV_2D as the formula says, in double or exact integers; for tests only.
#ifndef GOLDCREST_SRC_KERNELS_CONV_2D_CONV_2D_REF_H_
#define GOLDCREST_SRC_KERNELS_CONV_2D_CONV_2D_REF_H_

#include <cstdint>
#include <vector>

namespace goldcrest {

struct ConvRefShape {
  int n, h, w, c;    // input
  int o, kh, kw, i;  // filter
  int oh, ow;        // output
  int stride_h, stride_w, dilation_h, dilation_w, top, left;
};

// Calls sum(o, input index, filter index) for every product and store(output index, o) after each output's last.
template <typename Term, typename Store>
void ConvRef(const ConvRefShape& s, Term&& term, Store&& store) {
  const int groups = s.c / s.i, per_group = s.o / groups;
  for (int n = 0, out = 0; n < s.n; ++n)
    for (int y = 0; y < s.oh; ++y)
      for (int x = 0; x < s.ow; ++x)
        for (int o = 0; o < s.o; ++o, ++out) {
          for (int ky = 0; ky < s.kh; ++ky)
            for (int kx = 0; kx < s.kw; ++kx)
              for (int i = 0; i < s.i; ++i) {
                const int iy = y * s.stride_h - s.top + ky * s.dilation_h, ix = x * s.stride_w - s.left + kx * s.dilation_w;
                if (iy < 0 || iy >= s.h || ix < 0 || ix >= s.w) continue;
                term(((n * s.h + iy) * s.w + ix) * s.c + o / per_group * s.i + i, ((o * s.kh + ky) * s.kw + kx) * s.i + i);
              }
          store(out, o);
        }
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_CONV_2D_CONV_2D_REF_H_
