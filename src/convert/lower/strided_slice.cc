// StridedSlice: Python's x[1:3, ..., None, ::-1]. The masks for an ellipsis and for new axes are written out, as TensorFlow's converter
// does: an entry a dimension, and a RESHAPE that inserts the new axes.
#include <limits>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::PartialShape;

struct Spec {
  std::vector<int64_t> begin, end, stride;
  model::StridedSliceOptions options;  // begin, end and shrink masks only
  bool new_axes = false;
  bool whole = true;  // takes every dimension as it is
};

bool Bit(int64_t mask, size_t i) { return i < 32 && ((mask >> i) & 1) != 0; }

void Take(Spec& s, int64_t begin, int64_t end, int64_t stride, bool from_first, bool to_last, bool shrink) {
  const size_t i = s.begin.size();
  s.begin.push_back(begin);
  s.end.push_back(end);
  s.stride.push_back(stride);
  if (from_first) s.options.begin_mask |= 1 << i;
  if (to_last) s.options.end_mask |= 1 << i;
  if (shrink) s.options.shrink_axis_mask |= 1 << i;
  s.whole = s.whole && stride == 1 && (from_first || begin == 0) && to_last && !shrink;
}

// One entry for each dimension that the source names; nothing where the entries are more than the dimensions.
std::optional<Spec> WriteOut(const Lowering& l, const std::vector<int64_t>& begin, const std::vector<int64_t>& end,
                             const std::vector<int64_t>& stride, int rank) {
  const tf::Attrs& a = l.attrs();
  const int64_t ellipsis = a.Int("ellipsis_mask"), new_axis = a.Int("new_axis_mask"), shrink = a.Int("shrink_axis_mask");
  int named = 0;
  for (size_t i = 0; i < begin.size(); ++i) named += !Bit(new_axis, i) && !Bit(ellipsis, i) ? 1 : 0;
  // An ellipsis hides a new axis of the same entry.
  Spec s;
  for (size_t i = 0; i < begin.size(); ++i) {
    if (Bit(ellipsis, i)) {
      for (int d = named; d < rank; ++d) Take(s, 0, 0, 1, true, true, false);
    } else if (Bit(new_axis, i)) {
      s.new_axes = true;
    } else {
      Take(s, begin[i], end[i], stride[i], Bit(a.Int("begin_mask"), i) && !Bit(shrink, i), Bit(a.Int("end_mask"), i) && !Bit(shrink, i),
           Bit(shrink, i));
    }
  }
  if (static_cast<int>(s.begin.size()) > rank || s.begin.size() > 30) return std::nullopt;
  return s;
}

// As in the source, masks and all, for operands that are computed.
Status AsItIs(Lowering& l) {
  Value* x = l.input(0);
  model::StridedSliceOptions options;
  options.begin_mask = static_cast<int32_t>(l.attrs().Int("begin_mask"));
  options.end_mask = static_cast<int32_t>(l.attrs().Int("end_mask"));
  options.ellipsis_mask = static_cast<int32_t>(l.attrs().Int("ellipsis_mask"));
  options.new_axis_mask = static_cast<int32_t>(l.attrs().Int("new_axis_mask"));
  options.shrink_axis_mask = static_cast<int32_t>(l.attrs().Int("shrink_axis_mask"));
  Value* begin = AsInt32(l, 1);
  Value* end = AsInt32(l, 2);
  return l.Replace(l.Builtin(BuiltinOperator::kStridedSlice, options, {x, begin, end, AsInt32(l, 3)}, x->type, l.output()->shape));
}

// The result's shape before new axes: what an unknown dimension is, follows from the input where the slice takes it whole.
PartialShape SlicedShape(const Spec& s, const PartialShape& x) {
  std::vector<int64_t> dims;
  for (int d = 0; d < x.rank(); ++d) {
    const size_t i = static_cast<size_t>(d);
    if (i >= s.begin.size()) {
      dims.push_back(x.dim(d));
      continue;
    }
    if (Bit(s.options.shrink_axis_mask, i)) continue;
    const bool first = Bit(s.options.begin_mask, i), last = Bit(s.options.end_mask, i);
    const int64_t step = s.stride[i];
    int64_t n = x.dim(d);
    if (step == 0) n = PartialShape::kUnknown;
    if (n >= 0) {
      const int64_t low = step > 0 ? 0 : -1, high = step > 0 ? n : n - 1;
      const auto cut = [&](int64_t v) { return std::min(std::max(v < 0 ? v + n : v, low), high); };
      const int64_t from = first ? (step > 0 ? low : high) : cut(s.begin[i]);
      const int64_t to = last ? (step > 0 ? high : low) : cut(s.end[i]);
      const int64_t span = step > 0 ? to - from : from - to;
      const int64_t size = step > 0 ? step : step == std::numeric_limits<int64_t>::min() ? std::numeric_limits<int64_t>::max() : -step;
      n = span <= 0 ? 0 : (span - 1) / size + 1;
    } else if (!(first && last && (step == 1 || step == -1)) && !(step == 1 && last && s.begin[i] == 0)) {
      n = PartialShape::kUnknown;
    }
    dims.push_back(n);
  }
  return PartialShape(std::move(dims));
}

Status LowerStridedSlice(Lowering& l) {
  Value* x = l.input(0);
  const auto begin = l.Ints(1), end = l.Ints(2), stride = l.Ints(3);
  if (!begin || !end || !stride || !x->shape.has_rank() || begin->size() != end->size() || begin->size() != stride->size())
    return AsItIs(l);
  const std::optional<Spec> spec = WriteOut(l, *begin, *end, *stride, x->rank());
  if (!spec) return l.Refuse("it slices more dimensions than the %d of its input", x->rank());
  const PartialShape sliced = SlicedShape(*spec, x->shape);
  const PartialShape& result = l.output()->shape;
  int unknown = 0;
  if (result.has_rank())
    for (int64_t d : result.dims()) unknown += d < 0 ? 1 : 0;
  if (spec->new_axes && (!result.has_rank() || unknown > 1)) return AsItIs(l);
  Value* y = x;
  if (!spec->whole)
    y = l.Builtin(BuiltinOperator::kStridedSlice, spec->options,
                  {x, l.Const(tf::Literal::Of<int32_t>({static_cast<int64_t>(spec->begin.size())}, ToInt32s(spec->begin))),
                   l.Const(tf::Literal::Of<int32_t>({static_cast<int64_t>(spec->end.size())}, ToInt32s(spec->end))),
                   l.Const(tf::Literal::Of<int32_t>({static_cast<int64_t>(spec->stride.size())}, ToInt32s(spec->stride)))},
                  x->type, sliced);
  return l.Replace(spec->new_axes ? l.Reshape(y, result.dims(), result) : y);
}

constexpr LoweringRule kRules[] = {{"StridedSlice", LowerStridedSlice}};

}  // namespace

std::span<const LoweringRule> StridedSliceRules() { return kRules; }

}  // namespace goldcrest::convert
