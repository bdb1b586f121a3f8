// For the tests of rewrites: graphs put together by hand, of operators that only name themselves.
#ifndef GOLDCREST_SRC_COMPILE_GRAPH_TEST_UTIL_H_
#define GOLDCREST_SRC_COMPILE_GRAPH_TEST_UTIL_H_

#include <cstring>
#include <string>
#include <vector>

#include "runtime/graph.h"

namespace goldcrest::compile {

// Accepts every post-operation and padding, or none.
class NamedOperator final : public Operator {
 public:
  explicit NamedOperator(bool accepts) : accepts_(accepts) {}
  Status Infer(InferContext& ctx) const override { return ctx.SetOutput(0, ctx.input(0).shape); }
  Expected<Kernel> Select(SelectContext&) const override { return Error(StatusCode::kUnsupported, "has no kernel"); }
  bool AcceptsPostOp(PostOp::Kind, TensorType) const override { return accepts_; }
  bool AcceptsPadding(TensorType) const override { return accepts_; }

 private:
  bool accepts_;
};

class GraphBuilder {
 public:
  int Tensor(Shape shape, TensorType type = TensorType::kFloat32) {
    GraphTensor t;
    t.view.type = type;
    t.view.shape = shape;
    t.view.bytes = static_cast<size_t>(shape.elements()) * static_cast<size_t>(TypeBits(type)) / 8;
    t.shape_known = true;
    graph.tensors.push_back(std::move(t));
    return static_cast<int>(graph.tensors.size()) - 1;
  }
  int Input(Shape shape, TensorType type = TensorType::kFloat32) {
    graph.inputs.push_back(Tensor(shape, type));
    return graph.inputs.back();
  }
  int Constant(Shape shape, const std::vector<int32_t>& values) {
    const int i = Tensor(shape, TensorType::kInt32);
    std::vector<uint8_t> bytes(values.size() * sizeof(int32_t));
    if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    GraphTensor& t = graph.tensors[i];
    t.constant = model::Block(std::move(bytes));
    t.view.data = const_cast<uint8_t*>(t.constant.data());
    t.is_constant = true;
    return i;
  }
  // A node whose output has the shape of its first input unless `shape` is given. Returns the output.
  int Node(std::string name, std::vector<int> inputs, model::Options options = {}, bool accepts = true, const Shape* shape = nullptr) {
    static const NamedOperator yes(true), no(false);
    const TensorView first = graph.tensors[inputs[0]].view;
    const int out = Tensor(shape ? *shape : first.shape, first.type);
    GraphNode n;
    n.op = accepts ? &yes : &no;
    n.op_name = std::move(name);
    n.options = std::move(options);
    n.inputs = std::move(inputs);
    n.outputs = {out};
    n.origins = {static_cast<int>(graph.nodes.size())};
    graph.nodes.push_back(std::move(n));
    return out;
  }
  void Output(int i) { graph.outputs.push_back(i); }

  // "CONV_2D(0,1)>3 +relu; ADD(3,2)>4"
  std::string Text() const {
    std::string text;
    for (const GraphNode& n : graph.nodes) {
      if (!text.empty()) text += "; ";
      text += n.op_name + "(";
      for (size_t k = 0; k < n.inputs.size(); ++k) text += (k ? "," : "") + std::to_string(n.inputs[k]);
      text += ")>" + std::to_string(n.outputs[0]);
      for (const PostOp& p : n.post_ops) {
        constexpr const char* kNames[] = {"relu", "relu6", "relu_n1_to_1", "hard_swish", "logistic", "tanh", "swish", "add"};
        text += std::string(" +") + kNames[static_cast<int>(p.kind)];
        if (p.input >= 0) text += std::to_string(p.input);
      }
      if (n.padding) {
        const ExplicitPadding& p = *n.padding;
        text += " pad" + Shape{p.top, p.bottom, p.left, p.right}.ToString();
      }
    }
    return text;
  }

  Graph graph;
};

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_GRAPH_TEST_UTIL_H_
