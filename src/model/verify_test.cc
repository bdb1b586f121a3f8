#include "model/verify.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>

#include "model/reader.h"
#include "model/writer.h"

// Numbers in comments are the cases of ../shared/robustness.md.
namespace goldcrest::model {
namespace {

namespace fs = std::filesystem;
const fs::path kModels = fs::path(GC_SHARED_DIR) / "models";
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

Block Floats(size_t n) { return Block(std::vector<uint8_t>(n * sizeof(float))); }

Tensor MakeTensor(std::vector<int32_t> shape, TensorType type = TensorType::kFloat32) {
  Tensor t;
  t.name = "t";
  t.shape = std::move(shape);
  t.type = type;
  return t;
}

Operator MakeOperator(uint32_t code, std::vector<int32_t> inputs, std::vector<int32_t> outputs, Options options = {}) {
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
std::string Verdict(const Change& change, std::vector<Remark>* remarks = nullptr) {
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
  if (!direct.ok()) EXPECT_FALSE(direct.message().empty());
  return direct.message();
}

std::string Joined(const std::vector<Remark>& remarks) {
  std::string all;
  for (const Remark& remark : remarks) all += remark.where + (remark.where.empty() ? "" : ": ") + remark.what + "\n";
  return all;
}

void ExpectRefused(const Change& change, const std::string& expected) {
  std::vector<Remark> remarks;
  EXPECT_NE(Verdict(change, &remarks), "") << "expected: " << expected;
  EXPECT_NE(Joined(remarks).find(expected), std::string::npos) << "\"" << Joined(remarks) << "\" lacks \"" << expected << "\"";
}

// Passes; with a warning that says `warning`, if any is expected.
void ExpectAccepted(const Change& change, const std::string& warning = "") {
  std::vector<Remark> remarks;
  EXPECT_EQ(Verdict(change, &remarks), "");
  const std::string all = Joined(remarks);
  EXPECT_EQ(remarks.size(), warning.empty() ? 0u : 1u) << all;
  EXPECT_NE(all.find(warning), std::string::npos) << all;
}

TEST(VerifyTest, AcceptsAPlainModel) {
  ExpectAccepted([](AddModel&) {});
}

TEST(VerifyTest, JudgesSharedModelsAsTensorFlowLiteDoes) {
  if (!fs::exists(kModels)) GTEST_SKIP() << kModels << " is not there";
  // What small/what_litert_does.txt says is refused for what is in the file, and not for an operator that is missing or objects.
  const std::pair<const char*, const char*> refused[] = {
      {"0_subgraphs.tflite", "no subgraph in the model"},
      {"no_subgraphs.tflite", "no subgraph in the model"},
      {"add_shared_tensors.tflite", "node 0 (ADD): tensor 1 \"input\" is both input 0 and output 0"},
      {"segment_sum_invalid_buffer.tflite", "tensor 2 \"pyx/y\", has no data"},
  };
  for (const auto& entry : fs::recursive_directory_iterator(kModels)) {
    const std::string name = entry.path().filename();
    if (entry.path().extension() != ".tflite" || name == "test_model_broken.tflite") continue;
    auto file = MapFile(entry.path());
    ASSERT_TRUE(file.ok());
    const Expected<Model> model = ReadModel(*file);
    ASSERT_TRUE(model.ok());
    std::string expected;
    for (const auto& [file_name, message] : refused) {
      if (name == file_name) expected = message;
    }
    const Status verdict = Verify(*model);
    EXPECT_EQ(verdict.ok(), expected.empty()) << name << ": " << verdict.message();
    EXPECT_NE(verdict.message().find(expected), std::string::npos) << name << ": " << verdict.message();
  }
}

TEST(VerifyTest, ReportsEverythingAtOnce) {
  AddModel m;
  m.T(0).shape = {-7};
  m.T(1).type = static_cast<TensorType>(50);
  m.T(2).buffer = 3;
  std::vector<Remark> remarks;
  const Status verdict = Verify(m, {&remarks, 100});
  EXPECT_EQ(verdict.code(), StatusCode::kInvalidModel);
  EXPECT_NE(verdict.message().find("(and 2 more problems)"), std::string::npos) << verdict.message();
  ASSERT_EQ(remarks.size(), 3u);
  EXPECT_EQ(remarks[0].where, "subgraph 0: tensor 0 \"t\"");
  EXPECT_EQ(remarks[2].what, "refers to buffer 3 of 1");
  remarks.clear();
  (void)Verify(m, {&remarks, 2});
  EXPECT_EQ(remarks.size(), 2u);
}

TEST(VerifyTest, RefusesOtherSchemaVersions) {
  ExpectRefused([](AddModel& m) { m.version = 0; }, "schema version 0");
  ExpectRefused([](AddModel& m) { m.version = 4; }, "schema version 4");
}

// 15, 16: -1 stands for an optional input that is left out; whether it is optional the operator decides.
TEST(VerifyTest, ChecksTensorIndices) {
  for (int32_t bad : {-2, kMin, 3, kMax}) {
    const std::string number = std::to_string(bad);
    ExpectRefused([=](AddModel& m) { m.Op().inputs[1] = bad; }, "node 0 (ADD): input 1 is tensor " + number);
    ExpectRefused([=](AddModel& m) { m.Op().outputs[0] = bad; }, "output 0 is tensor " + number);
    ExpectRefused([=](AddModel& m) { m.Op().intermediates = {bad}; }, "intermediate 0 is tensor " + number);
    ExpectRefused([=](AddModel& m) { m.Graph().inputs[0] = bad; }, "graph input 0 is tensor " + number);
    ExpectRefused([=](AddModel& m) { m.Graph().outputs[0] = bad; }, "graph output 0 is tensor " + number);
  }
  ExpectAccepted([](AddModel& m) { m.Op().inputs[1] = -1; });
  ExpectAccepted([](AddModel& m) { m.Op().intermediates = {-1}; });
  ExpectRefused([](AddModel& m) { m.Op().outputs[0] = -1; }, "output 0 is tensor -1");
  ExpectRefused([](AddModel& m) { m.Graph().inputs[0] = -1; }, "graph input 0 is tensor -1");
  ExpectRefused([](AddModel& m) { m.Graph().outputs[0] = -1; }, "graph output 0 is tensor -1");
}

// 17, 18
TEST(VerifyTest, ChecksBuffers) {
  ExpectRefused([](AddModel& m) { m.T(1).buffer = 9; }, "refers to buffer 9 of 1");
  ExpectRefused([](AddModel& m) { m.T(1).buffer = UINT32_MAX; }, "refers to buffer 4294967295 of 1");
  ExpectAccepted([](AddModel& m) { m.buffers.clear(); });
  AddModel with_data;
  with_data.buffers[0].data = Floats(6);
  EXPECT_FALSE(Verify(with_data).ok());
  // In a file, as in TensorFlow Lite, what is in buffer 0 is not looked at.
  const auto bytes = WriteModel(with_data);
  const auto copy = CopyBytes(*bytes);
  const Expected<Model> read = ReadModel(*copy);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read->buffers[0].data.empty());
  EXPECT_TRUE(Verify(*read).ok());
}

// 19, 20
TEST(VerifyTest, ChecksOperatorCodes) {
  ExpectRefused([](AddModel& m) { m.Op().opcode_index = 1; }, "refers to operator code 1 of 1");
  ExpectRefused([](AddModel& m) { m.operator_codes.clear(); }, "refers to operator code 0 of 0");
  ExpectRefused([](AddModel& m) { m.operator_codes[0].builtin = static_cast<BuiltinOperator>(300); }, "builtin operator 300 is not known");
  ExpectRefused([](AddModel& m) { m.operator_codes[0].builtin = static_cast<BuiltinOperator>(-5); }, "builtin operator -5 is not known");
  ExpectRefused([](AddModel& m) { m.operator_codes[0].version = 0; }, "version 0 of ADD");
  ExpectRefused(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kCustom;
        m.Op().options = {};
      },
      "a custom operator without a name");
}

// 21, 22
TEST(VerifyTest, RefusesCallsOutOfRangeAndRecursion) {
  const auto with_call = [](BuiltinOperator op, Options options) {
    return [=](AddModel& m) { m.Graph().operators = {MakeOperator(m.AddCode(op), {0, 1}, {2}, options)}; };
  };
  for (int32_t bad : {-1, 1, kMax, kMin}) {
    const std::string number = std::to_string(bad);
    ExpectRefused(with_call(BuiltinOperator::kIf, IfOptions{bad, 0}), "then_subgraph_index is " + number);
    ExpectRefused(with_call(BuiltinOperator::kIf, IfOptions{0, bad}), "else_subgraph_index is " + number);
    ExpectRefused(with_call(BuiltinOperator::kWhile, WhileOptions{bad, 0}), "cond_subgraph_index is " + number);
    ExpectRefused(with_call(BuiltinOperator::kWhile, WhileOptions{0, bad}), "body_subgraph_index is " + number);
    ExpectRefused(with_call(BuiltinOperator::kCallOnce, CallOnceOptions{bad}), "init_subgraph_index is " + number);
    ExpectRefused(with_call(BuiltinOperator::kStablehloWhile, StablehloWhileOptions{bad, 0}), "cond_subgraph_index is " + number);
    ExpectRefused(with_call(BuiltinOperator::kStablehloCase, StablehloCaseOptions{{bad}}), "branch_subgraph_indices is " + number);
    ExpectRefused(with_call(BuiltinOperator::kStablehloReduce, StablehloReduceOptions{{}, bad}), "body_subgraph_index is " + number);
  }
  ExpectRefused(with_call(BuiltinOperator::kCall, CallOptions{UINT32_MAX}), "subgraph is 4294967295");
  ExpectRefused(with_call(BuiltinOperator::kWhile, WhileOptions{0, 0}), "subgraph 0 calls itself");
  ExpectRefused(with_call(BuiltinOperator::kCall, CallOptions{0}), "subgraph 0 calls itself");
  ExpectRefused(
      [](AddModel& m) {
        const uint32_t call = m.AddCode(BuiltinOperator::kStablehloComposite);
        StableHLOCompositeOptions to;
        to.decomposition_subgraph_index = 1;
        m.Graph().operators = {MakeOperator(call, {0, 1}, {2}, to)};
        m.subgraphs.push_back(m.Graph());
        to.decomposition_subgraph_index = 0;
        m.subgraphs[1].operators[0].options = to;
      },
      "subgraph 0 calls itself, directly or through others");
}

// Subgraph i calls i + 1; the last one adds.
Change Chain(size_t length) {
  return [=](AddModel& m) {
    const uint32_t call = m.AddCode(BuiltinOperator::kCall);
    for (size_t i = 1; i < length; ++i) {
      m.subgraphs.push_back(m.subgraphs.back());
      m.subgraphs[i - 1].operators = {MakeOperator(call, {0, 1}, {2}, CallOptions{static_cast<uint32_t>(i)})};
    }
  };
}

TEST(VerifyTest, LimitsTheDepthOfCalls) {
  ExpectAccepted(Chain(65));
  ExpectRefused(Chain(66), "nested deeper than 64");
  ExpectRefused(Chain(5000), "nested deeper than 64");
}

TEST(VerifyTest, MatchesControlFlowWithItsSubgraphs) {
  const auto flow = [](BuiltinOperator op, std::vector<int32_t> inputs, std::vector<int32_t> outputs, Options options) {
    return [=](AddModel& m) {
      m.subgraphs.push_back(m.Graph());
      m.Graph().operators = {MakeOperator(m.AddCode(op), inputs, outputs, options)};
    };
  };
  ExpectRefused(flow(BuiltinOperator::kWhile, {0, 1}, {2}, WhileOptions{1, 1}), "body: subgraph 1 has 1 outputs; 2 are expected");
  ExpectRefused(flow(BuiltinOperator::kIf, {0, 1}, {2}, IfOptions{1, 1}), "then: subgraph 1 has 2 inputs; 1 are expected");
  ExpectRefused(flow(BuiltinOperator::kIf, {}, {2}, IfOptions{1, 1}), "has no condition");
  ExpectRefused(flow(BuiltinOperator::kCallOnce, {}, {2}, CallOnceOptions{1}), "init: subgraph 1 has 2 inputs; 0 are expected");
}

// 23
TEST(VerifyTest, RefusesATensorThatIsInputAndOutputOfOneOperator) {
  ExpectRefused([](AddModel& m) { m.Op().outputs = {0}; }, "tensor 0 \"t\" is both input 0 and output 0");
  ExpectRefused([](AddModel& m) { m.Op().inputs = {0, 2}; }, "tensor 2 \"t\" is both input 1 and output 0");
}

// 24
TEST(VerifyTest, AcceptsGraphOutputsThatNoOperatorWrites) {
  ExpectAccepted([](AddModel& m) { m.Graph().outputs = {2, 0, 2}; });
  ExpectAccepted([](AddModel& m) {
    const int32_t t = m.AddTensor(MakeTensor({2, 3}));
    m.T(static_cast<size_t>(t)).buffer = m.AddBuffer(Floats(6));
    m.Graph().outputs = {t};
  });
  ExpectAccepted([](AddModel& m) {
    const int32_t t = m.AddTensor(MakeTensor({2, 3}));
    m.T(static_cast<size_t>(t)).is_variable = true;
    m.Graph().outputs = {t};
  });
  ExpectRefused([](AddModel& m) { m.Graph().outputs = {m.AddTensor(MakeTensor({2, 3}))}; }, "graph output 0, tensor 3 \"t\", has no data");
}

// 25
TEST(VerifyTest, RefusesTensorsWithTwoSources) {
  ExpectRefused([](AddModel& m) { m.Graph().operators.push_back(m.Op()); },
                "node 1 (ADD): writes tensor 2 \"t\", which node 0 (ADD) has written");
  ExpectRefused([](AddModel& m) { m.Op().outputs = {2, 2}; }, "writes tensor 2");
  ExpectRefused([](AddModel& m) { m.Graph().operators.push_back(MakeOperator(0, {0, 2}, {1})); },
                "writes tensor 1 \"t\", which is an input of the graph");
  ExpectRefused([](AddModel& m) { m.T(2).buffer = m.AddBuffer(Floats(6)); }, "writes tensor 2 \"t\", which is a constant");
}

// 26
TEST(VerifyTest, RefusesReadingBeforeWriting) {
  ExpectRefused(
      [](AddModel& m) {
        const int32_t t = m.AddTensor(MakeTensor({2, 3}));
        m.Op().inputs = {0, t};
        m.Graph().operators.push_back(MakeOperator(0, {0, 1}, {t}));
      },
      "node 0 (ADD): reads tensor 3 \"t\" before node 1 (ADD) writes it");
  ExpectRefused([](AddModel& m) { m.Graph().inputs = {0}; }, "input 1, tensor 1 \"t\", has no data");
  // Nothing is missing in a tensor without elements.
  ExpectAccepted([](AddModel& m) {
    m.Graph().inputs = {0};
    m.T(1).shape = {0, 3};
  });
}

// 27
TEST(VerifyTest, ChecksSignatures) {
  const auto with = [](const std::function<void(Model&, SignatureDef&)>& change) {
    return [=](AddModel& m) {
      m.signature_defs = {{"serving", {{"a", 0}, {"b", 1}}, {{"y", 2}}, 0}};
      change(m, m.signature_defs[0]);
    };
  };
  ExpectAccepted(with([](Model&, SignatureDef&) {}));
  ExpectAccepted(with([](Model&, SignatureDef& s) { s.inputs.pop_back(); }));
  ExpectRefused(with([](Model&, SignatureDef& s) { s.inputs[1].tensor_index = 99; }), "signature \"serving\": input \"b\" is tensor 99");
  ExpectRefused(with([](Model&, SignatureDef& s) { s.outputs[0].tensor_index = UINT32_MAX; }), "output \"y\" is tensor 4294967295");
  ExpectRefused(with([](Model&, SignatureDef& s) { s.inputs[1].tensor_index = 2; }), "which is no input of the subgraph");
  ExpectRefused(with([](Model&, SignatureDef& s) { s.inputs[1].name = "a"; }), "two inputs are called \"a\"");
  ExpectRefused(with([](Model&, SignatureDef& s) { s.subgraph_index = 7; }), "is for subgraph 7; the model has 1");
  ExpectRefused(with([](Model&, SignatureDef& s) { s.signature_key = ""; }), "has no key");
  ExpectRefused(with([](Model& m, SignatureDef&) { m.signature_defs.push_back(m.signature_defs[0]); }), "two signatures have this key");
}

// 28
TEST(VerifyTest, ChecksMetadata) {
  ExpectAccepted([](AddModel& m) { m.metadata = {{"TFLITE_METADATA", 0}}; });
  ExpectRefused([](AddModel& m) { m.metadata = {{"TFLITE_METADATA", 9}}; }, "metadata 0 \"TFLITE_METADATA\" refers to buffer 9 of 1");
  ExpectRefused([](AddModel& m) { m.metadata_buffer = {-1}; }, "metadata_buffer 0 refers to buffer -1");
  ExpectRefused([](AddModel& m) { m.metadata_buffer = {1}; }, "metadata_buffer 0 refers to buffer 1");
}

// 29
TEST(VerifyTest, ChecksVariables) {
  const auto variable = [](AddModel& m) {
    m.T(1).is_variable = true;
    m.Graph().inputs = {0};
  };
  ExpectAccepted(variable);
  ExpectAccepted([=](AddModel& m) {
    variable(m);
    m.T(1).has_shape = false;
    m.T(1).shape = {};
  });
  ExpectRefused(
      [=](AddModel& m) {
        variable(m);
        m.T(1).buffer = m.AddBuffer(Floats(6));
      },
      "is a variable and has constant data (buffer 1) at once");
}

// 30-33
TEST(VerifyTest, ChecksShapes) {
  const auto all = [](std::vector<int32_t> shape) {
    return [=](AddModel& m) {
      for (Tensor& t : m.Graph().tensors) t.shape = shape;
    };
  };
  ExpectAccepted(all({0, 3}));
  ExpectAccepted(all({}));
  ExpectAccepted(all({kMax, 3}));
  ExpectAccepted(all({0, kMax}));
  ExpectAccepted(all({1, 1, 1, 1, 1, 1, 1, 1}));
  ExpectRefused(all({-1, 3}), "negative dimension -1; a dimension not yet known is 1 in the shape and -1 in the shape_signature");
  ExpectRefused(all({kMin}), "negative dimension -2147483648");
  ExpectRefused(all({kMax, kMax, kMax}), "more elements than memory can hold");
  ExpectRefused(all({65536, 65536, 65536, 65536}), "more elements than memory can hold");
  ExpectRefused(all({0, kMax, kMax, kMax}), "more elements than memory can hold");
  for (size_t rank : {9, 255, 65535}) ExpectRefused(all(std::vector<int32_t>(rank, 1)), "at most 8 are supported");
  AddModel deep;
  deep.T(0).shape.assign(9, 1);
  EXPECT_EQ(Verify(deep).code(), StatusCode::kUnsupported);
}

// 34: the shape counts, as in TensorFlow Lite.
TEST(VerifyTest, WarnsOfASignatureThatContradictsTheShape) {
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {-1, 3}; });
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {5, 3}; }, "shape_signature contradicts the shape [2, 3]");
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {-2, 3}; }, "shape_signature contradicts");
  ExpectAccepted([](AddModel& m) { m.T(0).shape_signature = {-1}; }, "shape_signature has 1 dimensions and shape 2");
}

