// Limits: every way in and through stays inside Limits::max_bytes and Limits::max_steps, or says LIMIT_EXCEEDED.
#include <cstring>

#include "tests/robustness/robustness_util.h"
#include "tests/robustness/small_models.h"

namespace goldcrest {
namespace {

using model::Subgraph;

constexpr uint64_t kMegabyte = uint64_t{1} << 20;

CompileOptions WithBytes(uint64_t max_bytes) {
  CompileOptions options;
  options.limits.max_bytes = max_bytes;
  options.num_threads = 1;
  return options;
}

CompileOptions WithSteps(uint64_t max_steps) {
  CompileOptions options;
  options.limits.max_steps = max_steps;
  options.num_threads = 1;
  return options;
}

void ExpectLimit(const Status& status, const std::string& piece) { ExpectRefused(status, StatusCode::kLimitExceeded, piece); }

TEST(LimitsTest, CopyingAFile) {
  const FileBytes file = Written(ConvolutionModel());
  Limits small;
  small.max_bytes = file.size() - 1;
  ExpectLimit(Model::FromBytes(file, small).status(), "does not fit into Limits::max_bytes");
  const std::string path = std::string(GC_SOURCE_DIR) + "/examples/digits/digits_float.tflite";
  small.max_bytes = 1000;
  ExpectLimit(Model::FromFile(path, Model::Mode::kCopy, small).status(), "the limit is 1000");
}

TEST(LimitsTest, ReadingStructure) {
  const FileBytes file = Written(ConvolutionModel());
  Limits small;
  small.max_bytes = 100;
  EXPECT_EQ(Model::FromBorrowedBytes(file, small).status().code(), StatusCode::kLimitExceeded);
}

TEST(LimitsTest, ArenaOfTheRun) {
  const auto tensors = [](int32_t n) {
    return Changed([=](model::Model&, Subgraph& s) {
      for (model::Tensor& t : s.tensors) t.shape = {n};
    });
  };
  ExpectRuns(LoadAndRun(tensors(10000), WithBytes(kMegabyte)));
  // 400 KB each, three of them.
  ExpectLimit(LoadAndRun(tensors(100000), WithBytes(kMegabyte)), "Limits::max_bytes");
  ExpectLimit(LoadAndRun(tensors(1000000), WithBytes(kMegabyte)), "Limits::max_bytes");
}

// Results that are known before the run are made only as far as they fit.
TEST(LimitsTest, ConstantsFoldedByTheDozen) {
  const auto fills = [](int count) {
    return Changed([=](model::Model& m, Subgraph& s) {
      s.operators.clear();
      s.tensors.clear();
      s.inputs = {};
      s.outputs = {};
      model::Tensor dims = NewTensor({1}, TensorType::kInt32), value = NewTensor({});
      dims.buffer = AddBuffer(m, BytesOf<int32_t>({200000}));
      value.buffer = AddBuffer(m, BytesOf<float>({1}));
      const int32_t d = AddTensor(s, dims), v = AddTensor(s, value);
      const uint32_t fill = AddCode(m, BuiltinOperator::kFill);
      for (int i = 0; i < count; ++i) {
        s.outputs.push_back(AddTensor(s, NewTensor({200000})));
        s.operators.push_back(NewOperator(fill, {d, v}, {s.outputs.back()}));
      }
    });
  };
  ExpectRuns(LoadAndRun(fills(1), WithBytes(2 * kMegabyte)));
  ExpectLimit(LoadAndRun(fills(12), WithBytes(2 * kMegabyte)), "Limits::max_bytes");
}

TEST(LimitsTest, WorkDoneWhileFolding) {
  // A constant of 1 MB, tiled, a thousand times over: more than a run may do, so it is left to the run, which is refused.
  const model::Model m = Changed([](model::Model& content, Subgraph& s) {
    s.operators.clear();
    s.inputs = {};
    model::Tensor a = NewTensor({1 << 18});
    a.buffer = AddBuffer(content, std::vector<uint8_t>(1 << 20));
    const int32_t constant = AddTensor(s, a);
    for (int i = 0; i < 200; ++i) {
      s.outputs.push_back(AddTensor(s, NewTensor({1 << 18})));
      s.operators.push_back(NewOperator(0, {constant, constant}, {s.outputs.back()}));
    }
    s.outputs.erase(s.outputs.begin());
  });
  ExpectLimit(LoadAndRun(m, WithSteps(uint64_t{1} << 24)), "Limits::max_steps");
}

TEST(LimitsTest, SparseConstantsUnfolded) {
  const model::Model m = Changed([](model::Model& content, Subgraph& s) {
    // Four bytes each, which stand for 4 MB.
    model::Sparsity layout{{0}, {}, std::vector<model::DimensionMetadata>(1)};
    layout.dim_metadata[0].format = model::DimensionMetadata::Format::kSparseCsr;
    layout.dim_metadata[0].array_segments = {0, 1};
    layout.dim_metadata[0].array_indices = {5};
    layout.dim_metadata[0].segments_bits = layout.dim_metadata[0].indices_bits = 32;
    s.operators.clear();
    s.inputs = {};
    s.outputs = {};
    for (int i = 0; i < 10; ++i) {
      model::Tensor t = NewTensor({1 << 20});
      t.sparsity = std::make_shared<model::Sparsity>(layout);
      t.buffer = AddBuffer(content, std::vector<uint8_t>(4));
      s.outputs.push_back(AddTensor(s, t));
    }
  });
  ExpectRuns(LoadAndRun(m, WithBytes(64 * kMegabyte)));
  EXPECT_EQ(LoadAndRun(m, WithBytes(20 * kMegabyte)).code(), StatusCode::kLimitExceeded);
}

TEST(LimitsTest, PackedWeights) {
  const auto layers = [](int count) {
    return Changed([=](model::Model& m, Subgraph& s) {
      s.operators.clear();
      s.inputs = {0};
      s.outputs = {};
      s.tensors[0].shape = {1, 256};
      const uint32_t code = AddCode(m, BuiltinOperator::kFullyConnected);
      for (int i = 0; i < count; ++i) {
        model::Tensor w = NewTensor({256, 256});
        w.buffer = AddBuffer(m, BytesOf(std::vector<float>(256 * 256, static_cast<float>(i))));
        const int32_t weights = AddTensor(s, w);
        s.outputs.push_back(AddTensor(s, NewTensor({1, 256})));
        s.operators.push_back(NewOperator(code, {0, weights, -1}, {s.outputs.back()}, model::FullyConnectedOptions()));
      }
    });
  };
  ExpectRuns(LoadAndRun(layers(1), WithBytes(2 * kMegabyte)));
  ExpectLimit(LoadAndRun(layers(12), WithBytes(2 * kMegabyte)), "Limits::max_bytes");
}

// Shapes of the run: RESHAPE and FILL by values that are given.
TEST(LimitsTest, MemoryOfTheRun) {
  OpTest test(BuiltinOperator::kFill);
  test.Input<int32_t>({1}, {300000});
  test.Constant<float>({}, {1});
  test.Output<float>({1});
  test.compile.limits.max_bytes = 2 * kMegabyte;
  ExpectRuns(test.Run());
  test.compile.limits.max_bytes = kMegabyte;
  ExpectLimit(test.Run(), "Limits::max_bytes");
}

// After a run that was too large, nothing is left of its tensors' memory, and a smaller one runs.
TEST(LimitsTest, AnInterpreterIsUsableAfterTheLimit) {
  OpTest test(BuiltinOperator::kFill);
  test.Input<int32_t>({1}, {1000});
  test.Constant<float>({}, {1});
  test.Output<float>({1});
  test.compile.limits.max_bytes = kMegabyte;
  ExpectRuns(test.Run());
  const auto fill = [&](int32_t n) {
    std::memcpy(test.interpreter().input(0).data, &n, sizeof(n));
    return test.interpreter().Invoke();
  };
  ExpectLimit(fill(300000), "Limits::max_bytes");
  const TensorView out = test.interpreter().output(0);
  float sum = 0;
  for (size_t i = 0; out.data != nullptr && i < out.bytes / sizeof(float); ++i) sum += out.as<float>()[i];
  EXPECT_GE(sum, 0);
  ExpectRuns(fill(2000));
  EXPECT_EQ(test.output_shape(0), Shape{2000});
}

TEST(LimitsTest, StringsOfTheClient) {
  const FileBytes file = Written(StringModel());
  auto interpreter = *Interpreter::Create(*CompiledModel::Create(*Model::FromBytes(file), WithBytes(kMegabyte)));
  ExpectRuns(interpreter->Allocate());
  const std::string large(kMegabyte, 'x');
  const std::string_view words[] = {large, large};
  ExpectLimit(interpreter->SetStrings(0, words), "Limits::max_bytes");
  // The input has no strings now, which the run says.
  EXPECT_FALSE(interpreter->Invoke().ok());
  const std::string_view few[] = {"a", "b"};
  ExpectRuns(interpreter->SetStrings(0, few));
  ExpectRuns(interpreter->Invoke());
}

TEST(LimitsTest, VariablesAndTables) {
  const FileBytes file = Written(VariableModel());
  auto interpreter = *Interpreter::Create(*CompiledModel::Create(*Model::FromBytes(file), WithBytes(1000)));
  const int32_t dims[] = {60};
  ExpectRuns(interpreter->ResizeInput(0, dims));
  ExpectRuns(interpreter->Allocate());
  // 240 bytes each for input and result fit; a third for the variable does not fit any more after two resizes.
  (void)interpreter->Invoke();
  const int32_t more[] = {120};
  ExpectRuns(interpreter->ResizeInput(0, more));
  const Status allocated = interpreter->Allocate();
  EXPECT_EQ(allocated.ok() ? interpreter->Invoke().code() : allocated.code(), StatusCode::kLimitExceeded);
}

TEST(LimitsTest, WorkThatIsPlanned) {
  ExpectRuns(LoadAndRun(ConvolutionModel(), WithSteps(uint64_t{1} << 20)));
  ExpectLimit(LoadAndRun(ConvolutionModel(), WithSteps(1000)), "Limits::max_steps (1000)");
}

// A step of an LSTM is as much work as its weights are many, which its input does not show.
TEST(LimitsTest, WorkOfASequence) {
  model::Model m = LstmModel();
  m.subgraphs[0].tensors[0].shape = {1, 1000, 3};
  ExpectRuns(LoadAndRun(m, WithSteps(200000)));
  ExpectLimit(LoadAndRun(m, WithSteps(100000)), "Limits::max_steps (100000)");
}

TEST(LimitsTest, LoopsWithoutEnd) { ExpectLimit(LoadAndRun(EndlessModel(), WithSteps(kLoopIterationCost * 1000)), "Limits::max_steps"); }

TEST(LimitsTest, CallsDeeperThanAllowed) {
  CompileOptions options;
  options.limits.max_call_depth = 0;
  ExpectLimit(LoadAndRun(ControlFlowModel(), options), "more than 0 deep");
}

}  // namespace
}  // namespace goldcrest
