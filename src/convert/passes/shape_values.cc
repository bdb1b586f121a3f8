#include "convert/passes/shape_values.h"

#include "convert/passes/match.h"

namespace goldcrest::convert {
namespace {

// Shapes are short and computed in a few steps.
constexpr int kMaxDepth = 48;
constexpr size_t kMaxElements = 64;

}  // namespace

std::optional<tf::PartialInts> ShapeValues::Find(const Value* v, int depth) {
  if (v->type != tf::DataType::kInt32 && v->type != tf::DataType::kInt64) return std::nullopt;
  if (v->constant() != nullptr) {
    if (v->rank() > 1 || v->constant()->elements() > kMaxElements) return std::nullopt;
    const auto ints = IntsOf(v);
    return ints ? std::optional(tf::PartialInts(ints->begin(), ints->end())) : std::nullopt;
  }
  const auto found = known_.find(v);
  if (found != known_.end()) return found->second;
  if (depth >= kMaxDepth || v->producer->kind != NodeKind::kTf || !v->producer->bodies.empty() || v->rank() > 1) return std::nullopt;
  return known_[v] = Compute(v, depth + 1);
}

std::optional<tf::PartialInts> ShapeValues::Compute(const Value* v, int depth) {
  const Node& node = *v->producer;
  const tf::Op* op = tf::FindOp(node.op);
  if (op == nullptr) return std::nullopt;
  std::vector<tf::InputFacts> facts;
  for (const Value* input : node.inputs)
    facts.push_back({input->type, input->shape, input->constant(), input->constant() ? std::nullopt : Find(input, depth)});
  tf::InferContext context(node.attrs, facts, node.outputs.size());
  if (!tf::Infer(*op, context).ok()) return std::nullopt;
  const std::optional<tf::PartialInts>& ints = context.outputs()[static_cast<size_t>(v->index)].ints;
  return ints && ints->size() <= kMaxElements ? ints : std::nullopt;
}

}  // namespace goldcrest::convert
