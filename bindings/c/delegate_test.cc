// Delegates through TensorFlow Lite's interface. The model: x [1, 4] -> a = x + 1 -> b = RELU(a) -> c = b + x -> y = c + a.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/lite/c/builtin_op_data.h"
#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/c_api_experimental.h"
#include "tensorflow/lite/c/c_api_opaque.h"
#include "tensorflow/lite/c/common.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Calls {
  int prepare_delegate = 0, init = 0, free = 0, prepare = 0, invoke = 0, copy_from = 0, free_handle = 0;
};

struct Numbers {
  std::vector<int> operator()(const TfLiteIntArray* a) const { return {a->data, a->data + a->size}; }
};
constexpr Numbers kNumbers;

// Takes the nodes of one built-in operator, ADD unless set, and adds.
class AddDelegate {
 public:
  explicit AddDelegate(int64_t flags = kTfLiteDelegateFlagsNone) {
    delegate_ = TfLiteDelegateCreate();
    delegate_.data_ = this;
    delegate_.flags = flags;
    delegate_.Prepare = [](TfLiteContext* context, TfLiteDelegate* d) { return Of(d).Prepare(context); };
    kernel_.init = [](TfLiteContext* context, const char* buffer, size_t length) -> void* {
      EXPECT_EQ(length, 0u);
      const auto* params = reinterpret_cast<const TfLiteDelegateParams*>(buffer);
      return Of(params->delegate).Init(context, *params);
    };
    kernel_.free = [](TfLiteContext*, void* data) {
      auto* kernel = static_cast<Kernel*>(data);
      ++kernel->owner->calls.free;
      delete kernel;
    };
    kernel_.prepare = [](TfLiteContext* context, TfLiteNode* node) {
      auto* kernel = static_cast<Kernel*>(node->user_data);
      ++kernel->owner->calls.prepare;
      if (kernel->owner->on_prepare != nullptr) return kernel->owner->on_prepare(context, node);
      for (int t : kNumbers(node->outputs)) {
        const TfLiteIntArray* dims = context->tensors[kernel->nodes[0].inputs[0]].dims;
        const TfLiteStatus status = context->ResizeTensor(context, &context->tensors[t], TfLiteIntArrayCopy(dims));
        if (status != kTfLiteOk) return status;
      }
      return kTfLiteOk;
    };
    kernel_.invoke = [](TfLiteContext* context, TfLiteNode* node) {
      auto* kernel = static_cast<Kernel*>(node->user_data);
      ++kernel->owner->calls.invoke;
      return kernel->owner->Run(context, node, *kernel);
    };
    kernel_.custom_name = "Adder";
  }
  TfLiteDelegate* get() { return &delegate_; }

  Calls calls;
  int code = kTfLiteBuiltinAdd;
  TfLiteStatus prepare_result = kTfLiteOk;
  TfLiteStatus invoke_result = kTfLiteOk;
  bool use_buffers = false;
  std::function<TfLiteStatus(TfLiteContext*, TfLiteNode*)> on_prepare;
  std::function<void(TfLiteContext*)> on_show;
  std::vector<std::vector<int>> partitions;  // nodes of each kernel
  std::map<int, std::vector<float>> buffers;

 private:
  struct AddNode {
    std::vector<int> inputs;
    int output;
  };
  struct Kernel {
    AddDelegate* owner;
    std::vector<AddNode> nodes;
  };
  static AddDelegate& Of(TfLiteDelegate* d) { return *static_cast<AddDelegate*>(d->data_); }

  TfLiteStatus Prepare(TfLiteContext* context) {
    ++calls.prepare_delegate;
    TfLiteIntArray* plan;
    EXPECT_EQ(context->GetExecutionPlan(context, &plan), kTfLiteOk);
    std::vector<int> taken;
    for (int i : kNumbers(plan)) {
      TfLiteNode* node;
      TfLiteRegistration* registration;
      EXPECT_EQ(context->GetNodeAndRegistration(context, i, &node, &registration), kTfLiteOk);
      if (registration->builtin_code == code) taken.push_back(i);
    }
    if (on_show != nullptr) on_show(context);
    TfLiteIntArray* nodes = TfLiteIntArrayCreate(static_cast<int>(taken.size()));
    std::copy(taken.begin(), taken.end(), nodes->data);
    const TfLiteStatus status = context->ReplaceNodeSubsetsWithDelegateKernels(context, kernel_, nodes, &delegate_);
    TfLiteIntArrayFree(nodes);
    return status == kTfLiteOk ? prepare_result : status;
  }

