#include "bindings/c/idle_delegate.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <new>

#include "tensorflow/lite/delegates/gpu/delegate.h"
#include "tensorflow/lite/delegates/nnapi/nnapi_delegate_c_api.h"
#include "tensorflow/lite/delegates/xnnpack/xnnpack_delegate.h"

struct TfLiteXNNPackDelegateWeightsCache {};

namespace {

struct IdleDelegate {
  TfLiteDelegate delegate = {};
  TfLiteXNNPackDelegateOptions options = {};
};

// Its address tells these delegates from others.
TfLiteStatus TakeNothing(TfLiteContext*, TfLiteDelegate*) { return kTfLiteOk; }

IdleDelegate* Of(const TfLiteDelegate* delegate) {
  return delegate != nullptr && delegate->Prepare == TakeNothing ? static_cast<IdleDelegate*>(delegate->data_) : nullptr;
}

TfLiteDelegate* Create(const TfLiteXNNPackDelegateOptions& options, int64_t flags) {
  auto* idle = new (std::nothrow) IdleDelegate;
  if (idle == nullptr) return nullptr;
  idle->options = options;
  idle->delegate.data_ = idle;
  idle->delegate.Prepare = TakeNothing;
  idle->delegate.flags = flags;
  return &idle->delegate;
}

TfLiteDelegate* CreateWithNotice(const char* name) {
  static std::atomic<bool> said{false};
  if (!said.exchange(true)) std::fprintf(stderr, "INFO: there is no %s in this library; models run on the processor's cores.\n", name);
  return Create(TfLiteXNNPackDelegateOptionsDefault(), kTfLiteDelegateFlagsNone);
}

}  // namespace

namespace goldcrest::c {

int IdleThreads(const TfLiteDelegate& delegate) {
  const IdleDelegate* idle = Of(&delegate);
  return idle != nullptr ? std::max(idle->options.num_threads, 1) : 0;
}

}  // namespace goldcrest::c

extern "C" {

TfLiteXNNPackDelegateOptions TfLiteXNNPackDelegateOptionsDefault(void) { return TfLiteXNNPackDelegateOptions{}; }
TfLiteDelegate* TfLiteXNNPackDelegateCreate(const TfLiteXNNPackDelegateOptions* options) {
  return Create(options != nullptr ? *options : TfLiteXNNPackDelegateOptionsDefault(), kTfLiteDelegateFlagsPerOperatorProfiling);
}
TfLiteDelegate* TfLiteXNNPackDelegateCreateWithThreadpool(const TfLiteXNNPackDelegateOptions* options, TfLiteContext*) {
  return TfLiteXNNPackDelegateCreate(options);
}
void* TfLiteXNNPackDelegateGetThreadPool(TfLiteDelegate*) { return nullptr; }
const TfLiteXNNPackDelegateOptions* TfLiteXNNPackDelegateGetOptions(TfLiteDelegate* delegate) {
  const IdleDelegate* idle = Of(delegate);
  return idle != nullptr ? &idle->options : nullptr;
}
int TfLiteXNNPackDelegateGetFlags(TfLiteDelegate* delegate) {
  const IdleDelegate* idle = Of(delegate);
  return idle != nullptr ? static_cast<int>(idle->options.flags) : 0;
}
void TfLiteXNNPackDelegateDelete(TfLiteDelegate* delegate) { delete Of(delegate); }

TfLiteXNNPackDelegateWeightsCache* TfLiteXNNPackDelegateWeightsCacheCreate(void) {
  return new (std::nothrow) TfLiteXNNPackDelegateWeightsCache;
}
TfLiteXNNPackDelegateWeightsCache* TfLiteXNNPackDelegateWeightsCacheCreateWithSize(size_t) {
  return TfLiteXNNPackDelegateWeightsCacheCreate();
}
bool TfLiteXNNPackDelegateWeightsCacheFinalizeSoft(TfLiteXNNPackDelegateWeightsCache* cache) { return cache != nullptr; }
bool TfLiteXNNPackDelegateWeightsCacheFinalizeHard(TfLiteXNNPackDelegateWeightsCache* cache) { return cache != nullptr; }
void TfLiteXNNPackDelegateWeightsCacheDelete(TfLiteXNNPackDelegateWeightsCache* cache) { delete cache; }
const char* TfLiteXNNPackDelegateInMemoryFilePath(void) { return ":memory"; }
bool TfLiteXNNPackDelegateCanUseInMemoryWeightCacheProvider(void) { return true; }

TfLiteGpuDelegateOptionsV2 TfLiteGpuDelegateOptionsV2Default(void) {
  TfLiteGpuDelegateOptionsV2 options = {};
  options.is_precision_loss_allowed = -1;
  options.inference_priority1 = TFLITE_GPU_INFERENCE_PRIORITY_MAX_PRECISION;
  options.experimental_flags = TFLITE_GPU_EXPERIMENTAL_FLAGS_ENABLE_QUANT;
  options.max_delegated_partitions = 1;
  return options;
}
TfLiteDelegate* TfLiteGpuDelegateV2Create(const TfLiteGpuDelegateOptionsV2*) { return CreateWithNotice("GPU delegate"); }
TfLiteDelegate* TfLiteGpuDelegateV2CreateAsync(const TfLiteGpuDelegateOptionsV2*) { return CreateWithNotice("GPU delegate"); }
void TfLiteGpuDelegateV2Delete(TfLiteDelegate* delegate) { delete Of(delegate); }

TfLiteNnapiDelegateOptions TfLiteNnapiDelegateOptionsDefault(void) {
  TfLiteNnapiDelegateOptions options = {};
  options.execution_preference = TfLiteNnapiDelegateOptions::kUndefined;
  return options;
}
TfLiteDelegate* TfLiteNnapiDelegateCreate(const TfLiteNnapiDelegateOptions*) { return CreateWithNotice("NNAPI delegate"); }
void TfLiteNnapiDelegateDelete(TfLiteDelegate* delegate) { delete Of(delegate); }

}  // extern "C"
