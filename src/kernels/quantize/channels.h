// The stretches of a tensor that share a scale.
#ifndef GOLDCREST_SRC_KERNELS_QUANTIZE_CHANNELS_H_
#define GOLDCREST_SRC_KERNELS_QUANTIZE_CHANNELS_H_

#include <algorithm>
#include <vector>

#include "goldcrest/op.h"
#include "kernels/common/affine_rows.h"

namespace goldcrest::kernels {

// The tensor is rows of `length` elements; row r has the scale r % affines.size(). One row for a tensor with one scale.
struct Channels {
  std::vector<Affine> affines;
  size_t rows = 1;
  size_t length = 0;

  // Fails where scales are missing, not positive, or not as many as the dimension they belong to.
  static Expected<Channels> Of(const TensorView& tensor);

  // Calls row(offset, count, affine) for every stretch, on several threads.
  template <class Row>
  void ForEach(EvalContext& ctx, const Row& row) const;
};

template <class Row>
void Channels::ForEach(EvalContext& ctx, const Row& row) const {
  constexpr size_t kGrain = 16384;  // elements a thread takes at a time
  if (length == 0) return;
  const size_t pieces = (length + kGrain - 1) / kGrain, rows_per_grain = std::max<size_t>(1, kGrain / length);
  if (pieces > 1) {
    ctx.ParallelFor(rows * pieces, [&](size_t grain) {
      const size_t r = grain / pieces, begin = grain % pieces * kGrain;
      row(r * length + begin, std::min(kGrain, length - begin), affines[r % affines.size()]);
    });
    return;
  }
  ctx.ParallelFor((rows + rows_per_grain - 1) / rows_per_grain, [&](size_t grain) {
    for (size_t r = grain * rows_per_grain, end = std::min(rows, r + rows_per_grain); r < end; ++r) {
      row(r * length, length, affines[r % affines.size()]);
    }
  });
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_QUANTIZE_CHANNELS_H_
