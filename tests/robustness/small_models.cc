#include "tests/robustness/small_models.h"

#include "tests/robustness/robustness_util.h"

namespace goldcrest {
namespace {

using model::Subgraph;

// A model being built: adds tensors, constants and operators to subgraph `at`.
class Builder {
 public:
  explicit Builder(size_t subgraphs = 1) {
    m_.buffers.resize(1);
    m_.subgraphs.resize(subgraphs);
  }
  Builder& At(size_t subgraph) {
    at_ = subgraph;
    return *this;
  }
  Subgraph& graph() { return m_.subgraphs[at_]; }
  model::Model& model() { return m_; }

  int32_t Tensor(std::vector<int32_t> shape, TensorType type = TensorType::kFloat32, TestQuant quant = {}) {
    model::Tensor t = NewTensor(std::move(shape), type);
    t.name = "t" + std::to_string(graph().tensors.size());
    if (!quant.scale.empty()) {
      auto q = std::make_shared<model::Quantization>();
      q->scale = quant.scale;
      q->zero_point = quant.zero_point;
      q->quantized_dimension = quant.dimension;
      t.quantization = std::move(q);
    }
    return AddTensor(graph(), std::move(t));
  }
  int32_t Input(std::vector<int32_t> shape, TensorType type = TensorType::kFloat32, TestQuant quant = {}) {
    graph().inputs.push_back(Tensor(std::move(shape), type, std::move(quant)));
    return graph().inputs.back();
  }
  int32_t Variable(std::vector<int32_t> shape) {
    const int32_t i = Tensor(std::move(shape));
    graph().tensors[static_cast<size_t>(i)].is_variable = true;
    return i;
  }
  template <typename T>
  int32_t Constant(std::vector<int32_t> shape, const std::vector<T>& values, TestQuant quant = {}) {
    return Bytes(std::move(shape), TypeOf<T>(), BytesOf(values), std::move(quant));
  }
  int32_t Bytes(std::vector<int32_t> shape, TensorType type, std::vector<uint8_t> bytes, TestQuant quant = {}) {
    const int32_t i = Tensor(std::move(shape), type, std::move(quant));
    graph().tensors[static_cast<size_t>(i)].buffer = AddBuffer(m_, std::move(bytes));
    return i;
  }
  // Float weights of 0.1, 0.2 ...
  int32_t Weights(std::vector<int32_t> shape) {
    size_t n = 1;
    for (int32_t d : shape) n *= static_cast<size_t>(d);
    std::vector<float> values(n);
    for (size_t i = 0; i < n; ++i) values[i] = 0.1f * static_cast<float>(i % 7 + 1);
    return Constant<float>(std::move(shape), values);
  }
  void Op(BuiltinOperator op, std::vector<int32_t> inputs, std::vector<int32_t> outputs, model::Options options = {}, int version = 1) {
    graph().operators.push_back(NewOperator(AddCode(m_, op, version), std::move(inputs), std::move(outputs), std::move(options)));
  }
  void Outputs(std::vector<int32_t> outputs) { graph().outputs = std::move(outputs); }

