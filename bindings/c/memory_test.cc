// Memory of the client's, telemetry, and tensors as plain structures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

#include "bindings/c/testing/interpreter_test_util.h"
#include "tensorflow/lite/c/c_api_experimental.h"
#include "tensorflow/lite/c/c_api_opaque.h"

namespace goldcrest::c {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Block {
  alignas(64) float values[16] = {};
  TfLiteCustomAllocation Allocation(size_t bytes) { return {values, bytes}; }
};

TEST(CustomAllocationTest, HoldsInputsAndOutputs) {
  TestInterpreter t;
  ASSERT_NE(t.Open("sums.tflite"), nullptr);
  Block in, out;
  const TfLiteCustomAllocation x = in.Allocation(16), y = out.Allocation(16);
  const int output = TfLiteInterpreterGetOutputTensorIndex(t.get(), 0);
  ASSERT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 0, &x, kTfLiteCustomAllocationFlagsNone), kTfLiteOk) << t.log;
  ASSERT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), output, &y, kTfLiteCustomAllocationFlagsNone), kTfLiteOk);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk) << t.log;
  EXPECT_EQ(TfLiteTensorData(TfLiteInterpreterGetInputTensor(t.get(), 0)), in.values);
  EXPECT_EQ(TfLiteInterpreterGetInputTensor(t.get(), 0)->allocation_type, kTfLiteCustom);
  const float values[] = {1, -2, 3, -4};
  std::memcpy(in.values, values, sizeof(values));
  ASSERT_EQ(TfLiteInterpreterInvoke(t.get()), kTfLiteOk) << t.log;
  EXPECT_THAT(std::vector<float>(out.values, out.values + 4), ElementsAre(5, -3, 11, -7));
  EXPECT_THAT(t.Result(), ElementsAre(5, -3, 11, -7));
}

TEST(CustomAllocationTest, RefusesWhatCannotHoldTheTensor) {
  TestInterpreter t;
  ASSERT_NE(t.Open("sums.tflite"), nullptr);
  Block block;
  TfLiteCustomAllocation a = {nullptr, 16};
  EXPECT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 0, nullptr, 0), kTfLiteError);
  EXPECT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 0, &a, 0), kTfLiteError);
  a = {block.values + 1, 16};
  EXPECT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 0, &a, 0), kTfLiteError);
  EXPECT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 0, &a, kTfLiteCustomAllocationFlagsSkipAlignCheck), kTfLiteOk);
  EXPECT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 99, &a, kTfLiteCustomAllocationFlagsSkipAlignCheck), kTfLiteError);
  EXPECT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 1, &a, kTfLiteCustomAllocationFlagsSkipAlignCheck), kTfLiteError);
  // Too small shows at allocation.
  a = block.Allocation(8);
  EXPECT_EQ(TfLiteInterpreterSetCustomAllocationForTensor(t.get(), 0, &a, 0), kTfLiteOk);
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteError);
  EXPECT_THAT(t.log, HasSubstr("Custom allocation is too small for tensor idx: 0"));
}

struct Told {
  std::string text;
  size_t quantizations = 0;
};
Told* Of(TfLiteTelemetryProfilerStruct* p) { return static_cast<Told*>(p->data); }

TEST(TelemetryTest, TellsWhatHappens) {
  Told told;
  TfLiteTelemetryProfilerStruct profiler = {};
  profiler.data = &told;
  profiler.ReportTelemetryEvent = [](TfLiteTelemetryProfilerStruct* p, const char* name, uint64_t status) {
    Of(p)->text += std::string(name) + " " + std::to_string(status) + "\n";
  };
  profiler.ReportSettings = [](TfLiteTelemetryProfilerStruct* p, const char*, const TfLiteTelemetrySettings* s) {
    EXPECT_EQ(s->source, kTfLiteTelemetrySourceInterpreter);
    const auto* settings = static_cast<const TfLiteTelemetryInterpreterSettings*>(s->data);
    EXPECT_EQ(TfLiteTelemetryInterpreterSettingsGetNumSubgraphInfo(settings), 1u);
    EXPECT_EQ(TfLiteTelemetryInterpreterSettingsGetConversionMetadata(settings), nullptr);
    auto* info = const_cast<TfLiteTelemetrySubgraphInfo*>(TfLiteTelemetryInterpreterSettingsGetSubgraphInfo(settings));
    Of(p)->quantizations = TfLiteTelemetrySubgraphInfoGetNumQuantizations(info);
    EXPECT_EQ(TfLiteTelemetrySubgraphInfoGetQuantizations(info)[2].type, kTfLiteAffineQuantization);
  };
  profiler.ReportOpInvokeEvent = [](TfLiteTelemetryProfilerStruct* p, const char* name, uint64_t, int64_t node, int64_t subgraph) {
    Of(p)->text += std::string(name) + " " + std::to_string(node) + " of " + std::to_string(subgraph) + "\n";
  };
  TestInterpreter t;
  TfLiteInterpreterOptionsSetTelemetryProfiler(t.options(), &profiler);
  ASSERT_NE(t.Open("plain.tflite"), nullptr);
  EXPECT_EQ(told.quantizations, 6u);
  TfLiteInterpreterInvoke(t.get());
  TfLiteInterpreterAllocateTensors(t.get());
  TfLiteInterpreterInvoke(t.get());
  TfLiteInterpreterModifyGraphWithDelegate(t.get(), nullptr);
  EXPECT_EQ(told.text, "Invoke 1\nAllocateTensors 0\nRELU 0 of 0\nInvoke 0\nModifyGraphWithDelegate 2\n");
  EXPECT_EQ(TfLiteTelemetryConversionMetadataGetNumModelOptimizationModes(nullptr), 0u);
  EXPECT_EQ(TfLiteTelemetryGpuDelegateSettingsGetBackend(nullptr), 0);
}

