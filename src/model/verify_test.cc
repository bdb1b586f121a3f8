#include "model/verify.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "model/verify_test_util.h"

// Numbers in comments are the cases of ../shared/robustness.md.
namespace goldcrest::model {
namespace {

namespace fs = std::filesystem;
const fs::path kModels = fs::path(GC_SHARED_DIR) / "models";
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

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

TEST(VerifyTest, SaysEverythingInOneLineOfReadableLength) {
  AddModel m;
  m.operator_codes[0] = {BuiltinOperator::kCustom, "two\nlines" + std::string(1000000, 'x'), 1};
  m.T(0).name = "three\nmore\x01" + std::string(1000000, 'y');
  m.Graph().name = "\r\n" + std::string(1000000, 'z');
  m.Op().inputs[1] = 7;
  m.T(0).buffer = 9;
  std::vector<Remark> remarks;
  for (const auto& message : {Verify(m, {&remarks, 100}).message(), remarks[0].where, remarks[0].what}) {
    EXPECT_EQ(message.find_first_of("\r\n\x01"), std::string::npos);
    EXPECT_LT(message.size(), 1000u);
  }
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

}  // namespace
}  // namespace goldcrest::model