  void* Init(TfLiteContext* context, const TfLiteDelegateParams& params) {
    ++calls.init;
    partitions.push_back(kNumbers(params.nodes_to_replace));
    auto* kernel = new Kernel{this, {}};
    for (int i : partitions.back()) {
      TfLiteNode* node;
      TfLiteRegistration* registration;
      EXPECT_EQ(context->GetNodeAndRegistration(context, i, &node, &registration), kTfLiteOk);
      kernel->nodes.push_back({kNumbers(node->inputs), node->outputs->data[0]});
    }
    return kernel;
  }

  TfLiteStatus Run(TfLiteContext* context, TfLiteNode* node, const Kernel& kernel) {
    if (invoke_result != kTfLiteOk) return invoke_result;
    std::map<int, std::vector<float>> values;
    const auto value = [&](int t) {
      if (values.count(t) != 0) return values[t];
      const TfLiteTensor& tensor = context->tensors[t];
      if (tensor.data_is_stale) return buffers[tensor.buffer_handle];
      return std::vector<float>(tensor.data.f, tensor.data.f + tensor.bytes / sizeof(float));
    };
    for (const AddNode& n : kernel.nodes) {
      std::vector<float> a = value(n.inputs[0]);
      const std::vector<float> b = value(n.inputs[1]);
      for (size_t i = 0; i < a.size(); ++i) a[i] += b[i % b.size()];
      values[n.output] = a;
    }
    for (int t : kNumbers(node->outputs)) {
      TfLiteTensor& tensor = context->tensors[t];
      EXPECT_EQ(tensor.bytes, values[t].size() * sizeof(float));
      if (use_buffers) {
        tensor.buffer_handle = t;
        tensor.data_is_stale = true;
        buffers[t] = values[t];
      } else {
        std::memcpy(tensor.data.f, values[t].data(), tensor.bytes);
      }
    }
    return kTfLiteOk;
  }

  TfLiteDelegate delegate_;
  TfLiteRegistration kernel_ = {};

  friend class DelegateTest;

 public:
  void HoldOutputs() {
    use_buffers = true;
    delegate_.CopyFromBufferHandle = [](TfLiteContext*, TfLiteDelegate* d, TfLiteBufferHandle handle, TfLiteTensor* t) {
      ++Of(d).calls.copy_from;
      const std::vector<float>& values = Of(d).buffers[handle];
      if (t->bytes != values.size() * sizeof(float)) return kTfLiteDelegateDataReadError;
      std::memcpy(t->data.f, values.data(), t->bytes);
      return kTfLiteOk;
    };
    delegate_.FreeBufferHandle = [](TfLiteContext*, TfLiteDelegate* d, TfLiteBufferHandle*) { ++Of(d).calls.free_handle; };
  }
};

class DelegateTest : public testing::Test {
 protected:
  void SetUp() override {
    options_ = TfLiteInterpreterOptionsCreate();
    TfLiteInterpreterOptionsSetErrorReporter(
        options_,
        [](void* log, const char* format, va_list args) {
          char line[1024];
          std::vsnprintf(line, sizeof(line), format, args);
          *static_cast<std::string*>(log) += std::string(line) + "\n";
        },
        &log_);
  }
  void TearDown() override {
    Delete();
    TfLiteInterpreterOptionsDelete(options_);
  }
  void Delete() {
    TfLiteInterpreterDelete(interpreter_);
    interpreter_ = nullptr;
  }
  void Create(const char* file = "sums.tflite") {
    TfLiteModel* model = TfLiteModelCreateFromFile((std::string(GC_MODELS_DIR "/") + file).c_str());
    interpreter_ = TfLiteInterpreterCreate(model, options_);
    TfLiteModelDelete(model);
  }
  TfLiteStatus Apply(AddDelegate& delegate) { return TfLiteInterpreterModifyGraphWithDelegate(interpreter_, delegate.get()); }
  TfLiteStatus Run(const std::vector<float>& values) {
    TfLiteTensor* x = TfLiteInterpreterGetInputTensor(interpreter_, 0);
    if (TfLiteTensorCopyFromBuffer(x, values.data(), values.size() * sizeof(float)) != kTfLiteOk) return kTfLiteApplicationError;
    return TfLiteInterpreterInvoke(interpreter_);
  }
  std::vector<float> Result() {
    const TfLiteTensor* y = TfLiteInterpreterGetOutputTensor(interpreter_, 0);
    return {y->data.f, y->data.f + y->bytes / sizeof(float)};
  }
  void ExpectRuns() {
    ASSERT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
    ASSERT_EQ(Run({1, -2, 3, -4}), kTfLiteOk) << log_;
    EXPECT_THAT(Result(), ElementsAre(5, -3, 11, -7));
  }

