// The driver of the integer products.
#include <algorithm>
#include <cstring>

#include "base/thread_pool.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm/i8_columns.h"
#include "kernels/common/gemm/kernel.h"
#include "kernels/common/gemm/rows.h"
#include "kernels/common/requantize.h"

namespace goldcrest::gemm {
namespace {

// Multiply-adds of a grain: a few microseconds.
constexpr size_t kGrainWork = 1 << 19;
// Depth of a chunk where rows are read in place: a panel's part of the weights then takes 128 KiB at 32 columns.
constexpr size_t kMaxDepth = 4096;
// Depth of a chunk where rows are gathered into scratch first.
constexpr size_t kGatherDepth = 1024;

struct Job {
  const I8Kernel& kernel;
  const GemmShape& shape;
  const Rows& a;
  const int8_t* packed;
  I8ColumnsView columns;
  uint8_t* c;
  size_t c_stride;
  const I8Epilogue& epilogue;
  I8Layout layout;
  bool gathers;
  Chunks chunks;
  Grains grains;
  EvenSplit tiles;
  RequantizeRowFn<int8_t> requantize_int8;
  RequantizeRowFn<uint8_t> requantize_uint8;
};

// One tile of rows, and what is known of it while its panels are computed.
struct TileState {
  size_t row, rows;
  uint32_t row_sums[kMaxRows];  // over k of (a - zero point); where the weights have a zero point
  bool has_terms;
  int32_t term[kMaxRows], factor[kMaxRows];  // I8RowTerms, once the depth is through
};

alignas(64) constexpr float kNoBias[kMaxColumns] = {};

// Applies the terms of the rows, where what follows does not.
void Correct(const Job& job, const TileState& t, size_t p, int32_t* sums) {
  if (!t.has_terms) return;
  const int32_t* column_sums = PackedColumnSums(job.packed) + p * job.layout.nr;
  for (size_t r = 0; r < t.rows; ++r, sums += job.layout.nr) {
    for (size_t i = 0; i < job.layout.Columns(p); ++i) {
      const uint32_t terms = static_cast<uint32_t>(t.term[r]) + static_cast<uint32_t>(t.factor[r]) * static_cast<uint32_t>(column_sums[i]);
      sums[i] = static_cast<int32_t>(static_cast<uint32_t>(sums[i]) - terms);
    }
  }
}

void Requantize(const Job& job, const TileState& t, size_t p, int32_t* sums, uint8_t* out) {
  const I8Epilogue& e = job.epilogue;
  const I8ColumnsView& v = job.columns;
  const size_t column = p * job.layout.nr, columns = job.layout.Columns(p);
  const bool is_unsigned = v.header.output == I8Output::kUint8;
  if (*v.At(kSmall, column)) {
    const int32_t down = is_unsigned ? 128 : 0;
    job.kernel.requantize({sums, t.rows, columns, v.Factors(column), t.has_terms ? t.term : nullptr,
                           static_cast<int16_t>(v.header.c_zero_point - down), static_cast<int8_t>(e.min - down),
                           static_cast<int8_t>(e.max - down), static_cast<uint8_t>(is_unsigned ? 0x80 : 0), out, job.c_stride});
    return;
  }
  Correct(job, t, p, sums);
  const RequantizeTable table = {v.At(kMultiplier, column), v.At(kLeft, column), v.At(kRight, column), v.At(kMask, column),
                                 v.header.any_left};
  const QuantizedOutput output = {v.header.c_zero_point, e.min, e.max};
  for (size_t r = 0; r < t.rows; ++r, sums += job.layout.nr, out += job.c_stride) {
    if (is_unsigned) {
      job.requantize_uint8(sums, table, output, columns, out);
    } else {
      job.requantize_int8(sums, table, output, columns, reinterpret_cast<int8_t*>(out));
    }
  }
}

// Finished sums of panel p to the result.
void Finish(const Job& job, const TileState& t, size_t p, int32_t* sums) {
  const I8Epilogue& e = job.epilogue;
  const I8Output output = job.columns.header.output;
  const bool is_byte = output == I8Output::kInt8 || output == I8Output::kUint8;
  const size_t column = p * job.layout.nr, columns = job.layout.Columns(p), element = is_byte ? 1 : 4;
  uint8_t* out = job.c + (t.row * job.c_stride + column) * element;
  if (is_byte) {
    Requantize(job, t, p, sums, out);
  } else if (output == I8Output::kInt32) {
    Correct(job, t, p, sums);
    for (size_t r = 0; r < t.rows; ++r) std::memcpy(out + r * job.c_stride * element, sums + r * job.layout.nr, columns * element);
  } else {
    const I8RowTerms terms = {t.term, t.factor, PackedColumnSums(job.packed) + column};
    job.kernel.dequantize({sums, t.rows, columns, terms, e.row_scale + t.row, e.column_scale + column,
                           e.float_bias == nullptr ? kNoBias : e.float_bias + column, e.float_min, e.float_max,
                           reinterpret_cast<float*>(out), job.c_stride});
  }
  if (e.callback.fn != nullptr) e.callback.fn(e.callback.context, out, t.rows, columns, job.c_stride, t.row, column);
}

// Calls f(elements, count) for the contiguous pieces of row r of a chunk, in order.
template <typename F>
void ForEachPiece(const Job& job, const Chunk& chunk, const void* const* pointers, size_t rows, size_t r, F f) {
  size_t first = chunk.first, left = chunk.length;
  for (size_t tap = 0; tap < chunk.taps; ++tap, first = 0) {
    const size_t count = std::min(job.shape.channels - first, left);
    f(static_cast<const uint8_t*>(pointers[tap * rows + r]) + first, count);
    left -= count;
  }
}

// Adds a chunk's elements to the sums of the rows.
void SumRows(const Job& job, const Chunk& chunk, const void* const* pointers, TileState& t) {
  const bool is_unsigned = job.columns.header.a_unsigned;
  for (size_t r = 0; r < t.rows; ++r) {
    ForEachPiece(job, chunk, pointers, t.rows, r,
                 [&](const uint8_t* in, size_t count) { t.row_sums[r] += job.kernel.sum(in, count, is_unsigned); });
  }
}

// The part of the sums that the zero points of A make.
void StartRowSums(const Job& job, TileState& t) {
  for (size_t r = 0; r < t.rows; ++r) {
    const int32_t* own = job.epilogue.row_zero_point;
    const int32_t zero_point = WrappingAdd(job.columns.header.a_zero_point, own == nullptr ? 0 : own[t.row + r]);
    t.row_sums[r] = 0u - static_cast<uint32_t>(zero_point) * static_cast<uint32_t>(job.layout.k);
  }
}

// What the bias could not hold: zero points of the weights times sums of the rows, and zero points that differ between rows.
void SetTerms(const Job& job, TileState& t) {
  const uint32_t w_zero_point = static_cast<uint32_t>(job.columns.header.w_zero_point);
  const int32_t* row_zero_point = job.epilogue.row_zero_point;
  t.has_terms = w_zero_point != 0 || row_zero_point != nullptr;
  for (size_t r = 0; r < t.rows; ++r) {
    t.term[r] = w_zero_point != 0 ? static_cast<int32_t>(w_zero_point * t.row_sums[r]) : 0;
    t.factor[r] = row_zero_point != nullptr ? row_zero_point[t.row + r] : 0;
  }
}

// Copies a chunk of each row side by side, as the kernel takes it, zeros up to a whole group. `pointers` then point there.
size_t Gather(const Job& job, const Chunk& chunk, size_t rows, const void** pointers, uint8_t* scratch) {
  const size_t element = job.kernel.widens ? sizeof(int16_t) : 1;
  const size_t padded = CeilDiv(chunk.length, job.layout.group) * job.layout.group;
  for (size_t r = 0; r < rows; ++r) {
    uint8_t* out = scratch + r * padded * element;
    ForEachPiece(job, chunk, pointers, rows, r, [&](const uint8_t* in, size_t count) {
      if (job.kernel.widens) {
        job.kernel.widen(in, count, job.columns.header.a_unsigned, reinterpret_cast<int16_t*>(out));
      } else {
        std::memcpy(out, in, count);
      }
      out += count * element;
    });
    if (padded > chunk.length) std::memset(out, 0, (padded - chunk.length) * element);
  }
  for (size_t r = 0; r < rows; ++r) pointers[r] = scratch + r * padded * element;
  return padded;
}

// Scratch of one grain.
struct Scratch {
  alignas(64) int32_t sums[kMaxOpenPanels * kMaxRows * kMaxColumns];
  alignas(64) uint8_t gathered[kMaxRows * kGatherDepth * sizeof(int16_t)];
  const void* pointers[kMaxTaps * kMaxRows];
};

void RunTile(const Job& job, TileState& t, size_t p0, size_t p1, Scratch& scratch) {
  const I8Layout& layout = job.layout;
  const bool sums_rows = job.columns.header.w_zero_point != 0;
  if (sums_rows) StartRowSums(job, t);
  for (size_t i = 0; i < job.chunks.count(); ++i) {
    const Chunk chunk = job.chunks[i];
    const bool first = i == 0, last = i + 1 == job.chunks.count();
    FillPointers(job.a, 1, t.row, t.rows, chunk.tap, chunk.taps, scratch.pointers);
    if (sums_rows) SumRows(job, chunk, scratch.pointers, t);
    if (last) SetTerms(job, t);
    I8Tile tile;
    tile.rows = {scratch.pointers, t.rows, chunk.taps, chunk.first, chunk.channels};
    if (job.gathers) tile.rows = {scratch.pointers, 0, 1, 0, Gather(job, chunk, t.rows, scratch.pointers, scratch.gathered)};
    tile.flip = job.columns.header.flip;
    const size_t k0 = chunk.tap * job.shape.channels + chunk.first;
    for (size_t p = p0; p < p1; ++p) {
      // Where one chunk is all, every panel's sums go through the same lines of the cache.
      int32_t* sums = scratch.sums + (first && last ? 0 : (p - p0) * t.rows * layout.nr);
      tile.w = job.packed + layout.PanelBegin(p) + k0 * layout.Width(p);
      tile.init = first ? job.columns.At(kBias, p * layout.nr) : sums;
      tile.init_stride = first ? 0 : layout.nr;
      tile.acc = sums;
      job.kernel.tile[t.rows - 1][layout.Halves(p) - 1](tile);
      if (last) Finish(job, t, p, sums);
    }
  }
}

void RunGrain(const Job& job, size_t grain) {
  const Grains& g = job.grains;
  // Blocks of rows innermost: neighbours share the weights.
  const size_t t0 = grain % g.row_blocks * g.tiles, t1 = std::min(t0 + g.tiles, g.all_tiles);
  const size_t p0 = grain / g.row_blocks * g.panels, p1 = std::min(p0 + g.panels, g.all_panels);
  Scratch scratch;
  TileState t;
  for (size_t i = t0; i < t1; ++i) {
    t.row = job.tiles.Begin(i);
    t.rows = job.tiles.Size(i);
    RunTile(job, t, p0, p1, scratch);
  }
}

}  // namespace

void GemmI8(const I8Kernel& kernel, const GemmShape& shape, const Rows& a, const void* packed, const void* columns, void* c,
            size_t c_stride, const I8Epilogue& epilogue, int max_threads) {
  if (shape.m == 0 || shape.n == 0) return;
  const I8Layout layout(kernel, shape.n, shape.k());
  const bool gathers = kernel.widens || shape.channels % layout.group != 0;
  const Chunks chunks = gathers ? Chunks::Flat(shape, kGatherDepth, layout.group) : Chunks(shape, kMaxDepth);
  const Grains grains =
      CutGrains(shape, static_cast<size_t>(kernel.mr), layout.nr, layout.nr * layout.padded_k(), kGrainWork, chunks.count() > 1);
  const Job job = {kernel,
                   shape,
                   a,
                   static_cast<const int8_t*>(packed),
                   I8ColumnsView(columns, layout),
                   static_cast<uint8_t*>(c),
                   c_stride,
                   epilogue,
                   layout,
                   gathers,
                   chunks,
                   grains,
                   EvenSplit(shape.m, grains.all_tiles),
                   ChooseRequantizeRowInt8(),
                   ChooseRequantizeRowUInt8()};
  ParallelFor(grains.count(), max_threads, [&](size_t grain) { RunGrain(job, grain); });
}

}  // namespace goldcrest::gemm
