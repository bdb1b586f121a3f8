// Case 74: what clients and data do at run time. Memory that runs out is in out_of_memory_test.cc, threads in threads_test.cc; buffers one
// byte short are the C interface's (bindings/c/c_api_test.c).
#include <cmath>
#include <cstring>
#include <limits>

#include "tests/robustness/robustness_util.h"
#include "tests/robustness/small_models.h"

namespace goldcrest {
namespace {

const float kOdd[] = {std::nanf(""),
                      std::numeric_limits<float>::infinity(),
                      -std::numeric_limits<float>::infinity(),
                      std::numeric_limits<float>::max(),
                      std::numeric_limits<float>::denorm_min(),
                      -0.0f};

// Float operators whose results are integers, positions or table look-ups, where a NaN could become an index.
TEST(RobustnessRuntime, Case74NotANumber) {
  const std::vector<float> values(std::begin(kOdd), std::end(kOdd));
  const std::vector<int32_t> shape = {1, 6};
  for (auto op :
       {BuiltinOperator::kSoftmax, BuiltinOperator::kLogSoftmax, BuiltinOperator::kLogistic, BuiltinOperator::kTanh, BuiltinOperator::kElu,
        BuiltinOperator::kExp, BuiltinOperator::kLog, BuiltinOperator::kRsqrt, BuiltinOperator::kRound, BuiltinOperator::kFloor,
        BuiltinOperator::kHardSwish, BuiltinOperator::kGelu, BuiltinOperator::kRelu6, BuiltinOperator::kL2Normalization}) {
    OpTest test(op);
    test.Input<float>(shape, values);
    test.Output<float>(shape);
    if (op == BuiltinOperator::kSoftmax) test.Options(model::SoftmaxOptions{1.0f});
    ExpectRuns(test.Run());
  }
  for (auto type : {TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16, TensorType::kInt32, TensorType::kInt64, TensorType::kBool}) {
    OpTest cast(BuiltinOperator::kCast);
    cast.Input<float>(shape, values);
    cast.AddOutput(type, shape);
    ExpectRuns(cast.Run());
    if (type == TensorType::kBool || type == TensorType::kInt64 || type == TensorType::kInt32) continue;
    OpTest quantize(BuiltinOperator::kQuantize);
    quantize.Input<float>(shape, values);
    quantize.AddOutput(type, shape, {{0.1f}, {0}});
    ExpectRuns(quantize.Run());
  }
  OpTest arg_max(BuiltinOperator::kArgMax);
  arg_max.Input<float>(shape, values);
  arg_max.Constant<int32_t>({}, {1});
  arg_max.Output<int32_t>({1});
  arg_max.Options(model::ArgMaxOptions{TensorType::kInt32});
  ExpectRuns(arg_max.Run());
  EXPECT_LT(arg_max.output<int32_t>(0)[0], 6);
  OpTest top(BuiltinOperator::kTopkV2);
  top.Input<float>(shape, values);
  top.Constant<int32_t>({}, {6});
  top.Output<float>(shape);
  top.Output<int32_t>(shape);
  ExpectRuns(top.Run());
  OpTest range(BuiltinOperator::kRange);
  for (float v : {0.0f, std::nanf(""), 1.0f}) range.Input<float>({}, {v});
  range.Output<float>({1});
  EXPECT_FALSE(range.Run().ok());
}

// Weights of 8 bits under inputs that have no step.
TEST(RobustnessRuntime, Case74NotANumberInDynamicRange) {
  for (float odd : kOdd) {
    OpTest test(BuiltinOperator::kFullyConnected, 3);
    test.Input<float>({2, 4}, {1, odd, 2, 3, odd, odd, odd, odd});
    test.Constant<int8_t>({3, 4}, std::vector<int8_t>(12, 5), {{0.1f}, {0}});
    test.NoInput();
    test.Output<float>({2, 3});
    ExpectRuns(test.Run());
  }
}

TEST(RobustnessRuntime, Case74ConstantOneByteShort) {
  ExpectInvalid(RunChanged([](model::Model& m, model::Subgraph& s) {
                  s.tensors[1].buffer = AddBuffer(m, std::vector<uint8_t>(23));
                  s.inputs = {0};
                }),
                "needs 24 bytes, and its buffer 1 has 23");
}

TEST(RobustnessRuntime, Case74UnalignedFile) {
  for (const SmallModel& small : AllSmallModels()) {
    const FileBytes file = Written(small.content);
    for (size_t shift : {1, 2, 4, 8}) {
      FileBytes moved(file.size() + shift);
      std::copy(file.begin(), file.end(), moved.begin() + static_cast<ptrdiff_t>(shift));
      const auto model = Model::FromBorrowedBytes(std::span(moved).subspan(shift));
      ASSERT_TRUE(model.ok()) << small.name << ": " << model.status().message();
      auto interpreter = *Interpreter::Create(*CompiledModel::Create(*model));
      ExpectRuns(interpreter->Allocate());
    }
  }
}

// From inside a run, where the profiler is called: every other call is refused, and the run goes on.
TEST(RobustnessRuntime, Case74ResizeMidRun) {
  auto interpreter = *Interpreter::Create(*CompiledModel::Create(*Model::FromBytes(Written(ConvolutionModel()))));
  ExpectRuns(interpreter->Allocate());
  int refused = 0;
  ExpectRuns(interpreter->SetProfiler([&](const PlacementEntry&, uint64_t) {
    const int32_t dims[] = {1, 9, 6, 3};
    for (const Status& s :
         {interpreter->ResizeInput(0, dims), interpreter->Allocate(), interpreter->Invoke(), interpreter->ResetVariables()}) {
      refused += s.code() == StatusCode::kFailedPrecondition;
    }
  }));
  ExpectRuns(interpreter->Invoke());
  EXPECT_EQ(refused, 4 * static_cast<int>(interpreter->Placement().size()));
}

TEST(RobustnessRuntime, Case74CancelAtEachOperator) {
  for (const SmallModel& small : AllSmallModels()) {
    SCOPED_TRACE(small.name);
    CompileOptions options;
    options.fuse = false;
    auto interpreter = *Interpreter::Create(*CompiledModel::Create(*Model::FromBytes(Written(small.content)), options));
    ExpectRuns(interpreter->Allocate());
    for (int i : interpreter->inputs()) {
      const TensorView in = interpreter->tensor(i);
      if (in.type != TensorType::kInt32 || in.shape != Shape{2}) continue;
      const int32_t shape[] = {3, -1};
      std::memcpy(in.data, shape, sizeof(shape));
    }
    int steps = 0;
    ExpectRuns(interpreter->SetProfiler([&](const PlacementEntry&, uint64_t) { ++steps; }));
    ExpectRuns(interpreter->Invoke());
    ASSERT_GT(steps, 0);
    for (int cancel_after = 1; cancel_after <= steps; ++cancel_after) {
      int at = 0;
      ExpectRuns(interpreter->SetProfiler([&](const PlacementEntry&, uint64_t) {
        if (++at == cancel_after) interpreter->Cancel();
      }));
      const Status status = interpreter->Invoke();
      // No step begins after it; those that are in progress (an IF around a subgraph's last step) may end.
      EXPECT_TRUE(status.ok() || status.code() == StatusCode::kCancelled) << status.message();
      EXPECT_LE(at, cancel_after + 1);
      EXPECT_EQ(status.ok(), at == steps);
    }
    ExpectRuns(interpreter->SetProfiler(nullptr));
    ExpectRuns(interpreter->Invoke());
  }
}

}  // namespace
}  // namespace goldcrest
