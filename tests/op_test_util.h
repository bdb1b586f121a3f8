// For the tests of operators: a model with one operator, made in memory and run through the whole runtime.
//
//   OpTest test(BuiltinOperator::kRelu);
//   test.Input<float>({1, 3}, {-1, 2, 7});
//   test.Output<float>({1, 3});
//   ASSERT_TRUE(test.Run().ok());
//   EXPECT_THAT(test.output<float>(0), ElementsAre(0, 2, 7));
#ifndef GOLDCREST_TESTS_OP_TEST_UTIL_H_
#define GOLDCREST_TESTS_OP_TEST_UTIL_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/cpu.h"
#include "goldcrest/interpreter.h"
#include "model/model.h"

namespace goldcrest {

template <typename T>
constexpr TensorType TypeOf();
template <>
constexpr TensorType TypeOf<float>() {
  return TensorType::kFloat32;
}
template <>
constexpr TensorType TypeOf<double>() {
  return TensorType::kFloat64;
}
template <>
constexpr TensorType TypeOf<int8_t>() {
  return TensorType::kInt8;
}
template <>
constexpr TensorType TypeOf<uint8_t>() {
  return TensorType::kUInt8;
}
template <>
constexpr TensorType TypeOf<int16_t>() {
  return TensorType::kInt16;
}
template <>
constexpr TensorType TypeOf<uint16_t>() {
  return TensorType::kUInt16;
}
template <>
constexpr TensorType TypeOf<int32_t>() {
  return TensorType::kInt32;
}
template <>
constexpr TensorType TypeOf<uint32_t>() {
  return TensorType::kUInt32;
}
template <>
constexpr TensorType TypeOf<int64_t>() {
  return TensorType::kInt64;
}
template <>
constexpr TensorType TypeOf<uint64_t>() {
  return TensorType::kUInt64;
}
template <>
constexpr TensorType TypeOf<bool>() {
  return TensorType::kBool;
}

// Scales and zero points of a tensor; `dimension` matters for several.
struct TestQuant {
  std::vector<float> scale;
  std::vector<int64_t> zero_point;
  int32_t dimension = 0;
};

class OpTest {
 public:
  using Quant = TestQuant;

  explicit OpTest(BuiltinOperator op, int version = 1);
  // A custom operator.
  explicit OpTest(std::string custom_name);

  // Adds an input that the client sets, or (Constant) one whose data is in the file. Returns the tensor's index.
  template <typename T>
  int Input(std::vector<int32_t> shape, const std::vector<T>& data, Quant quant = {}) {
    return AddInput(TypeOf<T>(), std::move(shape), Raw(data), std::move(quant), false);
  }
  template <typename T>
  int Constant(std::vector<int32_t> shape, const std::vector<T>& data, Quant quant = {}) {
    return AddInput(TypeOf<T>(), std::move(shape), Raw(data), std::move(quant), true);
  }
  // Either, with the data as bytes, for types without a C++ type and for strings.
  int AddInput(TensorType type, std::vector<int32_t> shape, std::vector<uint8_t> bytes, Quant quant, bool constant);
  // A variable input: state that starts as zero.
  int Variable(TensorType type, std::vector<int32_t> shape, Quant quant = {});
  // An optional input left out.
  void NoInput();
  template <typename T>
  int Output(std::vector<int32_t> shape, Quant quant = {}) {
    return AddOutput(TypeOf<T>(), std::move(shape), std::move(quant));
  }
  int AddOutput(TensorType type, std::vector<int32_t> shape, Quant quant = {});
  int Intermediate(TensorType type, Quant quant);

  template <typename T>
  void Options(T options) {
    op().options = model::Options(std::move(options));
  }
  void CustomOptions(std::vector<uint8_t> bytes) { op().custom_options = model::Block(std::move(bytes)); }

  CompileOptions compile;  // one thread unless changed
  // Compiles, allocates, sets inputs, runs. Compiles afresh each time.
  Status Run();
  // Runs again what Run made, keeping variables.
  Status RunAgain();

  Shape output_shape(int i) const { return interpreter_->output(i).shape; }
  template <typename T>
  std::vector<T> output(int i) const {
    const TensorView v = interpreter_->output(i);
    const T* p = v.template as<T>();
    return p ? std::vector<T>(p, p + v.bytes / sizeof(T)) : std::vector<T>();
  }
  std::vector<uint8_t> output_bytes(int i) const;
  std::string kernel() const { return interpreter_->Placement().at(0).kernel; }
  Interpreter& interpreter() { return *interpreter_; }
  model::Model& content() { return model_; }

 private:
  template <typename T>
  static std::vector<uint8_t> Raw(const std::vector<T>& data) {
    std::vector<uint8_t> raw(data.size() * sizeof(T));
    for (size_t i = 0; i < data.size(); ++i) {
      const T v = data[i];
      const auto* p = reinterpret_cast<const uint8_t*>(&v);
      std::copy(p, p + sizeof(T), raw.begin() + i * sizeof(T));
    }
    return raw;
  }
  model::Operator& op() { return model_.subgraphs[0].operators[0]; }
  int AddTensor(TensorType type, std::vector<int32_t> shape, Quant quant);
  Status SetInputs();

  model::Model model_;
  std::vector<std::pair<int, std::vector<uint8_t>>> inputs_;
  std::unique_ptr<Interpreter> interpreter_;
};

// Runs `body` once for each CPU target this machine has, with that target forced.
void ForEachCpuTarget(const std::function<void(CpuTarget)>& body);

}  // namespace goldcrest

#endif  // GOLDCREST_TESTS_OP_TEST_UTIL_H_
