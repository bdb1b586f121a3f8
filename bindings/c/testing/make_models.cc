// Writes the models that the tests of the C and Python bindings run.
//
//   make_models DIRECTORY
//
//   tiny.tflite      x [1, 4] (any first dimension) -> RELU -> y -> RESHAPE -> z [-1, 2]; the signature "serving_default" calls the
//                    input "features" and the outputs "positive" (y) and "halves" (z). Metadata "note".
//   custom.tflite    x [1, 4] -> custom operator Twice (options "abc") -> RELU -> y
//   strings.tflite   s [2] -> RESHAPE [1, 2] -> t: STRING
//   plain.tflite     no signature; x [2] -> RELU -> y, a quantized tensor, a variable and a sparse constant
//   sums.tflite      x [1, 4] -> a = x + 1 -> b = RELU(a) -> c = b + x -> y = c + a; the nodes are ADD, RELU, ADD, ADD
//   dynamic.tflite   x [4] and s [1] INT32 -> r = RESHAPE(x, s) -> y = r + r
//   choice.tflite    flag [1] BOOL, x [2] -> IF -> y; the second subgraph is x + x, the third RELU(x)
//   no_subgraphs.tflite
#include <cstdio>
#include <cstring>
#include <string>

#include "base/file.h"
#include "model/model.h"
#include "model/writer.h"