 private:
  model::Model m_;
  size_t at_ = 0;
};

model::Conv2DOptions ConvOptions(model::ActivationFunctionType activation = model::ActivationFunctionType::kNone) {
  model::Conv2DOptions o;
  o.stride_w = o.stride_h = 1;
  o.fused_activation_function = activation;
  return o;
}

}  // namespace

model::Model ConvolutionModel() {
  Builder b;
  const int32_t x = b.Input({1, 6, 6, 3});
  b.graph().tensors[0].shape_signature = {1, -1, 6, 3};
  const int32_t first = b.Tensor({1, 6, 6, 3}), sum = b.Tensor({1, 6, 6, 3}), y = b.Tensor({1, 6, 6, 4});
  b.Op(BuiltinOperator::kConv2d, {x, b.Weights({3, 3, 3, 3}), b.Weights({3})}, {first}, ConvOptions(model::ActivationFunctionType::kRelu));
  b.Op(BuiltinOperator::kAdd, {first, x}, {sum}, model::AddOptions());
  b.Op(BuiltinOperator::kConv2d, {sum, b.Weights({4, 1, 1, 3}), b.Weights({4})}, {y}, ConvOptions());
  b.Outputs({y});
  return b.model();
}

model::Model QuantizedModel() {
  Builder b;
  const int32_t x = b.Input({1, 4, 4, 2}, TensorType::kInt8, {{0.05f}, {3}});
  const int32_t y = b.Tensor({1, 4, 4, 3}, TensorType::kInt8, {{0.1f}, {-5}}), z = b.Tensor({1, 5}, TensorType::kInt8, {{0.5f}, {0}});
  const int32_t filter = b.Constant<int8_t>({3, 1, 1, 2}, {1, 2, 3, 4, 5, 6}, {{0.1f, 0.2f, 0.3f}, {0, 0, 0}});
  const int32_t bias = b.Constant<int32_t>({3}, {10, 20, 30});
  b.Op(BuiltinOperator::kConv2d, {x, filter, bias}, {y}, ConvOptions(), 3);
  const int32_t weights = b.Constant<int8_t>({5, 48}, std::vector<int8_t>(240, 3), {{0.02f}, {0}});
  b.Op(BuiltinOperator::kFullyConnected, {y, weights, -1}, {z}, model::FullyConnectedOptions(), 4);
  b.Outputs({z});
  return b.model();
}

model::Model LstmModel() {
  Builder b;
  constexpr int32_t kCells = 5, kInputs = 3;
  std::vector<int32_t> inputs = {b.Input({1, 4, kInputs})};
  for (int g = 0; g < 4; ++g) inputs.push_back(b.Weights({kCells, kInputs}));
  for (int g = 0; g < 4; ++g) inputs.push_back(b.Weights({kCells, kCells}));
  inputs.insert(inputs.end(), 3, -1);  // peepholes
  for (int g = 0; g < 4; ++g) inputs.push_back(b.Weights({kCells}));
  inputs.insert(inputs.end(), 2, -1);  // projection
  for (int i = 0; i < 2; ++i) inputs.push_back(b.Variable({1, kCells}));
  const int32_t y = b.Tensor({1, 4, kCells});
  model::UnidirectionalSequenceLSTMOptions o;
  o.fused_activation_function = model::ActivationFunctionType::kTanh;
  b.Op(BuiltinOperator::kUnidirectionalSequenceLstm, inputs, {y}, o);
  b.Outputs({y});
  return b.model();
}

model::Model ControlFlowModel(int32_t limit) {
  Builder b(5);
  const int32_t i = b.Input({}, TensorType::kInt32), x = b.Input({2});
  const int32_t last_i = b.Tensor({}, TensorType::kInt32), last_x = b.Tensor({2}), big = b.Tensor({1}, TensorType::kBool);
  const int32_t y = b.Tensor({2});
  b.Op(BuiltinOperator::kWhile, {i, x}, {last_i, last_x}, model::WhileOptions{1, 2});
  b.Op(BuiltinOperator::kGreater, {last_i, b.Constant<int32_t>({1}, {limit - 1})}, {big}, model::GreaterOptions());
  b.Op(BuiltinOperator::kIf, {big, last_x}, {y}, model::IfOptions{3, 4});
  b.Outputs({y, last_i});
  b.At(1);
  b.Input({}, TensorType::kInt32);
  b.Input({2});
  b.Outputs({b.Tensor({}, TensorType::kBool)});
  b.Op(BuiltinOperator::kLess, {0, b.Constant<int32_t>({}, {limit})}, {2}, model::LessOptions());
  b.At(2);
  b.Input({}, TensorType::kInt32);
  b.Input({2});
  b.Outputs({b.Tensor({}, TensorType::kInt32), b.Tensor({2})});
  b.Op(BuiltinOperator::kAdd, {0, b.Constant<int32_t>({}, {1})}, {2}, model::AddOptions());
  b.Op(BuiltinOperator::kAdd, {1, 1}, {3}, model::AddOptions());
  for (const size_t branch : {3, 4}) {
    b.At(branch);
    b.Input({2});
    b.Outputs({b.Tensor({2})});
    b.Op(branch == 3 ? BuiltinOperator::kNeg : BuiltinOperator::kAbs, {0}, {1});
  }
  return b.model();
}

model::Model EndlessModel() {
  model::Model m = ControlFlowModel();
  // The body's counter stands still.
  m.subgraphs[2].outputs[0] = 0;
  m.subgraphs[2].operators.erase(m.subgraphs[2].operators.begin());
  return m;
}

model::Model StringModel() {
  Builder b;
  const int32_t words = b.Input({2}, TensorType::kString);
  const int32_t handle = b.Tensor({}, TensorType::kResource), found = b.Tensor({2}, TensorType::kInt64);
  const int32_t size = b.Tensor({1}, TensorType::kInt64), twice = b.Tensor({4}, TensorType::kString);
  // "a", "" and "bbb".
  std::vector<uint8_t> keys = BytesOf<int32_t>({3, 20, 21, 21, 24});
  keys.insert(keys.end(), {'a', 'b', 'b', 'b'});
  const int32_t key = b.Bytes({3}, TensorType::kString, std::move(keys));
  b.Op(BuiltinOperator::kHashtable, {}, {handle}, model::HashtableOptions{0, TensorType::kString, TensorType::kInt64});
  b.Op(BuiltinOperator::kHashtableImport, {handle, key, b.Constant<int64_t>({3}, {7, 8, 9})}, {});
  b.Op(BuiltinOperator::kHashtableFind, {handle, words, b.Constant<int64_t>({1}, {-1})}, {found});
  b.Op(BuiltinOperator::kHashtableSize, {handle}, {size});
  b.Op(BuiltinOperator::kConcatenation, {words, words}, {twice}, model::ConcatenationOptions());
  b.Outputs({found, size, twice});
  return b.model();
}

model::Model DynamicModel() {
  Builder b;
  const int32_t x = b.Input({6}), shape = b.Input({2}, TensorType::kInt32);
  const int32_t reshaped = b.Tensor({1}), sums = b.Tensor({1}), unique = b.Tensor({1}), places = b.Tensor({1}, TensorType::kInt32);
  model::ReducerOptions o;
  b.Op(BuiltinOperator::kReshape, {x, shape}, {reshaped});
  b.Op(BuiltinOperator::kSum, {reshaped, b.Constant<int32_t>({1}, {1})}, {sums}, o);
  b.Op(BuiltinOperator::kUnique, {sums}, {unique, places}, model::UniqueOptions());
  b.Outputs({unique, places, reshaped});
  return b.model();
}

model::Model VariableModel() {
  Builder b(2);
  const auto handle = [&] {
    const int32_t h = b.Tensor({}, TensorType::kResource);
    b.Op(BuiltinOperator::kVarHandle, {}, {h}, model::VarHandleOptions{"", "total"});
    return h;
  };
  // add: total = x, result x + x.
  const int32_t x = b.Input({3}), h = handle(), sum = b.Tensor({3});
  b.Op(BuiltinOperator::kAssignVariable, {h, x}, {});
  b.Op(BuiltinOperator::kAdd, {x, x}, {sum}, model::AddOptions());
  b.Outputs({sum});
  b.At(1);
  const int32_t h1 = handle(), total = b.Tensor({3});
  b.Op(BuiltinOperator::kReadVariable, {h1}, {total});
  b.Outputs({total});
  model::Model m = b.model();
  m.signature_defs = {{"add", {{"x", static_cast<uint32_t>(x)}}, {{"sum", static_cast<uint32_t>(sum)}}, 0},
                      {"read", {}, {{"total", static_cast<uint32_t>(total)}}, 1}};
  return m;
}

std::vector<SmallModel> AllSmallModels() {
  return {{"convolution", ConvolutionModel()},  {"quantized", QuantizedModel()}, {"lstm", LstmModel()},
          {"control flow", ControlFlowModel()}, {"strings", StringModel()},      {"dynamic", DynamicModel()},
          {"variable", VariableModel()}};
}

}  // namespace goldcrest
