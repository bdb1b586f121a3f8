#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

// A model of element-wise operators over all bytes, put together node by node.
class ByteModel {
 public:
  ByteModel() : test_(BuiltinOperator::kLogistic) {
    std::vector<int8_t> all;
    for (int i = -128; i < 128; ++i) all.push_back(static_cast<int8_t>(i));
    x_ = test_.Input<int8_t>({1, 256}, all, {{0.07f}, {3}});
    s_ = test_.Output<int8_t>({1, 256}, {{1.0f / 256}, {-128}});
  }
  int x() const { return x_; }
  int logistic_of_x() const { return s_; }

  // Adds a node whose result has the scale of `like`.
  int Add(BuiltinOperator op, std::vector<int32_t> inputs, float scale, model::Options options = {}) {
    model::Model& m = test_.content();
    model::Subgraph& graph = m.subgraphs[0];
    model::OperatorCode code = m.operator_codes[0];
    code.builtin = op;
    m.operator_codes.push_back(code);
    model::Tensor tensor = graph.tensors[static_cast<size_t>(s_)];
    auto quantization = std::make_shared<model::Quantization>(*tensor.quantization);
    quantization->scale = {scale};
    quantization->zero_point = {-5};
    tensor.quantization = quantization;
    graph.tensors.push_back(tensor);
    model::Operator node = graph.operators[0];
    node.opcode_index = static_cast<uint32_t>(m.operator_codes.size()) - 1;
    node.inputs = std::move(inputs);
    node.outputs = {static_cast<int32_t>(graph.tensors.size()) - 1};
    node.options = std::move(options);
    graph.operators.push_back(node);
    graph.outputs = node.outputs;
    return node.outputs[0];
  }
  void Outputs(std::vector<int32_t> outputs) { test_.content().subgraphs[0].outputs = std::move(outputs); }

  // Runs with and without rewrites, expects the same, and returns the number of kernels that ran with them.
  size_t Check() {
    test_.compile.preserve_all_tensors = true;
    EXPECT_TRUE(test_.Run().ok());
    const std::vector<int8_t> plain = test_.output<int8_t>(0);
    test_.compile.preserve_all_tensors = false;
    EXPECT_TRUE(test_.Run().ok());
    EXPECT_EQ(test_.output<int8_t>(0), plain);
    EXPECT_GT(*std::max_element(plain.begin(), plain.end()), *std::min_element(plain.begin(), plain.end()));
    size_t tables = 0;
    for (const PlacementEntry& e : test_.interpreter().Placement()) tables += e.kernel.find("table of 256") != std::string::npos;
    return tables;
  }

 private:
  OpTest test_;
  int x_, s_;
};

TEST(FuseByteTablesTest, SwishBecomesOneTable) {
  ByteModel m;
  m.Add(BuiltinOperator::kMul, {m.x(), m.logistic_of_x()}, 0.05f, model::MulOptions{});
  EXPECT_GE(m.Check(), 1u);
}

TEST(FuseByteTablesTest, ChainsAndDiamondsBecomeOneTable) {
  ByteModel m;
  const int swish = m.Add(BuiltinOperator::kMul, {m.logistic_of_x(), m.x()}, 0.05f, model::MulOptions{});
  const int tanh = m.Add(BuiltinOperator::kTanh, {swish}, 1.0f / 128);
  m.Add(BuiltinOperator::kAdd, {tanh, m.x()}, 0.08f, model::AddOptions{});
  EXPECT_GE(m.Check(), 1u);
}

TEST(FuseByteTablesTest, LeavesWhatSomebodyElseReads) {
  ByteModel m;
  const int swish = m.Add(BuiltinOperator::kMul, {m.x(), m.logistic_of_x()}, 0.05f, model::MulOptions{});
  m.Outputs({swish, m.logistic_of_x()});
  EXPECT_EQ(m.Check(), 0u);
}

}  // namespace
}  // namespace goldcrest
