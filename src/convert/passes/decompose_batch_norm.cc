// A batch norm in inference is x * a + b with constants a = scale / sqrt(variance + epsilon) and b = offset - mean * a, which then fold
// into the convolution or product before it. Computed in double and rounded once: nearer to the true value than TensorFlow's.
//
// Only where scale, offset, mean and variance are constants and only the first result is read.
#include <cmath>

#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

struct Factors {
  std::vector<double> scale;
  std::vector<double> offset;
};

// Places of scale, offset, mean and variance among the inputs.
struct Places {
  int scale, offset, mean, variance;
};

std::optional<Factors> ComputeFactors(const Node& node, const Places& places, double epsilon, bool scaled) {
  std::vector<double> parts[4];
  const int inputs[] = {places.scale, places.offset, places.mean, places.variance};
  for (int i = 0; i < 4; ++i) {
    const tf::Literal* literal = node.input(inputs[i])->constant();
    if (literal == nullptr || literal->rank() != 1) return std::nullopt;
    Expected<std::vector<double>> numbers = literal->AsDoubles();
    if (!numbers.ok() || (i > 0 && numbers->size() != parts[0].size())) return std::nullopt;
    parts[i] = std::move(*numbers);
  }
  Factors factors;
  for (size_t c = 0; c < parts[0].size(); ++c) {
    const double a = (scaled ? parts[0][c] : 1) / std::sqrt(parts[3][c] + epsilon);
    factors.scale.push_back(a);
    factors.offset.push_back(parts[1][c] - parts[2][c] * a);
  }
  return factors;
}

bool Decompose(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kTf || graph.IsDead(&node)) return false;
  const bool fused = node.op == "FusedBatchNorm" || node.op == "FusedBatchNormV2" || node.op == "FusedBatchNormV3";
  if (!fused && node.op != "BatchNormWithGlobalNormalization") return false;
  if (fused && node.attrs.Bool("is_training", true)) return false;
  for (int i = 1; i < node.num_outputs(); ++i)
    if (graph.NumUses(node.output(i)) > 0) return false;
  Value* x = node.input(0);
  if (x->type != tf::DataType::kFloat) return false;
  const std::optional<Factors> factors =
      fused ? ComputeFactors(node, {1, 2, 3, 4}, node.attrs.Float("epsilon", 1e-4f), true)
            : ComputeFactors(node, {4, 3, 1, 2}, node.attrs.Float("variance_epsilon"), node.attrs.Bool("scale_after_normalization"));
  if (!factors) return false;
  std::vector<int64_t> dims = {static_cast<int64_t>(factors->scale.size())};
  if (node.attrs.String("data_format") == "NCHW") dims.insert(dims.end(), {1, 1});
  if (node.attrs.String("data_format") == "NCDHW") dims.insert(dims.end(), {1, 1, 1});
  Expected<tf::Literal> scale = tf::LiteralFromDoubles(x->type, dims, factors->scale);
  Expected<tf::Literal> offset = tf::LiteralFromDoubles(x->type, dims, factors->offset);
  if (!scale.ok() || !offset.ok()) return false;
  Builder b(graph, node);
  Value* scaled = b.Tf("Mul", {x, b.Const(std::move(*scale))}, {}, x->type, node.output()->shape);
  graph.ReplaceUses(node.output(), b.Tf("AddV2", {scaled, b.Const(std::move(*offset))}, {}, x->type, node.output()->shape));
  return true;
}

}  // namespace

Expected<bool> DecomposeBatchNorm(Graph& graph) { return RewriteNodes(graph, Decompose); }

}  // namespace goldcrest::convert
