#include "tests/robustness/robustness_util.h"

#include <algorithm>
#include <cstring>

#include "model/writer.h"

namespace goldcrest {
namespace {

// 1 in every number, whatever its type.
void FillInputs(Interpreter& interpreter, int subgraph) {
  for (int i : interpreter.inputs(subgraph)) {
    const TensorView in = interpreter.tensor(i, subgraph);
    if (in.data == nullptr || in.type == TensorType::kString || interpreter.memory(i, subgraph) == TensorMemory::kConstant) continue;
    std::memset(in.data, 1, in.bytes);
    if (in.type == TensorType::kFloat32) std::fill_n(static_cast<float*>(in.data), in.bytes / sizeof(float), 1.0f);
    if (in.type == TensorType::kInt32) std::fill_n(static_cast<int32_t*>(in.data), in.bytes / sizeof(int32_t), 1);
  }
}

}  // namespace

Status LoadAndRun(std::span<const uint8_t> file, const CompileOptions& options) {
  GC_ASSIGN_OR_RETURN(Model model, Model::FromBytes(file, options.limits));
  GC_ASSIGN_OR_RETURN(auto compiled, CompiledModel::Create(std::move(model), options));
  GC_ASSIGN_OR_RETURN(auto interpreter, Interpreter::Create(std::move(compiled)));
  GC_RETURN_IF_ERROR(interpreter->Allocate());
  FillInputs(*interpreter, 0);
  return interpreter->Invoke();
}

Status LoadAndRun(const model::Model& content, const CompileOptions& options) { return LoadAndRun(Written(content), options); }

FileBytes Written(const model::Model& content) {
  Expected<FileBytes> bytes = model::WriteModel(content);
  EXPECT_TRUE(bytes.ok()) << bytes.status().message();
  return bytes.ok() ? std::move(*bytes) : FileBytes();
}

void ExpectRefused(const Status& status, StatusCode code, const std::string& piece) {
  EXPECT_EQ(StatusCodeName(status.code()), StatusCodeName(code)) << status.message();
  EXPECT_THAT(status.message(), testing::HasSubstr(piece));
  EXPECT_EQ(status.message().find('\n'), std::string::npos) << status.message();
}

model::Model Changed(const Change& change) {
  model::Model m;
  m.buffers.resize(1);
  m.operator_codes = {{BuiltinOperator::kAdd, "", 1}};
  m.subgraphs.resize(1);
  model::Subgraph& s = m.subgraphs[0];
  s.tensors = {NewTensor({2, 3}), NewTensor({2, 3}), NewTensor({2, 3})};
  s.inputs = {0, 1};
  s.outputs = {2};
  s.operators = {NewOperator(0, {0, 1}, {2}, model::AddOptions())};
  change(m, s);
  return m;
}

model::Tensor NewTensor(std::vector<int32_t> shape, TensorType type) {
  model::Tensor t;
  t.name = "t";
  t.shape = std::move(shape);
  t.type = type;
  return t;
}

model::Operator NewOperator(uint32_t code, std::vector<int32_t> inputs, std::vector<int32_t> outputs, model::Options options) {
  model::Operator op;
  op.opcode_index = code;
  op.inputs = std::move(inputs);
  op.outputs = std::move(outputs);
  op.options = std::move(options);
  return op;
}

uint32_t AddBuffer(model::Model& model, std::vector<uint8_t> bytes) {
  model.buffers.push_back({model::Block(std::move(bytes)), false});
  return static_cast<uint32_t>(model.buffers.size() - 1);
}

uint32_t AddCode(model::Model& model, BuiltinOperator op, int version) {
  model.operator_codes.push_back({op, "", version});
  return static_cast<uint32_t>(model.operator_codes.size() - 1);
}

int32_t AddTensor(model::Subgraph& graph, model::Tensor tensor) {
  graph.tensors.push_back(std::move(tensor));
  return static_cast<int32_t>(graph.tensors.size() - 1);
}

}  // namespace goldcrest
