// Delegates as classes: derive from SimpleDelegateInterface (which nodes to take) and SimpleDelegateKernelInterface (running a set of
// them), and hand the first to TfLiteDelegateFactory.
//
//   tflite::TfLiteDelegateUniquePtr delegate = tflite::TfLiteDelegateFactory::Create(std::make_unique<MyDelegate>());
//   interpreter->ModifyGraphWithDelegate(delegate.get());
#ifndef GOLDCREST_TENSORFLOW_LITE_DELEGATES_UTILS_SIMPLE_DELEGATE_H_
#define GOLDCREST_TENSORFLOW_LITE_DELEGATES_UTILS_SIMPLE_DELEGATE_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "tensorflow/lite/array.h"
#include "tensorflow/lite/builtin_ops.h"
#include "tensorflow/lite/context_util.h"
#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/kernels/kernel_util.h"

namespace tflite {

using TfLiteDelegateUniquePtr = std::unique_ptr<TfLiteDelegate, void (*)(TfLiteDelegate*)>;

// Runs one set of nodes that the delegate took.
class SimpleDelegateKernelInterface {
 public:
  virtual ~SimpleDelegateKernelInterface() = default;
  // Once: `params` names the nodes, and the tensors that go in and come out.
  virtual TfLiteStatus Init(TfLiteContext* context, const TfLiteDelegateParams* params) = 0;
  // Whenever shapes may have changed.
  virtual TfLiteStatus Prepare(TfLiteContext* context, TfLiteNode* node) = 0;
  virtual TfLiteStatus Eval(TfLiteContext* context, TfLiteNode* node) = 0;
};

class SimpleDelegateInterface {
 public:
  struct Options {
    int max_delegated_partitions = 0;  // the largest are taken; 0: all
    int min_nodes_per_partition = 0;
  };

  virtual ~SimpleDelegateInterface() = default;
  virtual bool IsNodeSupportedByDelegate(const TfLiteRegistration* registration, const TfLiteNode* node, TfLiteContext* context) const = 0;
  // Before it is asked about nodes.
  virtual TfLiteStatus Initialize(TfLiteContext* context) = 0;
  virtual const char* Name() const = 0;
  virtual std::unique_ptr<SimpleDelegateKernelInterface> CreateDelegateKernelInterface() = 0;
  virtual Options DelegateOptions() const = 0;

