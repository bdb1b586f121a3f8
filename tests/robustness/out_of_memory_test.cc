// Case 74, memory: every allocation of load, resize and run fails in turn, once alone and once with all after it. Each time the call that
// needed it says OUT_OF_MEMORY, nothing is left behind (leaks show under AddressSanitizer), and the objects can be used again.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/aligned_buffer.h"
#include "runtime/packed_weights.h"
#include "tests/robustness/robustness_util.h"
#include "tests/robustness/small_models.h"

namespace goldcrest {
namespace {

// The allocations still to pass before one fails; negative where all pass. They are this thread's: other tests of the program may have
// left helpers behind.
thread_local int64_t passes = -1;
thread_local bool fails_for_good = false;
thread_local bool has_failed = false;

bool MayAllocate() {
  if (passes < 0) return true;
  if (passes > 0) {
    --passes;
    return true;
  }
  if (has_failed && !fails_for_good) return true;
  has_failed = true;
  return false;
}

bool MayAllocateBuffer(size_t) { return MayAllocate(); }

void* Allocate(size_t size, size_t alignment) {
  if (!MayAllocate()) throw std::bad_alloc();
  size = (std::max<size_t>(size, 1) + alignment - 1) / alignment * alignment;
  if (void* p = alignment > alignof(std::max_align_t) ? std::aligned_alloc(alignment, size) : std::malloc(size)) return p;
  throw std::bad_alloc();
}

}  // namespace
}  // namespace goldcrest

// The program's allocator, which every container uses. Not inlined: GCC would see half of a pair and take it for a mismatch.
#define GC_NOT_INLINED __attribute__((noinline))
GC_NOT_INLINED void* operator new(size_t size) { return goldcrest::Allocate(size, 1); }
GC_NOT_INLINED void* operator new(size_t size, std::align_val_t alignment) {
  return goldcrest::Allocate(size, static_cast<size_t>(alignment));
}
// A sanitizer's own would not go with the operator delete below.
GC_NOT_INLINED void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return goldcrest::MayAllocate() ? std::malloc(std::max<size_t>(size, 1)) : nullptr;
}
GC_NOT_INLINED void operator delete(void* p) noexcept { std::free(p); }
GC_NOT_INLINED void operator delete(void* p, size_t) noexcept { std::free(p); }
GC_NOT_INLINED void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
GC_NOT_INLINED void operator delete(void* p, size_t, std::align_val_t) noexcept { std::free(p); }

