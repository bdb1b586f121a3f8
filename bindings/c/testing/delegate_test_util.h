// A delegate that takes the nodes of one operator and adds, and an interpreter to apply it to.
// The model: x [1, 4] -> a = x + 1 -> b = RELU(a) -> c = b + x -> y = c + a.
#ifndef GOLDCREST_BINDINGS_C_TESTING_DELEGATE_TEST_UTIL_H_
#define GOLDCREST_BINDINGS_C_TESTING_DELEGATE_TEST_UTIL_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bindings/c/testing/interpreter_test_util.h"
#include "tensorflow/lite/c/builtin_op_data.h"
#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/c_api_experimental.h"
#include "tensorflow/lite/c/c_api_opaque.h"
#include "tensorflow/lite/c/common.h"

namespace goldcrest::c {

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
    goldcrest::c::ReportInto(options_, &log_);
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
  // Lives until the interpreter is deleted, as delegates must.
  AddDelegate& NewDelegate(int64_t flags = kTfLiteDelegateFlagsNone) { return delegates_.emplace_back(flags); }
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

 private:
  std::deque<AddDelegate> delegates_;
};

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_TESTING_DELEGATE_TEST_UTIL_H_
