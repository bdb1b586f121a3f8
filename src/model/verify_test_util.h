// A small sound model, and what the verifier says of it after a change; for its tests.
#ifndef GOLDCREST_SRC_MODEL_VERIFY_TEST_UTIL_H_
#define GOLDCREST_SRC_MODEL_VERIFY_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/reader.h"
#include "model/verify.h"
#include "model/writer.h"

namespace goldcrest::model {

inline Block Floats(size_t n) { return Block(std::vector<uint8_t>(n * sizeof(float))); }

inline Tensor MakeTensor(std::vector<int32_t> shape, TensorType type = TensorType::kFloat32) {
  Tensor t;
  t.name = "t";
  t.shape = std::move(shape);
  t.type = type;
  return t;
}

inline Operator MakeOperator(uint32_t code, std::vector<int32_t> inputs, std::vector<int32_t> outputs, Options options = {}) {
  Operator op;
  op.opcode_index = code;
  op.inputs = std::move(inputs);
  op.outputs = std::move(outputs);
  op.options = std::move(options);
  return op;
}

// t2 = t0 + t1, all [2, 3] floats.
struct AddModel : Model {
  AddModel() {
    operator_codes = {{BuiltinOperator::kAdd, "", 1}};
    buffers.resize(1);
    subgraphs.resize(1);
    Graph().tensors = {MakeTensor({2, 3}), MakeTensor({2, 3}), MakeTensor({2, 3})};
    Graph().inputs = {0, 1};
    Graph().outputs = {2};
    Graph().operators = {MakeOperator(0, {0, 1}, {2}, AddOptions())};
  }
  Subgraph& Graph() { return subgraphs[0]; }
  Tensor& T(size_t i) { return Graph().tensors[i]; }
  Operator& Op() { return Graph().operators[0]; }
  uint32_t AddBuffer(Block data) {
    buffers.emplace_back();
    buffers.back().data = std::move(data);
    return static_cast<uint32_t>(buffers.size() - 1);
  }
  int32_t AddTensor(Tensor tensor) {
    Graph().tensors.push_back(std::move(tensor));
    return static_cast<int32_t>(Graph().tensors.size() - 1);
  }
  uint32_t AddCode(BuiltinOperator op) {
    operator_codes.push_back({op, "", 1});
    return static_cast<uint32_t>(operator_codes.size() - 1);
  }
  // Tensor 1 as a constant instead of an input.
  void MakeConstant(Block data) {
    T(1).buffer = AddBuffer(std::move(data));
    Graph().inputs = {0};
  }
};

using Change = std::function<void(AddModel&)>;

// The verdict on the model after the change, which must be the same when it went through a file. "" for success.
inline std::string Verdict(const Change& change, std::vector<Remark>* remarks = nullptr) {
  AddModel model;
  change(model);
  const Status direct = Verify(model, {remarks, 100});
  const Expected<std::vector<uint8_t>> bytes = WriteModel(model);
  if (!bytes.ok()) return "could not be written: " + bytes.status().message();
  const auto copy = CopyBytes(*bytes);
  const Expected<Model> read = ReadModel(*copy);
  if (!read.ok()) return "could not be read: " + read.status().message();
  const Status through_file = Verify(*read);
  EXPECT_EQ(direct.message(), through_file.message());
  EXPECT_TRUE(direct.ok() || !direct.message().empty());
  return direct.message();
}

inline std::string Joined(const std::vector<Remark>& remarks) {
  std::string all;
  for (const Remark& remark : remarks) all += remark.where + (remark.where.empty() ? "" : ": ") + remark.what + "\n";
  return all;
}

inline void ExpectRefused(const Change& change, const std::string& expected) {
  std::vector<Remark> remarks;
  EXPECT_NE(Verdict(change, &remarks), "") << "expected: " << expected;
  EXPECT_NE(Joined(remarks).find(expected), std::string::npos) << "\"" << Joined(remarks) << "\" lacks \"" << expected << "\"";
}

// Passes; with a warning that says `warning`, if any is expected.
inline void ExpectAccepted(const Change& change, const std::string& warning = "") {
  std::vector<Remark> remarks;
  EXPECT_EQ(Verdict(change, &remarks), "");
  const std::string all = Joined(remarks);
  EXPECT_EQ(remarks.size(), warning.empty() ? 0u : 1u) << all;
  EXPECT_NE(all.find(warning), std::string::npos) << all;
}

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_VERIFY_TEST_UTIL_H_