TEST(VerifyTest, MatchesConstantsWithTheirShape) {
  ExpectAccepted([](AddModel& m) { m.MakeConstant(Floats(6)); });
  ExpectAccepted([](AddModel& m) { m.MakeConstant(Floats(8)); }, "needs 24 bytes, and its buffer 1 has 32; the rest is ignored");
  ExpectRefused([](AddModel& m) { m.MakeConstant(Floats(5)); }, "FLOAT32 [2, 3] needs 24 bytes, and its buffer 1 has 20");
  // 66: two elements of four bits share a byte.
  const auto int4 = [](size_t bytes) {
    return [=](AddModel& m) {
      m.T(1) = MakeTensor({5}, TensorType::kInt4);
      m.MakeConstant(Block(std::vector<uint8_t>(bytes)));
    };
  };
  ExpectAccepted(int4(3));
  ExpectRefused(int4(2), "INT4 [5] needs 3 bytes");
}

// 67
TEST(VerifyTest, ChecksSparseConstants) {
  const auto sparse = [](std::vector<int32_t> segments, std::vector<int32_t> indices, size_t values) {
    return [=](AddModel& m) {
      Sparsity s{{0, 1}, {}, std::vector<DimensionMetadata>(2)};
      s.dim_metadata[0].dense_size = 2;
      DimensionMetadata& columns = s.dim_metadata[1];
      columns.format = DimensionMetadata::Format::kSparseCsr;
      columns.array_segments = segments;
      columns.array_indices = indices;
      columns.segments_bits = columns.indices_bits = 32;
      m.T(1).sparsity = std::make_shared<Sparsity>(s);
      m.MakeConstant(Floats(values));
    };
  };
  ExpectAccepted(sparse({0, 1, 3}, {1, 0, 2}, 3));
  ExpectRefused(sparse({0, 2, 1}, {1}, 3), "array_segments decrease");
  ExpectRefused(sparse({0, 1, 3}, {1, 0, 7}, 3), "index 7 after 0 in a level of 3");
  ExpectRefused(sparse({0, 1, 3}, {1, 0, 2}, 2), "3 values of 4 bytes, but there are 8");
  ExpectRefused([](AddModel& m) { m.T(1).sparsity = std::make_shared<Sparsity>(); }, "has a sparse layout but no data");
}