namespace goldcrest {
namespace {

#if defined(__cpp_exceptions)

// What the n-th allocation's failure does to `body`, for n = 1, 2, 3 ... until there is none; `check` sees each result.
void FailEach(const std::function<Status()>& body, bool for_good, const std::function<void(const Status&)>& check) {
  SetAllocationHook(MayAllocateBuffer);
  int64_t n = 0;
  for (bool failed = true; failed; ++n) {
    fails_for_good = for_good;
    has_failed = false;
    passes = n;
    const Status status = body();
    passes = -1;
    failed = has_failed;
    if (!failed) {
      EXPECT_TRUE(status.ok()) << status.message();
    } else if (!status.ok()) {
      EXPECT_EQ(status.code(), StatusCode::kOutOfMemory) << "allocation " << n << ": " << status.message();
      EXPECT_THAT(status.message(), testing::HasSubstr("out of memory"));
    }
    check(status);
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(n, 5);
  SetAllocationHook(nullptr);
}

constexpr std::string_view kWords[] = {"a", "a longer one than fits into a string object without memory of its own"};

Status Fill(Interpreter& interpreter, int subgraph) {
  for (int i : interpreter.inputs(subgraph)) {
    const TensorView in = interpreter.tensor(i, subgraph);
    if (in.type == TensorType::kString) {
      GC_RETURN_IF_ERROR(interpreter.SetStrings(i, kWords, subgraph));
    } else if (in.type == TensorType::kInt32 && in.shape == Shape{2}) {
      const int32_t shape[] = {2, -1};
      std::memcpy(in.data, shape, sizeof(shape));
    } else {
      std::memset(in.data, 0, in.bytes);
    }
  }
  return Status::Ok();
}

Status RunOnce(Interpreter& interpreter) {
  GC_RETURN_IF_ERROR(interpreter.Allocate());
  GC_RETURN_IF_ERROR(Fill(interpreter, 0));
  return interpreter.Invoke();
}

// A new shape for the first input where the model leaves one open; made before allocations fail, as is all that the tests need.
using Dims = std::vector<int32_t>;
Dims InputDims(const model::Model& content, int32_t open) {
  const model::Subgraph& s = content.subgraphs[0];
  const model::Tensor& first = s.tensors[static_cast<size_t>(s.inputs[0])];
  Dims dims = first.shape;
  for (size_t d = 0; d < first.shape_signature.size(); ++d) dims[d] = first.shape_signature[d] == -1 ? open : dims[d];
  return dims;
}

Status Resize(Interpreter& interpreter, const Dims& dims) { return interpreter.ResizeInput(interpreter.inputs()[0], dims); }

Status LoadResizeRun(const FileBytes& file, const Dims& larger) {
  GC_ASSIGN_OR_RETURN(Model model, Model::FromBytes(file));
  CompileOptions options;
  options.num_threads = 1;
  GC_ASSIGN_OR_RETURN(auto compiled, CompiledModel::Create(std::move(model), options));
  GC_ASSIGN_OR_RETURN(auto interpreter, Interpreter::Create(std::move(compiled)));
  GC_RETURN_IF_ERROR(RunOnce(*interpreter));
  GC_RETURN_IF_ERROR(Resize(*interpreter, larger));
  return RunOnce(*interpreter);
}

class OutOfMemoryTest : public testing::TestWithParam<size_t> {
 protected:
  const SmallModel small_ = AllSmallModels()[GetParam()];
  const FileBytes file_ = Written(small_.content);
  const Dims usual_ = InputDims(small_.content, 6), larger_ = InputDims(small_.content, 9);
};

TEST_P(OutOfMemoryTest, LoadResizeRunFailCleanly) {
  for (const bool for_good : {false, true}) {
    FailEach([&] { return LoadResizeRun(file_, larger_); }, for_good, [](const Status&) { EXPECT_EQ(PackedBytesInUse(), 0u); });
  }
}

std::vector<std::vector<uint8_t>> OutputsOf(Interpreter& interpreter) {
  std::vector<std::vector<uint8_t>> all;
  for (int i : interpreter.outputs()) {
    const TensorView out = interpreter.tensor(i);
    all.emplace_back(out.as<uint8_t>(), out.as<uint8_t>() + (out.data == nullptr ? 0 : out.bytes));
  }
  return all;
}

// One interpreter through all failures: after each it runs as if nothing had been.
TEST_P(OutOfMemoryTest, TheInterpreterStaysUsable) {
  CompileOptions options;
  options.num_threads = 1;
  auto interpreter = *Interpreter::Create(*CompiledModel::Create(*Model::FromBytes(file_), options));
  ASSERT_TRUE(RunOnce(*interpreter).ok());
  ASSERT_TRUE(interpreter->ResetVariables().ok());
  ASSERT_TRUE(RunOnce(*interpreter).ok());
  const auto expected = OutputsOf(*interpreter);
  for (const bool for_good : {false, true}) {
    const auto body = [&]() -> Status {
      GC_RETURN_IF_ERROR(interpreter->Deallocate());
      GC_RETURN_IF_ERROR(Resize(*interpreter, larger_));
      GC_RETURN_IF_ERROR(RunOnce(*interpreter));
      GC_RETURN_IF_ERROR(Resize(*interpreter, usual_));
      return RunOnce(*interpreter);
    };
    FailEach(body, for_good, [&](const Status&) {
      // What can be looked at after a failure: every tensor's memory, as far as it has any.
      unsigned sum = 0;
      for (int i = 0; i < interpreter->num_tensors(); ++i) {
        const TensorView t = interpreter->tensor(i);
        for (size_t b = 0; t.data != nullptr && b < t.bytes; ++b) sum += t.as<uint8_t>()[b];
      }
      EXPECT_LT(sum, UINT32_MAX);
      ASSERT_TRUE(Resize(*interpreter, usual_).ok());
      ASSERT_TRUE(interpreter->ResetVariables().ok());
      const Status again = RunOnce(*interpreter);
      ASSERT_TRUE(again.ok()) << again.message();
      EXPECT_EQ(OutputsOf(*interpreter), expected);
    });
  }
}

// The same with two threads, of which the helper allocates as it likes.
TEST_P(OutOfMemoryTest, TwoThreadsFailCleanly) {
  FailEach(
      [&]() -> Status {
        GC_ASSIGN_OR_RETURN(Model model, Model::FromBytes(file_));
        CompileOptions options;
        options.num_threads = 2;
        GC_ASSIGN_OR_RETURN(auto compiled, CompiledModel::Create(std::move(model), options));
        GC_ASSIGN_OR_RETURN(auto interpreter, Interpreter::Create(std::move(compiled)));
        return RunOnce(*interpreter);
      },
      false, [](const Status&) {});
}

INSTANTIATE_TEST_SUITE_P(Models, OutOfMemoryTest, testing::Range(size_t{0}, AllSmallModels().size()), [](const auto& p) {
  std::string name = AllSmallModels()[p.param].name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

// A failure that finds no memory to be described in.
TEST(OutOfMemoryStatusTest, StatusesNeverThrow) {
  const Status long_one = Error(StatusCode::kInvalidModel, "%s", std::string(1000, 'x').c_str());
  fails_for_good = true;
  has_failed = false;
  passes = 0;
  const Status copy = long_one, made = Error(StatusCode::kInvalidModel, "%d", 7), at = Status(long_one).At("where").AtNode("ADD", 3);
  passes = -1;
  EXPECT_EQ(copy.code(), StatusCode::kOutOfMemory);
  EXPECT_EQ(made.message(), "out of memory");
  EXPECT_EQ(at.code(), StatusCode::kOutOfMemory);
  EXPECT_EQ(Status(made).At("here").message(), "out of memory");
}

#endif  // __cpp_exceptions

}  // namespace
}  // namespace goldcrest
