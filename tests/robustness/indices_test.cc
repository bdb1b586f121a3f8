// Cases 15 to 29: indices, operator codes, calls, sources of tensors, signatures, metadata. More in src/model/verify_test.cc.
#include "tests/robustness/robustness_util.h"

namespace goldcrest {
namespace {

using model::Model;
using model::Subgraph;

TEST(RobustnessIndices, Case15TensorIndexOutOfRange) {
  for (int32_t bad : {-2, kMinInt, 3, kMaxInt}) {
    const std::string number = std::to_string(bad);
    ExpectInvalid(RunChanged([=](Model&, Subgraph& s) { s.operators[0].inputs[1] = bad; }), "input 1 is tensor " + number);
    ExpectInvalid(RunChanged([=](Model&, Subgraph& s) { s.operators[0].outputs[0] = bad; }), "output 0 is tensor " + number);
    ExpectInvalid(RunChanged([=](Model&, Subgraph& s) { s.inputs[0] = bad; }), "graph input 0 is tensor " + number);
    ExpectInvalid(RunChanged([=](Model&, Subgraph& s) { s.outputs[0] = bad; }), "graph output 0 is tensor " + number);
  }
}

// tf#62161. An optional input that is -1 is left out, as in TensorFlow Lite: here the bias.
TEST(RobustnessIndices, Case16MandatoryInputLeftOut) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].inputs[1] = -1; }), "input 1 is left out; the operator needs it");
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<float>({1, 2}, {1, 2});
  test.Constant<float>({1, 2}, {3, 4});
  test.NoInput();
  test.Output<float>({1, 1});
  ExpectRuns(test.Run());
  EXPECT_THAT(test.output<float>(0), testing::ElementsAre(11));
}

TEST(RobustnessIndices, Case17BufferBeyondTheTable) {
  for (uint32_t bad : {2u, 9u, UINT32_MAX}) {
    ExpectInvalid(RunChanged([=](Model&, Subgraph& s) { s.tensors[1].buffer = bad; }), "refers to buffer " + std::to_string(bad) + " of 1");
  }
}

// TensorFlow Lite does not look at it: the tensor is an input as ever.
TEST(RobustnessIndices, Case18BufferZeroWithData) {
  ExpectRuns(RunChanged([](Model& m, Subgraph&) { m.buffers[0].data = model::Block(std::vector<uint8_t>(24, 1)); }));
}

TEST(RobustnessIndices, Case19OperatorCodeBeyondTheTable) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].opcode_index = 1; }), "refers to operator code 1 of 1");
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].opcode_index = UINT32_MAX; }),
                "refers to operator code 4294967295 of 1");
  ExpectInvalid(RunChanged([](Model& m, Subgraph&) { m.operator_codes[0].builtin = static_cast<BuiltinOperator>(300); }),
                "builtin operator 300 is not known");
}

// Old files leave the new code 0; the larger of the two counts.
TEST(RobustnessIndices, Case20DeprecatedAndNewCodeDisagree) {
  const auto with_codes = [](int narrow, int wide) {
    return LoadAndRun(BuiltFile([&](flatbuffers::FlatBufferBuilder& b) {
      const auto code = schema::CreateOperatorCode(b, static_cast<int8_t>(narrow), 0, 1, static_cast<schema::BuiltinOperator>(wide));
      const std::vector<int32_t> shape = {2}, none = {0}, one = {1};
      const auto tensors = std::vector{schema::CreateTensor(b, b.CreateVector(shape)), schema::CreateTensor(b, b.CreateVector(shape))};
      const auto op = schema::CreateOperator(b, 0, b.CreateVector(none), b.CreateVector(one));
      const auto graph =
          schema::CreateSubGraph(b, b.CreateVector(tensors), b.CreateVector(none), b.CreateVector(one), b.CreateVector(&op, 1));
      return schema::CreateModel(b, 3, b.CreateVector(&code, 1), b.CreateVector(&graph, 1));
    }));
  };
  constexpr int kAbs = 101, kRelu = 19;
  ExpectRuns(with_codes(kRelu, 0));
  ExpectRuns(with_codes(0, kAbs));
  ExpectRuns(with_codes(kAbs, kRelu));
  // What neither code is: FlatBuffers' enums may hold any number.
  ExpectInvalid(with_codes(kRelu, 5000), "builtin operator 5000 is not known");
}

Change Calling(BuiltinOperator op, model::Options options) {
  return [=](Model& m, Subgraph& s) { s.operators = {NewOperator(AddCode(m, op), {0, 1}, {2}, options)}; };
}

TEST(RobustnessIndices, Case21SubgraphBeyondTheTable) {
  for (int32_t bad : {-1, 1, kMaxInt, kMinInt}) {
    const std::string number = std::to_string(bad);
    ExpectInvalid(RunChanged(Calling(BuiltinOperator::kIf, model::IfOptions{bad, 0})), "then_subgraph_index is " + number);
    ExpectInvalid(RunChanged(Calling(BuiltinOperator::kWhile, model::WhileOptions{0, bad})), "body_subgraph_index is " + number);
    ExpectInvalid(RunChanged(Calling(BuiltinOperator::kCallOnce, model::CallOnceOptions{bad})), "init_subgraph_index is " + number);
  }
  ExpectInvalid(RunChanged(Calling(BuiltinOperator::kCall, model::CallOptions{UINT32_MAX})), "subgraph is 4294967295");
}