// 68
TEST(VerifyTest, ChecksStringConstants) {
  const auto strings = [](std::vector<int32_t> words, std::vector<int32_t> shape) {
    return [=](AddModel& m) {
      m.T(1) = MakeTensor(shape, TensorType::kString);
      std::vector<uint8_t> bytes(words.size() * sizeof(int32_t));
      std::memcpy(bytes.data(), words.data(), bytes.size());
      m.MakeConstant(Block(std::move(bytes)));
    };
  };
  ExpectAccepted(strings({2, 16, 18, 20, 0}, {2}));
  ExpectRefused(strings({2, 18, 16, 20, 0}, {2}), "string offset 1 is 16; 18 to 20 is expected");
  ExpectRefused(strings({2, 16, 18, 24, 0}, {2}), "string offset 2 is 24");
  ExpectRefused(strings({2, 16, 18, 20, 0}, {3}), "has 2 strings, and the shape 3");
  ExpectRefused(
      [=](AddModel& m) {
        strings({2, 16, 18, 20, 0}, {2})(m);
        const int32_t other = m.AddTensor(m.T(1));
        m.T(static_cast<size_t>(other)).shape = {1, 3};
      },
      "tensor 3 \"t\": the string table has 2 strings, and the shape 3");
}

TEST(VerifyTest, ChecksTypes) {
  for (int bad : {-1, 23, 50, 127, -128}) {
    ExpectRefused([=](AddModel& m) { m.T(1).type = static_cast<TensorType>(bad); }, "type " + std::to_string(bad) + " is not known");
  }
}

