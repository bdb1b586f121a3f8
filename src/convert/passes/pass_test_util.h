// Small graphs to rewrite, and one pass run on them.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_PASS_TEST_UTIL_H_
#define GOLDCREST_SRC_CONVERT_PASSES_PASS_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "convert/passes/passes.h"

namespace goldcrest::convert {

inline constexpr tf::DataType kF32 = tf::DataType::kFloat;
inline constexpr tf::DataType kI32 = tf::DataType::kInt32;

// A graph under construction. Shapes are as given; names are x0, x1 for inputs, n0, n1 for nodes and c0, c1 for constants.
class TestGraph {
 public:
  Graph graph;

  Value* Input(std::vector<int64_t> dims, tf::DataType type = kF32) {
    return graph.AddInput(type, tf::PartialShape(std::move(dims)), "x" + std::to_string(inputs_++));
  }
  Value* Floats(std::vector<int64_t> dims, const std::vector<float>& values) {
    return Const(tf::Literal::Of<float>(std::move(dims), values));
  }
  Value* Float(float value) { return Floats({}, {value}); }
  Value* Ints(const std::vector<int32_t>& values) { return Const(tf::Literal::Of<int32_t>({static_cast<int64_t>(values.size())}, values)); }
  Value* Int(int32_t value) { return Const(tf::Literal::Scalar<int32_t>(value)); }
  Value* Const(tf::Literal value) { return graph.AddConst(std::move(value), "c" + std::to_string(constants_++), nullptr); }
  Value* Tf(std::string op, std::vector<Value*> inputs, tf::PartialShape shape = {}, tf::Attrs attrs = {}, tf::DataType type = kF32) {
    Node* node = graph.AddTf(std::move(op), "n" + std::to_string(nodes_++), std::move(inputs), {type}, nullptr);
    node->attrs = std::move(attrs);
    node->output()->shape = std::move(shape);
    return node->output();
  }
  Value* Op(BuiltinOperator op, model::Options options, std::vector<Value*> inputs, std::vector<int64_t> dims, tf::DataType type = kF32) {
    Node* node = graph.AddBuiltin(op, std::move(options), "n" + std::to_string(nodes_++), std::move(inputs), nullptr);
    return graph.AddOutput(node, type, tf::PartialShape(std::move(dims)));
  }

  // Whether the pass changed the graph, which must be in order afterwards.
  bool Run(Expected<bool> (*pass)(Graph&)) {
    const Expected<bool> changed = pass(graph);
    EXPECT_TRUE(changed.ok()) << changed.status().message();
    const Status status = VerifyGraph(graph);
    EXPECT_TRUE(status.ok()) << status.message();
    return changed.ok() && *changed;
  }
  std::string Text() const { return ToText(graph); }

 private:
  int inputs_ = 0, nodes_ = 0, constants_ = 0;
};

inline std::vector<float> FloatsOf(const Value* v) {
  if (v == nullptr || v->constant() == nullptr || v->type != kF32) return {};
  const std::span<const float> values = v->constant()->values<float>();
  return {values.begin(), values.end()};
}

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_PASS_TEST_UTIL_H_
