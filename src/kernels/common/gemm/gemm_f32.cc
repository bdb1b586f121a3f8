// Packing and the driver of the float products.
#include <algorithm>
#include <cstring>

#include "base/cpu.h"
#include "base/thread_pool.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm/kernel.h"
#include "kernels/common/gemm/rows.h"

namespace goldcrest::gemm {
namespace {

// Multiply-adds of a grain: a few microseconds.
constexpr size_t kGrainWork = 1 << 18;
// Depth of a chunk: a panel's part of the weights then takes 128 KiB at 32 columns, a fraction of L2.
constexpr size_t kMaxDepth = 1024;

// A packed block: the bias, padded to whole panels, then the panels.
struct Layout : Panels {
  size_t k;
  Layout(const F32Kernel& kernel, size_t n, size_t k) : Panels(n, kernel.lanes, kernel.has_halves), k(k) {}
  size_t bias_floats() const { return (padded_n() + 15) / 16 * 16; }
  size_t PanelBegin(size_t p) const { return bias_floats() + p * nr * k; }
};

struct Job {
  const F32Kernel& kernel;
  const GemmShape& shape;
  const Rows& a;
  const float* packed;
  float* c;
  size_t c_stride;
  const F32Epilogue& epilogue;
  Layout layout;
  Chunks chunks;
  Grains grains;
  EvenSplit tiles;
};

// Bias plus residual, where the sums of one tile and panel start.
void StartFromResidual(const Job& job, size_t row, size_t count, size_t column, size_t columns, float* sums) {
  const float* bias = job.packed + column;
  const float* residual = job.epilogue.residual + row * job.epilogue.residual_stride + column;
  for (size_t r = 0; r < count; ++r, sums += job.layout.nr, residual += job.epilogue.residual_stride) {
    for (size_t i = 0; i < columns; ++i) sums[i] = bias[i] + residual[i];
  }
}

// One chunk of depth of one tile for panels [p0, p1). `sums` keeps the unfinished ones.
void RunChunk(const Job& job, const TileRows& rows, size_t k0, bool first, bool last, size_t row, size_t count, size_t p0, size_t p1,
              float* sums) {
  const Layout& layout = job.layout;
  const bool from_bias = first && job.epilogue.residual == nullptr;
  // Where one chunk is all, every panel's sums go through the same lines of the cache.
  const size_t sums_step = first && last ? 0 : count * layout.nr;
  for (size_t p = p0; p < p1; ++p, sums += sums_step) {
    const size_t column = p * layout.nr, columns = layout.Columns(p), width = layout.Width(p);
    if (first && !from_bias) StartFromResidual(job, row, count, column, columns, sums);
    F32Tile tile;
    tile.rows = rows;
    tile.w = job.packed + layout.PanelBegin(p) + k0 * width;
    tile.init = from_bias ? job.packed + column : sums;
    tile.init_stride = from_bias ? 0 : layout.nr;
    if (last) {
      tile.c = job.c + row * job.c_stride + column;
      tile.c_stride = job.c_stride;
      tile.columns = columns;
      tile.lo = job.epilogue.min;
      tile.hi = job.epilogue.max;
    } else {
      tile.c = sums;
      tile.c_stride = layout.nr;
      tile.columns = width;
      tile.lo = -std::numeric_limits<float>::infinity();
      tile.hi = std::numeric_limits<float>::infinity();
    }
    job.kernel.tile[count - 1][layout.Halves(p) - 1](tile);
    if (last && job.epilogue.callback.fn != nullptr) {
      job.epilogue.callback.fn(job.epilogue.callback.context, tile.c, count, columns, job.c_stride, row, column);
    }
  }
}

void RunGrain(const Job& job, size_t grain) {
  const Grains& g = job.grains;
  // Blocks of rows innermost: neighbours share the weights.
  const size_t t0 = grain % g.row_blocks * g.tiles, t1 = std::min(t0 + g.tiles, g.all_tiles);
  const size_t p0 = grain / g.row_blocks * g.panels, p1 = std::min(p0 + g.panels, g.all_panels);
  const void* pointers[kMaxTaps * kMaxRows];
  alignas(64) float sums[kMaxOpenPanels * kMaxRows * kMaxColumns];
  for (size_t t = t0; t < t1; ++t) {
    const size_t row = job.tiles.Begin(t), count = job.tiles.Size(t);
    for (size_t i = 0; i < job.chunks.count(); ++i) {
      const Chunk chunk = job.chunks[i];
      FillPointers(job.a, sizeof(float), row, count, chunk.tap, chunk.taps, pointers);
      const TileRows rows = {pointers, count, chunk.taps, chunk.first, chunk.channels};
      RunChunk(job, rows, chunk.tap * job.shape.channels + chunk.first, i == 0, i + 1 == job.chunks.count(), row, count, p0, p1, sums);
    }
  }
}

void PackPanel(const float* in, size_t k, size_t columns, size_t width, size_t stride_n, size_t stride_k, float* __restrict out) {
  for (size_t i = 0; i < k; ++i, in += stride_k, out += width) {
    for (size_t j = 0; j < columns; ++j) out[j] = in[j * stride_n];
    for (size_t j = columns; j < width; ++j) out[j] = 0;
  }
}

}  // namespace

CheckedSize F32PackedBytes(const F32Kernel& kernel, size_t n, size_t k) {
  const CheckedSize columns = CheckedSize(n).AlignedUp(2 * static_cast<size_t>(kernel.lanes));
  return (columns.AlignedUp(16) + columns * k) * sizeof(float);
}

void SetBiasF32(const F32Kernel& kernel, size_t n, size_t k, const float* bias, void* packed) {
  const Layout layout(kernel, n, k);
  float* out = static_cast<float*>(packed);
  std::fill_n(out, layout.bias_floats(), 0.0f);
  if (bias != nullptr) std::copy_n(bias, n, out);
}

void PackF32(const F32Kernel& kernel, size_t n, size_t k, const float* weights, size_t stride_n, size_t stride_k, const float* bias,
             void* packed, int max_threads) {
  SetBiasF32(kernel, n, k, bias, packed);
  const Layout layout(kernel, n, k);
  ParallelFor(layout.panels(), max_threads, [&](size_t p) {
    PackPanel(weights + p * layout.nr * stride_n, k, layout.Columns(p), layout.Width(p), stride_n, stride_k,
              static_cast<float*>(packed) + layout.PanelBegin(p));
  });
}

void GemmF32(const F32Kernel& kernel, const GemmShape& shape, const Rows& a, const void* packed, float* c, size_t c_stride,
             const F32Epilogue& epilogue, int max_threads) {
  if (shape.m == 0 || shape.n == 0) return;
  const Layout layout(kernel, shape.n, shape.k());
  const Chunks chunks(shape, kMaxDepth);
  const Grains grains =
      CutGrains(shape, static_cast<size_t>(kernel.mr), layout.nr, layout.nr * layout.k * sizeof(float), kGrainWork, chunks.count() > 1);
  const Job job = {kernel, shape,  a,      static_cast<const float*>(packed),   c, c_stride, epilogue,
                   layout, chunks, grains, EvenSplit(shape.m, grains.all_tiles)};
  ParallelFor(grains.count(), max_threads, [&](size_t grain) { RunGrain(job, grain); });
}

}  // namespace goldcrest::gemm
