// Asynchronous runs, with a kernel that computes in its wait. The model: x [1, 4] -> RELU -> y -> RESHAPE -> z.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "bindings/c/testing/interpreter_test_util.h"
#include "tensorflow/lite/c/c_api_experimental.h"
#include "tensorflow/lite/c/c_api_opaque.h"
#include "tensorflow/lite/core/async/c/async_kernel.h"
#include "tensorflow/lite/core/async/c/async_signature_runner.h"
#include "tensorflow/lite/core/async/c/task.h"
#include "tensorflow/lite/core/async/interop/c/attribute_map.h"
#include "tensorflow/lite/core/async/interop/c/constants.h"

namespace goldcrest::c {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(AttributeMapTest, KeepsValuesByKeyAndType) {
  TfLiteAttributeMap* map = TfLiteAttributeMapCreate(kTfLiteAttrMapTypeBuffer);
  EXPECT_TRUE(TfLiteAttributeMapIsBufferAttributeMap(map));
  EXPECT_FALSE(TfLiteAttributeMapIsSyncAttributeMap(map));
  EXPECT_TRUE(TfLiteAttributeMapSetSizeTBufferAttr(map, kTfLiteBufferAttrKeySize, 64));
  EXPECT_FALSE(TfLiteAttributeMapSetStringSyncAttr(map, kTfLiteSynchronizationAttrKeyObjectTypeName, kTfLiteSyncTypeNoSyncObj));
  size_t size = 0;
  EXPECT_TRUE(TfLiteAttributeMapGetSizeTBufferAttr(map, kTfLiteBufferAttrKeySize, &size));
  EXPECT_EQ(size, 64u);
  const char* text = nullptr;
  EXPECT_FALSE(TfLiteAttributeMapGetStringBufferAttr(map, kTfLiteBufferAttrKeySize, &text));
  EXPECT_FALSE(TfLiteAttributeMapGetSizeTBufferAttr(map, kTfLiteBufferAttrKeyOffset, &size));
  TfLiteAttributeMapSetCustomIntAttr(map, "device", 3);
  TfLiteAttributeMap* copy = TfLiteAttributeMapCreate(kTfLiteAttrMapTypeSync);
  TfLiteAttributeMapCopy(map, copy);
  int device = 0;
  EXPECT_TRUE(TfLiteAttributeMapGetCustomIntAttr(copy, "device", &device));
  EXPECT_EQ(device, 3);
  bool flag;
  EXPECT_FALSE(TfLiteAttributeMapGetCustomBoolAttr(copy, "device", &flag));
  TfLiteAttributeMapSetBoolAttr(copy, 77, true);
  EXPECT_TRUE(TfLiteAttributeMapGetBoolAttr(copy, 77, &flag) && flag);
  EXPECT_FALSE(TfLiteAttributeMapGetIntAttr(nullptr, 77, &device));
  EXPECT_TRUE(TfLiteAttributeMapIsBufferAttributeMap(copy));
  TfLiteAttributeMapDelete(map);
  TfLiteAttributeMapDelete(copy);
  EXPECT_STREQ(kTfLiteSyncTypeNoSyncObj, "no_sync_obj");
}

TEST(AsyncTest, NeedsADelegateThatRunsTheWholeGraph) {
  TestInterpreter t;
  ASSERT_NE(t.Open("tiny.tflite"), nullptr);
  EXPECT_EQ(TfLiteInterpreterGetAsyncSignatureRunner(t.get(), "serving_default"), nullptr);
  EXPECT_EQ(t.log, "Model is not fully delegated by 1 backend.\n");
  EXPECT_EQ(TfLiteInterpreterGetAsyncSignatureRunner(t.get(), "no_such"), nullptr);
  EXPECT_EQ(TfLiteAsyncSignatureRunnerPrepareBackends(nullptr), kTfLiteError);
  EXPECT_EQ(TfLiteAsyncSignatureRunnerCreateTask(nullptr), nullptr);
  EXPECT_EQ(TfLiteExecutionTaskGetStatus(nullptr), kTfLiteError);
}

// A device whose buffers are arrays.
struct Device {
  TfLiteAsyncKernel* kernel = nullptr;
  std::map<TfLiteBufferHandle, float*> buffers;
  int prepared = 0, finished = 0;
};
Device* DeviceOf(const TfLiteAsyncKernel* kernel) { return static_cast<Device*>(TfLiteAsyncKernelGetKernelData(kernel)); }

void FillKernel(TfLiteAsyncKernel* kernel) {
  TfLiteAsyncKernelSetRegisterBuffer(kernel, [](TfLiteAsyncKernel* k, TfLiteOpaqueContext*, TfLiteIoType, const TfLiteBackendBuffer* buffer,
                                                const TfLiteAttributeMap*, TfLiteBufferHandle handle) {
    DeviceOf(k)->buffers[handle] = static_cast<float*>(TfLiteBackendBufferGetPtr(buffer));
    return kTfLiteOk;
  });
  TfLiteAsyncKernelSetUnregisterBuffer(kernel, [](TfLiteAsyncKernel* k, TfLiteOpaqueContext*, TfLiteBufferHandle handle) {
    return DeviceOf(k)->buffers.erase(handle) == 1 ? kTfLiteOk : kTfLiteError;
  });
  TfLiteAsyncKernelSetPrepare(kernel, [](TfLiteAsyncKernel* k, TfLiteOpaqueContext*, TfLiteOpaqueNode*) {
    ++DeviceOf(k)->prepared;
    return kTfLiteOk;
  });
  TfLiteAsyncKernelSetEval(kernel,
                           [](TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteOpaqueNode*, TfLiteExecutionTask*) { return kTfLiteOk; });
  TfLiteAsyncKernelSetWait(kernel, [](TfLiteAsyncKernel* k, TfLiteOpaqueContext*, TfLiteExecutionTask* task) {
    const float* in = DeviceOf(k)->buffers[TfLiteExecutionTaskGetBufferByName(task, kTfLiteIoTypeInput, "features")];
    float* out = DeviceOf(k)->buffers[TfLiteExecutionTaskGetBufferByName(task, kTfLiteIoTypeOutput, "positive")];
    for (int i = 0; i < 4; ++i) out[i] = in[i] > 0 ? in[i] : 0;
    return kTfLiteOk;
  });
  TfLiteAsyncKernelSetFinish(kernel, [](TfLiteAsyncKernel* k, TfLiteOpaqueContext*, TfLiteExecutionTask*) {
    ++DeviceOf(k)->finished;
    return kTfLiteOk;
  });
}

TfLiteStatus TakeEverything(TfLiteOpaqueContext* context, TfLiteOpaqueDelegate* delegate, void* data) {
  TfLiteIntArray* plan;
  if (TfLiteOpaqueContextGetExecutionPlan(context, &plan) != kTfLiteOk) return kTfLiteError;
  TfLiteOperator* op = TfLiteOperatorCreate(kTfLiteBuiltinDelegate, "Device", 1, data);
  TfLiteOperatorSetAsyncKernelWithData(
      op, [](void* device, TfLiteOpaqueContext*, TfLiteOpaqueNode*) { return static_cast<Device*>(device)->kernel; });
  return TfLiteOpaqueContextReplaceNodeSubsetsWithDelegateKernels(context, op, plan, delegate);
}

TEST(AsyncTest, RunsThroughTheKernelOfAFullDelegate) {
  Device device;
  device.kernel = TfLiteAsyncKernelCreate(&device);
  FillKernel(device.kernel);
  TfLiteOpaqueDelegateBuilder builder = {};
  builder.data = &device;
  builder.Prepare = TakeEverything;
  builder.flags = kTfLiteDelegateFlagsAllowDynamicTensors;
  TfLiteOpaqueDelegate* delegate = TfLiteOpaqueDelegateCreate(&builder);
  TestInterpreter t;
  TfLiteInterpreterOptionsAddDelegate(t.options(), delegate);
  ASSERT_NE(t.Open("tiny.tflite"), nullptr) << t.log;
  TfLiteAsyncSignatureRunner* runner = TfLiteInterpreterGetAsyncSignatureRunner(t.get(), "serving_default");
  ASSERT_NE(runner, nullptr) << t.log;
  EXPECT_EQ(TfLiteAsyncSignatureRunnerGetInputCount(runner), 1u);
  EXPECT_STREQ(TfLiteAsyncSignatureRunnerGetOutputName(runner, 1), "positive");
  EXPECT_EQ(TfLiteAsyncSignatureRunnerGetOutputName(runner, 2), nullptr);
  EXPECT_STREQ(TfLiteOpaqueTensorName(TfLiteAsyncSignatureRunnerGetInputTensor(runner, "features")), "x");
  EXPECT_EQ(TfLiteAsyncSignatureRunnerGetInputTensor(runner, "x"), nullptr);

  float in[] = {1, -2, 3, -4}, out[4] = {};
  TfLiteAttributeMap* attributes = TfLiteAttributeMapCreate(kTfLiteAttrMapTypeBuffer);
  TfLiteBufferHandle handles[2];
  for (int i = 0; i < 2; ++i) {
    TfLiteBackendBuffer* buffer = TfLiteBackendBufferCreate();
    TfLiteBackendBufferSetPtr(buffer, i == 0 ? in : out);
    const TfLiteIoType type = i == 0 ? kTfLiteIoTypeInput : kTfLiteIoTypeOutput;
    ASSERT_EQ(TfLiteAsyncSignatureRunnerRegisterBuffer(runner, type, buffer, attributes, &handles[i]), kTfLiteOk);
    TfLiteBackendBufferDelete(buffer);
  }
  // Callbacks the kernel does not have.
  EXPECT_EQ(TfLiteAsyncSignatureRunnerRegisterBufferSlice(runner, handles[0], attributes, &handles[0]), kTfLiteError);
  EXPECT_FALSE(TfLiteAsyncSignatureRunnerReconcileRestrictions(runner, kTfLiteIoTypeInput, "features", attributes, attributes, nullptr));
  ASSERT_EQ(TfLiteAsyncSignatureRunnerPrepareBackends(runner), kTfLiteOk);
  EXPECT_EQ(device.prepared, 1);

  TfLiteExecutionTask* task = TfLiteAsyncSignatureRunnerCreateTask(runner);
  EXPECT_EQ(TfLiteExecutionTaskGetBufferByName(task, kTfLiteIoTypeInput, "features"), kTfLiteNullBufferHandle);
  EXPECT_EQ(TfLiteExecutionTaskSetBuffer(task, kTfLiteIoTypeInput, "nobody", handles[0]), kTfLiteError);
  EXPECT_EQ(TfLiteExecutionTaskSetBuffer(task, kTfLiteIoTypeInput, "features", handles[0]), kTfLiteOk);
  EXPECT_EQ(TfLiteExecutionTaskSetBuffer(task, kTfLiteIoTypeOutput, "positive", handles[1]), kTfLiteOk);
  TfLiteSynchronization* sync = TfLiteSynchronizationCreate();
  EXPECT_EQ(TfLiteExecutionTaskSetSync(task, kTfLiteIoTypeInput, "features", sync), kTfLiteOk);
  EXPECT_EQ(TfLiteExecutionTaskGetSyncByIndex(task, 0), sync);
  TfLiteExecutionTaskSetDelegateExecutionData(task, device.kernel, &device);
  EXPECT_EQ(TfLiteExecutionTaskGetDelegateExecutionData(task, device.kernel), &device);
  EXPECT_EQ(TfLiteAsyncSignatureRunnerInvokeAsync(runner, task), kTfLiteOk);
  EXPECT_EQ(TfLiteAsyncSignatureRunnerInvokeAsync(runner, task), kTfLiteError);
  EXPECT_EQ(TfLiteAsyncSignatureRunnerWait(runner, task), kTfLiteOk);
  EXPECT_THAT(out, ElementsAre(1, 0, 3, 0));
  EXPECT_EQ(TfLiteAsyncSignatureRunnerFinish(runner, task), kTfLiteOk);
  EXPECT_EQ(device.finished, 1);
  EXPECT_EQ(TfLiteAsyncSignatureRunnerUnregisterBuffer(runner, handles[0]), kTfLiteOk);
  EXPECT_EQ(TfLiteAsyncSignatureRunnerUnregisterBuffer(runner, handles[0]), kTfLiteError);

  TfLiteSynchronizationDelete(sync);
  TfLiteAttributeMapDelete(attributes);
  TfLiteAsyncSignatureRunnerDelete(runner);
  t.Delete();
  TfLiteOpaqueDelegateDelete(delegate);
  TfLiteAsyncKernelDelete(device.kernel);
}

}  // namespace
}  // namespace goldcrest::c
