// Real models from ../shared/models, where that folder is there: memory, threads, targets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/cpu.h"
#include "goldcrest/interpreter.h"

namespace goldcrest {
namespace {

std::vector<std::string> Models(const char* folder) {
  std::vector<std::string> paths;
  const std::filesystem::path root = std::filesystem::path(GC_SHARED_DIR) / "models" / folder;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
    if (entry.path().extension() == ".tflite") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::unique_ptr<Interpreter> Load(const std::string& path, CompileOptions options) {
  const auto compiled = CompiledModel::FromFile(path, options);
  EXPECT_TRUE(compiled.ok()) << compiled.status().message();
  if (!compiled.ok()) return nullptr;
  auto interpreter = *Interpreter::Create(*compiled);
  const Status status = interpreter->Allocate();
  EXPECT_TRUE(status.ok()) << status.message();
  return interpreter;
}

// Values that mean something as a number of any type.
void FillInputs(Interpreter& interpreter) {
  for (int i : interpreter.inputs()) {
    const TensorView in = interpreter.tensor(i);
    if (in.type == TensorType::kFloat32) {
      for (size_t k = 0; k < in.bytes / 4; ++k) static_cast<float*>(in.data)[k] = static_cast<float>((k * 7919) % 255) / 127.5f - 1.0f;
    } else {
      for (size_t k = 0; k < in.bytes; ++k) static_cast<uint8_t*>(in.data)[k] = static_cast<uint8_t>(k * 7919);
    }
  }
}

std::vector<uint8_t> Outputs(Interpreter& interpreter) {
  FillInputs(interpreter);
  const Status status = interpreter.Invoke();
  EXPECT_TRUE(status.ok()) << status.message();
  std::vector<uint8_t> all;
  for (int i : interpreter.outputs()) {
    const TensorView out = interpreter.tensor(i);
    all.insert(all.end(), out.as<uint8_t>(), out.as<uint8_t>() + out.bytes);
  }
  return all;
}

TEST(RealModelsTest, ArenaStaysWithinATenthOfTheLowerBound) {
  const auto models = Models("vision");
  if (models.empty()) GTEST_SKIP() << "../shared/models is not here";
  for (const std::string& path : models) {
    const auto interpreter = Load(path, {});
    ASSERT_NE(interpreter, nullptr);
    const MemoryReport memory = interpreter->Memory();
    EXPECT_LE(static_cast<double>(memory.arena_bytes), 1.1 * static_cast<double>(memory.arena_lower_bound)) << path;
  }
}

TEST(RealModelsSlowTest, ResultsDoNotDependOnThreadsToTheBit) {
  const auto models = Models("vision");
  if (models.empty()) GTEST_SKIP() << "../shared/models is not here";
  for (const std::string& path : models) {
    CompileOptions options;
    options.num_threads = 1;
    const auto one = Load(path, options);
    options.num_threads = 3;
    const auto three = Load(path, options);
    ASSERT_TRUE(one && three);
    EXPECT_EQ(Outputs(*one), Outputs(*three)) << path;
  }
}

TEST(RealModelsSlowTest, IntegerResultsDoNotDependOnTargetOrFusion) {
  const std::string path = std::string(GC_SHARED_DIR) + "/models/vision/mobilenet_v1_0.25_224_quant_metadata.tflite";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "../shared/models is not here";
  CompileOptions options;
  options.num_threads = 1;
  options.preserve_all_tensors = true;
  const auto plain = Load(path, options);
  ASSERT_NE(plain, nullptr);
  const std::vector<uint8_t> want = Outputs(*plain);
  options.preserve_all_tensors = false;
  const CpuTarget best = BestCpuTarget();
  for (CpuTarget target : AvailableCpuTargets()) {
    ForceCpuTarget(target);
    const auto interpreter = Load(path, options);
    ASSERT_NE(interpreter, nullptr);
    EXPECT_EQ(Outputs(*interpreter), want) << CpuTargetName(target);
  }
  ForceCpuTarget(best);
}

}  // namespace
}  // namespace goldcrest
