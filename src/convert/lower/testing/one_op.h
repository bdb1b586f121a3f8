// A graph of one TensorFlow operator, for tests of its lowering rule.
//
//   OneOp t;
//   Value* x = t.In(DataType::kFloat, {2, 3});
//   EXPECT_EQ(t.Lower("Square", {x}, {{DataType::kFloat, {2, 3}}}), "SQUARE");
#ifndef GOLDCREST_SRC_CONVERT_LOWER_TESTING_ONE_OP_H_
#define GOLDCREST_SRC_CONVERT_LOWER_TESTING_ONE_OP_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "convert/lower/lowering.h"

namespace goldcrest::convert {

class OneOp {
 public:
  struct Result {
    tf::DataType type;
    tf::PartialShape shape;
  };

  Graph graph;
  tf::Attrs attrs;
  std::string refusal;  // after Lower: why, where it was refused

  Value* In(tf::DataType type, tf::PartialShape shape) {
    return graph.AddInput(type, std::move(shape), "x" + std::to_string(graph.inputs.size()));
  }
  Value* Ints(std::vector<int64_t> dims, std::vector<int32_t> values) {
    return graph.AddConst(tf::Literal::Of<int32_t>(std::move(dims), values), "c", nullptr);
  }
  Value* Int(int32_t value) { return Ints({}, {value}); }
  Value* Floats(std::vector<int64_t> dims, std::vector<float> values) {
    return graph.AddConst(tf::Literal::Of<float>(std::move(dims), values), "w", nullptr);
  }
  // The operators that stand for `op` after lowering, in order; checks that the graph is sound and keeps its results' types and shapes.
  std::string Lower(const std::string& op, std::vector<Value*> inputs, std::vector<Result> results) {
    std::vector<tf::DataType> types;
    for (const Result& r : results) types.push_back(r.type);
    Node* node = graph.AddTf(op, "y", std::move(inputs), std::move(types), nullptr);
    node->attrs = attrs;
    for (size_t i = 0; i < results.size(); ++i) {
      node->output(static_cast<int>(i))->shape = results[i].shape;
      graph.outputs.push_back(node->output(static_cast<int>(i)));
    }
    const std::vector<Refusal> refusals = LowerGraph(graph);
    EXPECT_TRUE(VerifyGraph(graph).ok()) << VerifyGraph(graph).message();
    if (!refusals.empty()) {
      refusal = refusals[0].reason.message();
      return "refused";
    }
    for (size_t i = 0; i < results.size(); ++i) {
      EXPECT_EQ(graph.outputs[i]->type, results[i].type);
      EXPECT_EQ(graph.outputs[i]->shape, results[i].shape) << graph.outputs[i]->shape.ToString();
    }
    std::string names;
    for (const auto& n : graph.nodes())
      if (n->kind == NodeKind::kBuiltin) names += (names.empty() ? "" : " ") + std::string(BuiltinOperatorName(n->builtin));
    return names;
  }
  // The first operator of that kind; null where there is none.
  const Node* Find(BuiltinOperator op) const {
    for (const auto& n : graph.nodes())
      if (n->Is(op)) return n.get();
    return nullptr;
  }
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_LOWER_TESTING_ONE_OP_H_
