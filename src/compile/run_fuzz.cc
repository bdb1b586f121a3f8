// Fuzz target: any bytes load, resize, allocate and run, or are refused; inside small limits and with every tensor in a block of its
// own (the fuzz build), so that sanitizers see every overrun.
//
// The mutator works on the structure: it reads the model, changes a few of its fields to values that have broken runtimes before,
// and writes it again. Where bytes are no model, and now and then anyway, libFuzzer's own mutations are used.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <random>
#include <type_traits>

#include "goldcrest/interpreter.h"
#include "model/model.h"
#include "model/reader.h"
#include "model/writer.h"

#if defined(GC_LIBFUZZER)
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);
#endif

namespace goldcrest {
namespace {

constexpr Limits kLimits = {.max_bytes = uint64_t{64} << 20, .max_steps = uint64_t{1} << 24, .max_call_depth = 16};

void FillInputs(Interpreter& interpreter, int subgraph) {
  for (int i : interpreter.inputs(subgraph)) {
    const TensorView in = interpreter.tensor(i, subgraph);
    if (in.type == TensorType::kString || in.data == nullptr) continue;
    for (size_t b = 0; b < in.bytes; ++b) static_cast<uint8_t*>(in.data)[b] = static_cast<uint8_t>(b * 37 + 1);
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
  FillInputs(interpreter, subgraph);
  if (interpreter.Invoke(subgraph).ok()) ReadOutputs(interpreter, subgraph);
}

void Run(std::span<const uint8_t> bytes) {
  const Expected<Model> model = Model::FromBytes(bytes);
  if (!model.ok()) return;
  for (const bool preserve : {false, true}) {
    CompileOptions options;
    options.limits = kLimits;
    options.num_threads = 1;
    options.preserve_all_tensors = preserve;
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

#if defined(GC_LIBFUZZER)
// ---- Mutations ------------------------------------------------------------------------------------------------------------------

using Random = std::minstd_rand;

int32_t Edge(Random& random) {
  constexpr std::array<int32_t, 22> kEdges = {0,  1,  -1,  2,   -2,  3,   4,    5,     7,       8,         16,
                                              31, 64, 127, 128, 255, 256, 1000, 65536, 1 << 24, INT32_MAX, INT32_MIN};
  return kEdges[random() % kEdges.size()];
}

template <typename T>
T* Pick(std::vector<T>& v, Random& random) {
  return v.empty() ? nullptr : &v[random() % v.size()];
}

void ChangeTensor(model::Tensor& t, const model::Model& m, Random& random) {
  switch (random() % 7) {
    case 0:
      if (int32_t* d = Pick(t.shape, random)) *d = Edge(random);
      break;
    case 1: t.type = static_cast<TensorType>(random() % kNumTensorTypes); break;
    case 2: t.is_variable = !t.is_variable; break;
    case 3: t.buffer = static_cast<uint32_t>(random() % (m.buffers.size() + 1)); break;
    case 4: t.shape.resize(random() % 6, 2); break;
    case 5:
      if (int32_t* d = Pick(t.shape_signature, random)) *d = Edge(random);
      break;
    default: {
      auto q = std::make_shared<model::Quantization>(t.quantization ? *t.quantization : model::Quantization());
      constexpr float kScales[] = {0.0f, -1.0f, 1e-40f, 1e30f, 0.1f};
      q->scale.assign(random() % 4, kScales[random() % 5]);
      q->zero_point.assign(q->scale.size(), Edge(random));
      q->quantized_dimension = Edge(random) % 5;
      t.quantization = std::move(q);
    }
  }
}

// Sets one field of the options to an edge value.
struct OptionsChanger {
  model::Options* options;
  Random& random;

  template <typename T>
  void operator()() {
    const T* old = options->As<T>();
    T changed = old ? *old : T();
    int fields = 0;
    T::ForEachField(changed, [&](const char*, auto&) { ++fields; });
    if (fields == 0) return;
    int at = static_cast<int>(random() % static_cast<unsigned>(fields));
    T::ForEachField(changed, [&](const char*, auto& field) {
      if (at-- == 0) Change(field);
    });
    *options = model::Options(changed);
  }
  template <typename F>
  void Change(F& field) {
    if constexpr (std::is_same_v<F, bool>)
      field = !field;
    else if constexpr (std::is_enum_v<F>)
      field = static_cast<F>(random() % 8);
    else if constexpr (std::is_arithmetic_v<F>)
      field = static_cast<F>(Edge(random));
    else if constexpr (requires { field.resize(1); })
      field.resize(random() % 5);
  }
};

void ChangeOperator(model::Subgraph& s, size_t index, Random& random) {
  model::Operator& op = s.operators[index];
  const auto any_tensor = [&] { return static_cast<int32_t>(random() % (s.tensors.size() + 1)) - 1; };
  switch (random() % 7) {
    case 0:
      if (int32_t* i = Pick(op.inputs, random)) *i = any_tensor();
      break;
    case 1:
      if (int32_t* i = Pick(op.outputs, random)) *i = any_tensor();
      break;
    case 2: op.inputs.push_back(any_tensor()); break;
    case 3:
      if (!op.inputs.empty()) op.inputs.pop_back();
      break;
    case 4:
      if (random() % 8 == 0) s.operators.erase(s.operators.begin() + static_cast<ptrdiff_t>(index));
      break;
    default: model::VisitOptionsType(op.options.type(), OptionsChanger{&op.options, random});
  }
}

void ChangeConstant(model::Buffer& b, Random& random) {
  std::vector<uint8_t> bytes(b.data.span().begin(), b.data.span().end());
  if (bytes.size() < sizeof(int32_t)) return;
  const int32_t v = Edge(random);
  std::memcpy(bytes.data() + random() % (bytes.size() / 4) * 4, &v, sizeof(v));
  b.data = model::Block(std::move(bytes));
}

void ChangeModel(model::Model& m, Random& random) {
  model::Subgraph* s = Pick(m.subgraphs, random);
  if (s == nullptr) return;
  switch (random() % 10) {
    case 0:
    case 1:
    case 2:
      if (model::Tensor* t = Pick(s->tensors, random)) ChangeTensor(*t, m, random);
      break;
    case 3:
    case 4:
    case 5:
      if (!s->operators.empty()) ChangeOperator(*s, random() % s->operators.size(), random);
      break;
    case 6:
    case 7:
      if (model::Buffer* b = Pick(m.buffers, random)) ChangeConstant(*b, random);
      break;
    case 8:
      if (model::OperatorCode* c = Pick(m.operator_codes, random))
        c->builtin = static_cast<BuiltinOperator>(random() % kNumBuiltinOperators);
      break;
    default:
      if (model::OperatorCode* c = Pick(m.operator_codes, random)) c->version = static_cast<int32_t>(random() % 10);
  }
}

#endif  // GC_LIBFUZZER

}  // namespace
}  // namespace goldcrest

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  goldcrest::Run({data, size});
  return 0;
}

#if defined(GC_LIBFUZZER)
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  goldcrest::Random random(seed);
  const auto bytes = goldcrest::CopyBytes({data, size});
  if (random() % 5 == 0 || !bytes.ok()) return LLVMFuzzerMutate(data, size, max_size);
  auto model = goldcrest::model::ReadModel(*bytes);
  if (!model.ok()) return LLVMFuzzerMutate(data, size, max_size);
  for (unsigned changes = 1 + random() % 4; changes > 0; --changes) goldcrest::ChangeModel(*model, random);
  const auto written = goldcrest::model::WriteModel(*model);
  if (!written.ok() || written->size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(written->begin(), written->end(), data);
  return written->size();
}
#endif
