#include "goldcrest/interpreter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "goldcrest/op.h"
#include "kernels/registry.h"
#include "model/model.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A custom operator of a user: adds one; or waits, so that other threads can meet it.
std::atomic<int> inside{0};
std::atomic<bool> wait_inside{false};

class AddOne final : public Operator {
 public:
  Status Infer(InferContext& ctx) const override {
    GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
    GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
    return ctx.SetOutput(0, ctx.input(0).shape);
  }
  struct State {};
  static Status Eval(const State&, EvalContext& ctx) {
    inside.fetch_add(1);
    while (wait_inside.load()) std::this_thread::yield();
    for (size_t i = 0; i < ctx.input(0).bytes / sizeof(float); ++i) ctx.out<float>(0)[i] = ctx.in<float>(0)[i] + 1;
    inside.fetch_sub(1);
    return Status::Ok();
  }
  Expected<Kernel> Select(SelectContext&) const override {
    Kernel kernel = Kernel::Make<State, Eval>("add_one", {});
    kernel.in_place = {{0, 0}};
    return kernel;
  }
};

class Registry final : public OperatorRegistry {
 public:
  const Operator* Find(int code, std::string_view name, int version, std::string* reason) const override {
    static const AddOne add_one;
    return name == "AddOne" ? &add_one : BuiltinRegistry().Find(code, name, version, reason);
  }
};
const Registry kRegistry;

// x -> AddOne -> ... -> AddOne -> y
model::Model Chain(int length, std::vector<int32_t> shape = {2}) {
  model::Model m;
  m.buffers.resize(1);
  m.operator_codes.push_back({BuiltinOperator::kCustom, "AddOne", 1});
  m.subgraphs.resize(1);
  model::Subgraph& s = m.subgraphs[0];
  for (int i = 0; i <= length; ++i) {
    model::Tensor t;
    t.name = "t" + std::to_string(i);
    t.shape = shape;
    s.tensors.push_back(t);
    if (i == 0) continue;
    model::Operator op;
    op.inputs = {i - 1};
    op.outputs = {i};
    s.operators.push_back(op);
  }
  s.inputs = {0};
  s.outputs = {length};
  return m;
}

std::unique_ptr<Interpreter> Make(model::Model content, CompileOptions options = {}) {
  options.registry = &kRegistry;
  auto model = Model::FromContent(std::move(content));
  EXPECT_TRUE(model.ok()) << model.status().message();
  auto compiled = CompiledModel::Create(*model, options);
  EXPECT_TRUE(compiled.ok()) << compiled.status().message();
  return *Interpreter::Create(*compiled);
}

std::vector<float> Values(const TensorView& v) { return {v.as<float>(), v.as<float>() + v.bytes / sizeof(float)}; }

TEST(InterpreterTest, RunsACustomOperatorAndKeepsTheInput) {
  auto interpreter = Make(Chain(3));
  ASSERT_TRUE(interpreter->Allocate().ok());
  interpreter->input(0).as<float>()[1] = 5;
  ASSERT_TRUE(interpreter->Invoke().ok());
  ASSERT_TRUE(interpreter->Invoke().ok());
  EXPECT_THAT(Values(interpreter->output(0)), ElementsAre(3, 8));
  EXPECT_THAT(Values(interpreter->input(0)), ElementsAre(0, 5));
}

TEST(InterpreterTest, WritesElementwiseResultsOverTheirOperand) {
  auto interpreter = Make(Chain(10, {1000}));
  ASSERT_TRUE(interpreter->Allocate().ok());
#if !defined(GC_PER_TENSOR_ALLOCATION)
  // The input, which the client keeps, and one block for everything after it.
  EXPECT_EQ(interpreter->Memory().arena_bytes, 2u * 4032u);
#endif
}

TEST(InterpreterTest, PreservesEveryTensorWhenAsked) {
  CompileOptions options;
  options.preserve_all_tensors = true;
  auto interpreter = Make(Chain(4), options);
  ASSERT_TRUE(interpreter->Allocate().ok());
  ASSERT_TRUE(interpreter->Invoke().ok());
  for (int i = 0; i <= 4; ++i) EXPECT_EQ(interpreter->tensor(i).as<float>()[0], static_cast<float>(i));
}

