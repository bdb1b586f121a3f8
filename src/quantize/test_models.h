// For the tests of quantization: float models put together by hand, samples in memory, and runs of both.
#ifndef GOLDCREST_SRC_QUANTIZE_TEST_MODELS_H_
#define GOLDCREST_SRC_QUANTIZE_TEST_MODELS_H_

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "goldcrest/interpreter.h"
#include "quantize/quantize.h"

namespace goldcrest::quantize {

// One subgraph; tensors are called t0, t1 ...
class ModelMaker {
 public:
  ModelMaker() {
    model.buffers.resize(1);
    model.subgraphs.resize(1);
    model.subgraphs[0].name = "main";
  }

  int Tensor(std::vector<int32_t> shape, TensorType type = TensorType::kFloat32) {
    model::Tensor t;
    t.name = "t" + std::to_string(graph().tensors.size());
    t.shape = std::move(shape);
    t.type = type;
    graph().tensors.push_back(std::move(t));
    return static_cast<int>(graph().tensors.size()) - 1;
  }
  int Input(std::vector<int32_t> shape, TensorType type = TensorType::kFloat32) {
    graph().inputs.push_back(Tensor(std::move(shape), type));
    return graph().inputs.back();
  }
  template <typename T>
  int Constant(std::vector<int32_t> shape, const std::vector<T>& values, TensorType type) {
    const int t = Tensor(std::move(shape), type);
    const auto* bytes = reinterpret_cast<const uint8_t*>(values.data());
    model.buffers.push_back({model::Block(std::vector<uint8_t>(bytes, bytes + values.size() * sizeof(T))), false});
    graph().tensors[static_cast<size_t>(t)].buffer = static_cast<uint32_t>(model.buffers.size() - 1);
    return t;
  }
  int Ints(const std::vector<int32_t>& values) {
    return Constant<int32_t>({static_cast<int32_t>(values.size())}, values, TensorType::kInt32);
  }
  // Seeded normal values.
  int Normal(std::vector<int32_t> shape, float deviation) {
    size_t count = 1;
    for (int32_t d : shape) count *= static_cast<size_t>(d);
    std::vector<float> values(count);
    std::normal_distribution<float> normal(0, deviation);
    for (float& v : values) v = normal(random_);
    return Constant<float>(std::move(shape), values, TensorType::kFloat32);
  }
  int Op(BuiltinOperator op, std::vector<int> inputs, std::vector<int32_t> shape, model::Options options = {},
         TensorType type = TensorType::kFloat32) {
    const int out = Tensor(std::move(shape), type);
    uint32_t code = 0;
    while (code < model.operator_codes.size() && model.operator_codes[code].builtin != op) ++code;
    if (code == model.operator_codes.size()) model.operator_codes.push_back({op, "", op == BuiltinOperator::kBroadcastTo ? 2 : 1});
    model::Operator o;
    o.opcode_index = code;
    o.inputs.assign(inputs.begin(), inputs.end());
    o.outputs = {out};
    o.options = std::move(options);
    graph().operators.push_back(std::move(o));
    return out;
  }
  void Output(int t) { graph().outputs.push_back(t); }
  model::Subgraph& graph() { return model.subgraphs[0]; }

  model::Model model;

 private:
  std::mt19937 random_{7};
};

using Values = std::vector<float>;

// Samples of one float input, or whatever `change` makes of them.
class MemorySource final : public CalibrationSource {
 public:
  MemorySource(Shape shape, std::vector<Values> samples) : shape_(shape), samples_(std::move(samples)) {}
  Expected<bool> Next(Sample& sample) override {
    if (next_ >= samples_.size()) return false;
    const Values& v = samples_[next_++];
    sample.signature.clear();
    sample.values = {{"", TensorType::kFloat32, shape_, {reinterpret_cast<const uint8_t*>(v.data()), v.size() * sizeof(float)}}};
    if (change) change(next_ - 1, sample);
    return true;
  }
  std::optional<uint64_t> size() const override { return samples_.size(); }
  std::function<void(size_t, Sample&)> change;

 private:
  Shape shape_;
  std::vector<Values> samples_;
  size_t next_ = 0;
};

inline std::vector<Values> NormalSamples(size_t count, size_t elements, uint32_t seed, float deviation = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, deviation);
  std::vector<Values> samples(count, Values(elements));
  for (Values& s : samples) {
    for (float& v : s) v = normal(random);
  }
  return samples;
}

// The first output for a float input; empty where the model does not run.
inline Values RunModel(const model::Model& content, const Values& input) {
  auto model = Model::FromContent(content);
  if (!model.ok()) return {};
  auto compiled = CompiledModel::Create(std::move(*model));
  if (!compiled.ok()) return {};
  auto interpreter = Interpreter::Create(*compiled);
  if (!interpreter.ok() || !(*interpreter)->Allocate().ok()) return {};
  TensorView in = (*interpreter)->input(0);
  for (size_t i = 0; i < input.size(); ++i) {
    const float scale = in.quantization.scale0();
    const int zero = in.quantization.zero_point0();
    if (in.type == TensorType::kFloat32) {
      in.as<float>()[i] = input[i];
    } else if (in.type == TensorType::kInt8) {
      in.as<int8_t>()[i] = static_cast<int8_t>(std::clamp(std::round(input[i] / scale) + static_cast<float>(zero), -128.0f, 127.0f));
    } else if (in.type == TensorType::kUInt8) {
      in.as<uint8_t>()[i] = static_cast<uint8_t>(std::clamp(std::round(input[i] / scale) + static_cast<float>(zero), 0.0f, 255.0f));
    } else {
      in.as<int16_t>()[i] = static_cast<int16_t>(std::clamp(std::round(input[i] / scale), -32768.0f, 32767.0f));
    }
  }
  if (!(*interpreter)->Invoke().ok()) return {};
  const TensorView out = (*interpreter)->output(0);
  Values values(static_cast<size_t>(out.shape.elements()));
  for (size_t i = 0; i < values.size(); ++i) {
    const auto real = [&](int q) { return out.quantization.scale0() * static_cast<float>(q - out.quantization.zero_point0()); };
    switch (out.type) {
      case TensorType::kFloat32: values[i] = out.as<float>()[i]; break;
      case TensorType::kInt8: values[i] = real(out.as<int8_t>()[i]); break;
      case TensorType::kUInt8: values[i] = real(out.as<uint8_t>()[i]); break;
      case TensorType::kInt16: values[i] = real(out.as<int16_t>()[i]); break;
      default: return {};
    }
  }
  return values;
}

// The signal-to-noise ratio of `model` against `reference` over samples, in dB; -1000 where it does not run.
inline double SignalToNoise(const model::Model& reference, const model::Model& model, const std::vector<Values>& samples) {
  double signal = 0, noise = 1e-30;
  for (const Values& s : samples) {
    const Values expected = RunModel(reference, s), found = RunModel(model, s);
    if (expected.empty() || found.size() != expected.size()) return -1000;
    for (size_t i = 0; i < expected.size(); ++i) {
      signal += static_cast<double>(expected[i] * expected[i]);
      noise += static_cast<double>((expected[i] - found[i]) * (expected[i] - found[i]));
    }
  }
  return 10 * std::log10(signal / noise);
}

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_TEST_MODELS_H_
