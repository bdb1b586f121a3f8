#include "convert/variables.h"

#include <gtest/gtest.h>

#include "convert/evaluate.h"
#include "convert/testing/graph_test_util.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

Value* Handle(Graph& g, int64_t variable) {
  Value* v = AddTfNode(g, "VarHandleOp", "variable", {}, DataType::kResource);
  v->producer->attrs.Set("variable", variable);
  return v;
}

// A program whose signature adds the variable `step` five times, in a loop that is handed the variable.
Program LoopOverVariable(bool with_value) {
  Program program;
  program.variables.push_back({"step", DataType::kFloat, tf::PartialShape::Scalar(), with_value ? Literal::Scalar<float>(3) : Literal()});
  program.signatures.emplace_back();
  program.signatures[0].key = "run";
  program.signatures[0].graph = std::make_unique<Graph>();
  Graph& g = *program.signatures[0].graph;
  Value* x = g.AddInput(DataType::kFloat, tf::PartialShape::Scalar(), "x");
  Value* handle = Handle(g, 0);
  Value* zero = g.AddConst(Literal::Scalar<int32_t>(0), "zero", nullptr);
  Node* loop = AddCountingLoop(g, zero, x, handle,
                               [](Graph& body) { return AddTfNode(body, "ReadVariableOp", "read", {body.inputs[2]}, DataType::kFloat); });
  g.outputs = {loop->output(1)};
  return program;
}

TEST(FreezeVariablesTest, AVariableOnlyReadBecomesAConstantInsideTheLoopThatReadsIt) {
  Program program = LoopOverVariable(true);
  ASSERT_TRUE(FreezeVariables(program).ok());
  const Graph& g = *program.signatures[0].graph;
  ASSERT_TRUE(VerifyGraph(g).ok()) << VerifyGraph(g).message();
  EXPECT_EQ(ToText(g),
            "x = input() float32[]\n"
            "zero = const() int32[]\n"
            "loop = StatelessWhile(zero, x) int32[] float32[]\n"
            "  graph cond\n"
            "    i = input() int32[]\n"
            "    x = input() float32[]\n"
            "    five = const() int32[]\n"
            "    go_on = Less(i, five) bool[]\n"
            "    return go_on\n"
            "  graph body\n"
            "    i = input() int32[]\n"
            "    x = input() float32[]\n"
            "    step = const() float32[]\n"
            "    one = const() int32[]\n"
            "    next = AddV2(i, one) int32[]\n"
            "    sum = AddV2(x, step) float32[]\n"
            "    return next sum\n"
            "return loop:1\n");
  const auto y = Evaluate(program, g, {Literal::Scalar<float>(1)});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ((*y)[0], Literal::Scalar<float>(16));
}

TEST(FreezeVariablesTest, AVariableWithoutAValueIsNamed) {
  Program program = LoopOverVariable(false);
  const Status status = FreezeVariables(program);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "signature \"run\": node \"read\" reads the variable \"step\", for which the SavedModel has no value");
}

TEST(FreezeVariablesTest, AVariableThatSomeSignatureWritesStays) {
  Program program = LoopOverVariable(true);
  program.signatures.emplace_back();
  program.signatures[1].key = "set";
  program.signatures[1].graph = std::make_unique<Graph>();
  Graph& set = *program.signatures[1].graph;
  Value* to = set.AddInput(DataType::kFloat, tf::PartialShape::Scalar(), "to");
  set.AddTf("AssignVariableOp", "assign", {Handle(set, 0), to}, {}, nullptr);
  ASSERT_TRUE(FreezeVariables(program).ok());
  for (const Signature& s : program.signatures) ASSERT_TRUE(VerifyGraph(*s.graph).ok()) << VerifyGraph(*s.graph).message();
  ASSERT_TRUE(Evaluate(program, set, {Literal::Scalar<float>(2)}).ok());
  const auto y = Evaluate(program, *program.signatures[0].graph, {Literal::Scalar<float>(1)});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ((*y)[0], Literal::Scalar<float>(11));
}

}  // namespace
}  // namespace goldcrest::convert
