// What threads may do at once, for ThreadSanitizer above all: one CompiledModel under many interpreters, models that come and go and share
// packed weights, signature runners, cancellation.
#include <atomic>
#include <barrier>
#include <cstring>
#include <thread>

#include "runtime/packed_weights.h"
#include "tests/robustness/robustness_util.h"
#include "tests/robustness/small_models.h"

namespace goldcrest {
namespace {

constexpr int kThreads = 4;

// Runs `body(t)` in kThreads threads that start together.
void InThreads(const std::function<void(int)>& body) {
  std::barrier start(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      start.arrive_and_wait();
      body(t);
    });
  }
  for (std::thread& t : threads) t.join();
}

std::shared_ptr<const CompiledModel> Compile(const FileBytes& file, int num_threads = 2) {
  CompileOptions options;
  options.num_threads = num_threads;
  auto model = Model::FromBorrowedBytes(file);
  EXPECT_TRUE(model.ok()) << model.status().message();
  auto compiled = CompiledModel::Create(*model, options);
  EXPECT_TRUE(compiled.ok()) << compiled.status().message();
  return *compiled;
}

// Fills float inputs with `value` and the rest with zeros.
void Fill(Interpreter& interpreter, float value) {
  for (int i : interpreter.inputs()) {
    const TensorView in = interpreter.tensor(i);
    if (in.type == TensorType::kString) continue;
    std::memset(in.data, 0, in.bytes);
    if (in.type == TensorType::kFloat32) std::fill_n(static_cast<float*>(in.data), in.bytes / sizeof(float), value);
    if (in.type == TensorType::kInt32 && in.shape == Shape{2}) static_cast<int32_t*>(in.data)[0] = static_cast<int32_t*>(in.data)[1] = -1;
    if (in.type == TensorType::kInt32 && in.shape == Shape{2}) static_cast<int32_t*>(in.data)[0] = 3;
  }
}

std::vector<uint8_t> Outputs(Interpreter& interpreter) {
  std::vector<uint8_t> all;
  for (int i : interpreter.outputs()) {
    const TensorView out = interpreter.tensor(i);
    all.insert(all.end(), out.as<uint8_t>(), out.as<uint8_t>() + out.bytes);
  }
  return all;
}

TEST(ThreadsTest, ManyInterpretersOfOneModel) {
  for (const SmallModel& small : AllSmallModels()) {
    SCOPED_TRACE(small.name);
    const FileBytes file = Written(small.content);
    const auto compiled = Compile(file);
    std::vector<std::vector<uint8_t>> expected(kThreads);
    for (int t = 0; t < kThreads; ++t) {
      auto interpreter = *Interpreter::Create(compiled);
      ExpectRuns(interpreter->Allocate());
      Fill(*interpreter, static_cast<float>(t));
      ExpectRuns(interpreter->Invoke());
      expected[static_cast<size_t>(t)] = Outputs(*interpreter);
    }
    std::atomic<int> right{0};
    InThreads([&](int t) {
      for (int round = 0; round < 5; ++round) {
        auto interpreter = *Interpreter::Create(compiled);
        if (!interpreter->Allocate().ok()) return;
        Fill(*interpreter, static_cast<float>(t));
        (void)interpreter->Memory();
        (void)interpreter->Placement();
        if (interpreter->Invoke().ok() && Outputs(*interpreter) == expected[static_cast<size_t>(t)]) ++right;
      }
    });
    EXPECT_EQ(right.load(), 5 * kThreads);
  }
}

// Plans for different shapes are made, kept, thrown out and used at the same time.
TEST(ThreadsTest, InterpretersResizeSideBySide) {
  const FileBytes file = Written(ConvolutionModel());
  const auto compiled = Compile(file);
  std::atomic<int> right{0};
  InThreads([&](int t) {
    auto interpreter = *Interpreter::Create(compiled);
    for (int32_t round = 0; round < 12; ++round) {
      const int32_t dims[] = {1, 1 + (round * (t + 1)) % 11, 6, 3};
      if (!interpreter->ResizeInput(0, dims).ok() || !interpreter->Allocate().ok()) return;
      Fill(*interpreter, 1.0f);
      if (interpreter->Invoke().ok() && interpreter->output(0).shape == Shape{1, dims[1], 6, 4}) ++right;
    }
  });
  EXPECT_EQ(right.load(), 12 * kThreads);
}

