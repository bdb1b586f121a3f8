// Custom operators through TensorFlow Lite's interface. The model: x [1, 4] -> Twice (options "abc") -> RELU -> y.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "bindings/c/testing/interpreter_test_util.h"
#include "tensorflow/lite/c/builtin_op_data.h"
#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/c_api_experimental.h"
#include "tensorflow/lite/c/c_api_opaque.h"
#include "tensorflow/lite/c/common.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Calls {
  int init = 0, free = 0, prepare = 0, invoke = 0;
  std::string options;
};
Calls calls;
std::function<TfLiteStatus(TfLiteContext*, TfLiteNode*)> on_prepare, on_invoke;
int user_data;

void* Init(TfLiteContext*, const char* buffer, size_t length) {
  ++calls.init;
  calls.options.assign(buffer, length);
  return &user_data;
}
void Free(TfLiteContext*, void* data) {
  EXPECT_EQ(data, &user_data);
  ++calls.free;
}
TfLiteStatus Prepare(TfLiteContext* context, TfLiteNode* node) {
  ++calls.prepare;
  EXPECT_EQ(node->user_data, &user_data);
  return on_prepare(context, node);
}
TfLiteStatus Invoke(TfLiteContext* context, TfLiteNode* node) {
  ++calls.invoke;
  return on_invoke(context, node);
}

const TfLiteTensor* In(TfLiteContext* context, TfLiteNode* node) { return context->GetTensor(context, node->inputs->data[0]); }
TfLiteTensor* Out(TfLiteContext* context, TfLiteNode* node) { return &context->tensors[node->outputs->data[0]]; }

TfLiteStatus LikeInput(TfLiteContext* context, TfLiteNode* node) {
  return context->ResizeTensor(context, Out(context, node), TfLiteIntArrayCopy(In(context, node)->dims));
}

TfLiteStatus Twice(TfLiteContext* context, TfLiteNode* node) {
  const TfLiteTensor* in = In(context, node);
  TfLiteTensor* out = Out(context, node);
  for (size_t i = 0; i < in->bytes / sizeof(float); ++i) out->data.f[i] = 2 * in->data.f[i];
  return kTfLiteOk;
}

class CustomOpTest : public testing::Test {
 protected:
  void SetUp() override {
    calls = Calls();
    on_prepare = LikeInput;
    on_invoke = Twice;
    registration_.init = Init;
    registration_.free = Free;
    registration_.prepare = Prepare;
    registration_.invoke = Invoke;
    options_ = TfLiteInterpreterOptionsCreate();
    goldcrest::c::ReportInto(options_, &log_);
  }
  void TearDown() override {
    TfLiteInterpreterDelete(interpreter_);
    TfLiteInterpreterOptionsDelete(options_);
  }
  void Register() { TfLiteInterpreterOptionsAddCustomOp(options_, "Twice", &registration_, 1, 3); }
  void Create(const char* file = "custom.tflite") {
    TfLiteModel* model = TfLiteModelCreateFromFile((std::string(GC_MODELS_DIR "/") + file).c_str());
    interpreter_ = TfLiteInterpreterCreate(model, options_);
    TfLiteModelDelete(model);
    ASSERT_NE(interpreter_, nullptr) << log_;
  }
  TfLiteStatus Run(const std::vector<float>& values) {
    TfLiteTensor* x = TfLiteInterpreterGetInputTensor(interpreter_, 0);
    if (TfLiteTensorCopyFromBuffer(x, values.data(), values.size() * sizeof(float)) != kTfLiteOk) return kTfLiteApplicationError;
    return TfLiteInterpreterInvoke(interpreter_);
  }
  std::vector<float> Result() {
    const TfLiteTensor* y = TfLiteInterpreterGetOutputTensor(interpreter_, 0);
    return {y->data.f, y->data.f + y->bytes / sizeof(float)};
  }

  TfLiteRegistration registration_ = {};
  TfLiteInterpreterOptions* options_ = nullptr;
  TfLiteInterpreter* interpreter_ = nullptr;
  std::string log_;
};

