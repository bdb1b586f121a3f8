// A reduction followed by a RESHAPE (SQUEEZE, EXPAND_DIMS) that drops the dimensions of 1 it kept, or puts back those it dropped, is the
// reduction with the other keep_dims. Exact.
#include <algorithm>

#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool Reduces(const Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.options.As<model::ReducerOptions>() == nullptr) return false;
  switch (node.builtin) {
    case BuiltinOperator::kMean:
    case BuiltinOperator::kSum:
    case BuiltinOperator::kReduceMax:
    case BuiltinOperator::kReduceMin:
    case BuiltinOperator::kReduceProd:
    case BuiltinOperator::kReduceAny:
    case BuiltinOperator::kReduceAll: return true;
    default: return false;
  }
}

bool Rewrite(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kReshape) && !node.Is(BuiltinOperator::kSqueeze) && !node.Is(BuiltinOperator::kExpandDims)) return false;
  Node* reduce = node.input(0)->producer;
  if (!Reduces(*reduce) || !HasOneReader(graph, node.input(0))) return false;
  const auto axes = ReducedAxes(*reduce);
  if (!axes) return false;
  const bool keep = !KeepsDims(*reduce);
  std::vector<int64_t> dims;
  int unknown = 0;
  for (int i = 0; i < reduce->input(0)->rank(); ++i) {
    const bool reduced = std::find(axes->begin(), axes->end(), i) != axes->end();
    if (reduced && !keep) continue;
    dims.push_back(reduced ? 1 : reduce->input(0)->shape.dim(i));
    unknown += dims.back() < 0 ? 1 : 0;
  }
  if (unknown > 1 || !(node.output()->shape == tf::PartialShape(dims))) return false;
  model::ReducerOptions options;
  options.keep_dims = keep;
  reduce->options = options;
  reduce->output()->shape = node.output()->shape;
  TakePlace(graph, reduce, node);
  return true;
}

}  // namespace

Expected<bool> MergeKeepDims(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
