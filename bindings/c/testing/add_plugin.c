/* A delegate in a shared library of its own, as a vendor would ship one: takes ADD nodes of float tensors and adds them. It knows the
 * headers and nothing of the library that loads it.
 *
 * Options: "fail" makes no delegate; "fail_prepare" makes one that cannot be applied; "name" is what its kernels are called. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensorflow/lite/builtin_ops.h"
#include "tensorflow/lite/c/common.h"

#define EXPORT __attribute__((visibility("default")))

typedef struct {
  TfLiteDelegate delegate;
  bool fail_prepare;
  char name[64];
} Plugin;

typedef struct {
  int inputs[2];
  int output;
  int like;      /* the tensor from outside that has the output's shape */
  float* values; /* the output's */
} Add;

typedef struct {
  int count;
  Add* adds;
} Kernel;

static TfLiteIntArray* NewArray(int size) {
  TfLiteIntArray* a = (TfLiteIntArray*)malloc(sizeof(TfLiteIntArray) + sizeof(int) * (size_t)size);
  a->size = size;
  return a;
}

static void* Init(TfLiteContext* context, const char* buffer, size_t length) {
  (void)length;
  const TfLiteDelegateParams* params = (const TfLiteDelegateParams*)buffer;
  Kernel* kernel = (Kernel*)calloc(1, sizeof(Kernel));
  kernel->count = params->nodes_to_replace->size;
  kernel->adds = (Add*)calloc((size_t)kernel->count, sizeof(Add));
  for (int i = 0; i < kernel->count; ++i) {
    TfLiteNode* node;
    TfLiteRegistration* registration;
    context->GetNodeAndRegistration(context, params->nodes_to_replace->data[i], &node, &registration);
    kernel->adds[i].inputs[0] = node->inputs->data[0];
    kernel->adds[i].inputs[1] = node->inputs->data[1];
    kernel->adds[i].output = node->outputs->data[0];
  }
  return kernel;
}

static void Free(TfLiteContext* context, void* data) {
  (void)context;
  Kernel* kernel = (Kernel*)data;
  for (int i = 0; i < kernel->count; ++i) free(kernel->adds[i].values);
  free(kernel->adds);
  free(kernel);
}

/* The Add of this kernel that makes `tensor`; null for one that comes from outside. */
static Add* Maker(const Kernel* kernel, int tensor) {
  for (int i = 0; i < kernel->count; ++i) {
    if (kernel->adds[i].output == tensor) return &kernel->adds[i];
  }
  return NULL;
}

/* The tensor from outside whose shape `tensor` has. */
static int ShapeSource(const Kernel* kernel, int tensor) {
  const Add* maker = Maker(kernel, tensor);
  return maker != NULL ? maker->like : tensor;
}

static TfLiteStatus Prepare(TfLiteContext* context, TfLiteNode* node) {
  Kernel* kernel = (Kernel*)node->user_data;
  for (int i = 0; i < kernel->count; ++i) {
    Add* add = &kernel->adds[i];
    const int a = ShapeSource(kernel, add->inputs[0]), b = ShapeSource(kernel, add->inputs[1]);
    add->like = context->tensors[a].bytes >= context->tensors[b].bytes ? a : b;
  }
  for (int i = 0; i < node->outputs->size; ++i) {
    const TfLiteIntArray* like = context->tensors[ShapeSource(kernel, node->outputs->data[i])].dims;
    TfLiteIntArray* dims = NewArray(like->size);
    memcpy(dims->data, like->data, sizeof(int) * (size_t)dims->size);
    if (context->ResizeTensor(context, &context->tensors[node->outputs->data[i]], dims) != kTfLiteOk) return kTfLiteError;
  }
  return kTfLiteOk;
}

static const float* Value(TfLiteContext* context, const Kernel* kernel, int tensor) {
  const Add* maker = Maker(kernel, tensor);
  return maker != NULL ? maker->values : context->tensors[tensor].data.f;
}