namespace goldcrest::model {
namespace {

Model Start() {
  Model m;
  m.buffers.resize(1);
  m.subgraphs.resize(1);
  m.subgraphs[0].name = "main";
  return m;
}

int AddTensor(Model& m, const char* name, TensorType type, std::vector<int32_t> shape, std::vector<int32_t> signature = {}) {
  Tensor t;
  t.name = name;
  t.type = type;
  t.shape = std::move(shape);
  t.shape_signature = std::move(signature);
  m.subgraphs[0].tensors.push_back(std::move(t));
  return static_cast<int>(m.subgraphs[0].tensors.size()) - 1;
}

template <typename T>
int AddConstant(Model& m, const char* name, TensorType type, std::vector<int32_t> shape, const std::vector<T>& values) {
  const int i = AddTensor(m, name, type, std::move(shape));
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  m.subgraphs[0].tensors[i].buffer = static_cast<uint32_t>(m.buffers.size());
  m.buffers.push_back({Block(std::move(bytes)), false});
  return i;
}

Operator& AddOperator(Model& m, BuiltinOperator op, const char* custom, std::vector<int32_t> inputs, std::vector<int32_t> outputs) {
  Operator node;
  node.opcode_index = static_cast<uint32_t>(m.operator_codes.size());
  m.operator_codes.push_back({op, custom, 1});
  node.inputs = std::move(inputs);
  node.outputs = std::move(outputs);
  m.subgraphs[0].operators.push_back(std::move(node));
  return m.subgraphs[0].operators.back();
}

Model Tiny() {
  Model m = Start();
  const int x = AddTensor(m, "x", TensorType::kFloat32, {1, 4}, {-1, 4});
  const int y = AddTensor(m, "y", TensorType::kFloat32, {1, 4}, {-1, 4});
  const int shape = AddConstant<int32_t>(m, "shape", TensorType::kInt32, {2}, {-1, 2});
  const int z = AddTensor(m, "z", TensorType::kFloat32, {2, 2}, {-1, 2});
  AddOperator(m, BuiltinOperator::kRelu, "", {x}, {y});
  AddOperator(m, BuiltinOperator::kReshape, "", {y, shape}, {z});
  m.subgraphs[0].inputs = {x};
  m.subgraphs[0].outputs = {z, y};
  SignatureDef s;
  s.signature_key = "serving_default";
  s.inputs = {{"features", static_cast<uint32_t>(x)}};
  s.outputs = {{"positive", static_cast<uint32_t>(y)}, {"halves", static_cast<uint32_t>(z)}};
  m.signature_defs.push_back(s);
  const std::string note = "hello";
  m.metadata.push_back({"note", static_cast<uint32_t>(m.buffers.size())});
  m.buffers.push_back({Block(std::vector<uint8_t>(note.begin(), note.end())), false});
  return m;
}

Model Custom() {
  Model m = Start();
  const int x = AddTensor(m, "x", TensorType::kFloat32, {1, 4});
  const int t = AddTensor(m, "t", TensorType::kFloat32, {1, 4});
  const int y = AddTensor(m, "y", TensorType::kFloat32, {1, 4});
  AddOperator(m, BuiltinOperator::kCustom, "Twice", {x, -1}, {t}).custom_options = Block(std::vector<uint8_t>{'a', 'b', 'c'});
  AddOperator(m, BuiltinOperator::kRelu, "", {t}, {y});
  m.subgraphs[0].inputs = {x};
  m.subgraphs[0].outputs = {y};
  return m;
}

Model Strings() {
  Model m = Start();
  const int s = AddTensor(m, "s", TensorType::kString, {2}, {-1});
  const int shape = AddConstant<int32_t>(m, "shape", TensorType::kInt32, {2}, {1, -1});
  const int t = AddTensor(m, "t", TensorType::kString, {1, 2}, {1, -1});
  AddOperator(m, BuiltinOperator::kReshape, "", {s, shape}, {t});
  m.subgraphs[0].inputs = {s};
  m.subgraphs[0].outputs = {t};
  return m;
}

Model Plain() {
  Model m = Start();
  const int x = AddTensor(m, "x", TensorType::kFloat32, {2});
  const int y = AddTensor(m, "y", TensorType::kFloat32, {2});
  AddOperator(m, BuiltinOperator::kRelu, "", {x}, {y});
  m.subgraphs[0].inputs = {x};
  m.subgraphs[0].outputs = {y};
  Quantization one, many;
  one.scale = {0.5f};
  one.zero_point = {-3};
  many.scale = {0.5f, 0.25f};
  many.zero_point = {0, 0};
  many.quantized_dimension = 1;
  const int q = AddTensor(m, "one_scale", TensorType::kInt8, {2, 2});
  m.subgraphs[0].tensors[q].quantization = std::make_shared<Quantization>(one);
  const int c = AddTensor(m, "two_scales", TensorType::kInt8, {2, 2});
  m.subgraphs[0].tensors[c].quantization = std::make_shared<Quantization>(many);
  const int v = AddTensor(m, "variable", TensorType::kFloat32, {3});
  m.subgraphs[0].tensors[v].is_variable = true;
  const int d = AddConstant<float>(m, "sparse", TensorType::kFloat32, {2, 2}, {1, 2});
  Sparsity sparsity;
  sparsity.traversal_order = {0, 1};
  sparsity.dim_metadata.resize(2);
  sparsity.dim_metadata[0].dense_size = 2;
  sparsity.dim_metadata[1].format = DimensionMetadata::Format::kSparseCsr;
  sparsity.dim_metadata[1].array_segments = {0, 1, 2};
  sparsity.dim_metadata[1].array_indices = {0, 1};
  sparsity.dim_metadata[1].segments_bits = sparsity.dim_metadata[1].indices_bits = 32;
  m.subgraphs[0].tensors[d].sparsity = std::make_shared<Sparsity>(sparsity);
  return m;
}

Model Sums() {
  Model m = Start();
  const int x = AddTensor(m, "x", TensorType::kFloat32, {1, 4}, {-1, 4});
  const int one = AddConstant<float>(m, "one", TensorType::kFloat32, {1}, {1});
  const int a = AddTensor(m, "a", TensorType::kFloat32, {1, 4}, {-1, 4});
  const int b = AddTensor(m, "b", TensorType::kFloat32, {1, 4}, {-1, 4});
  const int c = AddTensor(m, "c", TensorType::kFloat32, {1, 4}, {-1, 4});
  const int y = AddTensor(m, "y", TensorType::kFloat32, {1, 4}, {-1, 4});
  AddOperator(m, BuiltinOperator::kAdd, "", {x, one}, {a});
  AddOperator(m, BuiltinOperator::kRelu, "", {a}, {b});
  AddOperator(m, BuiltinOperator::kAdd, "", {b, x}, {c});
  AddOperator(m, BuiltinOperator::kAdd, "", {c, a}, {y});
  m.subgraphs[0].inputs = {x};
  m.subgraphs[0].outputs = {y};
  return m;
}

Model Dynamic() {
  Model m = Start();
  const int x = AddTensor(m, "x", TensorType::kFloat32, {4});
  const int s = AddTensor(m, "s", TensorType::kInt32, {1});
  const int r = AddTensor(m, "r", TensorType::kFloat32, {4}, {-1});
  const int y = AddTensor(m, "y", TensorType::kFloat32, {4}, {-1});
  AddOperator(m, BuiltinOperator::kReshape, "", {x, s}, {r});
  AddOperator(m, BuiltinOperator::kAdd, "", {r, r}, {y});
  m.subgraphs[0].inputs = {x, s};
  m.subgraphs[0].outputs = {y};
  return m;
}

Model Choice() {
  Model m = Start();
  const int flag = AddTensor(m, "flag", TensorType::kBool, {1});
  const int x = AddTensor(m, "x", TensorType::kFloat32, {2});
  const int y = AddTensor(m, "y", TensorType::kFloat32, {2});
  IfOptions options;
  options.then_subgraph_index = 1;
  options.else_subgraph_index = 2;
  AddOperator(m, BuiltinOperator::kIf, "", {flag, x}, {y}).options = options;
  m.subgraphs[0].inputs = {flag, x};
  m.subgraphs[0].outputs = {y};
  for (const BuiltinOperator op : {BuiltinOperator::kAdd, BuiltinOperator::kRelu}) {
    Subgraph branch;
    for (const char* name : {"x", "y"}) {
      Tensor t;
      t.name = name;
      t.shape = {2};
      branch.tensors.push_back(t);
    }
    Operator node;
    node.opcode_index = static_cast<uint32_t>(m.operator_codes.size());
    m.operator_codes.push_back({op, "", 1});
    node.inputs = op == BuiltinOperator::kAdd ? std::vector<int32_t>{0, 0} : std::vector<int32_t>{0};
    node.outputs = {1};
    branch.operators.push_back(node);
    branch.inputs = {0};
    branch.outputs = {1};
    m.subgraphs.push_back(branch);
  }
  return m;
}

Model NoSubgraphs() {
  Model m;
  m.buffers.resize(1);
  return m;
}

Status Write(const std::string& path, const Model& model) {
  GC_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, WriteModel(model));
  return WriteFileAtomically(path, bytes);
}

Status WriteAll(const std::string& directory) {
  GC_RETURN_IF_ERROR(Write(directory + "/tiny.tflite", Tiny()));
  GC_RETURN_IF_ERROR(Write(directory + "/custom.tflite", Custom()));
  GC_RETURN_IF_ERROR(Write(directory + "/strings.tflite", Strings()));
  GC_RETURN_IF_ERROR(Write(directory + "/plain.tflite", Plain()));
  GC_RETURN_IF_ERROR(Write(directory + "/sums.tflite", Sums()));
  GC_RETURN_IF_ERROR(Write(directory + "/dynamic.tflite", Dynamic()));
  GC_RETURN_IF_ERROR(Write(directory + "/choice.tflite", Choice()));
  return Write(directory + "/no_subgraphs.tflite", NoSubgraphs());
}

}  // namespace
}  // namespace goldcrest::model

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_models DIRECTORY\n");
    return 2;
  }
  const goldcrest::Status status = goldcrest::model::WriteAll(argv[1]);
  if (!status.ok()) std::fprintf(stderr, "make_models: %s\n", status.message().c_str());
  return status.ok() ? 0 : 1;
}
