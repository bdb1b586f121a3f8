#include "tfops/strided_slice.h"

#include <algorithm>

namespace goldcrest::tf {
namespace {

constexpr int kMaxEntries = 32;

struct Masks {
  int64_t begin, end, ellipsis, new_axis, shrink;
};
bool Bit(int64_t mask, size_t i) { return (mask >> i & 1) != 0; }

// An end of the range as an index: counted from the end where negative, kept inside of what the stride can reach.
int64_t Clamped(int64_t v, int64_t size, int64_t stride) {
  const int64_t lowest = stride > 0 ? 0 : -1, highest = stride > 0 ? size : size - 1;
  if (v < 0) v += size;
  return std::clamp(v, lowest, highest);
}

// Begin, end and stride of one dimension of `size`. A single index (`shrink`) is one even where the begin mask says otherwise.
Expected<SlicedDim> SelectDim(int64_t size, std::optional<int64_t> begin, std::optional<int64_t> end, std::optional<int64_t> stride,
                              bool shrink, bool begin_open, bool end_open) {
  SlicedDim dim;
  if (stride == 0) return Error(StatusCode::kInvalidModel, "a stride of 0");
  if (shrink) {
    if (stride.has_value() && *stride < 0)
      return Error(StatusCode::kInvalidModel, "a single index with stride %lld", static_cast<long long>(*stride));
    dim.size = 1;
    if (!begin.has_value() || size < 0) return dim;
    if (*begin < -size || *begin >= size)
      return Error(StatusCode::kInvalidModel, "index %lld of a dimension of %lld", static_cast<long long>(*begin),
                   static_cast<long long>(size));
    dim.begin = *begin < 0 ? *begin + size : *begin;
    dim.exact = true;
    return dim;
  }
  if (!stride.has_value()) return dim;
  dim.stride = *stride;
  if (size < 0) {
    // From an unknown dimension: ends of one sign, both counted from the same side, say the most it can be, not what it is.
    return dim;
  }
  if ((!begin_open && !begin.has_value()) || (!end_open && !end.has_value())) return dim;
  const bool forward = *stride > 0;
  dim.begin = begin_open ? (forward ? 0 : size - 1) : Clamped(*begin, size, *stride);
  const int64_t stop = end_open ? (forward ? size : -1) : Clamped(*end, size, *stride);
  const int64_t span = forward ? stop - dim.begin : dim.begin - stop;
  const uint64_t step = forward ? static_cast<uint64_t>(*stride) : 0 - static_cast<uint64_t>(*stride);
  dim.size = span <= 0 ? 0 : static_cast<int64_t>((static_cast<uint64_t>(span) - 1) / step + 1);
  if (dim.size <= 1) dim.stride = 1;  // it is not walked, and may be any 64-bit number
  dim.exact = true;
  return dim;
}

SlicedDim Whole(int64_t size) { return {0, 1, size, size >= 0}; }

}  // namespace

bool StridedSelection::exact() const {
  return std::all_of(dims.begin(), dims.end(), [](const SlicedDim& d) { return d.exact; });
}

PartialShape StridedSelection::shape() const {
  std::vector<int64_t> shape;
  for (int d : result) shape.push_back(d == kNewAxis ? 1 : dims[static_cast<size_t>(d)].size);
  return PartialShape(std::move(shape));
}

Expected<std::optional<StridedSelection>> SelectStrided(const InferContext& ctx, const PartialShape& shape, size_t first) {
  const std::optional<PartialInts> begin = ctx.Entries(first), end = ctx.Entries(first + 1), strides = ctx.Entries(first + 2);
  const PartialInts* any = begin.has_value() ? &*begin : end.has_value() ? &*end : strides.has_value() ? &*strides : nullptr;
  if (!shape.has_rank() || any == nullptr) return std::optional<StridedSelection>();
  const size_t count = any->size();
  for (const auto* part : {&begin, &end, &strides})
    if (count > kMaxEntries || (part->has_value() && (*part)->size() != count))
      return Error(StatusCode::kInvalidModel, "begin, end and strides of different lengths, or of more than %d entries", kMaxEntries);
  const Attrs& a = ctx.attrs();
  Masks masks = {a.Int("begin_mask"), a.Int("end_mask"), a.Int("ellipsis_mask"), a.Int("new_axis_mask"), a.Int("shrink_axis_mask")};
  // Without an ellipsis there is one behind the last entry.
  size_t ellipsis = count, taken = 0;
  for (size_t i = 0; i < count; ++i) {
    if (Bit(masks.ellipsis, i)) {
      if (ellipsis != count) return Error(StatusCode::kInvalidModel, "more than one ellipsis");
      ellipsis = i;
    } else if (!Bit(masks.new_axis, i)) {
      ++taken;
    }
  }
  const auto rank = static_cast<size_t>(shape.rank());
  if (taken > rank) return Error(StatusCode::kInvalidModel, "%zu indices into shape %s", taken, shape.ToString().c_str());
  StridedSelection selection;
  const auto take_rest = [&] {
    for (size_t k = taken; k < rank; ++k) {
      selection.result.push_back(static_cast<int>(selection.dims.size()));
      selection.dims.push_back(Whole(shape.dim(static_cast<int>(selection.dims.size()))));
    }
  };
  const auto entry = [](const std::optional<PartialInts>& v, size_t i) { return v.has_value() ? (*v)[i] : std::nullopt; };
  for (size_t i = 0; i < count; ++i) {
    if (i == ellipsis) {
      take_rest();
    } else if (Bit(masks.new_axis, i)) {
      selection.result.push_back(StridedSelection::kNewAxis);
    } else {
      const bool shrink = Bit(masks.shrink, i);
      GC_ASSIGN_OR_RETURN(SlicedDim dim, SelectDim(shape.dim(static_cast<int>(selection.dims.size())), entry(begin, i), entry(end, i),
                                                   entry(strides, i), shrink, Bit(masks.begin, i), Bit(masks.end, i)));
      if (!shrink) selection.result.push_back(static_cast<int>(selection.dims.size()));
      selection.dims.push_back(dim);
    }
  }
  if (ellipsis == count) take_rest();
  return std::optional<StridedSelection>(std::move(selection));
}

}  // namespace goldcrest::tf