TEST(PlainTensorTest, ClonesAreTensorsOfTheirOwn) {
  TestInterpreter t;
  ASSERT_NE(t.Open("plain.tflite"), nullptr);
  for (int i : {3, 5}) {  // two scales; sparse
    TfLiteTensor* source = TfLiteInterpreterGetTensor(t.get(), i);
    TfLiteTensor copy = TfLiteTensorClone(*source);
    EXPECT_NE(copy.dims, source->dims);
    EXPECT_EQ(TfLiteIntArrayEqual(copy.dims, source->dims), 1);
    if (source->quantization.params != nullptr) {
      const auto* mine = static_cast<const TfLiteAffineQuantization*>(copy.quantization.params);
      const auto* theirs = static_cast<const TfLiteAffineQuantization*>(source->quantization.params);
      EXPECT_NE(mine->scale, theirs->scale);
      EXPECT_EQ(mine->scale->data[1], theirs->scale->data[1]);
    }
    if (source->sparsity != nullptr) {
      EXPECT_EQ(copy.sparsity->dim_metadata[1].array_segments->data[2], source->sparsity->dim_metadata[1].array_segments->data[2]);
      EXPECT_EQ(std::memcmp(copy.data.raw, source->data.raw, source->bytes), 0);
    }
    TfLiteTensorFree(&copy);
  }
}

TEST(PlainTensorTest, TakesAnAllocator) {
  int live = 0;
  TfLiteAllocator allocator = {};
  allocator.data = &live;
  allocator.allocate = [](void* data, size_t bytes, size_t) {
    ++*static_cast<int*>(data);
    return std::malloc(bytes);
  };
  allocator.reallocate = [](void*, void* ptr, size_t, size_t bytes, size_t) { return std::realloc(ptr, bytes); };
  allocator.deallocate = [](void* data, void* ptr, size_t, size_t) {
    --*static_cast<int*>(data);
    std::free(ptr);
  };
  TfLiteTensor tensor = {};
  tensor.allocation_type = kTfLiteDynamic;
  ASSERT_EQ(TfLiteTensorReallocWithAllocator(8, &tensor, &allocator), kTfLiteOk);
  tensor.data.raw[7] = 5;
  ASSERT_EQ(TfLiteTensorReallocWithAllocator(100, &tensor, &allocator), kTfLiteOk);
  EXPECT_EQ(tensor.data.raw[7], 5);
  ASSERT_EQ(TfLiteTensorResizeMaybeCopyWithAllocator(1000, &tensor, false, &allocator), kTfLiteOk);
  EXPECT_EQ(live, 1);
  TfLiteTensorDataFreeWithAllocator(&tensor, &allocator);
  EXPECT_EQ(live, 0);
  EXPECT_EQ(tensor.data.raw, nullptr);
}

TEST(OldNamesTest, RegistrationsOfBefore217AreOperators) {
  TfLiteRegistrationExternal* r = TfLiteRegistrationExternalCreate(kTfLiteBuiltinCustom, "Twice", 1);
  EXPECT_STREQ(TfLiteRegistrationExternalGetCustomName(r), "Twice");
  EXPECT_EQ(TfLiteRegistrationExternalGetBuiltInCode(r), kTfLiteBuiltinCustom);
  EXPECT_EQ(TfLiteRegistrationExternalGetVersion(r), 1);
  TfLiteRegistrationExternalSetInvoke(r, [](TfLiteOpaqueContext* c, TfLiteOpaqueNode* node) {
    auto* out = static_cast<float*>(TfLiteOpaqueTensorData(TfLiteOpaqueNodeGetOutput(c, node, 0)));
    for (int i = 0; i < 4; ++i) out[i] = 7;
    return kTfLiteOk;
  });
  TestInterpreter t;
  TfLiteInterpreterOptionsAddRegistrationExternal(t.options(), r);
  ASSERT_NE(t.Open("custom.tflite"), nullptr);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(t.get()), kTfLiteOk) << t.log;
  ASSERT_EQ(t.Run({1, 2, 3, 4}), kTfLiteOk);
  EXPECT_THAT(t.Result(), ElementsAre(7, 7, 7, 7));
  t.Delete();
  TfLiteRegistrationExternalDelete(r);
}

}  // namespace
}  // namespace goldcrest::c
