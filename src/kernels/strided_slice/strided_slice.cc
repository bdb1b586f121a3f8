// STRIDED_SLICE: every stride-th element from begin to end along each dimension, as Python's x[begin:end:stride].
//   [1, 2, 3, 4, 5] with begin [4], end [0], strides [-2] -> [5, 3]
//
// Bit i of a mask concerns entry i of begin, end and strides:
//   begin_mask, end_mask   from the first, to the last element, whatever the entry says
//   ellipsis_mask          the entry stands for as many whole dimensions as are needed (Python's "...")
//   new_axis_mask          the entry is a new dimension of one element
//   shrink_axis_mask       the entry is one index, and the dimension disappears
// Option offset: end counts from begin.
#include <algorithm>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

// One dimension of the input with the new axes put in, and what is taken of it.
struct Range {
  int64_t size = 0;  // of the input's dimension; 1 for a new axis
  int64_t begin = 0;
  int64_t stride = 1;
  int64_t count = 0;  // elements taken
  bool new_axis = false;
  bool shrink = false;
};

// The entries of begin, end and strides, by position in them.
struct Entries {
  std::vector<int64_t> begin, end, strides;
};

bool Bit(int32_t mask, int i) { return i < 32 && (static_cast<uint32_t>(mask) >> i & 1) != 0; }

// A whole dimension.
Range Whole(int64_t size) { return {size, 0, 1, size, false, false}; }

Expected<Range> Cut(const Entries& e, int i, const model::StridedSliceOptions& o, int64_t size) {
  Range r;
  r.size = size;
  r.stride = e.strides[i];
  r.shrink = Bit(o.shrink_axis_mask, i);
  if (r.stride == 0) return Error(StatusCode::kInvalidModel, "stride %d is 0", i);
  const bool forward = r.stride > 0;
  // Where a walk may begin and end: at most one past the elements.
  const int64_t low = forward ? 0 : -1, high = forward ? size : size - 1;
  const auto place = [&](int64_t v) { return std::clamp(v < 0 ? v + size : v, low, high); };
  r.begin = Bit(o.begin_mask, i) ? (forward ? 0 : size - 1) : place(e.begin[i]);
  if (r.shrink) {
    if (r.begin < 0 || r.begin >= size) {
      return Error(StatusCode::kRuntimeError, "index %lld is outside of dimension of size %lld", static_cast<long long>(e.begin[i]),
                   static_cast<long long>(size));
    }
    r.stride = 1;
    r.count = 1;
    return r;
  }
  const int64_t end = Bit(o.end_mask, i) ? (forward ? size : -1) : place(e.end[i] + (o.offset ? r.begin : 0));
  const int64_t span = forward ? end - r.begin : r.begin - end;
  const int64_t step = forward ? r.stride : -r.stride;
  r.count = span <= 0 ? 0 : (span + step - 1) / step;
  return r;
}

Expected<std::vector<Range>> Resolve(const Shape& in, const Entries& e, const model::StridedSliceOptions& o) {
  const int entries = static_cast<int>(e.begin.size());
  int ellipsis = -1, new_axes = 0;
  for (int i = 0; i < entries; ++i) {
    if (Bit(o.ellipsis_mask, i)) {
      if (ellipsis >= 0) return Error(StatusCode::kInvalidModel, "ellipsis_mask has more than one bit");
      ellipsis = i;
    } else if (Bit(o.new_axis_mask, i)) {
      ++new_axes;
    }
  }
  const int named = entries - new_axes - (ellipsis >= 0 ? 1 : 0);  // dimensions of the input that an entry speaks of
  if (named > in.rank()) {
    return Error(StatusCode::kInvalidModel, "has entries for %d dimensions; the input has the shape %s", named, in.ToString().c_str());
  }
  std::vector<Range> ranges;
  int d = 0;
  for (int i = 0; i < entries; ++i) {
    if (i == ellipsis) {
      for (int k = 0; k < in.rank() - named; ++k) ranges.push_back(Whole(in[d++]));
    } else if (Bit(o.new_axis_mask, i)) {
      ranges.push_back({1, 0, 1, 1, true, false});
    } else {
      GC_ASSIGN_OR_RETURN(const Range r, Cut(e, i, o, in[d++]));
      ranges.push_back(r);
    }
  }
  while (d < in.rank()) ranges.push_back(Whole(in[d++]));
  return ranges;
}

// What to take of each dimension. No value when begin, end or strides are not known yet; `missing` is then the input.
Expected<std::optional<std::vector<Range>>> Analyze(InferContext& ctx, int* missing) {
  const int64_t entries = ctx.input(1).shape.rank() == 1 ? ctx.input(1).shape[0] : -1;
  if (entries < 0 || entries > 2 * Shape::kMaxRank) {
    return Error(StatusCode::kInvalidModel, "input 1 has the shape %s; expected [n] with n up to %d", ctx.input(1).shape.ToString().c_str(),
                 2 * Shape::kMaxRank);
  }
  Entries e;
  std::vector<int64_t>* lists[] = {&e.begin, &e.end, &e.strides};
  for (int i = 0; i < 3; ++i) {
    GC_ASSIGN_OR_RETURN(auto values, IntegerValues(ctx, i + 1, entries));
    if (!values) {
      *missing = i + 1;
      return std::optional<std::vector<Range>>();
    }
    // Far beyond any dimension, and far from overflow.
    constexpr int64_t kFar = int64_t{1} << 40;
    for (int64_t& v : *values) v = std::clamp(v, -kFar, kFar);
    *lists[i] = std::move(*values);
  }
  GC_ASSIGN_OR_RETURN(auto ranges, Resolve(ctx.input(0).shape, e, OptionsOf<model::StridedSliceOptions>(ctx)));
  return std::optional(std::move(ranges));
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(4, 4));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  int missing = -1;
  GC_ASSIGN_OR_RETURN(const auto ranges, Analyze(ctx, &missing));
  if (!ranges) return ctx.NeedsValue(missing);
  std::vector<int64_t> dims;
  for (const Range& r : *ranges) {
    if (!r.shrink) dims.push_back(r.count);
  }
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  int missing = -1;
  GC_ASSIGN_OR_RETURN(const auto ranges, Analyze(ctx, &missing));
  if (!ranges) return Error(StatusCode::kInternal, "input %d has no value", missing);
  const Strides in_strides(ctx.input(0).shape), out_strides(ctx.output(0).shape);
  StridedCopy copy;
  int64_t first = 0;
  int in_dim = 0, out_dim = 0;
  for (const Range& r : *ranges) {
    const int64_t in_stride = r.new_axis ? 0 : in_strides[in_dim++];
    const int64_t out_stride = r.shrink ? 0 : out_strides[out_dim++];
    copy.Add(r.count, out_stride, in_stride * r.stride);
    first += r.begin * in_stride;
  }
  copy.SetOffsets(0, first);
  return MakeCopyKernel(ctx, "strided_slice", copy);
}

}  // namespace

GC_DEFINE_OPERATOR(StridedSlice, Infer, Select)

}  // namespace goldcrest::kernels
