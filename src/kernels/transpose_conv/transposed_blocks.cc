#include "kernels/transpose_conv/transposed_blocks.h"

#include <cstring>

#include "base/aligned_buffer.h"

namespace goldcrest::kernels {
PhaseTriple TransposedBlocks::PhasesOf(const TransposedShape& s, size_t block) {
  const size_t across = s.axes[2].phases.size(), down = s.axes[1].phases.size();
  return {&s.axes[0].phases[block / across / down], &s.axes[1].phases[block / across % down], &s.axes[2].phases[block % across]};
}

size_t TransposedBlocks::BlockOf(const TransposedShape& s, const PhaseTriple& phases) const {
  if (phases[0] == nullptr) return count() - 1;
  size_t block = 0;
  for (size_t a = 0; a < 3; ++a) {
    block = block * s.axes[a].phases.size() + static_cast<size_t>(phases[a] - s.axes[a].phases.data());
  }
  return block;
}

size_t TransposedBlocks::Depth(const TransposedShape& s, size_t block) const {
  return block == count() - 1 ? 0 : TapsOf(PhasesOf(s, block)) * static_cast<size_t>(s.channels);
}

std::string TransposedBlocks::LayoutName(const TransposedShape& s, std::string_view kernel_layout) const {
  std::string layout(kernel_layout);
  layout += " transposed n" + std::to_string(s.results) + " c" + std::to_string(s.channels);
  layout += s.tap_stride < s.result_stride ? " by results" : " by taps";
  for (const TransposedAxis& a : s.axes) {
    layout += " " + std::to_string(a.taps) + "/" + std::to_string(a.stride) + "+" + std::to_string(a.dilation);
  }
  return layout;
}

Expected<TransposedBlocks> TransposedBlocks::Make(const TransposedShape& s, size_t element, FunctionRef<CheckedSize(size_t)> packed_bytes,
                                                  CheckedSize column_bytes) {
  constexpr size_t kMostBlocks = 1 << 20;
  CheckedSize combinations = 1;
  for (const TransposedAxis& a : s.axes) combinations *= a.phases.size();
  if (!combinations.AtMost(kMostBlocks)) {
    return Error(StatusCode::kLimitExceeded, "strides cut the window of %d x %d x %d into more than %zu parts", s.axes[0].taps,
                 s.axes[1].taps, s.axes[2].taps, kMostBlocks);
  }
  TransposedBlocks blocks;
  blocks.element_ = element;
  blocks.offsets_.resize(combinations.value() + 2);
  CheckedSize end = 0;
  size_t deepest = 0;
  for (size_t b = 0; b < blocks.count(); ++b) {
    const size_t depth = blocks.Depth(s, b);
    deepest = std::max(deepest, depth);
    end += packed_bytes(depth).AlignedUp(kAlignment);
    blocks.offsets_[b + 1] = end.ok() ? end.value() : 0;
  }
  const CheckedSize column = column_bytes.AlignedUp(kAlignment), columns = column * blocks.count();
  const CheckedSize gathered = CheckedSize(deepest) * s.results * element;
  if (!end.ok() || !columns.ok() || !gathered.ok()) {
    return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  }
  blocks.one_column_bytes_ = column.value();
  blocks.gathered_bytes_ = gathered.value();
  return blocks;
}

void TransposedBlocks::Gather(const TransposedShape& s, size_t block, const void* filter, void* out) const {
  if (block == count() - 1) return;
  const PhaseTriple phases = PhasesOf(s, block);
  const size_t bytes = static_cast<size_t>(s.channels) * element_;
  const uint8_t* from = static_cast<const uint8_t*>(filter);
  uint8_t* to = static_cast<uint8_t*>(out);
  for (size_t o = 0; o < static_cast<size_t>(s.results); ++o) {
    for (const auto& z : phases[0]->taps) {
      for (const auto& y : phases[1]->taps) {
        for (const auto& x : phases[2]->taps) {
          const size_t line = static_cast<size_t>(z.index) * static_cast<size_t>(s.axes[1].taps) + static_cast<size_t>(y.index);
          const size_t tap = line * static_cast<size_t>(s.axes[2].taps) + static_cast<size_t>(x.index);
          std::memcpy(to, from + (o * s.result_stride + tap * s.tap_stride) * element_, bytes);
          to += bytes;
        }
      }
    }
  }
}

}  // namespace goldcrest::kernels