TEST(InterpreterTest, InvokeBeforeAllocateAndAfterResizeIsRefused) {
  auto interpreter = Make(Chain(1));
  EXPECT_EQ(interpreter->Invoke().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(interpreter->Allocate().ok());
  const int32_t longer[] = {5};
  ASSERT_TRUE(interpreter->ResizeInput(0, longer).ok());
  EXPECT_EQ(interpreter->Invoke().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(interpreter->Allocate().ok());
  ASSERT_TRUE(interpreter->Invoke().ok());
  EXPECT_EQ(interpreter->output(0).shape, Shape{5});
}

TEST(InterpreterTest, BadResizesAreRefusedAndChangeNothing) {
  auto interpreter = Make(Chain(1));
  const int32_t negative[] = {-1}, huge[] = {INT32_MAX, INT32_MAX, INT32_MAX};
  EXPECT_FALSE(interpreter->ResizeInput(0, negative).ok());
  EXPECT_FALSE(interpreter->ResizeInput(0, huge).ok());
  EXPECT_FALSE(interpreter->ResizeInput(1, negative).ok());
  const int32_t other[] = {7};
  EXPECT_THAT(interpreter->ResizeInput(0, other, /*strict=*/true).message(), HasSubstr("identified by -1"));
  ASSERT_TRUE(interpreter->Allocate().ok());
  EXPECT_EQ(interpreter->input(0).shape, Shape{2});
}

TEST(InterpreterTest, TheMemoryLimitIsAnError) {
  CompileOptions options;
  // Room for each of the four tensors on its own, as sanitizer builds place them, but not for two of the longer ones at once.
  options.limits.max_bytes = 20000;
  auto interpreter = Make(Chain(3, {1000}), options);
  const Status fits = interpreter->Allocate();
  EXPECT_TRUE(fits.ok()) << fits.message();
  const int32_t longer[] = {4000};
  ASSERT_TRUE(interpreter->ResizeInput(0, longer).ok());
  EXPECT_EQ(interpreter->Allocate().code(), StatusCode::kLimitExceeded);
  const int32_t back[] = {10};
  ASSERT_TRUE(interpreter->ResizeInput(0, back).ok());
  ASSERT_TRUE(interpreter->Allocate().ok());
  EXPECT_TRUE(interpreter->Invoke().ok());
}

TEST(InterpreterTest, ASecondThreadIsRefusedAndCancelStopsTheRun) {
  auto interpreter = Make(Chain(3));
  ASSERT_TRUE(interpreter->Allocate().ok());
  wait_inside = true;
  Status result;
  std::thread runner([&] { result = interpreter->Invoke(); });
  while (inside.load() == 0) std::this_thread::yield();
  EXPECT_EQ(interpreter->Invoke().code(), StatusCode::kFailedPrecondition);
  interpreter->Cancel();
  wait_inside = false;
  runner.join();
  EXPECT_EQ(result.code(), StatusCode::kCancelled);
  EXPECT_TRUE(interpreter->Invoke().ok());
}

TEST(InterpreterTest, OneCompiledModelServesManyThreads) {
  CompileOptions options;
  options.registry = &kRegistry;
  auto compiled = *CompiledModel::Create(*Model::FromContent(Chain(5)), options);
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      auto interpreter = *Interpreter::Create(compiled);
      const int32_t dims[] = {1 + t};
      if (!interpreter->ResizeInput(0, dims).ok() || !interpreter->Allocate().ok()) return;
      for (int r = 0; r < 50; ++r) {
        interpreter->input(0).as<float>()[t] = static_cast<float>(r);
        if (interpreter->Invoke().ok() && interpreter->output(0).as<float>()[t] == static_cast<float>(r + 5)) right.fetch_add(1);
      }
    });
  }
  for (auto& t : threads) t.join();
  EXPECT_EQ(right.load(), 200);
}

TEST(InterpreterTest, UnregisteredCustomOperatorsAreNamedWhenAllocating) {
  model::Model m = Chain(1);
  m.operator_codes[0].custom_code = "Sinh";
  auto interpreter = Make(std::move(m));
  const Status s = interpreter->Allocate();
  EXPECT_EQ(s.code(), StatusCode::kUnresolvedOp);
  EXPECT_THAT(s.message(), HasSubstr("Encountered unresolved custom op: Sinh"));
}

TEST(InterpreterTest, ReportsWhatRunsEachStep) {
  auto interpreter = Make(Chain(2));
  ASSERT_TRUE(interpreter->Allocate().ok());
  const auto placement = interpreter->Placement();
  ASSERT_EQ(placement.size(), 2u);
  EXPECT_EQ(placement[1].kernel, "add_one");
  EXPECT_THAT(placement[1].nodes, ElementsAre(1));
}

}  // namespace
}  // namespace goldcrest
