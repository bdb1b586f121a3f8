#include "kernels/common/strided_copy.h"

#include <algorithm>
#include <cstring>

#include "kernels/common/copy_run.h"
#include "kernels/common/transpose_tile.h"

namespace goldcrest::kernels {
namespace {

// Bytes a thread copies at a time: enough to hide the hand-over between threads.
constexpr int64_t kGrainBytes = int64_t{1} << 17;

// Tiles side by side that make a block: the cache lines that they write one after another.
constexpr int64_t kTilesAcross = 16;

struct U128 {
  uint64_t low, high;
};

template <typename T>
void CopyRow(T* out, int64_t out_stride, const T* in, int64_t in_stride, int64_t count) {
  if (out_stride == 1 && in_stride == 1) {
    CopyRun(reinterpret_cast<uint8_t*>(out), reinterpret_cast<const uint8_t*>(in), static_cast<size_t>(count) * sizeof(T));
  } else if (out_stride == 1 && in_stride == 0) {
    std::fill_n(out, count, *in);
  } else {
    for (int64_t i = 0; i < count; ++i) out[i * out_stride] = in[i * in_stride];
  }
}

// Rows and columns that are copied together where reading along memory and writing along memory are different directions.
template <typename T>
constexpr int64_t TileSide() {
  return TransposeTileSide<T>();
}

template <typename T>
TransposeTileFn<T> TileFunction() {
  return ChooseTransposeTile<T>();
}
template <>
TransposeTileFn<U128> TileFunction() {
  return [](const U128* in, int64_t in_stride, U128* out, int64_t out_stride, int64_t rows, int64_t cols) {
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t c = 0; c < cols; ++c) out[r * out_stride + c] = in[r + c * in_stride];
    }
  };
}

}  // namespace

void StridedCopy::Add(int64_t count, int64_t out_stride, int64_t in_stride) {
  if (count == 0) empty_ = true;
  if (count == 1) return;
  dims_[rank_++] = {count, out_stride, in_stride};
}

void StridedCopy::Finish() {
  int n = 0;
  for (int i = 0; i < rank_; ++i) {
    const Dim& d = dims_[i];
    if (n > 0 && dims_[n - 1].out == d.count * d.out && dims_[n - 1].in == d.count * d.in) {
      dims_[n - 1] = {dims_[n - 1].count * d.count, d.out, d.in};
    } else {
      dims_[n++] = d;
    }
  }
  rank_ = n;
}

// The dimension along which the input lies in memory, where it is not the innermost one and the output lies along that; -1 for none.
int StridedCopy::CrossedDim() const {
  if (rank_ < 2 || dims_[rank_ - 1].in == 1 || dims_[rank_ - 1].out != 1) return -1;
  for (int i = 0; i < rank_ - 1; ++i) {
    if (dims_[i].in == 1) return i;
  }
  return -1;
}

template <typename T>
void StridedCopy::RunAs(EvalContext& ctx, const T* in, T* out) const {
  in += in_offset_;
  out += out_offset_;
  if (rank_ == 0) {
    *out = *in;
    return;
  }
  // A block is `rows` steps of the dimension `tall` by `cols` steps of the innermost one: what a grain can take, or where the crossed
  // dimension is tall, a tile by a few tiles.
  constexpr int64_t kSide = TileSide<T>();
  const Dim inner = dims_[rank_ - 1];
  const int crossed = CrossedDim();
  const int blocked = crossed >= 0 ? crossed : rank_ - 2;
  const Dim tall = blocked < 0 ? Dim{1, 0, 0} : dims_[blocked];
  const int64_t row_bytes = inner.count * static_cast<int64_t>(sizeof(T));
  const int64_t step = crossed >= 0 ? kSide : std::clamp<int64_t>(kGrainBytes / row_bytes, 1, tall.count);
  const int64_t width = crossed >= 0 ? std::min(inner.count, kTilesAcross * kSide) : inner.count;
  // The other dimensions, then the blocks across, then those along `tall`: neighbours in the input are then read one after another.
  Dim outer[kMaxDims + 1];
  int n = 0;
  for (int i = 0; i < rank_ - 1; ++i) {
    if (i != blocked) outer[n++] = dims_[i];
  }
  const int across = n, along = n + 1;
  outer[n++] = {(inner.count + width - 1) / width, inner.out * width, inner.in * width};
  outer[n++] = {(tall.count + step - 1) / step, tall.out * step, tall.in * step};
  int64_t blocks = 1;
  for (int i = 0; i < n; ++i) blocks *= outer[i].count;
  const TransposeTileFn<T> tile = TileFunction<T>();
  const auto copy_block = [&](T* to, const T* from, int64_t rows, int64_t cols) {
    if (crossed < 0) {
      for (int64_t r = 0; r < rows; ++r) CopyRow(to + r * tall.out, inner.out, from + r * tall.in, inner.in, cols);
      return;
    }
    for (int64_t c = 0; c < cols; c += kSide) {
      tile(from + c * inner.in, inner.in, to + c, tall.out, rows, std::min(kSide, cols - c));
    }
  };
  const auto run = [&](int64_t begin, int64_t end) {
    int64_t at[kMaxDims + 1] = {};
    int64_t rest = begin;
    for (int i = n; i-- > 0;) {
      at[i] = rest % outer[i].count;
      rest /= outer[i].count;
    }
    for (int64_t b = begin; b < end; ++b) {
      int64_t o = 0, s = 0;
      for (int i = 0; i < n; ++i) {
        o += at[i] * outer[i].out;
        s += at[i] * outer[i].in;
      }
      copy_block(out + o, in + s, std::min(step, tall.count - at[along] * step), std::min(width, inner.count - at[across] * width));
      for (int i = n; i-- > 0 && ++at[i] == outer[i].count;) at[i] = 0;
    }
  };
  const int64_t per_grain = std::max<int64_t>(1, kGrainBytes / (width * static_cast<int64_t>(sizeof(T)) * std::min(tall.count, step)));
  const int64_t grains = (blocks + per_grain - 1) / per_grain;
  if (grains == 1) return run(0, blocks);
  ctx.ParallelFor(static_cast<size_t>(grains), [&](size_t g) {
    const int64_t begin = static_cast<int64_t>(g) * per_grain;
    run(begin, std::min(blocks, begin + per_grain));
  });
}

void StridedCopy::Run(EvalContext& ctx, const void* in, void* out, size_t element_bytes) const {
  if (empty_) return;
  switch (element_bytes) {
    case 1: return RunAs(ctx, static_cast<const uint8_t*>(in), static_cast<uint8_t*>(out));
    case 2: return RunAs(ctx, static_cast<const uint16_t*>(in), static_cast<uint16_t*>(out));
    case 4: return RunAs(ctx, static_cast<const uint32_t*>(in), static_cast<uint32_t*>(out));
    case 8: return RunAs(ctx, static_cast<const uint64_t*>(in), static_cast<uint64_t*>(out));
    default: return RunAs(ctx, static_cast<const U128*>(in), static_cast<U128*>(out));
  }
}

}  // namespace goldcrest::kernels
