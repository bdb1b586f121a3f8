// What depends on constants only is computed now, in double and rounded as the operator says. Exact up to that rounding.
//
// Bounded: a result much larger than its operands (a Fill, a Range, a Tile) stays an operator, which is smaller in the file; an
// operator whose evaluation fails or is not here stays as well.
#include <algorithm>

#include "convert/passes/effects.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"
#include "convert/passes/shape_values.h"
#include "tfops/op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

// A result may be as large as its operands, or this large.
constexpr uint64_t kMaxBytes = uint64_t{1} << 20;
constexpr uint64_t kMaxRepeatedBytes = uint64_t{1} << 12;
// Multiplications of a product of constants: about a second.
constexpr double kMaxProducts = 5e8;

bool Repeats(const Node& node) {
  static constexpr std::string_view kOps[] = {"Fill",   "Tile",  "BroadcastTo", "ZerosLike",    "OnesLike",     "Range", "LinSpace",
                                              "OneHot", "Empty", "MatrixDiag",  "MatrixDiagV2", "MatrixDiagV3", "Diag",  "LowerBound"};
  return std::find(std::begin(kOps), std::end(kOps), node.op) != std::end(kOps);
}

// Folding these would lose how the weights were quantized in training.
bool Quantizes(const Node& node) { return node.op.starts_with("FakeQuant") || node.op.starts_with("Quantize") || node.op == "Dequantize"; }

bool IsLongProduct(const Node& node) {
  if (!node.op.starts_with("MatMul") && !node.op.starts_with("BatchMatMul") && !node.op.starts_with("Conv") && node.op != "Einsum" &&
      !node.op.starts_with("DepthwiseConv"))
    return false;
  double products = 1;
  for (const Value* v : node.inputs) products *= static_cast<double>(v->constant()->elements());
  return products > kMaxProducts;
}

// What follows from the shapes of values alone, whatever the values are.
std::optional<Literal> FromShapes(const Value* v, ShapeValues& values) {
  const std::optional<tf::PartialInts> known = values.Of(v);
  if (!known || v->rank() < 0 || v->rank() > 1 || (v->rank() == 0 && known->size() != 1)) return std::nullopt;
  std::vector<int64_t> ints;
  for (const std::optional<int64_t>& i : *known) {
    if (!i) return std::nullopt;
    ints.push_back(*i);
  }
  std::vector<int64_t> dims;
  if (v->rank() == 1) dims = {static_cast<int64_t>(ints.size())};
  Expected<Literal> literal = tf::LiteralFromInts(v->type, std::move(dims), ints);
  if (!literal.ok()) return std::nullopt;
  return std::move(*literal);
}

// The results of a node whose inputs are all constant; none where it should stay.
std::vector<Literal> Evaluate(const Node& node) {
  const tf::Op* op = tf::FindOp(node.op);
  if (op == nullptr || !op->has_eval() || !IsPure(node) || IsLongProduct(node) || Quantizes(node)) return {};
  std::vector<Literal> inputs;
  uint64_t bytes = 0;
  for (const Value* v : node.inputs) {
    inputs.push_back(*v->constant());
    bytes += v->constant()->bytes().size();
  }
  std::vector<DataType> types;
  for (const auto& v : node.outputs) {
    if (v->type == DataType::kResource || v->type == DataType::kVariant || v->type == DataType::kInvalid) return {};
    types.push_back(v->type);
  }
  const uint64_t limit = Repeats(node) ? kMaxRepeatedBytes : std::max(bytes, kMaxBytes);
  tf::EvalContext context(node.attrs, inputs, types, limit);
  if (!tf::Eval(*op, context).ok()) return {};
  uint64_t result_bytes = 0;
  for (size_t i = 0; i < types.size(); ++i) {
    if (context.outputs()[i].type() != types[i]) return {};
    result_bytes += context.outputs()[i].bytes().size();
  }
  if (result_bytes > limit) return {};
  return std::move(context.outputs());
}

bool Fold(Graph& graph, Node& node, ShapeValues& values) {
  if (node.kind != NodeKind::kTf || node.num_outputs() == 0 || !node.bodies.empty() || graph.IsDead(&node)) return false;
  std::vector<Literal> results;
  if (std::all_of(node.inputs.begin(), node.inputs.end(), [](const Value* v) { return v->constant() != nullptr; }))
    results = Evaluate(node);
  bool changed = false;
  for (int i = 0; i < node.num_outputs(); ++i) {
    Value* v = node.output(i);
    if (graph.NumUses(v) == 0) continue;
    std::optional<Literal> result;
    if (!results.empty()) {
      result = std::move(results[static_cast<size_t>(i)]);
    } else {
      result = FromShapes(v, values);
    }
    if (!result) continue;
    graph.ReplaceUses(v, graph.AddConst(std::move(*result), node.name + (i > 0 ? ":" + std::to_string(i) : ""), &node));
    changed = true;
  }
  return changed;
}

}  // namespace

Expected<bool> FoldConstants(Graph& graph) {
  ShapeValues values;
  return RewriteNodes(graph, [&](Graph& g, Node& node) { return Fold(g, node, values); });
}

}  // namespace goldcrest::convert
