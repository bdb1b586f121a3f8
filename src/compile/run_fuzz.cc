// Fuzz target: any bytes load, resize, allocate and run, or are refused; inside small limits and with every tensor in a block of its
// own (the fuzz build), so that sanitizers see every overrun.
//
// Built with libFuzzer it has the structure-aware mutations of tests/fuzz/model_mutator.h.
#include <algorithm>
#include <string_view>
#include <vector>

#include "goldcrest/interpreter.h"

namespace goldcrest {
namespace {

constexpr Limits kLimits = {.max_bytes = uint64_t{64} << 20, .max_steps = uint64_t{1} << 24, .max_call_depth = 16};

// Some numbers, or (`odd`) NaN in floats and -1 in integers.
void FillInputs(Interpreter& interpreter, int subgraph, bool odd) {
  for (int i : interpreter.inputs(subgraph)) {
    const TensorView in = interpreter.tensor(i, subgraph);
    if (in.type == TensorType::kString) {
      const std::vector<std::string_view> words(static_cast<size_t>(std::min<int64_t>(in.shape.elements(), 1 << 16)), "word");
      (void)interpreter.SetStrings(i, words, subgraph);
      continue;
    }
    // Constants lie in memory that is not ours to write.
    if (in.data == nullptr || interpreter.memory(i, subgraph) == TensorMemory::kConstant) continue;
    for (size_t b = 0; b < in.bytes; ++b) static_cast<uint8_t*>(in.data)[b] = static_cast<uint8_t>(odd ? 0xff : b * 37 + 1);
  }
}

void ReadOutputs(const Interpreter& interpreter, int subgraph) {
  unsigned sum = 0;
  for (int i : interpreter.outputs(subgraph)) {
    const TensorView out = interpreter.tensor(i, subgraph);
    for (size_t b = 0; out.data != nullptr && b < out.bytes; ++b) sum += out.as<uint8_t>()[b];
  }
  volatile unsigned keep = sum;
  (void)keep;
}

void RunSubgraph(Interpreter& interpreter, int subgraph) {
  if (!interpreter.Allocate(subgraph).ok()) return;
  for (const bool odd : {false, true}) {
    FillInputs(interpreter, subgraph, odd);
    // What a run that failed has left can be looked at, too.
    (void)interpreter.Invoke(subgraph);
    ReadOutputs(interpreter, subgraph);
  }
}

void Run(std::span<const uint8_t> bytes) {
  const Expected<Model> model = Model::FromBytes(bytes, kLimits);
  if (!model.ok()) return;
  for (const bool preserve : {false, true}) {
    CompileOptions options;
    options.limits = kLimits;
    options.num_threads = 1;
    options.preserve_all_tensors = preserve;
    options.reference_kernels = preserve;
    const auto compiled = CompiledModel::Create(*model, options);
    if (!compiled.ok()) return;
    const auto interpreter = Interpreter::Create(*compiled);
    if (!interpreter.ok()) return;
    const int subgraphs = std::min(3, model->num_subgraphs());
    for (int s = 0; s < subgraphs; ++s) RunSubgraph(**interpreter, s);
    if ((*interpreter)->inputs().empty()) continue;
    const int first = (*interpreter)->inputs()[0];
    std::vector<int32_t> dims = (*interpreter)->shape_signature(first);
    for (int32_t& d : dims) d = d == -1 ? 3 : d;
    if (!dims.empty()) dims[0] = dims[0] == 2 ? 3 : 2;
    if ((*interpreter)->ResizeInput(first, dims).ok()) RunSubgraph(**interpreter, 0);
  }
}

}  // namespace
}  // namespace goldcrest

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  goldcrest::Run({data, size});
  return 0;
}
