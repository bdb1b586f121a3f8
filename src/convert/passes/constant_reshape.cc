// Reshape(x, [batch, 7, 64]) with one dimension that is only known at run time, as Flatten and einsum write it, is told -1 instead and no
// longer computes its shape. Exact: the other dimensions and the number of elements leave one value for it. (Not where they are 0.)
#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"
#include "convert/passes/shape_values.h"

namespace goldcrest::convert {
namespace {

bool Rewrite(Graph& graph, Node& node) {
  if (!node.Is("Reshape") || node.num_inputs() != 2 || node.input(1)->constant() != nullptr || node.input(1)->rank() != 1) return false;
  const std::optional<tf::PartialInts> known = ShapeValues().Of(node.input(1));
  std::optional<std::vector<int64_t>> dims;
  if (known) {
    // A -1 written there by hand is one of the known.
    std::vector<int64_t> ints;
    int free = 0;
    bool fits = true;
    for (const std::optional<int64_t>& i : *known) {
      free += !i || *i == -1 ? 1 : 0;
      fits = fits && (!i || (*i != 0 && *i >= -1 && *i <= INT32_MAX));
      ints.push_back(i.value_or(-1));
    }
    if (fits && free <= 1) dims = std::move(ints);
  }
  // The result's shape may be known better from elsewhere.
  if (!dims) dims = ReshapeDims(node.output()->shape);
  if (!dims) return false;
  Builder b(graph, node);
  graph.SetInput(&node, 1, b.Int32s(*dims));
  return true;
}

}  // namespace

Expected<bool> MakeReshapesConstant(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
