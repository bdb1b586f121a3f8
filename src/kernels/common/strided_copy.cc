#include "kernels/common/strided_copy.h"

#include <algorithm>
#include <cstring>

namespace goldcrest::kernels {
namespace {

// Bytes a thread copies at a time: enough to hide the hand-over between threads.
constexpr int64_t kGrainBytes = int64_t{1} << 17;

// Rows and columns of a tile where reading along memory and writing along memory are different directions: a tile's cache lines
// (one per row or column) stay in L1 until it is done.
constexpr int64_t kTile = 16;

struct U128 {
  uint64_t low, high;
};

template <typename T>
void CopyRow(T* out, int64_t out_stride, const T* in, int64_t in_stride, int64_t count) {
  if (out_stride == 1 && in_stride == 1) {
    std::memcpy(out, in, static_cast<size_t>(count) * sizeof(T));
  } else if (out_stride == 1 && in_stride == 0) {
    std::fill_n(out, count, *in);
  } else {
    for (int64_t i = 0; i < count; ++i) out[i * out_stride] = in[i * in_stride];
  }
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

// The dimension along which the input lies in memory, where it is not the innermost one; -1 for none.
int StridedCopy::CrossedDim() const {
  if (rank_ < 2 || dims_[rank_ - 1].in == 1) return -1;
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
  // A block is the innermost dimension, for each of up to kTile steps of the crossed dimension where there is one.
  const Dim inner = dims_[rank_ - 1];
  const int crossed = CrossedDim();
  const Dim tall = crossed < 0 ? Dim{1, 0, 0} : dims_[crossed];
  Dim outer[kMaxDims];
  int n = 0;
  int64_t blocks = 1;
  for (int i = 0; i < rank_ - 1; ++i) {
    outer[n] = dims_[i];
    if (i == crossed) outer[n] = {(tall.count + kTile - 1) / kTile, tall.out * kTile, tall.in * kTile};
    blocks *= outer[n++].count;
  }
  const int64_t block_bytes = inner.count * std::min(tall.count, kTile) * static_cast<int64_t>(sizeof(T));
  const int64_t per_grain = std::max<int64_t>(1, kGrainBytes / block_bytes);
  const auto run = [&](int64_t begin, int64_t end) {
    int64_t at[kMaxDims] = {};
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
      if (crossed < 0) {
        CopyRow(out + o, inner.out, in + s, inner.in, inner.count);
      } else {
        const int64_t rows = std::min(kTile, tall.count - at[crossed] * kTile);
        for (int64_t c = 0; c < inner.count; c += kTile) {
          const int64_t cols = std::min(kTile, inner.count - c);
          for (int64_t r = 0; r < rows; ++r) {
            CopyRow(out + o + r * tall.out + c * inner.out, inner.out, in + s + r + c * inner.in, inner.in, cols);
          }
        }
      }
      for (int i = n; i-- > 0 && ++at[i] == outer[i].count;) at[i] = 0;
    }
  };
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
