#include "kernels/common/gemm/rows.h"

#include "base/cpu.h"

namespace goldcrest::gemm {

Grains CutGrains(const GemmShape& shape, size_t mr, size_t nr, size_t panel_bytes, size_t grain_work, bool open) {
  Grains g;
  g.all_tiles = CeilDiv(shape.m, mr);
  g.all_panels = CeilDiv(shape.n, nr);
  const size_t rows = CeilDiv(shape.m, g.all_tiles);
  // A tile of few rows waits for its weights, not for the arithmetic: about 8 rows' worth on the machines measured.
  const double work = static_cast<double>(std::max<size_t>(rows, 8)) * static_cast<double>(nr) * static_cast<double>(shape.k());
  const double fit = std::max(1.0, static_cast<double>(grain_work) / std::max(work, 1.0));
  // Weights of a block of columns are read again for each tile of rows: they should stay in L2, beside the rows.
  const size_t in_cache = std::max<size_t>(GetCacheSizes().l2 / 2 / std::max<size_t>(panel_bytes, 1), 1);
  size_t panels = std::min(g.all_panels, in_cache);
  if (static_cast<double>(panels) > fit) panels = static_cast<size_t>(fit);
  if (open) panels = std::min(panels, kMaxOpenPanels);
  g.column_blocks = CeilDiv(g.all_panels, panels);
  g.panels = CeilDiv(g.all_panels, g.column_blocks);
  const double tiles = std::max(1.0, fit / static_cast<double>(g.panels));
  g.tiles = tiles >= static_cast<double>(g.all_tiles) ? g.all_tiles : static_cast<size_t>(tiles);
  g.row_blocks = CeilDiv(g.all_tiles, g.tiles);
  return g;
}

}  // namespace goldcrest::gemm