// A graph whose number of inputs and outputs is what it hands to itself.
Change CallingItself(BuiltinOperator op, model::Options options, std::vector<int32_t> inputs) {
  return [=](Model& m, Subgraph& s) {
    s.operators = {NewOperator(AddCode(m, op), inputs, {2}, options)};
    if (op == BuiltinOperator::kWhile) s.inputs = {0};
  };
}

TEST(RobustnessIndices, Case22Recursion) {
  const auto itself = [](BuiltinOperator op, model::Options options, std::vector<int32_t> inputs) {
    ExpectInvalid(RunChanged(CallingItself(op, options, inputs)), "subgraph 0 calls itself");
  };
  itself(BuiltinOperator::kIf, model::IfOptions{0, 0}, {0, 0, 1});
  itself(BuiltinOperator::kWhile, model::WhileOptions{0, 0}, {0});
  itself(BuiltinOperator::kCall, model::CallOptions{0}, {0, 1});
  ExpectInvalid(RunChanged([](Model& m, Subgraph& s) {
                  CallingItself(BuiltinOperator::kWhile, model::WhileOptions{1, 1}, {0})(m, s);
                  Subgraph other = s;
                  other.operators[0].options = model::WhileOptions{0, 0};
                  m.subgraphs.push_back(other);
                }),
                "subgraph 0 calls itself, directly or through others");
}

// CVE-2020-15210
TEST(RobustnessIndices, Case23SameTensorInAndOut) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators[0].outputs = {0}; }), "tensor 0 \"t\" is both input 0 and output 0");
}

// TensorFlow Lite runs such graphs: the client reads what is there.
TEST(RobustnessIndices, Case24OutputThatNoOperatorWrites) {
  ExpectRuns(RunChanged([](Model&, Subgraph& s) { s.outputs = {2, 0}; }));
  ExpectRuns(RunChanged([](Model& m, Subgraph& s) {
    model::Tensor constant = NewTensor({2, 3});
    constant.buffer = AddBuffer(m, std::vector<uint8_t>(24));
    s.outputs = {AddTensor(s, constant)};
  }));
  ExpectRuns(RunChanged([](Model&, Subgraph& s) {
    model::Tensor variable = NewTensor({2, 3});
    variable.is_variable = true;
    s.outputs = {AddTensor(s, variable)};
  }));
}

TEST(RobustnessIndices, Case25TwoProducers) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) { s.operators.push_back(s.operators[0]); }), "which node 0 (ADD) has written");
}

TEST(RobustnessIndices, Case26UseBeforeDefinition) {
  ExpectInvalid(RunChanged([](Model&, Subgraph& s) {
                  const int32_t late = AddTensor(s, NewTensor({2, 3}));
                  s.operators[0].inputs = {0, late};
                  s.operators.push_back(NewOperator(0, {0, 1}, {late}));
                }),
                "node 0 (ADD): reads tensor 3 \"t\" before node 1 (ADD) writes it");
}

TEST(RobustnessIndices, Case27Signatures) {
  const auto with = [](const std::function<void(Model&, model::SignatureDef&)>& change) {
    return RunChanged([&](Model& m, Subgraph&) {
      m.signature_defs = {{"serving", {{"a", 0}, {"b", 1}}, {{"y", 2}}, 0}};
      change(m, m.signature_defs[0]);
    });
  };
  ExpectRuns(with([](Model&, model::SignatureDef&) {}));
  ExpectInvalid(with([](Model&, model::SignatureDef& s) { s.inputs[1].tensor_index = 99; }), "input \"b\" is tensor 99");
  ExpectInvalid(with([](Model&, model::SignatureDef& s) { s.inputs[1].name = "a"; }), "two inputs are called \"a\"");
  ExpectInvalid(with([](Model&, model::SignatureDef& s) { s.subgraph_index = 7; }), "is for subgraph 7");
  ExpectInvalid(with([](Model& m, model::SignatureDef& s) { m.signature_defs.push_back(s); }), "two signatures have this key");
}

TEST(RobustnessIndices, Case28MetadataBufferBeyondTheTable) {
  ExpectInvalid(RunChanged([](Model& m, Subgraph&) { m.metadata = {{"TFLITE_METADATA", 9}}; }), "refers to buffer 9 of 1");
  ExpectInvalid(RunChanged([](Model& m, Subgraph&) { m.metadata_buffer = {-1}; }), "metadata_buffer 0 refers to buffer -1");
}

// Without a shape a tensor is a scalar.
TEST(RobustnessIndices, Case29VariableWithoutShape) {
  ExpectRuns(RunChanged([](Model&, Subgraph& s) {
    s.tensors[1].is_variable = true;
    s.tensors[1].has_shape = false;
    s.tensors[1].shape = {};
    s.inputs = {0};
  }));
  ExpectInvalid(RunChanged([](Model& m, Subgraph& s) {
                  s.tensors[1].is_variable = true;
                  s.tensors[1].buffer = AddBuffer(m, std::vector<uint8_t>(24));
                  s.inputs = {0};
                }),
                "is a variable and has constant data");
}

}  // namespace
}  // namespace goldcrest
