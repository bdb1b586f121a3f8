#include "convert/passes/match.h"

#include <algorithm>
#include <cmath>

namespace goldcrest::convert {
namespace {

// A whole tensor is read as doubles to see whether it is uniform; larger ones are weights and not asked about.
constexpr size_t kMaxUniform = size_t{1} << 16;

}  // namespace

Node* MadeBy(const Value* v, BuiltinOperator op) { return v != nullptr && v->producer->Is(op) ? v->producer : nullptr; }
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

void TakeName(Node* producer, const Node& node) {
  producer->name = node.name;
  if (producer->num_outputs() == 1 && node.num_outputs() == 1 && !node.output()->name.empty())
    producer->output()->name = node.output()->name;
}

}  // namespace goldcrest::convert
