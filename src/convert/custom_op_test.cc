// Select operators from the converter's hand to a run.
#include "convert/custom_op.h"

#include <gtest/gtest.h>

#include <cmath>

#include "convert/testing/graph_test_util.h"
#include "goldcrest/interpreter.h"
#include "kernels/select_library.h"
#include "select/node_def.h"
#include "select/registry.h"

namespace goldcrest::select {
namespace {

using tf::DataType;
using tf::Literal;

convert::Node NodeWithAttrs() {
  convert::Node node;
  node.name = "node";
  node.op = "Erf";
  node.attrs.Set("T", DataType::kFloat);
  node.attrs.Set("strides", std::vector<int64_t>{1, -2, 300});
  node.attrs.Set("scale", 0.5f);
  node.attrs.Set("flag", true);
  node.attrs.Set("text", std::string("SAME"));
  node.attrs.Set("shape", tf::PartialShape({-1, 7}));
  node.attrs.Set("types", std::vector<DataType>{DataType::kInt32, DataType::kString});
  node.attrs.Set("value", Literal::Of<int32_t>({2}, {5, -6}));
  return node;
}

TEST(NodeDefTest, WhatTheConverterWritesIsReadBack) {
  const convert::Node node = NodeWithAttrs();
  const Expected<NodeDef> def = ReadOptions(convert::SelectOptions(node));
  ASSERT_TRUE(def.ok()) << def.status().message();
  EXPECT_EQ(def->op, "Erf");
  EXPECT_EQ(def->attrs.values(), node.attrs.values());
}

TEST(NodeDefTest, BytesThatAreCutOrChangedAreRefusedOrRead) {
  const std::vector<uint8_t> whole = convert::SelectOptions(NodeWithAttrs());
  for (size_t size = 0; size < whole.size(); ++size) {
    const Expected<NodeDef> cut = ReadOptions(std::span(whole).first(size));
    EXPECT_TRUE(cut.ok() || cut.status().code() == StatusCode::kInvalidModel) << size;
  }
  for (size_t i = 0; i < whole.size(); ++i) {
    std::vector<uint8_t> changed = whole;
    changed[i] ^= 0x91;
    (void)ReadOptions(changed).ok();
  }
  EXPECT_EQ(ReadOptions({}).status().code(), StatusCode::kInvalidModel);
}

// A model of one select operator of one float32 input and output.
model::Model OneOperator(const std::string& op, std::vector<int32_t> shape) {
  convert::Node node;
  node.name = op;
  node.op = op;
  node.attrs.Set("T", DataType::kFloat);
  model::Model m;
  m.buffers.emplace_back();
  m.operator_codes.push_back({BuiltinOperator::kCustom, "Flex" + op, 1});
  m.subgraphs.emplace_back();
  model::Subgraph& s = m.subgraphs[0];
  for (const char* name : {"x", "y"}) {
    s.tensors.emplace_back();
    s.tensors.back().name = name;
    s.tensors.back().shape = shape;
  }
  s.inputs = {0};
  s.outputs = {1};
  s.operators.emplace_back();
  s.operators[0].inputs = {0};
  s.operators[0].outputs = {1};
  s.operators[0].custom_options = model::Block(convert::SelectOptions(node));
  return m;
}

TEST(SelectOperatorTest, RunsInsideAModel) {
  SetSelectOperators(&FindSelectOperator);
  Expected<Model> model = Model::FromContent(OneOperator("Erf", {3}));
  ASSERT_TRUE(model.ok()) << model.status().message();
  auto compiled = CompiledModel::Create(std::move(*model));
  ASSERT_TRUE(compiled.ok()) << compiled.status().message();
  auto interpreter = Interpreter::Create(std::move(*compiled));
  ASSERT_TRUE(interpreter.ok()) << interpreter.status().message();
  ASSERT_TRUE((*interpreter)->Allocate().ok());
  const float x[] = {-1, 0, 0.5f};
  std::copy(std::begin(x), std::end(x), (*interpreter)->input(0).as<float>());
  ASSERT_TRUE((*interpreter)->Invoke().ok());
  for (int i = 0; i < 3; ++i) EXPECT_FLOAT_EQ((*interpreter)->output(0).as<float>()[i], std::erf(x[i]));
}

TEST(SelectOperatorTest, OneThatIsNotComputedIsNamed) {
  SetSelectOperators(&FindSelectOperator);
  std::string reason;
  EXPECT_EQ(goldcrest::FindSelectOperator("FlexNoSuchThing", &reason), nullptr);
  EXPECT_EQ(reason, "the select operator NoSuchThing is not among those computed here");
}

}  // namespace
}  // namespace goldcrest::select