  TfLiteInterpreterOptions* options_ = nullptr;
  TfLiteInterpreter* interpreter_ = nullptr;
  std::string log_;
};

TEST_F(DelegateTest, TakesPartsOfTheGraph) {
  AddDelegate delegate;
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
  AddDelegate delegate;
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
  AddDelegate delegate;
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
  AddDelegate delegate;
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
    AddDelegate delegate;
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
  AddDelegate delegate;
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
  AddDelegate adds, relus;
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
  AddDelegate delegate;
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
  AddDelegate delegate(kTfLiteDelegateFlagsAllowDynamicTensors);
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
  AddDelegate fixed, flexible(kTfLiteDelegateFlagsAllowDynamicTensors);
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
  AddDelegate delegate;
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
  AddDelegate delegate;
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
  AddDelegate delegate;
  // What lies behind a structure that ended before the pointer.
  delegate.get()->opaque_delegate_builder = reinterpret_cast<TfLiteOpaqueDelegateBuilder*>(uintptr_t{1});
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
  EXPECT_EQ(TfLiteOpaqueDelegateGetData(delegate.get()), &delegate);
  ExpectRuns();
}

TEST_F(DelegateTest, TakesACustomOperatorNobodyRegistered) {
  AddDelegate delegate(kTfLiteDelegateFlagsAllowDynamicTensors);
  delegate.code = kTfLiteBuiltinCustom;
  delegate.invoke_result = kTfLiteError;
  Create("custom.tflite");
  ASSERT_EQ(Apply(delegate), kTfLiteOk) << log_;
  EXPECT_EQ(TfLiteInterpreterAllocateTensors(interpreter_), kTfLiteOk) << log_;
  EXPECT_EQ(TfLiteInterpreterInvoke(interpreter_), kTfLiteError);
  EXPECT_THAT(log_, HasSubstr("Node number 2 (Adder) failed to invoke."));
}

TEST_F(DelegateTest, ARunThatFailsIsDoneAgainWithoutDelegatesWhereAskedFor) {
  AddDelegate delegate;
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

TEST_F(DelegateTest, OutputsInBuffersAreFetchedWhereSomebodyElseReadsThem) {
  AddDelegate delegate;
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
  AddDelegate delegate;
  delegate.HoldOutputs();
  Create();
  ASSERT_EQ(Apply(delegate), kTfLiteOk);
  TfLiteTensor* x = TfLiteInterpreterGetInputTensor(interpreter_, 0);
  AddDelegate other;
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
}

// A delegate whose code knows no layouts.
struct Opaque {
  int prepared = 0, freed = 0, invoked = 0;
  bool fail = false;
};

TfLiteStatus PrepareOpaque(TfLiteOpaqueContext* context, TfLiteOpaqueDelegate* delegate, void* data) {
  auto* state = static_cast<Opaque*>(data);
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
  TfLiteOperatorSetFree(kernel, [](TfLiteOpaqueContext*, void* user_data) { ++static_cast<Opaque*>(user_data)->freed; });
  TfLiteOperatorSetInvoke(kernel, [](TfLiteOpaqueContext* c, TfLiteOpaqueNode* node) {
    ++static_cast<Opaque*>(TfLiteOpaqueNodeGetUserData(node))->invoked;
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
  Opaque state;
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
