// Lists of tensors as tensors: a list of n elements of one shape is a tensor [n, element...]. What loops over time steps are made of
// (TensorListReserve, TensorListSetItem, TensorListStack, ...) so becomes static: zeros, an update of one row, the tensor itself.
//
// Exact for lists whose elements all have one shape, which is what TensorListStack asks of them, and which do not grow; other lists stay.
// An element that was never set is zeros, as in TensorFlow.
#include <algorithm>

#include "convert/builder.h"
#include "convert/passes/passes.h"
#include "convert/passes/tensor_list_flow.h"

namespace goldcrest::convert {
namespace {

using tf::Attrs;
using tf::DataType;
using tf::Literal;
using tf::PartialShape;

// A scalar of the dimension `axis` of `x`, int32.
Value* DimOf(Builder& b, Value* x, int axis) {
  Attrs shape_attrs;
  shape_attrs.Set("out_type", DataType::kInt32);
  Value* shape = b.Tf("Shape", {x}, std::move(shape_attrs), DataType::kInt32, PartialShape({x->rank() >= 0 ? x->rank() : -1}));
  Attrs attrs;
  for (const char* mask : {"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask"}) attrs.Set(mask, int64_t{0});
  attrs.Set("shrink_axis_mask", int64_t{1});
  Value* begin = b.Int32s({axis});
  Value* end = b.Int32s({axis + 1});
  return b.Tf("StridedSlice", {shape, begin, end, b.Int32s({1})}, std::move(attrs), DataType::kInt32, PartialShape::Scalar());
}

Value* Packed(Builder& b, const std::vector<Value*>& scalars) {
  Attrs attrs;
  attrs.Set("axis", int64_t{0});
  return b.Tf("Pack", scalars, std::move(attrs), DataType::kInt32, PartialShape({static_cast<int64_t>(scalars.size())}));
}

Value* AsInt32(Builder& b, Value* x) { return x->type == DataType::kInt32 ? x : b.Tf("Cast", {x}, {}, DataType::kInt32, x->shape); }

Value* ExpandDims(Builder& b, Value* x, int axis) {
  PartialShape shape;
  if (x->shape.has_rank()) {
    std::vector<int64_t> dims = x->shape.dims();
    dims.insert(axis < 0 ? dims.end() : dims.begin() + axis, 1);
    shape = PartialShape(std::move(dims));
  }
  return b.Tf("ExpandDims", {x, b.Int32(axis)}, {}, x->type, std::move(shape));
}

Value* Gather(Builder& b, Value* list, Value* indices, PartialShape shape) {
  Attrs attrs;
  attrs.Set("batch_dims", int64_t{0});
  return b.Tf("GatherV2", {list, indices, b.Int32(0)}, std::move(attrs), list->type, std::move(shape));
}

// The shape of list elements at `indices`.
PartialShape GatheredShape(const Value* list, const Value* indices) {
  if (!list->shape.has_rank() || !indices->shape.has_rank()) return {};
  std::vector<int64_t> dims = indices->shape.dims();
  dims.insert(dims.end(), list->shape.dims().begin() + 1, list->shape.dims().end());
  return PartialShape(std::move(dims));
}

Value* SetItem(Builder& b, Value* list, Value* index, Value* item) {
  std::vector<Value*> start = {AsInt32(b, index)};
  for (int i = 0; i < item->rank(); ++i) start.push_back(b.Int32(0));
  Value* row = ExpandDims(b, item, 0);
  return b.Tf("XlaDynamicUpdateSlice", {list, row, Packed(b, start)}, {}, list->type, list->shape);
}

Value* ElementShape(Builder& b, Value* list, DataType type) {
  Attrs shape_attrs;
  shape_attrs.Set("out_type", type);
  const int64_t rank = list->rank();
  Value* shape = b.Tf("Shape", {list}, std::move(shape_attrs), type, PartialShape({rank}));
  Value* begin = b.Int32s({1});
  Value* size = b.Int32s({-1});
  return b.Tf("Slice", {shape, begin, size}, {}, type, PartialShape({rank > 0 ? rank - 1 : -1}));
}

// The node, which reads a list that has become a tensor, on that tensor.
void Rewrite(Graph& graph, Node& n) {
  Builder b(graph, n);
  Value* list = n.input(0);
  Value* result = list;
  if (n.op == "TensorListGetItem") {
    result = Gather(b, list, n.input(1), GatheredShape(list, n.input(1)));
  } else if (n.op == "TensorListGather") {
    result = Gather(b, list, n.input(1), GatheredShape(list, n.input(1)));
  } else if (n.op == "TensorListSetItem") {
    result = SetItem(b, list, n.input(1), n.input(2));
  } else if (n.op == "TensorListScatterIntoExistingList") {
    result = b.Tf("TensorScatterUpdate", {list, ExpandDims(b, n.input(2), -1), n.input(1)}, {}, list->type, list->shape);
  } else if (n.op == "TensorListLength") {
    result = DimOf(b, list, 0);
  } else if (n.op == "TensorListElementShape") {
    result = ElementShape(b, list, n.output()->type);
  }
  if (Expected<PartialShape> merged = tf::Merge(result->shape, n.output()->shape); merged.ok() && result != list) result->shape = *merged;
  graph.ReplaceUses(n.output(), result);
  graph.Erase(&n);
}

// The list's number of elements where it is known.
int64_t KnownLength(const Value* count) {
  if (count->constant() == nullptr) return PartialShape::kUnknown;
  const Expected<std::vector<int64_t>> n = count->constant()->AsInts();
  return n.ok() && n->size() == 1 && n->front() >= 0 ? n->front() : PartialShape::kUnknown;
}

// Whether `v` is computed before `place`.
bool IsBefore(const Graph& graph, const Value* v, const Node* place) {
  for (const auto& n : graph.nodes()) {
    if (n.get() == place) return false;
    if (n.get() == v->producer) return true;
  }
  return false;
}

// Zeros for a reserved list. Dimensions that are known only when the graph runs are those of values before the list's first use, where the
// zeros are made. Null where a dimension cannot be told.
Value* MakeZeros(Graph& graph, Node& reserve, const ListFlow& flow) {
  const PartialShape element = flow.element_shape();
  if (!element.has_rank()) return nullptr;
  const DataType type = reserve.attrs.Type("element_dtype");
  const double zero = 0;
  Expected<Literal> fill = tf::LiteralFromDoubles(type, {}, {&zero, 1});
  if (!fill.ok()) return nullptr;
  std::vector<std::optional<DimSource>> sources;
  bool computed = false;
  for (int i = 0; i < element.rank(); ++i) {
    if (element.dim(i) >= 0) {
      sources.emplace_back();
      continue;
    }
    std::optional<DimSource> source = flow.SourceOf(i);
    if (!source || (source->value != nullptr && !IsBefore(graph, source->value, flow.first_use()))) return nullptr;
    computed = computed || source->value != nullptr;
    sources.push_back(source);
  }
  Builder b(graph, computed ? *flow.first_use() : reserve);
  const int64_t length = KnownLength(reserve.input(1));
  std::vector<int64_t> dims = {length};
  std::vector<Value*> scalars = {AsInt32(b, reserve.input(1))};
  for (int i = 0; i < element.rank(); ++i) {
    const auto& source = sources[static_cast<size_t>(i)];
    const bool known = !source || source->value == nullptr;
    dims.push_back(known ? (source ? source->known : element.dim(i)) : PartialShape::kUnknown);
    scalars.push_back(known ? b.Int32(dims.back()) : DimOf(b, source->value, source->axis));
  }
  const PartialShape shape(dims);
  Value* shape_value = shape.IsStatic() ? b.Int32s(dims) : Packed(b, scalars);
  return b.Tf("Fill", {shape_value, b.Const(std::move(*fill))}, {}, type, shape);
}

// The tensor that holds what the node puts in a new list; null where it makes none that is followed here.
Value* MakeTensor(Graph& graph, Node& n, const ListFlow& flow) {
  if (n.op == "TensorListFromTensor") return n.input(0);
  if (n.op == "TensorListReserve") return MakeZeros(graph, n, flow);
  return nullptr;
}

}  // namespace

Expected<bool> StaticTensorLists(Graph& graph) {
  std::vector<Node*> makers;
  for (Node* n : graph.AllNodes())
    if (n->Is("TensorListFromTensor") || n->Is("TensorListReserve")) makers.push_back(n);
  bool changed = false;
  // Only readers are erased on the way, and the maker itself.
  for (Node* n : makers) {
    const ListFlow flow(graph, *n);
    if (!flow.ok()) continue;
    Value* tensor = MakeTensor(graph, *n, flow);
    if (tensor == nullptr) continue;
    for (Value* v : flow.values()) {
      if (v == n->output()) continue;
      v->type = tensor->type;
      v->shape = tensor->shape;
    }
    graph.ReplaceUses(n->output(), tensor);
    graph.Erase(n);
    for (const auto& [where, reader] : flow.readers()) Rewrite(*where, *reader);
    changed = true;
  }
  return changed;
}

}  // namespace goldcrest::convert
