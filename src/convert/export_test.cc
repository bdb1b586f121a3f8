#include "convert/export.h"

#include <gtest/gtest.h>

#include "convert/initializer.h"
#include "goldcrest/interpreter.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

Program OneSignature() {
  Program program;
  program.signatures.emplace_back();
  Signature& s = program.signatures[0];
  s.key = "serving_default";
  s.graph = std::make_unique<Graph>();
  return program;
}

std::unique_ptr<Interpreter> Load(const model::Model& content) {
  Expected<Model> model = Model::FromContent(content);
  EXPECT_TRUE(model.ok()) << model.status().message();
  auto compiled = CompiledModel::Create(std::move(*model));
  EXPECT_TRUE(compiled.ok()) << compiled.status().message();
  auto interpreter = Interpreter::Create(std::move(*compiled));
  EXPECT_TRUE(interpreter.ok()) << interpreter.status().message();
  return std::move(*interpreter);
}

TEST(ExportTest, EqualConstantsShareABufferAndUnknownDimensionsAreInTheSignature) {
  Program program = OneSignature();
  Signature& s = program.signatures[0];
  Graph& g = *s.graph;
  Value* x = g.AddInput(DataType::kFloat, PartialShape({PartialShape::kUnknown, 2}), "x");
  Value* y = x;
  for (int i = 0; i < 2; ++i) {
    Value* c = g.AddConst(Literal::Of<float>({2}, {1, 2}), "c", nullptr);
    y = g.AddOutput(g.AddBuiltin(BuiltinOperator::kAdd, model::AddOptions(), "sum", {y, c}, nullptr), DataType::kFloat, x->shape);
  }
  g.outputs = {y};
  s.input_names = {"x"};
  s.output_names = {"y"};
  const Expected<model::Model> model = Export(program);
  ASSERT_TRUE(model.ok()) << model.status().message();
  const model::Subgraph& sub = model->subgraphs[0];
  EXPECT_EQ(sub.name, "main");
  EXPECT_EQ(sub.tensors[0].shape, (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(sub.tensors[0].shape_signature, (std::vector<int32_t>{-1, 2}));
  EXPECT_EQ(model->buffers.size(), 2u);
  EXPECT_EQ(sub.tensors[1].name, "c");
  EXPECT_EQ(sub.tensors[3].name, "c_1");
  auto interpreter = Load(*model);
  ASSERT_TRUE(interpreter->Allocate().ok());
  interpreter->input(0).as<float>()[0] = 10;
  interpreter->input(0).as<float>()[1] = 20;
  ASSERT_TRUE(interpreter->Invoke().ok());
  EXPECT_EQ(interpreter->output(0).as<float>()[0], 12);
  EXPECT_EQ(interpreter->output(0).as<float>()[1], 24);
}

TEST(ExportTest, VariablesGetTheirValuesBeforeTheFirstRun) {
  Program program = OneSignature();
  program.variables.push_back({"total", DataType::kFloat, PartialShape({1}), Literal::Of<float>({1}, {7})});
  Signature& s = program.signatures[0];
  Graph& g = *s.graph;
  model::VarHandleOptions options;
  options.shared_name = VariableName(program, 0);
  Value* x = g.AddInput(DataType::kFloat, PartialShape({1}), "x");
  Value* handle =
      g.AddOutput(g.AddBuiltin(BuiltinOperator::kVarHandle, options, "v", {}, nullptr), DataType::kResource, PartialShape::Scalar());
  Node* read = g.AddBuiltin(BuiltinOperator::kReadVariable, model::ReadVariableOptions(), "read", {handle}, nullptr);
  Value* old = g.AddOutput(read, DataType::kFloat, PartialShape({1}));
  Value* sum =
      g.AddOutput(g.AddBuiltin(BuiltinOperator::kAdd, model::AddOptions(), "sum", {old, x}, nullptr), DataType::kFloat, PartialShape({1}));
  g.AddBuiltin(BuiltinOperator::kAssignVariable, model::AssignVariableOptions(), "assign", {handle, sum}, nullptr);
  g.outputs = {sum};
  s.input_names = {"x"};
  s.output_names = {"sum"};
  const Expected<model::Model> model = Export(program);
  ASSERT_TRUE(model.ok()) << model.status().message();
  EXPECT_EQ(model->subgraphs.size(), 2u);
  auto interpreter = Load(*model);
  ASSERT_TRUE(interpreter->Allocate().ok());
  for (float expected : {8.0f, 9.0f}) {
    interpreter->input(0).as<float>()[0] = 1;
    const Status status = interpreter->Invoke();
    ASSERT_TRUE(status.ok()) << status.message();
    EXPECT_EQ(interpreter->output(0).as<float>()[0], expected);
  }
}

TEST(ExportTest, ATensorFlowNodeThatIsLeftIsAMistake) {
  Program program = OneSignature();
  Graph& g = *program.signatures[0].graph;
  Value* x = g.AddInput(DataType::kFloat, PartialShape({1}), "x");
  g.outputs = {g.AddTf("Relu", "y", {x}, {DataType::kFloat}, nullptr)->output()};
  EXPECT_EQ(Export(program).status().code(), StatusCode::kInternal);
}

}  // namespace
}  // namespace goldcrest::convert
