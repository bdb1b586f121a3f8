// Delegates through TensorFlow Lite's interface; see testing/delegate_test_util.h for the delegate and its model.
#include "bindings/c/testing/delegate_test_util.h"

namespace goldcrest::c {
namespace {

TEST_F(DelegateTest, TakesPartsOfTheGraph) {
  AddDelegate& delegate = NewDelegate();
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
  EXPECT_THAT(delegate.partitions, ElementsAre(ElementsAre(0), ElementsAre(2, 3)));
  ExpectRuns();
  EXPECT_EQ(delegate.calls.prepare_delegate, 1);
  EXPECT_EQ(delegate.calls.init, 2);
  EXPECT_EQ(delegate.calls.prepare, 2);
  EXPECT_EQ(delegate.calls.invoke, 2);
  Delete();
  EXPECT_EQ(delegate.calls.free, 2);
}

TEST_F(DelegateTest, IsAppliedWhenTheInterpreterIsMade) {
  AddDelegate& delegate = NewDelegate();
  TfLiteInterpreterOptionsAddDelegate(options_, delegate.get());
  Create();
  ASSERT_NE(interpreter_, nullptr) << log_;
  EXPECT_EQ(delegate.calls.init, 2);
  ExpectRuns();
}

TEST_F(DelegateTest, NullIsAnError) {
  Create();
  EXPECT_EQ(TfLiteInterpreterModifyGraphWithDelegate(interpreter_, nullptr), kTfLiteDelegateError);
  EXPECT_EQ(log_, "Null delegate.\n");
  ExpectRuns();
}

TEST_F(DelegateTest, SeesTheGraphItIsOffered) {
  AddDelegate& delegate = NewDelegate();
  delegate.on_show = [](TfLiteContext* context) {
    EXPECT_EQ(context->tensors_size, 6u);
    EXPECT_EQ(context->tensors[1].allocation_type, kTfLiteMmapRo);
    EXPECT_EQ(context->tensors[1].data.f[0], 1.0f);
    EXPECT_EQ(context->tensors[4].dims->data[0], 3);  // follows from the input's new shape
    EXPECT_EQ(context->tensors[4].bytes, 48u);
    TfLiteNode* node;
    TfLiteRegistration* registration;
    ASSERT_EQ(context->GetNodeAndRegistration(context, 0, &node, &registration), kTfLiteOk);
    EXPECT_EQ(static_cast<const TfLiteAddParams*>(node->builtin_data)->activation, kTfLiteActNone);
    EXPECT_EQ(registration->version, 1);
    EXPECT_THAT(kNumbers(node->inputs), ElementsAre(0, 1));
    EXPECT_EQ(context->GetNodeAndRegistration(context, 17, &node, &registration), kTfLiteError);
    EXPECT_EQ(context->GetNodeAndRegistration(context, -1, &node, &registration), kTfLiteError);
  };
  Create();
  const int dims[] = {3, 4};
  ASSERT_EQ(TfLiteInterpreterResizeInputTensor(interpreter_, 0, dims, 2), kTfLiteOk);
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
}

TEST_F(DelegateTest, PreviewsHowNodesWouldBeCut) {
  AddDelegate& delegate = NewDelegate();
  delegate.on_show = [](TfLiteContext* context) {
    TfLiteIntArray* nodes = TfLiteIntArrayCreate(3);
    nodes->data[0] = 0;
    nodes->data[1] = 2;
    nodes->data[2] = 3;
    TfLiteDelegateParams* params = nullptr;
    int count = -1;
    ASSERT_EQ(context->PreviewDelegatePartitioning(context, nodes, &params, &count), kTfLiteOk);
    ASSERT_EQ(count, 2);
    EXPECT_THAT(kNumbers(params[0].input_tensors), ElementsAre(0, 1));
    EXPECT_THAT(kNumbers(params[0].output_tensors), ElementsAre(2));
    EXPECT_THAT(kNumbers(params[1].nodes_to_replace), ElementsAre(2, 3));
    EXPECT_THAT(kNumbers(params[1].input_tensors), ElementsAre(0, 2, 3));
    EXPECT_THAT(kNumbers(params[1].output_tensors), ElementsAre(5));
    nodes->data[0] = 99;
    EXPECT_EQ(context->PreviewDelegatePartitioning(context, nodes, &params, &count), kTfLiteError);
    TfLiteIntArrayFree(nodes);
  };
  Create();
  EXPECT_EQ(Apply(delegate), kTfLiteOk) << log_;
}

TEST_F(DelegateTest, WhateverItsPrepareReturnsTheGraphIsRestored) {
  for (TfLiteStatus result : {kTfLiteError, kTfLiteDelegateError, kTfLiteApplicationError, kTfLiteCancelled}) {
    AddDelegate& delegate = NewDelegate();
    delegate.prepare_result = result;
    Create();
    log_.clear();
    EXPECT_EQ(Apply(delegate), kTfLiteDelegateError);
    EXPECT_EQ(log_, "Restored original execution plan after delegate application failure.\n");
    EXPECT_EQ(delegate.calls.free, 2);
    ExpectRuns();
    EXPECT_EQ(delegate.calls.invoke, 0);
    Delete();
  }
}

TEST_F(DelegateTest, AKernelThatCannotPrepareIsUndoneAsWell) {
  AddDelegate& delegate = NewDelegate();
  delegate.on_prepare = [](TfLiteContext* context, TfLiteNode*) {
    context->ReportError(context, "no room on the device");
    return kTfLiteError;
  };
  Create();
  ExpectRuns();
  log_.clear();
  EXPECT_EQ(Apply(delegate), kTfLiteDelegateError);
  EXPECT_EQ(log_,
            "no room on the device\nNode number 4 (Adder) failed to prepare.\n"
            "Restored original execution plan after delegate application failure.\n");
  EXPECT_EQ(delegate.calls.free, delegate.calls.init);
  // As before: allocated, with what the client wrote.
  ASSERT_EQ(TfLiteInterpreterInvoke(interpreter_), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(5, -3, 11, -7));
  TfLiteInterpreterOptionsAddDelegate(options_, delegate.get());
  Delete();
  Create();
  EXPECT_EQ(interpreter_, nullptr);
}

TEST_F(DelegateTest, TwoDelegatesShareAGraph) {
  AddDelegate &adds = NewDelegate(), &relus = NewDelegate();
  relus.code = kTfLiteBuiltinRelu;
  relus.on_prepare = [](TfLiteContext*, TfLiteNode*) { return kTfLiteError; };
  Create();
  ASSERT_EQ(Apply(adds), kTfLiteOk);
  ExpectRuns();
  // The second fails, and the first is taken back with it, as in TensorFlow Lite.
  EXPECT_EQ(Apply(relus), kTfLiteDelegateError);
  EXPECT_EQ(adds.calls.free, 2);
  ExpectRuns();
  EXPECT_EQ(adds.calls.invoke, 2);
}

TEST_F(DelegateTest, NewShapesApplyAStaticDelegateAnew) {
  AddDelegate& delegate = NewDelegate();
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk);
  const int dims[] = {2, 4};
  ASSERT_EQ(TfLiteInterpreterResizeInputTensor(interpreter_, 0, dims, 2), kTfLiteOk);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  EXPECT_EQ(delegate.calls.prepare_delegate, 2);
  EXPECT_EQ(delegate.calls.free, 2);
  ASSERT_EQ(Run({1, 2, 3, 4, -1, -2, -3, -4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(5, 8, 11, 14, -1, -3, -5, -7));
}

TEST_F(DelegateTest, NewShapesOnlyPrepareADelegateOfDynamicTensors) {
  AddDelegate& delegate = NewDelegate(kTfLiteDelegateFlagsAllowDynamicTensors);
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk);
  EXPECT_EQ(delegate.calls.prepare, 0);  // comes with AllocateTensors
  ExpectRuns();
  const int dims[] = {2, 4};
  ASSERT_EQ(TfLiteInterpreterResizeInputTensor(interpreter_, 0, dims, 2), kTfLiteOk);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  EXPECT_EQ(delegate.calls.prepare_delegate, 1);
  EXPECT_EQ(delegate.calls.init, 2);
  EXPECT_EQ(delegate.calls.prepare, 4);
  ASSERT_EQ(Run({1, 2, 3, 4, -1, -2, -3, -4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(5, 8, 11, 14, -1, -3, -5, -7));
}

TEST_F(DelegateTest, StaticDelegatesRefuseDynamicGraphs) {
  AddDelegate &fixed = NewDelegate(), &flexible = NewDelegate(kTfLiteDelegateFlagsAllowDynamicTensors);
  Create("dynamic.tflite");
  EXPECT_EQ(Apply(fixed), kTfLiteApplicationError);
  EXPECT_THAT(log_, HasSubstr("only supports static-sized tensors with a graph that has dynamic-sized tensors"));
  EXPECT_EQ(fixed.calls.prepare_delegate, 0);
  ASSERT_EQ(Apply(flexible), kTfLiteOk) << log_;
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  const int32_t shape[] = {4};
  ASSERT_EQ(TfLiteTensorCopyFromBuffer(TfLiteInterpreterGetInputTensor(interpreter_, 1), shape, sizeof(shape)), kTfLiteOk);
  ASSERT_EQ(Run({1, 2, 3, 4}), kTfLiteOk) << log_;
  EXPECT_THAT(Result(), ElementsAre(2, 4, 6, 8));
  EXPECT_EQ(flexible.calls.invoke, 1);
}

TEST_F(DelegateTest, TakesNodesOfCalledSubgraphs) {
  AddDelegate& delegate = NewDelegate();
  Create("choice.tflite");
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
  EXPECT_EQ(delegate.calls.prepare_delegate, 3);
  EXPECT_EQ(delegate.calls.init, 1);
  ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  const float x[] = {-1, 3};
  for (bool flag : {true, false}) {
    ASSERT_EQ(TfLiteTensorCopyFromBuffer(TfLiteInterpreterGetInputTensor(interpreter_, 0), &flag, 1), kTfLiteOk);
    ASSERT_EQ(TfLiteTensorCopyFromBuffer(TfLiteInterpreterGetInputTensor(interpreter_, 1), x, sizeof(x)), kTfLiteOk);
    ASSERT_EQ(TfLiteInterpreterInvoke(interpreter_), kTfLiteOk) << log_;
    EXPECT_THAT(Result(), flag ? ElementsAre(-2, 6) : ElementsAre(0, 3));
  }
  EXPECT_EQ(delegate.calls.invoke, 1);
}

TEST_F(DelegateTest, LooksIntoOtherSubgraphs) {
  AddDelegate& delegate = NewDelegate();
  int looked = 0;
  delegate.on_show = [&](TfLiteContext* context) {
    if (context->tensors_size != 3) return;  // the first subgraph has three tensors, the others two
    ++looked;
    TfLiteContext* branch = nullptr;
    ASSERT_EQ(context->AcquireSubgraphContext(context, 1, &branch), kTfLiteOk);
    EXPECT_EQ(branch->tensors_size, 2u);
    TfLiteIntArray* plan;
    EXPECT_EQ(branch->GetExecutionPlan(branch, &plan), kTfLiteOk);
    EXPECT_THAT(kNumbers(plan), ElementsAre(0));
    EXPECT_EQ(context->ReleaseSubgraphContext(context, 1), kTfLiteOk);
    // Its own as well, and it may go on.
    TfLiteContext* self = nullptr;
    ASSERT_EQ(context->AcquireSubgraphContext(context, 0, &self), kTfLiteOk);
    EXPECT_EQ(self, context);
    EXPECT_EQ(context->ReleaseSubgraphContext(context, 0), kTfLiteOk);
    EXPECT_EQ(context->AcquireSubgraphContext(context, 7, &self), kTfLiteError);
    EXPECT_EQ(TfLiteOpaqueContextMarkSubgraphAsDelegationSkippable(reinterpret_cast<TfLiteOpaqueContext*>(context), 1), kTfLiteOk);
  };
  Create("choice.tflite");
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
  EXPECT_EQ(looked, 1);
  EXPECT_EQ(delegate.calls.init, 0);  // the ADD is in the subgraph that was marked
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk);
}

TEST_F(DelegateTest, MayBeCompiledAgainstOlderHeaders) {
  AddDelegate& delegate = NewDelegate();
  // What lies behind a structure that ended before the pointer.
  delegate.get()->opaque_delegate_builder = reinterpret_cast<TfLiteOpaqueDelegateBuilder*>(uintptr_t{1});
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
  EXPECT_EQ(TfLiteOpaqueDelegateGetData(delegate.get()), &delegate);
  ExpectRuns();
}

TEST_F(DelegateTest, TakesACustomOperatorNobodyRegistered) {
  AddDelegate& delegate = NewDelegate(kTfLiteDelegateFlagsAllowDynamicTensors);
  delegate.code = kTfLiteBuiltinCustom;
  delegate.invoke_result = kTfLiteError;
  Create("custom.tflite");
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  EXPECT_EQ(TfLiteInterpreterInvoke(interpreter_), kTfLiteError);
  EXPECT_THAT(log_, HasSubstr("Node number 2 (Adder) failed to invoke."));
}

TEST_F(DelegateTest, ARunThatFailsIsDoneAgainWithoutDelegatesWhereAskedFor) {
  AddDelegate& delegate = NewDelegate();
  delegate.invoke_result = kTfLiteError;
  TfLiteInterpreterOptionsSetEnableDelegateFallback(options_, true);
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk);
  EXPECT_EQ(Run({1, -2, 3, -4}), kTfLiteDelegateError);
  EXPECT_THAT(Result(), ElementsAre(5, -3, 11, -7));
  EXPECT_THAT(log_, HasSubstr("Invoke() failed in the presence of delegation. Retrying without."));
  EXPECT_EQ(Run({1, -2, 3, -4}), kTfLiteOk);
  EXPECT_EQ(delegate.calls.free, 2);
}

}  // namespace
}  // namespace goldcrest::c
