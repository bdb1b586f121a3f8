#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// In one subgraph: CALL_ONCE of subgraph 1 (which assigns 10, 20), VAR_HANDLE, READ_VARIABLE (the output), then ASSIGN_VARIABLE
// of the input.
model::Model Counter(bool initialized) {
  model::Model m;
  m.buffers.resize(1);
  const int32_t initial[2] = {10, 20};
  const auto* p = reinterpret_cast<const uint8_t*>(initial);
  m.buffers.push_back({model::Block(std::vector<uint8_t>(p, p + sizeof(initial))), false});
  m.operator_codes = {{BuiltinOperator::kCallOnce, "", 1},
                      {BuiltinOperator::kVarHandle, "", 1},
                      {BuiltinOperator::kReadVariable, "", 1},
                      {BuiltinOperator::kAssignVariable, "", 1}};
  const auto tensor = [](TensorType type, std::vector<int32_t> shape, uint32_t buffer = 0) {
    model::Tensor t;
    t.type = type;
    t.shape = std::move(shape);
    t.buffer = buffer;
    return t;
  };
  const auto node = [](uint32_t code, std::vector<int32_t> inputs, std::vector<int32_t> outputs, model::Options options = {}) {
    model::Operator op;
    op.opcode_index = code;
    op.inputs = std::move(inputs);
    op.outputs = std::move(outputs);
    op.options = std::move(options);
    return op;
  };
  const model::Options handle(model::VarHandleOptions{"", "v"});
  m.subgraphs.resize(2);
  model::Subgraph& main = m.subgraphs[0];
  main.tensors = {tensor(TensorType::kInt32, {2}), tensor(TensorType::kResource, {}), tensor(TensorType::kInt32, {2})};
  main.inputs = {0};
  main.outputs = {2};
  if (initialized) main.operators.push_back(node(0, {}, {}, model::Options(model::CallOnceOptions{1})));
  main.operators.push_back(node(1, {}, {1}, handle));
  main.operators.push_back(node(2, {1}, {2}));
  main.operators.push_back(node(3, {1, 0}, {}));
  model::Subgraph& once = m.subgraphs[1];
  once.tensors = {tensor(TensorType::kInt32, {2}, 1), tensor(TensorType::kResource, {})};
  once.operators.push_back(node(1, {}, {1}, handle));
  once.operators.push_back(node(3, {1, 0}, {}));
  return m;
}

Expected<std::unique_ptr<Interpreter>> Load(model::Model content) {
  GC_ASSIGN_OR_RETURN(Model model, Model::FromContent(std::move(content)));
  GC_ASSIGN_OR_RETURN(auto compiled, CompiledModel::Create(std::move(model)));
  GC_ASSIGN_OR_RETURN(auto interpreter, Interpreter::Create(std::move(compiled)));
  GC_RETURN_IF_ERROR(interpreter->Allocate());
  return interpreter;
}

std::vector<int32_t> RunWith(Interpreter& interpreter, int32_t value) {
  interpreter.input(0).as<int32_t>()[0] = value;
  EXPECT_TRUE(interpreter.Invoke().ok());
  const TensorView out = interpreter.output(0);
  return {out.as<int32_t>(), out.as<int32_t>() + 2};
}

TEST(VariableTest, KeepsItsValueFromRunToRun) {
  auto interpreter = Load(Counter(true));
  ASSERT_TRUE(interpreter.ok()) << interpreter.status().message();
  EXPECT_THAT(RunWith(**interpreter, 1), ElementsAre(10, 20));  // initialized once
  EXPECT_THAT(RunWith(**interpreter, 2), ElementsAre(1, 0));
  EXPECT_THAT(RunWith(**interpreter, 3), ElementsAre(2, 0));
}

TEST(VariableTest, IsEachInterpretersOwn) {
  auto first = Load(Counter(true)), second = Load(Counter(true));
  ASSERT_TRUE(first.ok() && second.ok());
  RunWith(**first, 7);
  EXPECT_THAT(RunWith(**second, 1), ElementsAre(10, 20));
}

TEST(VariableTest, RefusesToReadWhatNothingWasAssignedTo) {
  auto interpreter = Load(Counter(false));
  ASSERT_TRUE(interpreter.ok());
  const Status s = (*interpreter)->Invoke();
  EXPECT_EQ(s.code(), StatusCode::kRuntimeError);
  EXPECT_THAT(s.message(), HasSubstr("READ_VARIABLE (node 1): reads a variable that nothing was assigned to"));
}

TEST(VariableTest, RefusesToReadAnotherType) {
  model::Model m = Counter(true);
  m.subgraphs[0].tensors[2].type = TensorType::kFloat32;
  auto interpreter = Load(std::move(m));
  ASSERT_TRUE(interpreter.ok());
  EXPECT_THAT((*interpreter)->Invoke().message(), HasSubstr("reads FLOAT32; the variable holds INT32"));
}

}  // namespace
}  // namespace goldcrest