TEST_F(CustomOpTest, RunsThroughARegistration) {
  Register();
  Create();
  EXPECT_EQ(calls.init, 1);
  EXPECT_EQ(calls.options, "abc");
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  EXPECT_EQ(calls.prepare, 1);
  ASSERT_EQ(Run({1, -2, 3, -4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(2, 0, 6, 0));
  EXPECT_EQ(calls.invoke, 1);
  TfLiteInterpreterDelete(interpreter_);
  interpreter_ = nullptr;
  EXPECT_EQ(calls.free, 1);
}

TEST_F(CustomOpTest, PreparesAgainForEveryNewShapeAlsoOneSeenBefore) {
  Register();
  Create();
  for (int rows : {1, 2, 1, 2}) {
    const int dims[] = {rows, 4};
    ASSERT_EQ(TfLiteInterpreterResizeInputTensor(interpreter_, 0, dims, 2), kTfLiteOk);
    int prepared_for = 0;
    on_prepare = [&](TfLiteContext* context, TfLiteNode* node) {
      prepared_for = In(context, node)->dims->data[0];
      return LikeInput(context, node);
    };
    ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
    EXPECT_EQ(prepared_for, rows);
    ASSERT_EQ(Run(std::vector<float>(4 * static_cast<size_t>(rows), 1.5f)), kTfLiteOk);
    EXPECT_EQ(Result(), std::vector<float>(4 * static_cast<size_t>(rows), 3.0f));
  }
  EXPECT_EQ(calls.init, 1);
}

TEST_F(CustomOpTest, UnregisteredShowsAtAllocation) {
  Create();
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteUnresolvedOps);
  EXPECT_THAT(log_, HasSubstr("Encountered unresolved custom op: Twice."));
  EXPECT_THAT(log_, HasSubstr("Node number 0 (Twice) failed to prepare."));
}

TEST_F(CustomOpTest, FailingPrepareGivesItsStatusAndReportsInnermostFirst) {
  Register();
  Create();
  on_prepare = [](TfLiteContext* context, TfLiteNode*) {
    context->ReportError(context, "bad luck %d", 13);
    return kTfLiteDelegateError;
  };
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteDelegateError);
  EXPECT_EQ(log_, "bad luck 13\nNode number 0 (Twice) failed to prepare.\n");
  on_prepare = LikeInput;
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk);
}

TEST_F(CustomOpTest, FailingInvokeNamesTheNode) {
  Register();
  Create();
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk);
  on_invoke = [](TfLiteContext*, TfLiteNode*) { return kTfLiteError; };
  EXPECT_EQ(Run({1, 2, 3, 4}), kTfLiteError);
  EXPECT_EQ(log_, "Node number 0 (Twice) failed to invoke.\n");
  on_invoke = Twice;
  EXPECT_EQ(Run({1, 2, 3, 4}), kTfLiteOk);
}

TEST_F(CustomOpTest, CancelStopsBeforeTheNextNode) {
  EXPECT_EQ(TfLiteInterpreterOptionsEnableCancellation(options_, true), kTfLiteOk);
  Register();
  Create();
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk);
  on_invoke = [this](TfLiteContext* context, TfLiteNode* node) {
    EXPECT_EQ(TfLiteInterpreterCancel(interpreter_), kTfLiteOk);
    return Twice(context, node);
  };
  EXPECT_EQ(Run({1, 2, 3, 4}), kTfLiteCancelled);
  EXPECT_THAT(log_, HasSubstr("Client requested cancel during Invoke()"));
  on_invoke = Twice;
  EXPECT_EQ(Run({1, 2, 3, 4}), kTfLiteOk);
}

TEST_F(CustomOpTest, CancelIsRefusedUnlessEnabled) {
  Register();
  Create();
  EXPECT_EQ(TfLiteInterpreterCancel(interpreter_), kTfLiteError);
}

