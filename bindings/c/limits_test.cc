// Limits through the C interface: what they refuse, and that objects stay usable.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "bindings/c/testing/interpreter_test_util.h"
#include "goldcrest/c.h"

namespace goldcrest::c {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(LimitsTest, MemoryOfAnInterpreter) {
  TestInterpreter t;
  GoldcrestInterpreterOptionsSetLimits(t.options(), 1 << 20, 0);
  ASSERT_NE(t.Open("tiny.tflite"), nullptr) << t.log;
  const int large[] = {1'000'000, 4}, small[] = {1, 4};
  ASSERT_EQ(TfLiteInterpreterResizeInputTensor(t.get(), 0, large, 2), kTfLiteOk);
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteError);
  EXPECT_THAT(t.log, HasSubstr("Limits::max_bytes (1048576)"));
  // The interpreter goes on with what fits.
  ASSERT_EQ(TfLiteInterpreterResizeInputTensor(t.get(), 0, small, 2), kTfLiteOk);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk) << t.log;
  ASSERT_EQ(t.Run({1, -2, 3, -4}), kTfLiteOk) << t.log;
  EXPECT_THAT(t.Result(), ElementsAre(1, 0, 3, 0));
}

TEST(LimitsTest, WorkOfARun) {
  TestInterpreter t;
  GoldcrestInterpreterOptionsSetLimits(t.options(), 0, 1);
  ASSERT_NE(t.Open("tiny.tflite"), nullptr) << t.log;
  EXPECT_FALSE(TfLiteInterpreterAllocateTensors(t.get()) == kTfLiteOk && t.Run({1, -2, 3, -4}) == kTfLiteOk);
  EXPECT_THAT(t.log, HasSubstr("max_steps"));
  GoldcrestInterpreterOptionsSetLimits(t.options(), 0, 0);  // as usual
  ASSERT_NE(t.Open("tiny.tflite"), nullptr) << t.log;
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk) << t.log;
  EXPECT_EQ(t.Run({1, -2, 3, -4}), kTfLiteOk) << t.log;
}

TEST(LimitsTest, CopiesOfOptionsKeepThem) {
  TestInterpreter t;
  GoldcrestInterpreterOptionsSetLimits(t.options(), 0, 1);
  TfLiteInterpreterOptions* copy = TfLiteInterpreterOptionsCopy(t.options());
  TfLiteModel* model = TfLiteModelCreateFromFile(GC_MODELS_DIR "/tiny.tflite");
  TfLiteInterpreter* interpreter = TfLiteInterpreterCreate(model, copy);
  TfLiteModelDelete(model);
  TfLiteInterpreterOptionsDelete(copy);
  ASSERT_NE(interpreter, nullptr) << t.log;
  EXPECT_FALSE(TfLiteInterpreterAllocateTensors(interpreter) == kTfLiteOk && TfLiteInterpreterInvoke(interpreter) == kTfLiteOk);
  TfLiteInterpreterDelete(interpreter);
}

TEST(LimitsTest, MemoryOfReading) {
  std::string log;
  const auto report = [](void* lines, const char* format, va_list args) {
    char line[1024];
    std::vsnprintf(line, sizeof(line), format, args);
    *static_cast<std::string*>(lines) += line;
  };
  const char* path = GC_MODELS_DIR "/tiny.tflite";
  EXPECT_EQ(GoldcrestModelCreateFromFileWithLimit(path, 16, report, &log), nullptr);
  EXPECT_THAT(log, HasSubstr("more memory than the limit allows"));
  TfLiteModel* model = GoldcrestModelCreateFromFileWithLimit(path, 0, report, &log);
  ASSERT_NE(model, nullptr) << log;
  size_t size = 0;
  const void* bytes = GoldcrestModelBytes(model, &size);
  log.clear();
  EXPECT_EQ(GoldcrestModelCreateWithLimit(bytes, size, 16, report, &log), nullptr);
  EXPECT_THAT(log, HasSubstr("more memory than the limit allows"));
  TfLiteModel* same = GoldcrestModelCreateWithLimit(bytes, size, 1 << 20, report, &log);
  EXPECT_NE(same, nullptr) << log;
  TfLiteModelDelete(same);
  TfLiteModelDelete(model);
}

}  // namespace
}  // namespace goldcrest::c
