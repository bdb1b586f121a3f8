#include "convert/lower/layout.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/checked.h"

namespace goldcrest::convert {

using tf::Literal;
using tf::PartialShape;

namespace {

std::vector<int> OrderToLast(int spatial) {
  std::vector<int> order = {0};
  for (int i = 0; i < spatial; ++i) order.push_back(2 + i);
  order.push_back(1);
  return order;
}

std::vector<int> OrderToFirst(int spatial) {
  std::vector<int> order = {0, spatial + 1};
  for (int i = 0; i < spatial; ++i) order.push_back(1 + i);
  return order;
}

// The spatial entries of a list attribute of an entry a dimension.
Status ReadDims(const Lowering& l, const char* name, const Window& w, std::array<int32_t, 3>* values) {
  const std::vector<int64_t> given = l.attrs().Ints(name);
  if (given.empty()) return Status::Ok();
  const size_t rank = static_cast<size_t>(w.spatial) + 2;
  if (given.size() != rank) return l.Refuse("%s has %zu entries; %zu expected", name, given.size(), rank);
  const size_t channel = w.channels_last ? rank - 1 : 1, first = w.channels_last ? 1 : 2;
  if (given[0] != 1 || given[channel] != 1)
    return l.Refuse("%s is %lld over the batch and %lld over channels; the model format has 1", name, static_cast<long long>(given[0]),
                    static_cast<long long>(given[channel]));
  for (size_t i = 0; i < static_cast<size_t>(w.spatial); ++i) {
    const int64_t v = given[first + i];
    if (v < 1 || v > (1 << 20)) return l.Refuse("%s has an entry %lld", name, static_cast<long long>(v));
    (*values)[i] = static_cast<int32_t>(v);
  }
  return Status::Ok();
}

}  // namespace

Expected<Window> ReadWindow(const Lowering& l, int spatial) {
  Window w;
  w.spatial = spatial;
  const std::string layout(l.attrs().String("data_format", spatial == 2 ? "NHWC" : "NDHWC"));
  w.channels_last = layout == (spatial == 2 ? "NHWC" : "NDHWC");
  if (!w.channels_last && layout != (spatial == 2 ? "NCHW" : "NCDHW")) return l.Refuse("data format \"%.20s\"", layout.c_str());
  GC_RETURN_IF_ERROR(ReadDims(l, "strides", w, &w.stride));
  GC_RETURN_IF_ERROR(ReadDims(l, "dilations", w, &w.dilation));
  GC_RETURN_IF_ERROR(ReadDims(l, "ksize", w, &w.size));
  const std::string padding(l.attrs().String("padding"));
  w.same = padding == "SAME";
  w.is_explicit = padding == "EXPLICIT";
  if (!w.same && !w.is_explicit && padding != "VALID") return l.Refuse("padding \"%.20s\"", padding.c_str());
  if (!w.is_explicit) return w;
  w.paddings = l.attrs().Ints("explicit_paddings");
  if (w.paddings.size() != 2 * (static_cast<size_t>(spatial) + 2)) return l.Refuse("explicit_paddings has %zu entries", w.paddings.size());
  for (int64_t p : w.paddings)
    if (p < 0 || p > (1 << 20)) return l.Refuse("explicit_paddings has an entry %lld", static_cast<long long>(p));
  return w;
}

PartialShape ChannelsLastShape(const PartialShape& shape, const Window& w) {
  if (w.channels_last || !shape.has_rank() || shape.rank() != w.spatial + 2) return shape;
  std::vector<int64_t> dims;
  for (int i : OrderToLast(w.spatial)) dims.push_back(shape.dim(i));
  return PartialShape(std::move(dims));
}

Value* ToChannelsLast(Lowering& l, Value* x, const Window& w) { return w.channels_last ? x : l.Transpose(x, OrderToLast(w.spatial)); }
Value* FromChannelsLast(Lowering& l, Value* y, const Window& w) { return w.channels_last ? y : l.Transpose(y, OrderToFirst(w.spatial)); }

Value* PadExplicitly(Lowering& l, Value* x, const Window& w) {
  if (std::all_of(w.paddings.begin(), w.paddings.end(), [](int64_t p) { return p == 0; })) return x;
  const int64_t rank = w.spatial + 2;
  PartialShape shape = x->shape;
  if (shape.has_rank() && shape.rank() == rank) {
    for (int i = 0; i < rank; ++i) {
      const size_t at = 2 * static_cast<size_t>(i);
      if (shape.dim(i) >= 0) shape.set_dim(i, shape.dim(i) + w.paddings[at] + w.paddings[at + 1]);
    }
  }
  Value* paddings = l.Const(Literal::Of<int32_t>({rank, 2}, std::vector<int32_t>(w.paddings.begin(), w.paddings.end())));
  return l.Builtin(BuiltinOperator::kPad, model::PadOptions(), {x, paddings}, x->type, std::move(shape));
}

Value* TransposeConstant(Lowering& l, Value* x, const std::vector<int>& order) {
  const Literal* from = x->constant();
  const size_t size = TypeBytes(x->type);
  if (from == nullptr || size == 0) return l.Transpose(x, order);
  const size_t rank = order.size();
  std::vector<int64_t> dims(rank);
  std::vector<size_t> step(rank);  // in the source, for each dimension of the result
  for (size_t i = 0; i < rank; ++i) {
    dims[i] = from->dim(order[i]);
    step[i] = 1;
    for (int d = order[i] + 1; d < from->rank(); ++d) step[i] *= static_cast<size_t>(from->dim(d));
  }
  const size_t n = from->elements();
  std::vector<uint8_t> bytes(n * size);
  std::vector<int64_t> at(rank, 0);
  size_t source = 0;
  for (size_t i = 0; i < n; ++i) {
    std::memcpy(bytes.data() + i * size, from->bytes().data() + source * size, size);
    for (size_t d = rank; d-- > 0;) {
      source += step[d];
      if (++at[d] < dims[d]) break;
      source -= step[d] * static_cast<size_t>(dims[d]);
      at[d] = 0;
    }
  }
  return l.Const(Literal(x->type, std::move(dims), model::Block(std::move(bytes))));
}

}  // namespace goldcrest::convert