TEST(ThreadsTest, ModelsThatComeAndGoSharePackedWeights) {
  const FileBytes file = Written(ConvolutionModel());
  InThreads([&](int) {
    for (int round = 0; round < 10; ++round) {
      auto interpreter = *Interpreter::Create(Compile(file));
      EXPECT_TRUE(interpreter->Allocate().ok());
      EXPECT_TRUE(interpreter->Invoke().ok());
    }
  });
  EXPECT_EQ(PackedBytesInUse(), 0u);
  const auto one = Compile(file), two = Compile(file);
  auto first = *Interpreter::Create(one), second = *Interpreter::Create(two);
  ExpectRuns(first->Allocate());
  const size_t packed = PackedBytesInUse();
  ExpectRuns(second->Allocate());
  EXPECT_EQ(PackedBytesInUse(), packed);
}

// Whoever holds an interpreter holds what it runs.
TEST(ThreadsTest, HandlesMayGoWhileARunGoesOn) {
  const FileBytes file = Written(EndlessModel());
  auto compiled = Compile(file);
  auto interpreter = *Interpreter::Create(compiled);
  ExpectRuns(interpreter->Allocate());
  std::thread runner([&] { EXPECT_EQ(interpreter->Invoke().code(), StatusCode::kCancelled); });
  compiled.reset();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  interpreter->Cancel();
  runner.join();
}

TEST(ThreadsTest, SignatureRunnersOfOneModel) {
  const FileBytes file = Written(VariableModel());
  const auto compiled = Compile(file);
  std::atomic<int> right{0};
  InThreads([&](int t) {
    auto interpreter = *Interpreter::Create(compiled);
    auto add = *SignatureRunner::Create(*interpreter, "add"), read = *SignatureRunner::Create(*interpreter, "read");
    for (int round = 1; round <= 10; ++round) {
      if (!add.Allocate().ok() || !read.Allocate().ok()) return;
      const TensorView x = *add.input("x");
      std::fill_n(static_cast<float*>(x.data), 3, static_cast<float>(t * round));
      if (!add.Invoke().ok() || !read.Invoke().ok()) return;
      // Each interpreter has variables of its own.
      if (read.output("total")->as<float>()[2] == static_cast<float>(t * round)) ++right;
    }
  });
  EXPECT_EQ(right.load(), 10 * kThreads);
}

TEST(ThreadsTest, CancellationFromAnotherThread) {
  const FileBytes file = Written(EndlessModel());
  const auto compiled = Compile(file);
  InThreads([&](int) {
    auto interpreter = *Interpreter::Create(compiled);
    ASSERT_TRUE(interpreter->Allocate().ok());
    for (int round = 0; round < 3; ++round) {
      std::atomic<bool> done{false};
      // Again and again: a cancellation before the run begins is forgotten.
      std::thread canceller([&] {
        while (!done.load()) {
          interpreter->Cancel();
          std::this_thread::yield();
        }
      });
      EXPECT_EQ(interpreter->Invoke().code(), StatusCode::kCancelled);
      done = true;
      canceller.join();
    }
  });
}

TEST(ThreadsTest, ASecondCallerIsRefused) {
  const FileBytes file = Written(ControlFlowModel(200));
  auto interpreter = *Interpreter::Create(Compile(file));
  ExpectRuns(interpreter->Allocate());
  std::atomic<int> ran{0}, refused{0};
  InThreads([&](int t) {
    for (int round = 0; round < 20; ++round) {
      const int32_t dims[] = {2};
      const Status status = t == 0 ? interpreter->ResizeInput(1, dims) : t == 1 ? interpreter->SetNumThreads(2) : interpreter->Invoke();
      if (status.ok()) ++ran;
      if (status.code() == StatusCode::kFailedPrecondition) ++refused;
    }
  });
  EXPECT_EQ(ran.load() + refused.load(), 20 * kThreads);
  EXPECT_GT(ran.load(), 0);
}

}  // namespace
}  // namespace goldcrest
