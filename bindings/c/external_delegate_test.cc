// Delegates from a shared library (testing/add_plugin.c), and those that take nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bindings/c/testing/interpreter_test_util.h"
#include "tensorflow/lite/c/c_api_experimental.h"
#include "tensorflow/lite/delegates/external/external_delegate.h"
#include "tensorflow/lite/delegates/gpu/delegate.h"
#include "tensorflow/lite/delegates/nnapi/nnapi_delegate_c_api.h"
#include "tensorflow/lite/delegates/xnnpack/xnnpack_delegate.h"

namespace goldcrest::c {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ExternalDelegateTest, TakesItsPartOfTheGraph) {
  TfLiteExternalDelegateOptions options = TfLiteExternalDelegateOptionsDefault(GC_PLUGIN);
  EXPECT_EQ(options.count, 0);
  ASSERT_EQ(options.insert(&options, "name", "Vendor"), kTfLiteOk);
  TfLiteDelegate* delegate = TfLiteExternalDelegateCreate(&options);
  ASSERT_NE(delegate, nullptr);
  EXPECT_EQ(delegate->flags, kTfLiteDelegateFlagsAllowDynamicTensors);
  EXPECT_EQ(delegate->CopyFromBufferHandle, nullptr);
  TestInterpreter t;
  TfLiteInterpreterOptionsAddDelegate(t.options(), delegate);
  ASSERT_NE(t.Open("sums.tflite"), nullptr) << t.log;
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk) << t.log;
  ASSERT_EQ(t.Run({1, -2, 3, -4}), kTfLiteOk) << t.log;
  EXPECT_THAT(t.Result(), ElementsAre(5, -3, 11, -7));
  t.Delete();
  TfLiteExternalDelegateDelete(delegate);
}

TEST(ExternalDelegateTest, OneThatCannotPrepareLeavesTheGraphAsItWas) {
  TfLiteExternalDelegateOptions options = TfLiteExternalDelegateOptionsDefault(GC_PLUGIN);
  options.insert(&options, "fail_prepare", "1");
  TfLiteDelegate* delegate = TfLiteExternalDelegateCreate(&options);
  ASSERT_NE(delegate, nullptr);
  TestInterpreter t;
  ASSERT_NE(t.Open("sums.tflite"), nullptr);
  EXPECT_EQ(TfLiteInterpreterModifyGraphWithDelegate(t.get(), delegate), kTfLiteDelegateError);
  EXPECT_EQ(t.log, "told to fail\nRestored original execution plan after delegate application failure.\n");
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk);
  ASSERT_EQ(t.Run({1, -2, 3, -4}), kTfLiteOk);
  EXPECT_THAT(t.Result(), ElementsAre(5, -3, 11, -7));
  TfLiteInterpreterOptionsAddDelegate(t.options(), delegate);
  EXPECT_EQ(t.Open("sums.tflite"), nullptr);
  TfLiteExternalDelegateDelete(delegate);
}

TEST(ExternalDelegateTest, RefusesWhatIsNoPlugin) {
  EXPECT_EQ(TfLiteExternalDelegateCreate(nullptr), nullptr);
  TfLiteExternalDelegateOptions options = TfLiteExternalDelegateOptionsDefault(nullptr);
  EXPECT_EQ(TfLiteExternalDelegateCreate(&options), nullptr);
  testing::internal::CaptureStderr();
  options = TfLiteExternalDelegateOptionsDefault("/no/such/library.so");
  EXPECT_EQ(TfLiteExternalDelegateCreate(&options), nullptr);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("Unable to load external delegate from : /no/such/library.so ("));
  options = TfLiteExternalDelegateOptionsDefault(GC_C_LIBRARY);  // a library, but no plug-in
  EXPECT_EQ(TfLiteExternalDelegateCreate(&options), nullptr);
  options = TfLiteExternalDelegateOptionsDefault(GC_PLUGIN);
  options.insert(&options, "fail", "");
  EXPECT_EQ(TfLiteExternalDelegateCreate(&options), nullptr);
  TfLiteExternalDelegateDelete(nullptr);
}

