#include "convert/passes/tensor_list_flow.h"

#include <algorithm>
#include <string_view>

#include "convert/passes/bodies.h"

namespace goldcrest::convert {
namespace {

using tf::PartialShape;

// Results have the shape of the first input, or of all inputs broadcast.
constexpr std::string_view kElementwise[] = {
    "Abs",     "Add",      "AddV2",     "BiasAdd", "Cast",    "Clip",         "Div",      "Elu",  "Exp",
    "Floor",   "Identity", "LeakyRelu", "Log",     "Maximum", "Minimum",      "Mul",      "Neg",  "Pow",
    "RealDiv", "Relu",     "Relu6",     "Round",   "Rsqrt",   "Select",       "SelectV2", "Selu", "Sigmoid",
    "Softmax", "Softplus", "Softsign",  "Sqrt",    "Square",  "StopGradient", "Sub",      "Tanh", "ZerosLike",
};

bool IsElementwise(const Node& n) {
  return n.kind == NodeKind::kTf && std::find(std::begin(kElementwise), std::end(kElementwise), n.op) != std::end(kElementwise);
}

std::optional<int64_t> ConstInt(const Value* v) {
  if (v->constant() == nullptr) return std::nullopt;
  const Expected<std::vector<int64_t>> ints = v->constant()->AsInts();
  if (!ints.ok() || ints->size() != 1) return std::nullopt;
  return ints->front();
}

// A shape given as a constant vector; a scalar is one of unknown rank.
PartialShape ShapeFrom(const Value* v) {
  if (v->constant() == nullptr || v->constant()->rank() != 1) return {};
  const Expected<std::vector<int64_t>> dims = v->constant()->AsInts();
  if (!dims.ok()) return {};
  PartialShape shape(*dims);
  for (int i = 0; i < shape.rank(); ++i)
    if (shape.dim(i) < 0) shape.set_dim(i, PartialShape::kUnknown);
  return shape;
}

PartialShape WithoutFirst(const PartialShape& shape) {
  if (!shape.has_rank() || shape.rank() == 0) return {};
  return PartialShape(std::vector<int64_t>(shape.dims().begin() + 1, shape.dims().end()));
}

}  // namespace

ListFlow::ListFlow(Graph& graph, Node& maker) : graph_(graph) {
  const int shape_input = maker.Is("TensorListFromTensor") ? 1 : 0;
  if (maker.num_inputs() < 2 || maker.num_outputs() != 1) {
    ok_ = false;
    return;
  }
  LearnElement(ShapeFrom(maker.input(shape_input)));
  if (maker.Is("TensorListFromTensor")) LearnElement(WithoutFirst(maker.input(0)->shape));
  Reach(graph, maker.output());
  if (!ok_) return;
  for (const auto& n : graph.nodes()) {
    const bool uses = std::any_of(n->inputs.begin(), n->inputs.end(), [&](Value* v) { return reached_.count(v) != 0; });
    if (uses && n.get() != &maker) {
      first_use_ = n.get();
      break;
    }
  }
  if (first_use_ == nullptr) first_use_ = &maker;
}

void ListFlow::LearnElement(const PartialShape& shape) {
  if (Expected<PartialShape> merged = tf::Merge(element_shape_, shape); merged.ok()) element_shape_ = *merged;
}

void ListFlow::Reach(Graph& graph, Value* v) {
  if (!ok_ || !reached_.insert(v).second) return;
  values_.push_back(v);
  const std::vector<Value::Use> uses = v->uses;
  for (const Value::Use& use : uses) Read(graph, *use.node, use.input);
  if (graph.IsOutput(v)) Leave(graph, v);
}

// The list is a result of a body: then of its caller too, and in a loop the variable of the next round.
void ListFlow::Leave(Graph& graph, const Value* v) {
  const auto level = levels_.find(&graph);
  if (level == levels_.end()) {
    ok_ = false;  // a signature's result, or a body whose caller was not followed
    return;
  }
  Node& caller = *level->second.caller;
  for (size_t i = 0; i < graph.outputs.size(); ++i) {
    if (graph.outputs[i] != v || i >= caller.outputs.size()) continue;
    Reach(*level->second.parent, caller.outputs[i].get());
    if (!IsLoop(caller)) continue;
    for (const auto& body : caller.bodies) Enter(*level->second.parent, caller, *body, i);
  }
}

void ListFlow::Enter(Graph& graph, Node& caller, Graph& body, size_t argument) {
  if (argument >= body.inputs.size()) {
    ok_ = false;
    return;
  }
  levels_.emplace(&body, Level{&graph, &caller});
  Reach(body, body.inputs[argument]);
}

void ListFlow::Read(Graph& graph, Node& node, int input) {
  const size_t i = static_cast<size_t>(input);
  if (IsLoop(node)) {
    for (const auto& body : node.bodies) Enter(graph, node, *body, i);
    // A loop that does not run hands its input on.
    if (i < node.outputs.size()) Reach(graph, node.outputs[i].get());
    return;
  }
  if (IsBranches(node)) {
    for (const auto& body : node.bodies) Enter(graph, node, *body, i == 0 ? body->inputs.size() : i - 1);
    return;
  }
  if (node.Is("Identity")) return Reach(graph, node.output());
  if (node.Is("IdentityN") && i < node.outputs.size()) return Reach(graph, node.outputs[i].get());
  const bool sets = node.Is("TensorListSetItem");
  const bool scatters = node.Is("TensorListScatterIntoExistingList");
  const bool reads = node.Is("TensorListGetItem") || node.Is("TensorListGather") || node.Is("TensorListStack") ||
                     node.Is("TensorListLength") || node.Is("TensorListElementShape");
  if (input != 0 || (!sets && !scatters && !reads)) {
    ok_ = false;
    return;
  }
  if (read_.insert(&node).second) readers_.emplace_back(&graph, &node);
  if (sets) {
    Value* item = node.input(2);
    ok_ = ok_ && !node.attrs.Bool("resize_if_index_out_of_bounds") && item->shape.has_rank();
    items_.emplace_back(&graph, item);
    LearnElement(item->shape);
  }
  if (scatters) LearnElement(WithoutFirst(node.input(1)->shape));
  if (node.Is("TensorListStack")) LearnElement(ShapeFrom(node.input(1)));
  if (sets || scatters) Reach(graph, node.output());
}

std::optional<DimSource> ListFlow::SourceOf(int axis) const {
  for (const auto& [graph, item] : items_)
    if (std::optional<DimSource> source = Trace(*graph, item, axis, 0)) return source;
  return std::nullopt;
}

// In a body the first round counts: later ones put in elements of the same shape. Lists count as tensors, with an axis before those of
// their elements.
std::optional<DimSource> ListFlow::Trace(Graph& graph, Value* v, int axis, int depth) const {
  if (depth > 64 || axis < 0) return std::nullopt;
  const bool is_list = v->type == tf::DataType::kVariant;
  if (!is_list && v->shape.has_rank()) {
    if (axis >= v->shape.rank()) return std::nullopt;
    if (v->shape.dim(axis) >= 0) return DimSource{v->shape.dim(axis), nullptr, 0};
  }
  Node& n = *v->producer;
  if (n.Is("TensorListFromTensor")) return Trace(graph, n.input(0), axis, depth + 1);
  if (&graph == &graph_) {
    if (is_list) return std::nullopt;
    return DimSource{PartialShape::kUnknown, v, axis};
  }
  if (n.kind == NodeKind::kArg) {
    const auto level = levels_.find(&graph);
    if (level == levels_.end()) return std::nullopt;
    const Node& caller = *level->second.caller;
    const size_t i = static_cast<size_t>(n.arg) + (IsLoop(caller) ? 0 : 1);
    return i < caller.inputs.size() ? Trace(*level->second.parent, caller.inputs[i], axis, depth + 1) : std::nullopt;
  }
  if (n.Is("TensorListGetItem")) return Trace(graph, n.input(0), axis + 1, depth + 1);
  if (n.Is("GatherV2") && n.input(1)->rank() == 0 && ConstInt(n.input(2)) == 0) return Trace(graph, n.input(0), axis + 1, depth + 1);
  if (n.Is("MatMul")) {
    const bool transposed = n.attrs.Bool(axis == 0 ? "transpose_a" : "transpose_b");
    return Trace(graph, n.input(axis == 0 ? 0 : 1), transposed ? 1 - axis : axis, depth + 1);
  }
  if (n.Is("Split") && ConstInt(n.input(0)) && *ConstInt(n.input(0)) != axis && *ConstInt(n.input(0)) != axis - v->rank())
    return Trace(graph, n.input(1), axis, depth + 1);
  if (n.Is("ConcatV2")) return Trace(graph, n.input(0), axis, depth + 1);
  if (!IsElementwise(n)) return std::nullopt;
  for (Value* operand : n.inputs) {
    if (operand->rank() < 0 || v->rank() < 0) continue;
    const int at = axis - (v->rank() - operand->rank());
    if (at < 0 || at >= operand->rank() || operand->shape.dim(at) == 1) continue;
    if (std::optional<DimSource> source = Trace(graph, operand, at, depth + 1)) return source;
  }
  return std::nullopt;
}

}  // namespace goldcrest::convert
