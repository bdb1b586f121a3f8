#include "convert/passes/shape_values.h"

#include <algorithm>

#include "convert/passes/match.h"

namespace goldcrest::convert {
namespace {

// Shapes are short and computed in a few steps.
constexpr int kMaxDepth = 16;
constexpr int64_t kMaxElements = 64;

std::optional<KnownInts> Known(const Value* v, int depth);

std::optional<KnownInts> FromConstant(const tf::Literal& literal) {
  if (literal.rank() > 1 || literal.elements() > kMaxElements) return std::nullopt;
  Expected<std::vector<int64_t>> ints = literal.AsInts();
  if (!ints.ok()) return std::nullopt;
  return KnownInts(ints->begin(), ints->end());
}

std::optional<KnownInts> FromShape(const Value* x) {
  if (!x->shape.has_rank()) return std::nullopt;
  KnownInts ints;
  for (int64_t d : x->shape.dims()) ints.push_back(d < 0 ? std::nullopt : std::optional<int64_t>(d));
  return ints;
}

// Scalars stacked or vectors joined: the elements of all inputs but the last `skip`.
std::optional<KnownInts> Joined(const Node& node, int skip, int depth) {
  KnownInts all;
  for (int i = 0; i + skip < node.num_inputs(); ++i) {
    const std::optional<KnownInts> part = Known(node.input(i), depth);
    if (!part || static_cast<int64_t>(all.size() + part->size()) > kMaxElements) return std::nullopt;
    all.insert(all.end(), part->begin(), part->end());
  }
  return all;
}

// x[begin:end:1] or x[i] of a vector.
std::optional<KnownInts> Slice(const Node& node, int depth) {
  const tf::Attrs& a = node.attrs;
  if (a.Int("ellipsis_mask") != 0 || a.Int("new_axis_mask") != 0 || node.input(0)->rank() != 1) return std::nullopt;
  const auto begin = IntsOf(node.input(1)), end = IntsOf(node.input(2)), stride = IntsOf(node.input(3));
  const std::optional<KnownInts> x = Known(node.input(0), depth);
  if (!x || !begin || !end || !stride || begin->size() != 1 || end->size() != 1 || stride->size() != 1 || (*stride)[0] != 1)
    return std::nullopt;
  const int64_t size = static_cast<int64_t>(x->size());
  const auto place = [&](int64_t i) { return std::clamp<int64_t>(i < 0 ? i + size : i, 0, size); };
  if (a.Int("shrink_axis_mask") != 0) {
    const int64_t i = (*begin)[0] < 0 ? (*begin)[0] + size : (*begin)[0];
    if (i < 0 || i >= size) return std::nullopt;
    return KnownInts{(*x)[static_cast<size_t>(i)]};
  }
  const int64_t from = a.Int("begin_mask") != 0 ? 0 : place((*begin)[0]);
  const int64_t to = a.Int("end_mask") != 0 ? size : place((*end)[0]);
  if (from >= to) return KnownInts{};
  return KnownInts(x->begin() + from, x->begin() + to);
}

std::optional<KnownInts> Gather(const Node& node, int depth) {
  const auto indices = IntsOf(node.input(1));
  const std::optional<KnownInts> x = Known(node.input(0), depth);
  if (!x || !indices || node.input(0)->rank() != 1 || node.input(1)->rank() > 1 || static_cast<int64_t>(indices->size()) > kMaxElements)
    return std::nullopt;
  KnownInts picked;
  for (int64_t i : *indices) {
    if (i < 0 || i >= static_cast<int64_t>(x->size())) return std::nullopt;
    picked.push_back((*x)[static_cast<size_t>(i)]);
  }
  return picked;
}

std::optional<KnownInts> Product(const Node& node, int depth) {
  const std::optional<KnownInts> x = Known(node.input(0), depth);
  if (!x || node.input(0)->rank() != 1 || node.attrs.Bool("keep_dims") || IntsOf(node.input(1)) != std::vector<int64_t>{0})
    return std::nullopt;
  int64_t product = 1;
  for (const std::optional<int64_t>& i : *x) {
    if (!i) return KnownInts{std::nullopt};
    if (__builtin_mul_overflow(product, *i, &product)) return std::nullopt;
  }
  return KnownInts{product};
}

std::optional<KnownInts> FromNode(const Value* v, int depth) {
  const Node& node = *v->producer;
  const std::string& op = node.op;
  if (op == "Shape" || op == "ShapeN") return FromShape(node.input(v->index));
  if (op == "Identity" || op == "StopGradient" || op == "Snapshot") return Known(node.input(0), depth);
  if (op == "Cast") return v->type == tf::DataType::kInt32 || v->type == tf::DataType::kInt64 ? Known(node.input(0), depth) : std::nullopt;
  if (op == "Pack" && node.attrs.Int("axis") == 0 && node.num_inputs() > 0 && node.input(0)->rank() == 0) return Joined(node, 0, depth);
  if (op == "ConcatV2" && node.num_inputs() > 1 && node.input(0)->rank() == 1) return Joined(node, 1, depth);
  if (op == "StridedSlice") return Slice(node, depth);
  if (op == "GatherV2") return Gather(node, depth);
  if (op == "Prod") return Product(node, depth);
  if ((op == "ExpandDims" || op == "Reshape" || op == "Squeeze") && v->rank() >= 0 && v->rank() <= 1) return Known(node.input(0), depth);
  return std::nullopt;
}

std::optional<KnownInts> Known(const Value* v, int depth) {
  if (v->type != tf::DataType::kInt32 && v->type != tf::DataType::kInt64) return std::nullopt;
  if (const tf::Literal* literal = v->constant()) return FromConstant(*literal);
  if (depth >= kMaxDepth || v->producer->kind != NodeKind::kTf) return std::nullopt;
  return FromNode(v, depth + 1);
}

}  // namespace

std::optional<KnownInts> KnownIntsOf(const Value* v) { return Known(v, 0); }

tf::PartialShape KnownShapeOf(const Value* v) {
  const std::optional<KnownInts> ints = KnownIntsOf(v);
  if (!ints) return {};
  std::vector<int64_t> dims;
  for (const std::optional<int64_t>& i : *ints) dims.push_back(i && *i >= 0 ? *i : tf::PartialShape::kUnknown);
  return tf::PartialShape(std::move(dims));
}

}  // namespace goldcrest::convert