TEST(ExternalDelegateTest, HoldsAsManyOptionsAsTheStructureHas) {
  TfLiteExternalDelegateOptions options = TfLiteExternalDelegateOptionsDefault(GC_PLUGIN);
  for (int i = 0; i < kExternalDelegateMaxOptions; ++i) ASSERT_EQ(TfLiteExternalDelegateOptionsInsert(&options, "k", "v"), kTfLiteOk);
  EXPECT_EQ(TfLiteExternalDelegateOptionsInsert(&options, "k", "v"), kTfLiteError);
  EXPECT_EQ(TfLiteExternalDelegateOptionsInsert(nullptr, "k", "v"), kTfLiteError);
}

TEST(IdleDelegateTest, XnnpackTakesNothingAndBringsThreads) {
  TfLiteXNNPackDelegateOptions options = TfLiteXNNPackDelegateOptionsDefault();
  options.num_threads = 2;
  options.flags = TFLITE_XNNPACK_DELEGATE_FLAG_QS8;
  TfLiteDelegate* delegate = TfLiteXNNPackDelegateCreate(&options);
  ASSERT_NE(delegate, nullptr);
  EXPECT_EQ(TfLiteXNNPackDelegateGetOptions(delegate)->num_threads, 2);
  EXPECT_EQ(TfLiteXNNPackDelegateGetFlags(delegate), TFLITE_XNNPACK_DELEGATE_FLAG_QS8);
  EXPECT_EQ(TfLiteXNNPackDelegateGetThreadPool(delegate), nullptr);
  for (const char* file : {"sums.tflite", "dynamic.tflite"}) {
    TestInterpreter t;
    ASSERT_NE(t.Open(file), nullptr);
    EXPECT_EQ(TfLiteInterpreterModifyGraphWithDelegate(t.get(), delegate), kTfLiteOk) << t.log;
    EXPECT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk);
  }
  TfLiteXNNPackDelegateDelete(delegate);
  TfLiteXNNPackDelegateDelete(nullptr);
  EXPECT_EQ(TfLiteXNNPackDelegateGetOptions(nullptr), nullptr);
  EXPECT_EQ(TfLiteXNNPackDelegateGetFlags(nullptr), 0);
  TfLiteXNNPackDelegateWeightsCache* cache = TfLiteXNNPackDelegateWeightsCacheCreateWithSize(1024);
  EXPECT_TRUE(TfLiteXNNPackDelegateWeightsCacheFinalizeSoft(cache));
  EXPECT_TRUE(TfLiteXNNPackDelegateWeightsCacheFinalizeHard(cache));
  TfLiteXNNPackDelegateWeightsCacheDelete(cache);
  EXPECT_STREQ(TfLiteXNNPackDelegateInMemoryFilePath(), ":memory");
}

TEST(IdleDelegateTest, GpuAndNnapiSayThatTheyAreNotHere) {
  const TfLiteGpuDelegateOptionsV2 gpu_options = TfLiteGpuDelegateOptionsV2Default();
  EXPECT_EQ(gpu_options.is_precision_loss_allowed, -1);
  EXPECT_EQ(gpu_options.inference_priority1, 1);
  EXPECT_EQ(gpu_options.experimental_flags, 1);
  EXPECT_EQ(gpu_options.max_delegated_partitions, 1);
  EXPECT_EQ(TfLiteNnapiDelegateOptionsDefault().execution_preference, -1);
  testing::internal::CaptureStderr();
  TfLiteDelegate* gpu = TfLiteGpuDelegateV2Create(&gpu_options);
  TfLiteDelegate* nnapi = TfLiteNnapiDelegateCreate(nullptr);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("INFO: there is no GPU delegate in this library"));
  TestInterpreter t;
  TfLiteInterpreterOptionsAddDelegate(t.options(), gpu);
  TfLiteInterpreterOptionsAddDelegate(t.options(), nnapi);
  ASSERT_NE(t.Open("sums.tflite"), nullptr);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk);
  ASSERT_EQ(t.Run({1, -2, 3, -4}), kTfLiteOk);
  EXPECT_THAT(t.Result(), ElementsAre(5, -3, 11, -7));
  t.Delete();
  TfLiteGpuDelegateV2Delete(gpu);
  TfLiteNnapiDelegateDelete(nnapi);
}

}  // namespace
}  // namespace goldcrest::c
