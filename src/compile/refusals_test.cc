#include "compile/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "goldcrest/interpreter.h"
#include "model/model.h"

namespace goldcrest {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A graph of one-input nodes: node i reads tensor `from` and writes tensor i + 1. Tensor 0 is the input.
struct NodeSpec {
  BuiltinOperator op;
  const char* custom = "";
  int version = 1;
  int from = 0;
};

model::Model Graph(std::vector<NodeSpec> nodes, TensorType type) {
  model::Model m;
  m.buffers.resize(1);
  m.subgraphs.resize(1);
  model::Subgraph& s = m.subgraphs[0];
  for (size_t i = 0; i <= nodes.size(); ++i) {
    model::Tensor t;
    t.name = "t" + std::to_string(i);
    t.type = type;
    t.shape = {2};
    s.tensors.push_back(t);
  }
  for (size_t i = 0; i < nodes.size(); ++i) {
    model::Operator op;
    op.opcode_index = static_cast<uint32_t>(i);
    m.operator_codes.push_back({nodes[i].op, nodes[i].custom, nodes[i].version});
    op.inputs = {nodes[i].from};
    op.outputs = {static_cast<int32_t>(i) + 1};
    s.operators.push_back(op);
  }
  s.inputs = {0};
  s.outputs = {static_cast<int32_t>(nodes.size())};
  return m;
}

Expected<std::shared_ptr<const CompiledModel>> Compile(model::Model content) {
  GC_ASSIGN_OR_RETURN(Model model, Model::FromContent(std::move(content)));
  return CompiledModel::Create(std::move(model));
}

Status Allocate(model::Model content) {
  GC_ASSIGN_OR_RETURN(auto compiled, Compile(std::move(content)));
  GC_ASSIGN_OR_RETURN(auto interpreter, Interpreter::Create(std::move(compiled)));
  return interpreter->Allocate();
}

TEST(RefusalsTest, OneRefusalKeepsItsWordsAndSaysWhatIsAccepted) {
  const Status s = Allocate(Graph({{BuiltinOperator::kCeil}}, TensorType::kBool));
  EXPECT_EQ(s.code(), StatusCode::kUnsupported);
  EXPECT_THAT(s.message(), AllOf(StartsWith("CEIL (node 0): input 0 \"t0\" is BOOL; supported: "),
                                 HasSubstr("(version 1 of BOOL to BOOL; accepted: version 1 of float32, float16, bfloat16)")));
}

TEST(RefusalsTest, EveryNodeWhoseInputsAreKnownIsNamed) {
  // Node 1 depends on what node 0 would have made.
  const Status s =
      Allocate(Graph({{BuiltinOperator::kCeil}, {BuiltinOperator::kFloor, "", 1, 1}, {BuiltinOperator::kCos}, {BuiltinOperator::kSin}},
                     TensorType::kBool));
  EXPECT_EQ(s.code(), StatusCode::kUnsupported);
  EXPECT_THAT(s.message(), AllOf(StartsWith("3 operators are refused: CEIL (node 0): "), HasSubstr("; COS (node 2): "),
                                 HasSubstr("; SIN (node 3): "), Not(HasSubstr("FLOOR"))));
  ASSERT_EQ(s.nodes().size(), 3u);
  EXPECT_EQ(s.nodes()[2].op_name, "SIN");
  EXPECT_EQ(s.nodes()[2].number, 3);
}

TEST(RefusalsTest, TheListEndsWithinABound) {
  std::vector<NodeSpec> nodes(500, {BuiltinOperator::kCeil});
  model::Model m = Graph(nodes, TensorType::kBool);
  m.subgraphs[0].tensors[0].name.assign(100000, 'n');
  const Status s = Allocate(std::move(m));
  EXPECT_THAT(s.message(), AllOf(StartsWith("500 operators are refused: "), HasSubstr(" more")));
  EXPECT_LT(s.message().size(), compile::EntryList::kMostBytes + 100);
}

TEST(RefusalsTest, MissingBuiltinOperatorsAreNamedTogether) {
  const auto compiled = Compile(Graph(
      {{BuiltinOperator::kCeil, "", 99}, {BuiltinOperator::kFloor, "", 98}, {BuiltinOperator::kFloor, "", 98}}, TensorType::kFloat32));
  ASSERT_FALSE(compiled.ok());
  EXPECT_EQ(compiled.status().code(), StatusCode::kUnsupported);
  EXPECT_THAT(compiled.status().message(),
              AllOf(HasSubstr("CEIL (node 0, version 99 of FLOAT32 to FLOAT32): version 99 is not supported; supported: 1 to 1 of float32"),
                    HasSubstr("FLOOR (node 1, version 98 of FLOAT32 to FLOAT32): ")));
}

TEST(RefusalsTest, UnregisteredCustomOperatorsAreNamedTogether) {
  const Status s = Allocate(
      Graph({{BuiltinOperator::kCustom, "Sinh", 2}, {BuiltinOperator::kCeil}, {BuiltinOperator::kCustom, "Cosh", 1}}, TensorType::kInt8));
  EXPECT_EQ(s.code(), StatusCode::kUnresolvedOp);
  EXPECT_THAT(s.message(),
              AllOf(StartsWith("Encountered unresolved custom op: Sinh; Cosh. "), HasSubstr("Sinh (node 0, version 2 of INT8 to INT8): "),
                    HasSubstr("Cosh (node 2, version 1 of INT8 to INT8): ")));
  ASSERT_EQ(s.nodes().size(), 1u);
  EXPECT_EQ(s.nodes()[0].number, 0);
}

TEST(RefusalsTest, OperatorsOfCalledSubgraphsAreNamedToo) {
  model::Model m = Graph({{BuiltinOperator::kCeil}}, TensorType::kBool);
  // Subgraph 1 runs COS; IF calls it whatever the condition.
  model::Model body = Graph({{BuiltinOperator::kCos}}, TensorType::kBool);
  m.subgraphs.push_back(body.subgraphs[0]);
  m.subgraphs[1].operators[0].opcode_index = static_cast<uint32_t>(m.operator_codes.size());
  m.operator_codes.push_back({BuiltinOperator::kCos, "", 1});
  model::Operator branch;
  branch.opcode_index = static_cast<uint32_t>(m.operator_codes.size());
  m.operator_codes.push_back({BuiltinOperator::kIf, "", 1});
  model::Tensor condition;
  condition.name = "condition";
  condition.type = TensorType::kBool;
  m.subgraphs[0].tensors.push_back(condition);
  m.subgraphs[0].tensors.push_back(m.subgraphs[0].tensors[1]);
  branch.inputs = {2, 0};
  branch.outputs = {3};
  branch.options = model::IfOptions{1, 1};
  m.subgraphs[0].operators.push_back(branch);
  m.subgraphs[0].inputs = {2, 0};
  m.subgraphs[0].outputs = {3};
  const Status s = Allocate(std::move(m));
  EXPECT_EQ(s.code(), StatusCode::kUnsupported);
  EXPECT_THAT(s.message(),
              AllOf(StartsWith("2 operators are refused: "), HasSubstr("subgraph 1: COS (node 0): "), HasSubstr("CEIL (node 0): ")));
}

TEST(EntryListTest, OneEntryIsWholeAndSeveralAreCut) {
  compile::EntryList list;
  const std::string longer(2000, 'x');
  list.Add(longer);
  EXPECT_EQ(list.Text(), longer);
  list.Add("short");
  EXPECT_EQ(list.Text(), longer.substr(0, 600) + "...; short");
}

}  // namespace
}  // namespace goldcrest
