#include "tests/fuzz/model_mutator.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <type_traits>

#include "model/builtin_options.h"
#include "model/model.h"
#include "model/reader.h"
#include "model/writer.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace goldcrest::fuzz {
namespace {

using Random = std::minstd_rand;

size_t Below(Random& random, size_t n) { return random() % n; }
bool OneIn(Random& random, size_t n) { return Below(random, n) == 0; }

int32_t Edge(Random& random) {
  constexpr std::array<int32_t, 24> kEdges = {0,  1,  -1,  2,   -2,  3,   4,    5,     7,     8,       9,         16,
                                              31, 64, 127, 128, 255, 256, 1000, 65536, 65535, 1 << 24, INT32_MAX, INT32_MIN};
  return kEdges[Below(random, kEdges.size())];
}

template <typename T>
T* Pick(std::vector<T>& v, Random& random) {
  return v.empty() ? nullptr : &v[Below(random, v.size())];
}

model::Block SomeBytes(size_t n, Random& random) {
  std::vector<uint8_t> bytes(std::min<size_t>(n, 4096));
  const int32_t v = Edge(random);
  for (size_t i = 0; i + sizeof(v) <= bytes.size(); i += sizeof(v)) std::memcpy(bytes.data() + i, &v, sizeof(v));
  return model::Block(std::move(bytes));
}

void ChangeQuantization(model::Tensor& t, Random& random) {
  auto q = std::make_shared<model::Quantization>(t.quantization ? *t.quantization : model::Quantization());
  constexpr float kScales[] = {0.0f, -1.0f, 1e-40f, 1e30f, 0.1f, 0.5f, 1.0f};
  const size_t channels = t.shape.empty() ? 1 : static_cast<size_t>(std::clamp(t.shape[Below(random, t.shape.size())], 0, 64));
  q->scale.assign(OneIn(random, 2) ? 1 : OneIn(random, 2) ? channels : Below(random, 4), kScales[Below(random, std::size(kScales))]);
  q->zero_point.assign(q->scale.size(), OneIn(random, 2) ? 0 : Edge(random));
  q->quantized_dimension = OneIn(random, 2) ? 0 : Edge(random) % 5;
  if (OneIn(random, 8)) {
    q->details = static_cast<model::Quantization::Details>(Below(random, 4));
    q->scales_tensor = Edge(random) % 8;
    q->zero_points_tensor = Edge(random) % 8;
    q->block_size = Edge(random);
  }
  t.quantization = std::move(q);
}

void ChangeSparsity(model::Tensor& t, Random& random) {
  if (!t.sparsity || OneIn(random, 3)) {
    model::Sparsity fresh;
    for (size_t d = 0; d < t.shape.size(); ++d) {
      fresh.traversal_order.push_back(static_cast<int32_t>(d));
      fresh.dim_metadata.emplace_back().dense_size = t.shape[d];
    }
    t.sparsity = std::make_shared<model::Sparsity>(std::move(fresh));
    return;
  }
  auto s = std::make_shared<model::Sparsity>(*t.sparsity);
  if (model::DimensionMetadata* d = Pick(s->dim_metadata, random)) {
    switch (Below(random, 4)) {
      case 0: d->format = static_cast<model::DimensionMetadata::Format>(Below(random, 2)); break;
      case 1: d->dense_size = Edge(random); break;
      case 2:
        d->array_segments.resize(Below(random, 6), Edge(random));
        d->segments_bits = 32;
        break;
      default: d->array_indices.resize(Below(random, 6), Edge(random)); d->indices_bits = 32;
    }
  }
  if (int32_t* o = Pick(s->traversal_order, random); o != nullptr && OneIn(random, 3)) *o = Edge(random) % 8;
  if (OneIn(random, 4)) s->block_map.push_back(Edge(random) % 8);
  t.sparsity = std::move(s);
}

void ChangeTensor(model::Tensor& t, model::Model& m, Random& random) {
  switch (Below(random, 10)) {
    case 0:
    case 1:
      if (int32_t* d = Pick(t.shape, random)) *d = Edge(random);
      break;
    case 2: t.type = static_cast<TensorType>(Below(random, kNumTensorTypes)); break;
    case 3: t.is_variable = !t.is_variable; break;
    case 4: t.buffer = static_cast<uint32_t>(Below(random, m.buffers.size() + 1)); break;
    case 5: t.shape.resize(Below(random, 10), 2); break;
    case 6:
      t.shape_signature = t.shape;
      if (int32_t* d = Pick(t.shape_signature, random)) *d = OneIn(random, 3) ? Edge(random) : -1;
      break;
    case 7: ChangeSparsity(t, random); break;
    default: ChangeQuantization(t, random);
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
    size_t fields = 0;
    T::ForEachField(changed, [&](const char*, auto&) { ++fields; });
    size_t at = fields == 0 ? 1 : Below(random, fields);
    T::ForEachField(changed, [&](const char*, auto& field) {
      if (at-- == 0) Change(field);
    });
    *options = model::Options(changed);
  }
  template <typename F>
  void Change(F& field) {
    if constexpr (std::is_same_v<F, bool>) {
      field = !field;
    } else if constexpr (std::is_enum_v<F>) {
      field = static_cast<F>(Below(random, 8));
    } else if constexpr (std::is_arithmetic_v<F>) {
      field = static_cast<F>(Edge(random));
    } else if constexpr (requires { field.resize(1); }) {
      field.resize(Below(random, 10));
      if constexpr (requires { field[0] = static_cast<typename F::value_type>(1); }) {
        if (!field.empty()) field[Below(random, field.size())] = static_cast<typename F::value_type>(Edge(random));
      }
    }
  }
};

// Another operator of the format in the place of this one, with options of its own.
void ReplaceOperator(model::Model& m, model::Operator& op, Random& random) {
  model::OperatorCode code;
  code.builtin = static_cast<BuiltinOperator>(Below(random, kNumBuiltinOperators));
  code.version = static_cast<int32_t>(1 + Below(random, 5));
  m.operator_codes.push_back(code);
  op.opcode_index = static_cast<uint32_t>(m.operator_codes.size() - 1);
  op.options = {};
  model::VisitOptionsType(model::OptionsTypeFor(code.builtin), OptionsChanger{&op.options, random});
}

void ChangeOperator(model::Model& m, model::Subgraph& s, size_t index, Random& random) {
  model::Operator& op = s.operators[index];
  const auto any_tensor = [&] { return static_cast<int32_t>(Below(random, s.tensors.size() + 1)) - 1; };
  switch (Below(random, 10)) {
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
      if (OneIn(random, 4)) s.operators.erase(s.operators.begin() + static_cast<ptrdiff_t>(index));
      break;
    case 5: ReplaceOperator(m, op, random); break;
    case 6: {
      // One more operator behind this one, that reads what it wrote.
      model::Operator next = op;
      next.inputs.clear();
      if (!op.outputs.empty()) next.inputs.push_back(op.outputs[0]);
      for (size_t k = Below(random, 3); k > 0; --k) next.inputs.push_back(any_tensor());
      s.tensors.push_back(s.tensors.empty() ? model::Tensor() : s.tensors[Below(random, s.tensors.size())]);
      s.tensors.back().buffer = 0;
      next.outputs = {static_cast<int32_t>(s.tensors.size()) - 1};
      s.outputs.push_back(next.outputs[0]);
      ReplaceOperator(m, next, random);
      s.operators.insert(s.operators.begin() + static_cast<ptrdiff_t>(index) + 1, std::move(next));
      break;
    }
    default: {
      const bool known = op.opcode_index < m.operator_codes.size();
      const auto expected = known ? model::OptionsTypeFor(m.operator_codes[op.opcode_index].builtin) : model::OptionsType::kNone;
      model::VisitOptionsType(op.options.empty() ? expected : op.options.type(), OptionsChanger{&op.options, random});
    }
  }
}

void ChangeConstant(model::Buffer& b, Random& random) {
  if (b.data.empty()) {
    b.data = SomeBytes(4 + 4 * Below(random, 64), random);
    return;
  }
  std::vector<uint8_t> bytes(b.data.span().begin(), b.data.span().end());
  if (bytes.size() < sizeof(int32_t)) return;
  const int32_t v = Edge(random);
  std::memcpy(bytes.data() + Below(random, bytes.size() / 4) * 4, &v, sizeof(v));
  b.data = model::Block(std::move(bytes));
}

// An input that becomes a constant, or a constant that becomes an input.
void ChangeSource(model::Model& m, model::Subgraph& s, Random& random) {
  const size_t i = Below(random, std::max<size_t>(1, s.tensors.size()));
  if (i >= s.tensors.size()) return;
  const auto at = std::find(s.inputs.begin(), s.inputs.end(), static_cast<int32_t>(i));
  if (at == s.inputs.end()) {
    s.tensors[i].buffer = 0;
    s.inputs.push_back(static_cast<int32_t>(i));
    return;
  }
  s.inputs.erase(at);
  uint64_t bytes = static_cast<uint64_t>(std::max(1, TypeBits(s.tensors[i].type) / 8));
  for (int32_t d : s.tensors[i].shape) bytes = d < 0 || bytes > 4096 ? 4096 : bytes * static_cast<uint64_t>(d);
  m.buffers.emplace_back();
  m.buffers.back().data = SomeBytes(static_cast<size_t>(std::max<uint64_t>(bytes, 4)), random);
  s.tensors[i].buffer = static_cast<uint32_t>(m.buffers.size() - 1);
}

void ChangeSignatures(model::Model& m, Random& random) {
  if (m.signature_defs.empty() || OneIn(random, 4)) {
    m.signature_defs.push_back(
        {"s" + std::to_string(m.signature_defs.size()), {}, {}, static_cast<uint32_t>(Below(random, m.subgraphs.size() + 1))});
    return;
  }
  model::SignatureDef* s = Pick(m.signature_defs, random);
  auto& list = OneIn(random, 2) ? s->inputs : s->outputs;
  list.push_back({std::string(1, static_cast<char>('a' + Below(random, 4))), static_cast<uint32_t>(Edge(random)) % 16});
}

void ChangeModel(model::Model& m, Random& random) {
  model::Subgraph* s = Pick(m.subgraphs, random);
  if (s == nullptr) return;
  switch (Below(random, 16)) {
    case 0:
    case 1:
    case 2:
    case 3:
      if (model::Tensor* t = Pick(s->tensors, random)) ChangeTensor(*t, m, random);
      break;
    case 4: {
      // All tensors of one type become another: what a converter does.
      const auto from = static_cast<TensorType>(Below(random, kNumTensorTypes)),
                 to = static_cast<TensorType>(Below(random, kNumTensorTypes));
      for (model::Tensor& t : s->tensors) {
        if (t.type == from || t.type == TensorType::kFloat32) t.type = to;
      }
      break;
    }
    case 5:
    case 6:
    case 7:
    case 8:
    case 9:
      if (!s->operators.empty()) ChangeOperator(m, *s, Below(random, s->operators.size()), random);
      break;
    case 10:
    case 11:
      if (model::Buffer* b = Pick(m.buffers, random)) ChangeConstant(*b, random);
      break;
    case 12: ChangeSource(m, *s, random); break;
    case 13:
      if (model::OperatorCode* c = Pick(m.operator_codes, random))
        c->builtin = static_cast<BuiltinOperator>(Below(random, kNumBuiltinOperators));
      break;
    case 14:
      if (model::OperatorCode* c = Pick(m.operator_codes, random)) c->version = static_cast<int32_t>(Below(random, 10));
      break;
    default: ChangeSignatures(m, random);
  }
}

Expected<model::Model> Read(const uint8_t* data, size_t size) {
  GC_ASSIGN_OR_RETURN(auto bytes, CopyBytes({data, size}));
  return model::ReadModel(bytes, {.max_bytes = uint64_t{64} << 20});
}

}  // namespace