  // Tensors in memory of the delegate's, if it has such.
  virtual TfLiteStatus CopyFromBufferHandle(TfLiteContext* /*context*/, TfLiteBufferHandle /*buffer_handle*/, TfLiteTensor* /*tensor*/) {
    return kTfLiteError;
  }
  virtual TfLiteStatus CopyToBufferHandle(TfLiteContext* /*context*/, TfLiteBufferHandle /*buffer_handle*/,
                                          const TfLiteTensor* /*tensor*/) {
    return kTfLiteError;
  }
  virtual void FreeBufferHandle(TfLiteContext* /*context*/, TfLiteBufferHandle* /*handle*/) {}
};

namespace internal {

inline SimpleDelegateInterface& SimpleDelegateOf(const TfLiteDelegate* delegate) {
  return *static_cast<SimpleDelegateInterface*>(delegate->data_);
}

inline TfLiteRegistration SimpleDelegateKernel(SimpleDelegateInterface& delegate) {
  TfLiteRegistration r = {};
  r.builtin_code = kTfLiteBuiltinDelegate;
  r.custom_name = delegate.Name();
  r.version = 1;
  r.init = [](TfLiteContext* context, const char* buffer, size_t) -> void* {
    const auto* params = reinterpret_cast<const TfLiteDelegateParams*>(buffer);
    if (params == nullptr) return nullptr;
    std::unique_ptr<SimpleDelegateKernelInterface> kernel = SimpleDelegateOf(params->delegate).CreateDelegateKernelInterface();
    return kernel != nullptr && kernel->Init(context, params) == kTfLiteOk ? kernel.release() : nullptr;
  };
  r.free = [](TfLiteContext*, void* kernel) { delete static_cast<SimpleDelegateKernelInterface*>(kernel); };
  r.prepare = [](TfLiteContext* context, TfLiteNode* node) {
    TF_LITE_ENSURE_MSG(context, node->user_data != nullptr, "Delegate kernel was not initialized");
    return static_cast<SimpleDelegateKernelInterface*>(node->user_data)->Prepare(context, node);
  };
  r.invoke = [](TfLiteContext* context, TfLiteNode* node) {
    TF_LITE_ENSURE_MSG(context, node->user_data != nullptr, "Delegate kernel was not initialized");
    return static_cast<SimpleDelegateKernelInterface*>(node->user_data)->Eval(context, node);
  };
  return r;
}

// The nodes that the delegate runs: those it supports, less the partitions that its options leave out.
inline TfLiteStatus NodesFor(TfLiteContext* context, TfLiteDelegate* delegate, std::vector<int>* nodes) {
  const SimpleDelegateInterface& simple = SimpleDelegateOf(delegate);
  TfLiteIntArray* plan = nullptr;
  TF_LITE_ENSURE_OK(context, context->GetExecutionPlan(context, &plan));
  // The plan is the context's, which may make it anew at any call.
  const IntArrayUniquePtr all = BuildTfLiteIntArray(*plan);
  TF_LITE_ENSURE(context, all != nullptr);
  for (int i : TfLiteIntArrayView(all.get())) {
    TfLiteNode* node;
    TfLiteRegistration* registration;
    TF_LITE_ENSURE_OK(context, context->GetNodeAndRegistration(context, i, &node, &registration));
    if (simple.IsNodeSupportedByDelegate(registration, node, context)) nodes->push_back(i);
  }
  const SimpleDelegateInterface::Options options = simple.DelegateOptions();
  if (nodes->empty() || (options.max_delegated_partitions <= 0 && options.min_nodes_per_partition <= 1)) return kTfLiteOk;
  TfLiteDelegateParams* partitions = nullptr;
  int count = 0;
  TF_LITE_ENSURE_OK(context, context->PreviewDelegatePartitioning(context, BuildTfLiteIntArray(*nodes).get(), &partitions, &count));
  std::vector<const TfLiteIntArray*> sets;
  for (int i = 0; i < count; ++i) {
    if (partitions[i].nodes_to_replace->size >= options.min_nodes_per_partition) sets.push_back(partitions[i].nodes_to_replace);
  }
  // The largest first, of equals the earlier; no set is empty.
  std::sort(sets.begin(), sets.end(), [](const TfLiteIntArray* a, const TfLiteIntArray* b) {
    return a->size != b->size ? a->size > b->size : a->data[0] < b->data[0];
  });
  const auto most = static_cast<size_t>(options.max_delegated_partitions);
  if (options.max_delegated_partitions > 0 && sets.size() > most) sets.resize(most);
  nodes->clear();
  for (const TfLiteIntArray* set : sets) nodes->insert(nodes->end(), set->data, set->data + set->size);
  std::sort(nodes->begin(), nodes->end());
  return kTfLiteOk;
}

inline TfLiteStatus PrepareSimpleDelegate(TfLiteContext* context, TfLiteDelegate* delegate) {
  SimpleDelegateInterface& simple = SimpleDelegateOf(delegate);
  TF_LITE_ENSURE_STATUS(simple.Initialize(context));
  std::vector<int> nodes;
  TF_LITE_ENSURE_STATUS(NodesFor(context, delegate, &nodes));
  const IntArrayUniquePtr array = BuildTfLiteIntArray(nodes);
  TF_LITE_ENSURE(context, array != nullptr);
  return context->ReplaceNodeSubsetsWithDelegateKernels(context, SimpleDelegateKernel(simple), array.get(), delegate);
}

}  // namespace internal

class TfLiteDelegateFactory {
 public:
  // Deletes itself when it goes out of scope; it must outlive the interpreters it was applied to.
  static TfLiteDelegateUniquePtr Create(std::unique_ptr<SimpleDelegateInterface> simple_delegate) {
    return TfLiteDelegateUniquePtr(CreateSimpleDelegate(std::move(simple_delegate)), DeleteSimpleDelegate);
  }
  // To be deleted with DeleteSimpleDelegate. `flag`: TfLiteDelegateFlags.
  static TfLiteDelegate* CreateSimpleDelegate(std::unique_ptr<SimpleDelegateInterface> simple_delegate,
                                              int64_t flag = kTfLiteDelegateFlagsNone) {
    if (simple_delegate == nullptr) return nullptr;
    auto* delegate = new TfLiteDelegate{};
    delegate->Prepare = internal::PrepareSimpleDelegate;
    delegate->flags = flag;
    delegate->data_ = simple_delegate.release();
    delegate->CopyFromBufferHandle = [](TfLiteContext* context, TfLiteDelegate* d, TfLiteBufferHandle handle, TfLiteTensor* tensor) {
      return internal::SimpleDelegateOf(d).CopyFromBufferHandle(context, handle, tensor);
    };
    delegate->CopyToBufferHandle = [](TfLiteContext* context, TfLiteDelegate* d, TfLiteBufferHandle handle, TfLiteTensor* tensor) {
      return internal::SimpleDelegateOf(d).CopyToBufferHandle(context, handle, tensor);
    };
    delegate->FreeBufferHandle = [](TfLiteContext* context, TfLiteDelegate* d, TfLiteBufferHandle* handle) {
      internal::SimpleDelegateOf(d).FreeBufferHandle(context, handle);
    };
    return delegate;
  }
  static void DeleteSimpleDelegate(TfLiteDelegate* delegate) {
    if (delegate == nullptr) return;
    delete &internal::SimpleDelegateOf(delegate);
    delete delegate;
  }
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_DELEGATES_UTILS_SIMPLE_DELEGATE_H_
