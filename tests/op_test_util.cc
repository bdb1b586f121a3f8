#include "tests/op_test_util.h"

#include <gtest/gtest.h>

#include <cstring>

#include "runtime/strings.h"

namespace goldcrest {

OpTest::OpTest(BuiltinOperator op, int version) {
  compile.num_threads = 1;
  model_.buffers.resize(1);
  model_.operator_codes.push_back({op, "", version});
  model_.subgraphs.resize(1);
  model_.subgraphs[0].operators.resize(1);
}

OpTest::OpTest(std::string custom_name) : OpTest(BuiltinOperator::kCustom) {
  model_.operator_codes[0].custom_code = std::move(custom_name);
}

int OpTest::AddTensor(TensorType type, std::vector<int32_t> shape, Quant quant) {
  model::Subgraph& s = model_.subgraphs[0];
  model::Tensor t;
  t.name = "t" + std::to_string(s.tensors.size());
  t.type = type;
  t.shape = std::move(shape);
  if (!quant.scale.empty()) {
    auto q = std::make_shared<model::Quantization>();
    q->scale = std::move(quant.scale);
    q->zero_point = std::move(quant.zero_point);
    q->quantized_dimension = quant.dimension;
    t.quantization = std::move(q);
  }
  s.tensors.push_back(std::move(t));
  return static_cast<int>(s.tensors.size()) - 1;
}

int OpTest::AddInput(TensorType type, std::vector<int32_t> shape, std::vector<uint8_t> bytes, Quant quant, bool constant) {
  const int i = AddTensor(type, std::move(shape), std::move(quant));
  op().inputs.push_back(i);
  if (constant) {
    model_.subgraphs[0].tensors[i].buffer = static_cast<uint32_t>(model_.buffers.size());
    model_.buffers.push_back({model::Block(std::move(bytes)), false});
  } else {
    model_.subgraphs[0].inputs.push_back(i);
    inputs_.emplace_back(i, std::move(bytes));
  }
  return i;
}

int OpTest::Variable(TensorType type, std::vector<int32_t> shape, Quant quant) {
  const int i = AddTensor(type, std::move(shape), std::move(quant));
  model_.subgraphs[0].tensors[i].is_variable = true;
  op().inputs.push_back(i);
  return i;
}

void OpTest::NoInput() { op().inputs.push_back(-1); }

int OpTest::AddOutput(TensorType type, std::vector<int32_t> shape, Quant quant) {
  const int i = AddTensor(type, std::move(shape), std::move(quant));
  op().outputs.push_back(i);
  model_.subgraphs[0].outputs.push_back(i);
  return i;
}

int OpTest::Intermediate(TensorType type, Quant quant) {
  const int i = AddTensor(type, {}, std::move(quant));
  op().intermediates.push_back(i);
  return i;
}

Status OpTest::SetInputs() {
  for (const auto& [i, bytes] : inputs_) {
    const TensorView in = interpreter_->tensor(i);
    if (in.type == TensorType::kString) {
      GC_ASSIGN_OR_RETURN(const auto strings, ReadStrings(bytes));
      GC_RETURN_IF_ERROR(interpreter_->SetStrings(i, strings));
      continue;
    }
    if (in.bytes != bytes.size()) return Error(StatusCode::kInvalidArgument, "the test gives %zu bytes for %zu", bytes.size(), in.bytes);
    if (in.bytes > 0) std::memcpy(in.data, bytes.data(), in.bytes);
  }
  return Status::Ok();
}

Status OpTest::Run() {
  interpreter_.reset();
  GC_ASSIGN_OR_RETURN(Model model, Model::FromContent(model_));
  GC_ASSIGN_OR_RETURN(auto compiled, CompiledModel::Create(std::move(model), compile));
  GC_ASSIGN_OR_RETURN(interpreter_, Interpreter::Create(std::move(compiled)));
  GC_RETURN_IF_ERROR(interpreter_->Allocate());
  return RunAgain();
}

Status OpTest::RunAgain() {
  GC_RETURN_IF_ERROR(SetInputs());
  return interpreter_->Invoke();
}

std::vector<uint8_t> OpTest::output_bytes(int i) const {
  const TensorView v = interpreter_->output(i);
  return v.data ? std::vector<uint8_t>(v.as<uint8_t>(), v.as<uint8_t>() + v.bytes) : std::vector<uint8_t>();
}

void ForEachCpuTarget(const std::function<void(CpuTarget)>& body) {
  const CpuTarget best = BestCpuTarget();
  for (CpuTarget t : AvailableCpuTargets()) {
    SCOPED_TRACE(std::string(CpuTargetName(t)));
    ForceCpuTarget(t);
    body(t);
  }
  ForceCpuTarget(best);
}

}  // namespace goldcrest