size_t MutateModel(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  Random random(seed);
  if (OneIn(random, 8)) return LLVMFuzzerMutate(data, size, max_size);
  auto model = Read(data, size);
  if (!model.ok()) return LLVMFuzzerMutate(data, size, max_size);
  for (size_t changes = 1 + Below(random, 4); changes > 0; --changes) ChangeModel(*model, random);
  const auto written = model::WriteModel(*model);
  if (!written.ok() || written->size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(written->begin(), written->end(), data);
  return written->size();
}

size_t CrossModels(const uint8_t* first, size_t first_size, const uint8_t* second, size_t second_size, uint8_t* out, size_t max_size,
                   unsigned seed) {
  Random random(seed);
  auto a = Read(first, first_size), b = Read(second, second_size);
  if (!a.ok() || !b.ok() || a->subgraphs.empty() || b->subgraphs.empty()) return 0;
  // The second's first graph, whole, behind the first's: its numbers move up by what is there.
  model::Subgraph& s = a->subgraphs[0];
  const model::Subgraph& from = b->subgraphs[0];
  const auto tensors = static_cast<int32_t>(s.tensors.size());
  const auto buffers = static_cast<uint32_t>(a->buffers.size()), codes = static_cast<uint32_t>(a->operator_codes.size());
  a->buffers.insert(a->buffers.end(), b->buffers.begin(), b->buffers.end());
  a->operator_codes.insert(a->operator_codes.end(), b->operator_codes.begin(), b->operator_codes.end());
  for (model::Tensor t : from.tensors) {
    if (t.buffer != 0) t.buffer += buffers;
    s.tensors.push_back(std::move(t));
  }
  const auto moved = [&](const std::vector<int32_t>& list) {
    std::vector<int32_t> result;
    for (int32_t i : list) result.push_back(i < 0 || i > INT32_MAX - tensors ? i : i + tensors);
    return result;
  };
  for (model::Operator op : from.operators) {
    op.opcode_index += codes;
    op.inputs = moved(op.inputs);
    op.outputs = moved(op.outputs);
    op.intermediates = moved(op.intermediates);
    // A seam: what the first graph computes goes into the second.
    if (!op.inputs.empty() && !s.outputs.empty() && OneIn(random, 3)) op.inputs[0] = s.outputs[0];
    s.operators.push_back(std::move(op));
  }
  for (int32_t i : moved(from.inputs)) s.inputs.push_back(i);
  for (int32_t i : moved(from.outputs)) s.outputs.push_back(i);
  const auto written = model::WriteModel(*a);
  if (!written.ok() || written->size() > max_size) return 0;
  std::copy(written->begin(), written->end(), out);
  return written->size();
}

}  // namespace goldcrest::fuzz

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return goldcrest::fuzz::MutateModel(data, size, max_size, seed);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* first, size_t first_size, const uint8_t* second, size_t second_size,
                                            uint8_t* out, size_t max_size, unsigned seed) {
  return goldcrest::fuzz::CrossModels(first, first_size, second, second_size, out, max_size, seed);
}