TEST_F(CustomOpTest, OutputWhoseShapeComesOutOfInvoke) {
  Register();
  Create();
  on_prepare = [](TfLiteContext* context, TfLiteNode* node) {
    TfLiteOpaqueTensorSetAllocationTypeToDynamic(reinterpret_cast<TfLiteOpaqueTensor*>(Out(context, node)));
    return kTfLiteOk;
  };
  on_invoke = [](TfLiteContext* context, TfLiteNode* node) {
    const int n = static_cast<int>(In(context, node)->data.f[0]);
    TfLiteIntArray* dims = TfLiteIntArrayCreate(1);
    dims->data[0] = n;
    if (context->ResizeTensor(context, Out(context, node), dims) != kTfLiteOk) return kTfLiteError;
    for (int i = 0; i < n; ++i) Out(context, node)->data.f[i] = static_cast<float>(i);
    return kTfLiteOk;
  };
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  const TfLiteTensor* y = TfLiteInterpreterGetOutputTensor(interpreter_, 0);
  EXPECT_EQ(TfLiteTensorData(y), nullptr);
  EXPECT_EQ(y->allocation_type, kTfLiteDynamic);
  ASSERT_EQ(Run({3, 0, 0, 0}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(0, 1, 2));
  ASSERT_EQ(Run({5, 0, 0, 0}), kTfLiteOk);
  EXPECT_EQ(TfLiteTensorDim(y, 0), 5);
  EXPECT_EQ(Result()[4], 4);
  ASSERT_EQ(Run({0, 0, 0, 0}), kTfLiteOk);
  EXPECT_EQ(TfLiteTensorByteSize(y), 0u);
}

TEST_F(CustomOpTest, InvokeMayNotChangeWhatPreparePromised) {
  Register();
  Create();
  on_invoke = [](TfLiteContext* context, TfLiteNode* node) {
    const int dims[] = {9};
    return context->ResizeTensorExplicit(context, Out(context, node), 1, dims);
  };
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk);
  EXPECT_EQ(Run({1, 2, 3, 4}), kTfLiteError);
  EXPECT_THAT(log_, HasSubstr("Attempting to resize a fixed-size tensor."));
  on_invoke = [](TfLiteContext* context, TfLiteNode* node) {
    TfLiteOpaqueTensorSetAllocationTypeToDynamic(reinterpret_cast<TfLiteOpaqueTensor*>(Out(context, node)));
    const int dims[] = {9};
    return context->ResizeTensorExplicit(context, Out(context, node), 1, dims);
  };
  EXPECT_EQ(Run({1, 2, 3, 4}), kTfLiteError);
  EXPECT_THAT(log_, HasSubstr("prepare said the shape [1, 4], invoke made [9]"));
}

TEST_F(CustomOpTest, TemporariesLiveInArenaOrPersist) {
  Register();
  Create();
  int arena = -1, persistent = -1;
  on_prepare = [&](TfLiteContext* context, TfLiteNode* node) {
    if (arena < 0) {
      EXPECT_EQ(context->AddTensors(context, 2, &arena), kTfLiteOk);
      persistent = arena + 1;
      TfLiteIntArrayFree(node->temporaries);
      node->temporaries = TfLiteIntArrayCreate(2);
      node->temporaries->data[0] = arena;
      node->temporaries->data[1] = persistent;
    }
    for (int i : {arena, persistent}) {
      TfLiteTensor* t = context->GetTensor(context, i);
      t->type = kTfLiteFloat32;
      t->allocation_type = i == arena ? kTfLiteArenaRw : kTfLiteArenaRwPersistent;
      if (context->ResizeTensor(context, t, TfLiteIntArrayCopy(In(context, node)->dims)) != kTfLiteOk) return kTfLiteError;
    }
    return LikeInput(context, node);
  };
  // Counts runs in the persistent tensor.
  on_invoke = [&](TfLiteContext* context, TfLiteNode* node) {
    float* scratch = context->tensors[arena].data.f;
    float* count = context->tensors[persistent].data.f;
    for (int i = 0; i < 4; ++i) scratch[i] = 10 * In(context, node)->data.f[i];
    count[0] += 1;
    for (int i = 0; i < 4; ++i) Out(context, node)->data.f[i] = scratch[i] + count[0];
    return kTfLiteOk;
  };
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  ASSERT_EQ(Run({1, 2, 3, 4}), kTfLiteOk);
  EXPECT_THAT(Result(), ElementsAre(11, 21, 31, 41));
  ASSERT_EQ(Run({1, 2, 3, 4}), kTfLiteOk);
  EXPECT_THAT(Result(), ElementsAre(12, 22, 32, 42));
}

TEST_F(CustomOpTest, RefusesWhatTheModelCannotHold) {
  Register();
  Create();
  on_prepare = [](TfLiteContext* context, TfLiteNode* node) {
    Out(context, node)->type = kTfLiteInt32;
    return LikeInput(context, node);
  };
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteError);
  EXPECT_THAT(log_, HasSubstr("output 0 is FLOAT32 in the model; the operator makes INT32 of it"));
  on_prepare = [](TfLiteContext* context, TfLiteNode* node) {
    const int dims[] = {-1, 4};
    return context->ResizeTensorExplicit(context, Out(context, node), 2, dims);
  };
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteError);
  EXPECT_THAT(log_, HasSubstr("overflowed"));
}

TEST_F(CustomOpTest, VersionsOutsideTheRangeAreNotFound) {
  TfLiteInterpreterOptionsAddCustomOp(options_, "Twice", &registration_, 2, 3);
  Create();
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteUnresolvedOps);
}

