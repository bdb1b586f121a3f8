// Tensors in a delegate's buffers, and delegates whose code knows no layouts.
#include "bindings/c/testing/delegate_test_util.h"

namespace goldcrest::c {
namespace {

TEST_F(DelegateTest, OutputsInBuffersAreFetchedWhereSomebodyElseReadsThem) {
  AddDelegate& delegate = NewDelegate();
  delegate.HoldOutputs();
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk);
  ExpectRuns();
  EXPECT_EQ(delegate.calls.copy_from, 2);  // a, which RELU reads, and y, which the client does
  TfLiteSetAllowBufferHandleOutput(interpreter_, true);
  ASSERT_EQ(Run({2, 2, 2, 2}), kTfLiteOk);
  EXPECT_EQ(delegate.calls.copy_from, 3);
  const int y = TfLiteInterpreterGetOutputTensorIndex(interpreter_, 0);
  TfLiteBufferHandle handle;
  TfLiteDelegate* holder;
  ASSERT_EQ(TfLiteInterpreterGetBufferHandle(interpreter_, y, &handle, &holder), kTfLiteOk);
  EXPECT_EQ(handle, y);
  EXPECT_EQ(holder, delegate.get());
  ASSERT_EQ(TfLiteInterpreterEnsureTensorDataIsReadable(interpreter_, y), kTfLiteOk);
  EXPECT_EQ(delegate.calls.copy_from, 4);
  EXPECT_THAT(Result(), ElementsAre(8, 8, 8, 8));
  ASSERT_EQ(TfLiteInterpreterEnsureTensorDataIsReadable(interpreter_, y), kTfLiteOk);
  EXPECT_EQ(delegate.calls.copy_from, 4);
  EXPECT_EQ(TfLiteInterpreterEnsureTensorDataIsReadable(interpreter_, 99), kTfLiteError);
  Delete();
  EXPECT_EQ(delegate.calls.free_handle, 2);
}

TEST_F(DelegateTest, InputsMayLieInABufferOfTheDelegate) {
  AddDelegate& delegate = NewDelegate();
  delegate.HoldOutputs();
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk);
  TfLiteTensor* x = TfLiteInterpreterGetInputTensor(interpreter_, 0);
  AddDelegate& other = NewDelegate();
  TfLiteBufferHandle handle;
  TfLiteDelegate* holder;
  ASSERT_EQ(TfLiteInterpreterGetBufferHandle(interpreter_, 0, &handle, &holder), kTfLiteOk);
  EXPECT_EQ(handle, kTfLiteNullBufferHandle);
  EXPECT_EQ(holder, nullptr);
  delegate.buffers[42] = {1, -2, 3, -4};
  ASSERT_EQ(TfLiteInterpreterSetBufferHandle(interpreter_, x, 42, delegate.get()), kTfLiteOk);
  EXPECT_EQ(TfLiteInterpreterSetBufferHandle(interpreter_, x, 43, other.get()), kTfLiteError);
  EXPECT_EQ(TfLiteInterpreterSetBufferHandle(interpreter_, nullptr, 43, delegate.get()), kTfLiteError);
  x->data_is_stale = true;
  ASSERT_EQ(TfLiteInterpreterInvoke(interpreter_), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(5, -3, 11, -7));
  ASSERT_EQ(TfLiteInterpreterSetBufferHandle(interpreter_, x, 44, delegate.get()), kTfLiteOk);
  EXPECT_EQ(delegate.calls.free_handle, 1);
  Delete();
  EXPECT_EQ(delegate.calls.free_handle, 4);  // of x, a and y
}

// A delegate whose code knows no layouts.
struct OpaqueState {
  int prepared = 0, freed = 0, invoked = 0;
  bool fail = false;
};

