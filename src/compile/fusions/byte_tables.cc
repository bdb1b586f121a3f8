// Before: s = LOGISTIC(x); y = MUL(x, s), x of bytes.    After: y = table(x).
//
// What element-wise operators make of one tensor of bytes is known when its 256 values have been through them. The operators' own
// kernels compute the table, so results stay the same to the bit. Any chain and any graph of them qualifies, as long as all that
// varies comes from one tensor and what lies between is read by nobody else.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>

#include "compile/fold.h"
#include "compile/graph_util.h"
#include "compile/passes.h"
#include "kernels/common/table_operator.h"

namespace goldcrest::compile {
namespace {

// y[i] depends on the inputs' elements i alone (or on an input of a single element).
constexpr std::string_view kElementWise[] = {"ABS",  "ADD",      "ELU",         "EXP",          "GELU",  "HARD_SWISH", "LEAKY_RELU",
                                             "LOG",  "LOGISTIC", "MAXIMUM",     "MINIMUM",      "MUL",   "PRELU",      "QUANTIZE",
                                             "RELU", "RELU6",    "RELU_0_TO_1", "RELU_N1_TO_1", "RSQRT", "SQRT",       "SQUARED_DIFFERENCE",
                                             "SUB",  "TANH"};

bool IsElementWise(const GraphNode& node) {
  return std::find(std::begin(kElementWise), std::end(kElementWise), node.op_name) != std::end(kElementWise);
}

bool IsBytes(TensorType type) { return type == TensorType::kInt8 || type == TensorType::kUInt8; }

// A tensor as a function of another's bytes.
struct Function {
  int of;
  ByteTable table;
};

class Pass {
 public:
  explicit Pass(Graph& graph) : graph_(graph), uses_(FindUses(graph)), dead_(graph.nodes.size()) {}

  void Run() {
    for (size_t k = 0; k < graph_.nodes.size(); ++k) Visit(static_cast<int>(k));
    EraseNodes(graph_, dead_);
  }

 private:
  const GraphTensor& tensor(int i) const { return graph_.tensors[i]; }

  // The tensor all varying inputs come from, or -1.
  int CommonSource(const GraphNode& node) const {
    if (node.dynamic || node.op->has_own_state() || node.op->has_side_effects() || !node.post_ops.empty()) return -1;
    if (node.outputs.size() != 1 || !IsElementWise(node)) return -1;
    const GraphTensor& out = tensor(node.outputs[0]);
    if (!IsBytes(out.view.type) || !out.shape_known || out.is_variable) return -1;
    int source = -1;
    for (int i : node.inputs) {
      if (i < 0 || !IsBytes(tensor(i).view.type)) return -1;
      if (tensor(i).is_constant) {
        if (tensor(i).view.bytes != 1) return -1;
        continue;
      }
      const auto known = functions_.find(i);
      const int of = known == functions_.end() ? i : known->second.of;
      if ((source >= 0 && of != source) || tensor(i).view.shape != out.view.shape) return -1;
      source = of;
    }
    return source < 0 || tensor(source).is_variable ? -1 : source;
  }

  // Runs the node on all values of its source.
  std::optional<ByteTable> Evaluate(const GraphNode& node, int source) const {
    ByteTable identity, result;
    for (size_t i = 0; i < identity.size(); ++i) identity[i] = static_cast<uint8_t>(i);
    const Shape shape = {static_cast<int32_t>(identity.size())};
    Graph values;
    GraphNode copy = node;
    for (int& i : copy.inputs) {
      GraphTensor t = tensor(i);
      if (t.is_constant) {
        t.view.shape = {1};
      } else {
        const ByteTable& in = i == source ? identity : functions_.at(i).table;
        t.view.shape = shape;
        t.view.bytes = in.size();
        t.view.data = const_cast<uint8_t*>(in.data());
        t.is_constant = true;
      }
      values.tensors.push_back(std::move(t));
      i = static_cast<int>(values.tensors.size()) - 1;
    }
    GraphTensor out = tensor(node.outputs[0]);
    out.view.shape = shape;
    out.view.bytes = result.size();
    values.tensors.push_back(std::move(out));
    copy.outputs[0] = static_cast<int>(values.tensors.size()) - 1;
    const Expected<bool> done = Fold(values, copy, Limits());
    if (!done.ok() || !*done) return std::nullopt;
    const uint8_t* bytes = static_cast<const uint8_t*>(values.tensors.back().view.data);
    std::copy_n(bytes, result.size(), result.begin());
    return result;
  }

  void Visit(int k) {
    GraphNode& node = graph_.nodes[k];
    const int source = CommonSource(node);
    if (source < 0) return;
    // A table that nothing could be joined to is not worth its evaluation.
    const auto& readers = uses_.consumers[node.outputs[0]];
    const bool starts = std::any_of(readers.begin(), readers.end(), [this](int r) { return IsElementWise(graph_.nodes[r]); });
    const bool follows = std::any_of(node.inputs.begin(), node.inputs.end(), [this](int i) { return functions_.count(i) > 0; });
    if (!starts && !follows) return;
    const std::optional<ByteTable> table = Evaluate(node, source);
    if (!table) return;
    functions_[node.outputs[0]] = {source, *table};
    // Tensors between source and result that only this node reads, and that need not exist then.
    std::vector<int> between;
    for (int i : node.inputs) {
      if (tensor(i).is_constant || i == source || std::count(between.begin(), between.end(), i) > 0) continue;
      const auto& others = uses_.consumers[i];
      if (uses_.is_output[i] || !std::all_of(others.begin(), others.end(), [k](int reader) { return reader == k; })) return;
      between.push_back(i);
    }
    if (between.empty()) return;
    for (int i : between) {
      const int producer = uses_.producer[i];
      const std::vector<int>& origins = graph_.nodes[producer].origins;
      node.origins.insert(node.origins.end(), origins.begin(), origins.end());
      dead_[producer] = true;
      Forget(source, producer);
    }
    Forget(source, k);
    node.owned_op = MakeTableOperator(*table);
    node.op = node.owned_op.get();
    node.inputs = {source};
    uses_.consumers[source].push_back(k);
  }

  // Node k reads `source` no more.
  void Forget(int source, int k) { std::erase(uses_.consumers[source], k); }

  Graph& graph_;
  Uses uses_;
  std::vector<bool> dead_;
  std::map<int, Function> functions_;
};

}  // namespace

void FuseByteTables(Graph& graph) { Pass(graph).Run(); }

}  // namespace goldcrest::compile