// 55
TEST(VerifyTest, RefusesUnknownEnumsInOptions) {
  ExpectRefused([](AddModel& m) { m.Op().options = AddOptions{static_cast<ActivationFunctionType>(77)}; },
                "option fused_activation_function is 77; 0 to 5 are known");
  ExpectRefused([](AddModel& m) { m.Op().options = AddOptions{static_cast<ActivationFunctionType>(-1)}; },
                "fused_activation_function is -1");
  ExpectRefused(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kMaxPool2d;
        Pool2DOptions o;
        o.padding = static_cast<Padding>(2);
        m.Op().options = o;
      },
      "option padding is 2; 0 to 1 are known");
  ExpectRefused(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kCast;
        m.Op().options = CastOptions{TensorType::kFloat32, static_cast<TensorType>(99)};
      },
      "option out_data_type is 99");
  ExpectRefused(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kStablehloDotGeneral;
        StablehloDotGeneralOptions o;
        o.precision_config = {StablehloPrecisionConfig::kHigh, static_cast<StablehloPrecisionConfig>(3)};
        m.Op().options = o;
      },
      "option precision_config is 3");
}

// 56: absent options have their defaults, with which the operator decides.
TEST(VerifyTest, RefusesOptionsOfAnotherOperator) {
  ExpectAccepted([](AddModel& m) { m.Op().options = {}; });
  ExpectRefused([](AddModel& m) { m.Op().options = Conv2DOptions(); }, "carries Conv2DOptions where AddOptions belong");
  ExpectAccepted(
      [](AddModel& m) {
        m.operator_codes[0].builtin = BuiltinOperator::kRelu;
        m.Op().options = WhileOptions{0, 0};
      },
      "carries WhileOptions, which it does not use");
}