TEST_F(CustomOpTest, SelectedOpsLeaveTheBuiltInOnesOut) {
  Register();
  TfLiteModel* model = TfLiteModelCreateFromFile(GC_MODELS_DIR "/custom.tflite");
  EXPECT_EQ(TfLiteInterpreterCreateWithSelectedOps(model, options_), nullptr);
  TfLiteModelDelete(model);
  EXPECT_THAT(log_, HasSubstr("RELU"));
  EXPECT_THAT(log_, HasSubstr("Didn't find op for builtin opcode 'RELU' version '1'."));
  EXPECT_THAT(log_, HasSubstr("Registration failed."));
}

TEST_F(CustomOpTest, OneOptionsObjectServesSeveralInterpreters) {
  Register();
  Create();
  TfLiteModel* model = TfLiteModelCreateFromFile(GC_MODELS_DIR "/custom.tflite");
  TfLiteInterpreter* second = TfLiteInterpreterCreate(model, options_);
  TfLiteModelDelete(model);
  EXPECT_EQ(calls.init, 2);
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(second), kTfLiteOk);
  TfLiteInterpreterDelete(second);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk);
  EXPECT_EQ(Run({1, 1, 1, 1}), kTfLiteOk);
}

TEST_F(CustomOpTest, RunsThroughAnOpaqueOperator) {
  TfLiteOperator* op = TfLiteOperatorCreate(kTfLiteBuiltinCustom, "Twice", 1, &user_data);
  EXPECT_EQ(TfLiteOperatorGetUserData(op), &user_data);
  EXPECT_STREQ(TfLiteOperatorGetCustomName(op), "Twice");
  EXPECT_EQ(TfLiteOperatorGetVersion(nullptr), -1);
  TfLiteOperatorSetPrepareWithData(op, [](void* data, TfLiteOpaqueContext* context, TfLiteOpaqueNode* node) {
    EXPECT_EQ(data, &user_data);
    EXPECT_EQ(TfLiteOpaqueNodeNumberOfInputs(node), 2);
    EXPECT_EQ(TfLiteOpaqueNodeGetInput(context, node, 1), nullptr);  // left out
    EXPECT_EQ(TfLiteOpaqueNodeGetInput(context, node, 2), nullptr);
    EXPECT_EQ(TfLiteOpaqueContextGetNumNodes(context), 2u);
    EXPECT_STREQ(TfLiteOpaqueContextGetName(context), "main");
    const void* init_data;
    int size;
    TfLiteOpaqueNodeGetCustomInitialData(node, &init_data, &size);
    EXPECT_EQ(std::string(static_cast<const char*>(init_data), static_cast<size_t>(size)), "abc");
    size_t bytes = 77;
    EXPECT_EQ(TfLiteOpaqueContextGetSizeOfType(context, kTfLiteString, &bytes), kTfLiteError);
    EXPECT_EQ(bytes, 77u);
    EXPECT_EQ(TfLiteOpaqueContextGetSizeOfType(context, kTfLiteInt16, &bytes), kTfLiteOk);
    EXPECT_EQ(bytes, 2u);
    const TfLiteOpaqueTensor* in = TfLiteOpaqueNodeGetInput(context, node, 0);
    TfLiteIntArray* dims = TfLiteIntArrayCreate(TfLiteOpaqueTensorNumDims(in));
    for (int i = 0; i < dims->size; ++i) dims->data[i] = TfLiteOpaqueTensorDim(in, i);
    return TfLiteOpaqueContextResizeTensor(context, TfLiteOpaqueNodeGetOutput(context, node, 0), dims);
  });
  TfLiteOperatorSetInvoke(op, [](TfLiteOpaqueContext* context, TfLiteOpaqueNode* node) {
    const auto* in = static_cast<const float*>(TfLiteOpaqueTensorData(TfLiteOpaqueNodeGetInput(context, node, 0)));
    auto* out = static_cast<float*>(TfLiteOpaqueTensorData(TfLiteOpaqueNodeGetOutput(context, node, 0)));
    for (int i = 0; i < 4; ++i) out[i] = in[i] * in[i];
    return kTfLiteOk;
  });
  TfLiteInterpreterOptionsAddOperator(options_, op);
  Create();
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  ASSERT_EQ(Run({1, 2, 3, 4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(1, 4, 9, 16));
  TfLiteInterpreterDelete(interpreter_);
  interpreter_ = nullptr;
  TfLiteOperatorDelete(op);
}

TEST_F(CustomOpTest, ReplacesABuiltInOperatorWithItsOptions) {
  on_prepare = [](TfLiteContext* context, TfLiteNode* node) {
    const auto* params = static_cast<const TfLiteReshapeParams*>(node->builtin_data);
    EXPECT_EQ(params->num_dimensions, 0);  // the model gives the shape as a tensor
    const int dims[] = {4};
    return context->ResizeTensorExplicit(context, Out(context, node), 1, dims);
  };
  registration_.init = [](TfLiteContext*, const char* buffer, size_t length) -> void* {
    EXPECT_NE(buffer, nullptr);  // the structure of options
    EXPECT_EQ(length, 0u);
    return &user_data;
  };
  TfLiteInterpreterOptionsAddBuiltinOp(options_, kTfLiteBuiltinReshape, &registration_, 1, 1);
  Create("tiny.tflite");
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  ASSERT_EQ(Run({1, -2, 3, -4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(2, 0, 6, 0));
  EXPECT_EQ(TfLiteTensorNumDims(TfLiteInterpreterGetOutputTensor(interpreter_, 0)), 1);
}

TEST_F(CustomOpTest, LooksOperatorsUpWithTheClientsFunctionsOnly) {
  struct Found {
    TfLiteRegistration_V1 relu = {};
    int asked = 0;
  } found;
  found.relu.prepare = LikeInput;
  found.relu.invoke = [](TfLiteContext* context, TfLiteNode* node) {
    for (int i = 0; i < 4; ++i) Out(context, node)->data.f[i] = In(context, node)->data.f[i] + 100;
    return kTfLiteOk;
  };
  TfLiteInterpreterOptionsSetOpResolverV1(
      options_,
      [](void* data, TfLiteBuiltinOperator op, int) -> const TfLiteRegistration_V1* {
        ++static_cast<Found*>(data)->asked;
        return op == kTfLiteBuiltinRelu ? &static_cast<Found*>(data)->relu : nullptr;
      },
      nullptr, &found);
  TfLiteModel* model = TfLiteModelCreateFromFile(GC_MODELS_DIR "/tiny.tflite");
  EXPECT_EQ(TfLiteInterpreterCreate(model, options_), nullptr);  // RESHAPE is ours, and not asked for
  TfLiteModelDelete(model);
  EXPECT_THAT(log_, HasSubstr("RESHAPE"));
  Register();
  Create();
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  ASSERT_EQ(Run({1, 2, 3, 4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(102, 104, 106, 108));
  EXPECT_GT(found.asked, 0);
}

TEST_F(CustomOpTest, LooksUpOpaqueOperatorsAndFallsBackToRegistrations) {
  TfLiteOperator* empty = TfLiteOperatorCreate(kTfLiteBuiltinCustom, "Twice", 1, nullptr);
  struct Found {
    TfLiteOperator* empty;
    TfLiteRegistration* twice;
    TfLiteRegistration relu;
  } found = {empty, &registration_, {}};
  found.relu.prepare = LikeInput;
  found.relu.invoke = Twice;
  TfLiteInterpreterOptionsSetOpResolverExternalWithFallback(
      options_, nullptr, [](void* data, const char*, int) -> const TfLiteOperator* { return static_cast<Found*>(data)->empty; },
      [](void* data, TfLiteBuiltinOperator, int) -> const TfLiteRegistration* { return &static_cast<Found*>(data)->relu; },
      [](void* data, const char*, int) -> const TfLiteRegistration* { return static_cast<Found*>(data)->twice; }, &found);
  Create();
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  ASSERT_EQ(Run({1, 2, 3, 4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(4, 8, 12, 16));
  TfLiteInterpreterDelete(interpreter_);
  interpreter_ = nullptr;
  TfLiteOperatorDelete(empty);
}

TEST_F(CustomOpTest, WithoutInvokeTheRunFails) {
  TfLiteOperator* op = TfLiteOperatorCreate(kTfLiteBuiltinCustom, "Twice", 1, nullptr);
  TfLiteInterpreterOptionsAddOperator(options_, op);
  Create();
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  EXPECT_EQ(Run({1, 2, 3, 4}), kTfLiteError);
  EXPECT_THAT(log_, HasSubstr("Node number 0 (Twice) failed to invoke."));
  TfLiteInterpreterDelete(interpreter_);
  interpreter_ = nullptr;
  TfLiteOperatorDelete(op);
}

TEST_F(CustomOpTest, ThreadCountsBelowMinusOneAreReported) {
  TfLiteInterpreterOptionsSetNumThreads(options_, -5);
  Create("tiny.tflite");
  EXPECT_THAT(log_, HasSubstr("num_threads should be >=0 or just -1 to let TFLite runtime set the value."));
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk);
}

}  // namespace
