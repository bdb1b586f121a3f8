// FULLY_CONNECTED takes its input as rows of as many elements as its weights have columns, whatever the shape: a RESHAPE before it that
// keeps the rows does nothing. One after it that gives the leading dimensions back is its option keep_num_dims. Exact.
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool Keeps(const Node& node) { return node.options.OrDefault<model::FullyConnectedOptions>().keep_num_dims; }

// fc(reshape(x)) without keep_num_dims: rows [rows, columns] either way.
bool RemoveBefore(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kFullyConnected) || Keeps(node) || node.input(1)->rank() != 2) return false;
  Node* reshape = MadeBy(node.input(0), BuiltinOperator::kReshape);
  if (reshape == nullptr) return false;
  const Value* x = reshape->input(0);
  // With another last dimension readers of the file could not tell the rows; the kernels only count elements.
  const int64_t columns = node.input(1)->shape.dim(1);
  if (x->rank() < 2 || columns < 1 || x->shape.dim(x->rank() - 1) != columns) return false;
  graph.SetInput(&node, 0, reshape->input(0));
  EraseIfDead(graph, reshape);
  return true;
}

// reshape(fc(x)) to x's dimensions but the last.
bool RemoveAfter(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kReshape) || !HasOneReader(graph, node.input(0))) return false;
  Node* fc = node.input(0)->producer;
  if (!fc->Is(BuiltinOperator::kFullyConnected) || Keeps(*fc) || fc->input(1)->rank() != 2) return false;
  const tf::PartialShape& x = fc->input(0)->shape;
  tf::PartialShape kept = node.output()->shape;
  if (!x.has_rank() || !kept.has_rank() || x.rank() != kept.rank() || x.rank() < 2) return false;
  if (x.dim(x.rank() - 1) != fc->input(1)->shape.dim(1) || kept.dim(x.rank() - 1) != fc->input(1)->shape.dim(0)) return false;
  int unknown = 0;
  for (int i = 0; i + 1 < x.rank(); ++i) {
    if (x.dim(i) != kept.dim(i) || x.dim(i) == 0) return false;
    unknown += x.dim(i) < 0 ? 1 : 0;
  }
  if (unknown > 1) return false;
  auto options = fc->options.OrDefault<model::FullyConnectedOptions>();
  options.keep_num_dims = true;
  fc->options = options;
  fc->output()->shape = kept;
  TakePlace(graph, fc, node);
  return true;
}

bool Rewrite(Graph& graph, Node& node) { return RemoveBefore(graph, node) || RemoveAfter(graph, node); }

}  // namespace

Expected<bool> RemoveFullyConnectedReshapes(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