Change Quantized(const std::function<void(Quantization&)>& change, TensorType type = TensorType::kInt8) {
  return [=](AddModel& m) {
    Quantization q;
    q.scale = {0.5f};
    q.zero_point = {3};
    change(q);
    m.T(0).type = type;
    m.T(0).quantization = std::make_shared<Quantization>(q);
  };
}

// 61
TEST(VerifyTest, ChecksScales) {
  const auto scale = [](float v, TensorType type = TensorType::kInt8) { return Quantized([=](Quantization& q) { q.scale = {v}; }, type); };
  ExpectAccepted(scale(0.5f));
  ExpectAccepted(scale(1e-40f));
  for (float bad : {0.0f, -1.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    ExpectRefused(scale(bad), "a finite number above 0 is expected");
    ExpectAccepted(scale(bad, TensorType::kFloat32));  // not quantized, whatever it carries
  }
  // Weights that are all zero.
  ExpectAccepted([](AddModel& m) {
    Quantized([](Quantization& q) { q.scale = {0.0f}; })(m);
    m.T(0).buffer = m.AddBuffer(Block(std::vector<uint8_t>(6)));
  });
}

// 62
TEST(VerifyTest, ChecksZeroPoints) {
  const auto zero_point = [](int64_t v, TensorType type) { return Quantized([=](Quantization& q) { q.zero_point = {v}; }, type); };
  ExpectAccepted(zero_point(-128, TensorType::kInt8));
  ExpectRefused(zero_point(128, TensorType::kInt8), "zero point 0 is 128, outside of INT8");
  ExpectAccepted(zero_point(255, TensorType::kUInt8));
  ExpectRefused(zero_point(-1, TensorType::kUInt8), "outside of UINT8");
  ExpectRefused(zero_point(8, TensorType::kInt4), "outside of INT4");
  ExpectRefused(zero_point(int64_t{1} << 40, TensorType::kInt32), "outside of INT32");
}

// 63, 64
TEST(VerifyTest, ChecksTheLengthsOfQuantizationVectors) {
  const auto counts = [](size_t scales, size_t zero_points, int32_t dimension) {
    return Quantized([=](Quantization& q) {
      q.scale.assign(scales, 0.5f);
      q.zero_point.assign(zero_points, 0);
      q.quantized_dimension = dimension;
    });
  };
  ExpectAccepted(counts(1, 1, 0));
  ExpectAccepted(counts(2, 2, 0));
  ExpectAccepted(counts(3, 3, 1));
  ExpectAccepted(counts(0, 0, 0));
  ExpectRefused(counts(3, 3, 0), "quantization has 3 scales; 1 or the 2 of dimension 0 are expected");
  ExpectRefused(counts(2, 2, 1), "quantization has 2 scales; 1 or the 3 of dimension 1 are expected");
  ExpectRefused(counts(4, 4, 1), "quantization has 4 scales");
  ExpectRefused(counts(2, 1, 0), "2 scales and 1 zero points");
  ExpectRefused(counts(1, 0, 0), "1 scales and 0 zero points");
  for (int32_t bad : {-1, 2, kMax, kMin}) ExpectRefused(counts(1, 1, bad), "quantized_dimension is " + std::to_string(bad));
}

TEST(VerifyTest, ChecksTensorsOfBlockwiseQuantization) {
  const auto blockwise = [](int32_t scales, int32_t zero_points) {
    return Quantized([=](Quantization& q) {
      q.details = Quantization::Details::kBlockwise;
      q.scales_tensor = scales;
      q.zero_points_tensor = zero_points;
    });
  };
  ExpectAccepted(blockwise(1, -1));
  ExpectRefused(blockwise(3, 0), "quantization scales are in tensor 3 of 3");
  ExpectRefused(blockwise(0, -2), "quantization zero points are in tensor -2 of 3");
}

TEST(VerifyTest, ChecksExternalBuffers) {
  ExpectRefused([](AddModel& m) { m.T(1).external_buffer = 7; }, "refers to external buffer 7, which the model does not list");
  ExpectRefused([](AddModel& m) { m.external_buffers = {{7, 2, 0, 0, ""}}; }, "external buffer 0 refers to group 2 of 0");
}

}  // namespace
}  // namespace goldcrest::model