TfLiteStatus PrepareOpaque(TfLiteOpaqueContext* context, TfLiteOpaqueDelegate* delegate, void* data) {
  auto* state = static_cast<OpaqueState*>(data);
  EXPECT_EQ(TfLiteOpaqueDelegateGetData(delegate), data);
  ++state->prepared;
  TfLiteIntArray* plan;
  EXPECT_EQ(TfLiteOpaqueContextGetExecutionPlan(context, &plan), kTfLiteOk);
  TfLiteIntArray* relus = TfLiteIntArrayCreate(plan->size);
  relus->size = 0;
  for (int i : kNumbers(plan)) {
    TfLiteOpaqueNode* node;
    TfLiteOperator* op;
    EXPECT_EQ(TfLiteOpaqueContextGetNodeAndRegistration(context, i, &node, &op), kTfLiteOk);
    EXPECT_EQ(TfLiteOperatorGetVersion(op), 1);
    if (TfLiteOperatorGetBuiltInCode(op) == kTfLiteBuiltinRelu) relus->data[relus->size++] = i;
  }
  TfLiteOpaqueContext* other;
  EXPECT_EQ(TfLiteOpaqueContextAcquireSubgraphContext(context, 5, &other), kTfLiteError);
  EXPECT_EQ(TfLiteOpaqueContextMarkSubgraphAsDelegationSkippable(context, 0), kTfLiteError);
  TfLiteOperator* kernel = TfLiteOperatorCreate(kTfLiteBuiltinDelegate, "OpaqueRelu", 1, state);
  TfLiteOperatorSetInitWithData(kernel, [](void* user_data, TfLiteOpaqueContext*, const char* buffer, size_t) -> void* {
    const auto* params = reinterpret_cast<const TfLiteOpaqueDelegateParams*>(buffer);
    EXPECT_EQ(params->delegate_data, user_data);
    EXPECT_THAT(kNumbers(params->nodes_to_replace), ElementsAre(1));
    EXPECT_THAT(kNumbers(params->input_tensors), ElementsAre(2));
    EXPECT_THAT(kNumbers(params->output_tensors), ElementsAre(3));
    return user_data;
  });
  TfLiteOperatorSetFree(kernel, [](TfLiteOpaqueContext*, void* user_data) { ++static_cast<OpaqueState*>(user_data)->freed; });
  TfLiteOperatorSetInvoke(kernel, [](TfLiteOpaqueContext* c, TfLiteOpaqueNode* node) {
    ++static_cast<OpaqueState*>(TfLiteOpaqueNodeGetUserData(node))->invoked;
    const TfLiteOpaqueTensor* in = TfLiteOpaqueNodeGetInput(c, node, 0);
    const auto* from = static_cast<const float*>(TfLiteOpaqueTensorData(in));
    auto* to = static_cast<float*>(TfLiteOpaqueTensorData(TfLiteOpaqueNodeGetOutput(c, node, 0)));
    for (size_t i = 0; i < TfLiteOpaqueTensorByteSize(in) / sizeof(float); ++i) to[i] = from[i] > 0 ? from[i] : 0;
    return kTfLiteOk;
  });
  const TfLiteStatus status = TfLiteOpaqueContextReplaceNodeSubsetsWithDelegateKernels(context, kernel, relus, delegate);
  TfLiteIntArrayFree(relus);
  return state->fail ? kTfLiteError : status;
}

TEST_F(DelegateTest, OpaqueDelegatesTakeNodes) {
  OpaqueState state;
  TfLiteOpaqueDelegateBuilder builder = {};
  builder.data = &state;
  builder.Prepare = PrepareOpaque;
  TfLiteOpaqueDelegate* delegate = TfLiteOpaqueDelegateCreate(&builder);
  EXPECT_EQ(TfLiteOpaqueDelegateCreate(nullptr), nullptr);
  TfLiteInterpreterOptionsAddDelegate(options_, delegate);
  Create();
  ASSERT_NE(interpreter_, nullptr) << log_;
  ExpectRuns();
  EXPECT_EQ(state.prepared, 1);
  EXPECT_EQ(state.invoked, 1);
  state.fail = true;
  EXPECT_EQ(TfLiteInterpreterModifyGraphWithDelegate(interpreter_, delegate), kTfLiteDelegateError);
  EXPECT_EQ(state.freed, 1);
  ExpectRuns();
  EXPECT_EQ(state.invoked, 1);
  Delete();
  TfLiteOpaqueDelegateDelete(delegate);
}

}  // namespace
}  // namespace goldcrest::c