static size_t Count(TfLiteContext* context, const Kernel* kernel, int tensor) {
  return context->tensors[ShapeSource(kernel, tensor)].bytes / sizeof(float);
}

static TfLiteStatus Invoke(TfLiteContext* context, TfLiteNode* node) {
  Kernel* kernel = (Kernel*)node->user_data;
  for (int i = 0; i < kernel->count; ++i) {
    Add* add = &kernel->adds[i];
    const size_t n = Count(context, kernel, add->output);
    const size_t n0 = Count(context, kernel, add->inputs[0]), n1 = Count(context, kernel, add->inputs[1]);
    add->values = (float*)realloc(add->values, sizeof(float) * (n + 1));
    for (size_t k = 0; k < n; ++k) {
      add->values[k] = Value(context, kernel, add->inputs[0])[k % n0] + Value(context, kernel, add->inputs[1])[k % n1];
    }
  }
  for (int o = 0; o < node->outputs->size; ++o) {
    const int t = node->outputs->data[o];
    memcpy(context->tensors[t].data.f, Maker(kernel, t)->values, sizeof(float) * Count(context, kernel, t));
  }
  return kTfLiteOk;
}

static TfLiteStatus PrepareDelegate(TfLiteContext* context, TfLiteDelegate* delegate) {
  Plugin* plugin = (Plugin*)delegate->data_;
  TfLiteIntArray* plan;
  if (context->GetExecutionPlan(context, &plan) != kTfLiteOk) return kTfLiteError;
  TfLiteIntArray* adds = NewArray(plan->size);
  adds->size = 0;
  for (int i = 0; i < plan->size; ++i) {
    TfLiteNode* node;
    TfLiteRegistration* registration;
    if (context->GetNodeAndRegistration(context, plan->data[i], &node, &registration) != kTfLiteOk) return kTfLiteError;
    if (registration->builtin_code != kTfLiteBuiltinAdd) continue;
    if (context->tensors[node->outputs->data[0]].type == kTfLiteFloat32) adds->data[adds->size++] = plan->data[i];
  }
  TfLiteRegistration registration;
  memset(&registration, 0, sizeof(registration));
  registration.init = Init;
  registration.free = Free;
  registration.prepare = Prepare;
  registration.invoke = Invoke;
  registration.custom_name = plugin->name;
  registration.version = 1;
  const TfLiteStatus status = context->ReplaceNodeSubsetsWithDelegateKernels(context, registration, adds, delegate);
  free(adds);
  if (plugin->fail_prepare) {
    context->ReportError(context, "told to fail");
    return kTfLiteError;
  }
  return status;
}

EXPORT TfLiteDelegate* tflite_plugin_create_delegate(const char* const* keys, const char* const* values, size_t count,
                                                     void (*report_error)(const char*));
EXPORT void tflite_plugin_destroy_delegate(TfLiteDelegate* delegate);

TfLiteDelegate* tflite_plugin_create_delegate(const char* const* keys, const char* const* values, size_t count,
                                              void (*report_error)(const char*)) {
  Plugin* plugin = (Plugin*)calloc(1, sizeof(Plugin));
  strcpy(plugin->name, "AddPlugin");
  for (size_t i = 0; i < count; ++i) {
    if (strcmp(keys[i], "fail") == 0) {
      if (report_error != NULL) report_error("told to make no delegate");
      free(plugin);
      return NULL;
    }
    if (strcmp(keys[i], "fail_prepare") == 0) plugin->fail_prepare = true;
    if (strcmp(keys[i], "name") == 0) snprintf(plugin->name, sizeof(plugin->name), "%s", values[i]);
  }
  plugin->delegate.data_ = plugin;
  plugin->delegate.Prepare = PrepareDelegate;
  plugin->delegate.flags = kTfLiteDelegateFlagsAllowDynamicTensors;
  return &plugin->delegate;
}

void tflite_plugin_destroy_delegate(TfLiteDelegate* delegate) {
  if (delegate != NULL) free(delegate->data_);
}
