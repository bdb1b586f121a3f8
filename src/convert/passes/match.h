// What rewrites ask of a graph: who computes a value, who reads it, which constant it is.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_MATCH_H_
#define GOLDCREST_SRC_CONVERT_PASSES_MATCH_H_

#include <optional>
#include <string_view>
#include <vector>

#include "convert/graph.h"
#include "convert/passes/effects.h"

namespace goldcrest::convert {

// The node that computes `v` if it is that operator, and without a fused activation, else null.
Node* MadeBy(const Value* v, BuiltinOperator op);
Node* MadeBy(const Value* v, std::string_view tf_op);

// Only one node reads `v`, once, and it is no output of the graph: it may change or go with its reader.
bool HasOneReader(const Graph& graph, const Value* v);

// The number that is every element of a constant; nothing for other values. A constant of more than one element counts only where all
// are equal.
std::optional<double> UniformConstant(const Value* v);
// The number of a constant of one element and any rank.
std::optional<double> ScalarConstant(const Value* v);
// `v` is a constant of one element, equal to `number` as far as its type can tell.
bool IsScalar(const Value* v, double number);
std::optional<std::vector<int64_t>> IntsOf(const Value* v);

// The operands of a node of two inputs, one of which is a constant.
struct ConstantOperand {
  Value* x = nullptr;         // the other one
  Value* constant = nullptr;  // the constant
  bool constant_first = false;
};
std::optional<ConstantOperand> SplitConstant(const Node& node);
// x of op(x, number) or, where `commutes`, op(number, x); null where the node is another.
Value* OperandBeside(const Node* node, double number, bool commutes = true);
// y where node computes op(x, y) or op(y, x); null where x is no operand of it.
Value* OtherOperand(const Node* node, const Value* x);

// Both values have the same known shape, or are the same value.
bool SameShape(const Value* a, const Value* b);
// Adding or multiplying `small` element by element leaves the shape of `big` as it is: its dimensions are 1 or equal and known.
bool BroadcastsInto(const Value* small, const Value* big);

// The dimensions over which a reduction reduces, in order and none negative; nothing where they are not known.
std::optional<std::vector<int>> ReducedAxes(const Node& node);
// Whether node reduces its last dimension only and keeps it as 1.
bool ReducesLastAxis(const Node* node);
bool KeepsDims(const Node& node);

// What RESHAPE has to be told to give `shape`: its dimensions, -1 for one that is not known. Nothing where more are not known, or one
// while another is 0.
std::optional<std::vector<int64_t>> ReshapeDims(const tf::PartialShape& shape);

// `producer` computes now what `node` did: it is named like it, and read by its readers.
void TakePlace(Graph& graph, Node* producer, Node& node);

// Calls rewrite(graph, node) on every node in order; a node it leaves without readers is erased, with what fed only it. `rewrite`
// itself erases nothing.
template <typename Rewrite>
bool RewriteNodes(Graph& graph, Rewrite rewrite) {
  bool changed = false;
  for (Node* node : graph.AllNodes()) {
    if (!rewrite(graph, *node)) continue;
    changed = true;
    EraseIfDead(graph, node);
  }
  return changed;
}

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_MATCH_H_
