// Operators of the model format on constants, which lowering leaves where it writes one operator as several: computed now, as the
// TensorFlow operator of the same meaning; FAKE_QUANT as its kernel does, since weights that were trained with it lie on its steps from
// then on. Exact up to the rounding of the operators themselves.
#include <algorithm>
#include <cmath>

#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"
#include "tfops/op.h"

namespace goldcrest::convert {
namespace {

using tf::Literal;

// A result may be as large as its operands, or this large.
constexpr uint64_t kMaxBytes = uint64_t{1} << 20;

// Empty where there is none.
std::string_view TensorFlowName(BuiltinOperator op) {
  switch (op) {
    case BuiltinOperator::kAdd: return "AddV2";
    case BuiltinOperator::kSub: return "Sub";
    case BuiltinOperator::kMul: return "Mul";
    case BuiltinOperator::kMaximum: return "Maximum";
    case BuiltinOperator::kMinimum: return "Minimum";
    case BuiltinOperator::kFloor: return "Floor";
    case BuiltinOperator::kNeg: return "Neg";
    case BuiltinOperator::kAbs: return "Abs";
    case BuiltinOperator::kSqrt: return "Sqrt";
    case BuiltinOperator::kRsqrt: return "Rsqrt";
    case BuiltinOperator::kSquare: return "Square";
    case BuiltinOperator::kExp: return "Exp";
    case BuiltinOperator::kReshape: return "Reshape";
    case BuiltinOperator::kTranspose: return "Transpose";
    default: return "";
  }
}

std::optional<Literal> FakeQuantized(const Node& node) {
  const auto options = node.options.OrDefault<model::FakeQuantOptions>();
  const Literal& x = *node.input(0)->constant();
  if (x.type() != tf::DataType::kFloat || options.num_bits < 2 || options.num_bits > 16 || !(options.min < options.max))
    return std::nullopt;
  const float first = options.narrow_range ? 1.0f : 0.0f, last = static_cast<float>((1 << options.num_bits) - 1);
  const float scale = (options.max - options.min) / (last - first);
  const float zero = std::clamp(std::floor(first - options.min / scale + 0.5f), first, last);
  const float low = (first - zero) * scale, high = (last - zero) * scale, per_step = 1 / scale;
  const std::span<const float> values = x.values<float>();
  std::vector<float> steps(values.begin(), values.end());
  for (float& v : steps) v = std::floor((std::clamp(v, low, high) - low) * per_step + 0.5f) * scale + low;
  return Literal::Of<float>(x.dims(), steps);
}

std::optional<Literal> Compute(const Node& node) {
  if (node.Is(BuiltinOperator::kFakeQuant)) return FakeQuantized(node);
  const tf::Op* op = tf::FindOp(TensorFlowName(node.builtin));
  if (op == nullptr || !op->has_eval() || FusedActivation(node) != model::ActivationFunctionType::kNone) return std::nullopt;
  std::vector<Literal> inputs;
  uint64_t bytes = kMaxBytes;
  for (const Value* v : node.inputs) {
    inputs.push_back(*v->constant());
    bytes = std::max<uint64_t>(bytes, v->constant()->bytes().size());
  }
  const tf::Attrs attrs;
  const tf::DataType type = node.outputs[0]->type;
  tf::EvalContext context(attrs, inputs, {&type, 1}, bytes);
  if (!tf::Eval(*op, context).ok() || context.outputs()[0].type() != type) return std::nullopt;
  return std::move(context.outputs()[0]);
}

bool Fold(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.num_outputs() != 1 || node.num_inputs() == 0 || graph.IsDead(&node)) return false;
  for (const Value* v : node.inputs)
    if (v == nullptr || v->constant() == nullptr) return false;
  std::optional<Literal> result = Compute(node);
  if (!result) return false;
  graph.ReplaceUses(node.output(), graph.AddConst(std::move(*result), node.name, &node));
  return true;
}

}  // namespace

Expected<bool> FoldBuiltins(Graph& graph) { return RewriteNodes(graph, Fold); }

}  // namespace goldcrest::convert
