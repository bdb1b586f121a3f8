// BATCH_MATMUL with constant weights of two dimensions  ->  FULLY_CONNECTED, which keeps them packed and takes a bias and an activation.
// Exact: the same products are summed.
#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"
#include "convert/passes/permutation.h"

namespace goldcrest::convert {
namespace {

bool Rewrite(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kBatchMatmul) || node.output()->type != tf::DataType::kFloat) return false;
  const auto options = node.options.OrDefault<model::BatchMatMulOptions>();
  Value* x = node.input(0);
  const tf::Literal* weights = node.input(1)->constant();
  if (weights == nullptr || weights->rank() != 2 || weights->type() != tf::DataType::kFloat || options.adj_x || x->rank() < 2) return false;
  if (x->shape.dim(x->rank() - 1) != weights->dim(options.adj_y ? 1 : 0)) return false;
  Builder b(graph, node);
  Value* rows = options.adj_y ? node.input(1) : b.Const(Transposed(*weights, {1, 0}));
  model::FullyConnectedOptions fc;
  fc.keep_num_dims = x->rank() > 2;
  std::vector<Value*> inputs = {x, rows, nullptr};
  graph.ReplaceUses(node.output(), b.Builtin(BuiltinOperator::kFullyConnected, fc, inputs, tf::DataType::kFloat, node.output()->shape));
  return true;
}

}  // namespace

Expected<bool> MatchFullyConnected(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
