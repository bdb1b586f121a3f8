#include "convert/passes/match.h"

#include <algorithm>
#include <cmath>

#include "convert/passes/fused_activation.h"

namespace goldcrest::convert {
namespace {

// A whole tensor is read as doubles to see whether it is uniform; larger ones are weights and not asked about.
constexpr size_t kMaxUniform = size_t{1} << 16;

}  // namespace

Node* MadeBy(const Value* v, BuiltinOperator op) {
  if (v == nullptr || !v->producer->Is(op)) return nullptr;
  return FusedActivation(*v->producer) == model::ActivationFunctionType::kNone ? v->producer : nullptr;
}

Node* MadeBy(const Value* v, std::string_view tf_op) { return v != nullptr && v->producer->Is(tf_op) ? v->producer : nullptr; }

bool HasOneReader(const Graph& graph, const Value* v) { return graph.NumUses(v) == 1 && v->uses.size() == 1; }

std::optional<double> UniformConstant(const Value* v) {
  const tf::Literal* literal = v == nullptr ? nullptr : v->constant();
  if (literal == nullptr || literal->elements() == 0 || literal->elements() > kMaxUniform) return std::nullopt;
  Expected<std::vector<double>> numbers = literal->AsDoubles();
  if (!numbers.ok()) return std::nullopt;
  const double first = numbers->front();
  if (!std::all_of(numbers->begin(), numbers->end(), [&](double d) { return d == first; })) return std::nullopt;
  return first;
}

std::optional<double> ScalarConstant(const Value* v) {
  const tf::Literal* literal = v == nullptr ? nullptr : v->constant();
  if (literal == nullptr || literal->elements() != 1) return std::nullopt;
  return UniformConstant(v);
}

bool IsScalar(const Value* v, double number) {
  const std::optional<double> scalar = ScalarConstant(v);
  if (!scalar) return false;
  // Half a unit in the last place of what the type holds, and a little for constants that were computed.
  const double tolerance = v->type == tf::DataType::kHalf || v->type == tf::DataType::kBFloat16  ? 4e-3
                           : v->type == tf::DataType::kFloat || v->type == tf::DataType::kDouble ? 1e-6
                                                                                                 : 0;
  return std::abs(*scalar - number) <= tolerance * std::abs(number);
}

std::optional<std::vector<int64_t>> IntsOf(const Value* v) {
  if (v == nullptr || v->constant() == nullptr) return std::nullopt;
  Expected<std::vector<int64_t>> ints = v->constant()->AsInts();
  if (!ints.ok()) return std::nullopt;
  return std::move(*ints);
}

std::optional<ConstantOperand> SplitConstant(const Node& node) {
  if (node.num_inputs() != 2 || node.input(0) == nullptr || node.input(1) == nullptr) return std::nullopt;
  const bool first = node.input(0)->constant() != nullptr;
  if (first == (node.input(1)->constant() != nullptr)) return std::nullopt;
  return ConstantOperand{node.input(first ? 1 : 0), node.input(first ? 0 : 1), first};
}

Value* OperandBeside(const Node* node, double number, bool commutes) {
  if (node == nullptr || node->num_inputs() != 2) return nullptr;
  if (IsScalar(node->input(1), number)) return node->input(0);
  if (commutes && IsScalar(node->input(0), number)) return node->input(1);
  return nullptr;
}

Value* OtherOperand(const Node* node, const Value* x) {
  if (node == nullptr || node->num_inputs() != 2) return nullptr;
  return node->input(0) == x ? node->input(1) : node->input(1) == x ? node->input(0) : nullptr;
}

bool SameShape(const Value* a, const Value* b) { return a == b || (a->shape.IsStatic() && a->shape == b->shape); }

bool BroadcastsInto(const Value* small, const Value* big) {
  if (!small->shape.IsStatic()) return false;
  if (small->shape.elements() == 1 && small->shape.rank() == 0) return true;
  if (!big->shape.has_rank() || small->shape.rank() > big->shape.rank()) return false;
  const int lead = big->shape.rank() - small->shape.rank();
  for (int i = 0; i < small->shape.rank(); ++i)
    if (small->shape.dim(i) != 1 && small->shape.dim(i) != big->shape.dim(lead + i)) return false;
  return true;
}

std::optional<std::vector<int>> ReducedAxes(const Node& node) {
  const auto ints = node.num_inputs() == 2 ? IntsOf(node.input(1)) : std::nullopt;
  if (!ints || node.input(0)->rank() < 0) return std::nullopt;
  std::vector<int> axes;
  for (int64_t axis : *ints) {
    if (axis < 0) axis += node.input(0)->rank();
    if (axis < 0 || axis >= node.input(0)->rank()) return std::nullopt;
    axes.push_back(static_cast<int>(axis));
  }
  std::sort(axes.begin(), axes.end());
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  return axes;
}

bool KeepsDims(const Node& node) { return node.options.OrDefault<model::ReducerOptions>().keep_dims; }

bool ReducesLastAxis(const Node* node) {
  if (node == nullptr || !KeepsDims(*node)) return false;
  const auto axes = ReducedAxes(*node);
  return axes && *axes == std::vector<int>{node->input(0)->rank() - 1};
}

std::optional<std::vector<int64_t>> ReshapeDims(const tf::PartialShape& shape) {
  if (!shape.has_rank()) return std::nullopt;
  int unknown = 0, zero = 0;
  for (int64_t d : shape.dims()) {
    unknown += d < 0 ? 1 : 0;
    zero += d == 0 ? 1 : 0;
  }
  if (unknown > 1 || (unknown == 1 && zero > 0)) return std::nullopt;
  return shape.dims();
}

void TakePlace(Graph& graph, Node* producer, Node& node) {
  producer->name = node.name;
  if (producer->num_outputs() == 1 && node.num_outputs() == 1 && !node.output()->name.empty())
    producer->output()->name = node.output()->name;
  graph.ReplaceUses(node.output(), producer->output());
}

}  // namespace goldcrest::convert
