// Delegates from shared libraries.
#include "tensorflow/lite/delegates/external/external_delegate.h"

#include <dlfcn.h>

#include <cstdio>
#include <memory>
#include <new>

#include "bindings/c/operator_table.h"

namespace {

using goldcrest::c::Opaque;
using goldcrest::c::OpaqueCallbacks;

// The delegate a client holds: it passes on to the plug-in's.
struct Wrapper {
  using CreateFunction = TfLiteDelegate* (*)(const char* const* keys, const char* const* values, size_t count,
                                             void (*report_error)(const char*));
  using DestroyFunction = void (*)(TfLiteDelegate*);

  TfLiteDelegate delegate = {};
  void* library = nullptr;
  TfLiteDelegate* plugin = nullptr;
  DestroyFunction destroy = nullptr;

  Wrapper() = default;
  Wrapper(const Wrapper&) = delete;
  Wrapper& operator=(const Wrapper&) = delete;
  ~Wrapper() {
    if (plugin != nullptr) destroy(plugin);
    if (library != nullptr) dlclose(library);
  }
};

TfLiteDelegate* PluginOf(TfLiteDelegate* delegate) { return static_cast<Wrapper*>(delegate->data_)->plugin; }

TfLiteStatus Prepare(TfLiteContext* context, TfLiteDelegate* delegate) {
  TfLiteDelegate* plugin = PluginOf(delegate);
  if (const TfLiteOpaqueDelegateBuilder* opaque = OpaqueCallbacks(plugin)) {
    return opaque->Prepare != nullptr ? opaque->Prepare(Opaque(context), plugin, opaque->data) : kTfLiteDelegateError;
  }
  return plugin->Prepare != nullptr ? plugin->Prepare(context, plugin) : kTfLiteDelegateError;
}

TfLiteStatus CopyFrom(TfLiteContext* context, TfLiteDelegate* delegate, TfLiteBufferHandle handle, TfLiteTensor* tensor) {
  return PluginOf(delegate)->CopyFromBufferHandle(context, PluginOf(delegate), handle, tensor);
}
TfLiteStatus CopyTo(TfLiteContext* context, TfLiteDelegate* delegate, TfLiteBufferHandle handle, TfLiteTensor* tensor) {
  return PluginOf(delegate)->CopyToBufferHandle(context, PluginOf(delegate), handle, tensor);
}
void Free(TfLiteContext* context, TfLiteDelegate* delegate, TfLiteBufferHandle* handle) {
  PluginOf(delegate)->FreeBufferHandle(context, PluginOf(delegate), handle);
}

TfLiteDelegate* Refuse(const char* path, const char* reason) {
  std::fprintf(stderr, "INFO: Unable to load external delegate from : %s (%s)\n", path != nullptr ? path : "(null)", reason);
  return nullptr;
}

template <typename F>
bool Find(void* library, const char* name, F* function) {
  *function = reinterpret_cast<F>(dlsym(library, name));
  return *function != nullptr;
}

}  // namespace

extern "C" {

TfLiteStatus TfLiteExternalDelegateOptionsInsert(TfLiteExternalDelegateOptions* options, const char* key, const char* value) {
  if (options == nullptr || options->count < 0 || options->count >= kExternalDelegateMaxOptions) return kTfLiteError;
  options->keys[options->count] = key;
  options->values[options->count] = value;
  ++options->count;
  return kTfLiteOk;
}

TfLiteExternalDelegateOptions TfLiteExternalDelegateOptionsDefault(const char* lib_path) {
  TfLiteExternalDelegateOptions options = {};
  options.lib_path = lib_path;
  options.insert = TfLiteExternalDelegateOptionsInsert;
  return options;
}

TfLiteDelegate* TfLiteExternalDelegateCreate(const TfLiteExternalDelegateOptions* options) {
  if (options == nullptr) return Refuse(nullptr, "no options");
  if (options->lib_path == nullptr) return Refuse(nullptr, "no path");
  if (options->count < 0 || options->count > kExternalDelegateMaxOptions) return Refuse(options->lib_path, "no number of options");
  std::unique_ptr<Wrapper> w(new (std::nothrow) Wrapper);
  if (w == nullptr) return Refuse(options->lib_path, "out of memory");
  w->library = dlopen(options->lib_path, RTLD_NOW | RTLD_LOCAL);
  if (w->library == nullptr) return Refuse(options->lib_path, dlerror());
  Wrapper::CreateFunction create;
  if (!Find(w->library, "tflite_plugin_create_delegate", &create) || !Find(w->library, "tflite_plugin_destroy_delegate", &w->destroy)) {
    return Refuse(options->lib_path, "it lacks tflite_plugin_create_delegate or tflite_plugin_destroy_delegate");
  }
  const auto count = static_cast<size_t>(options->count);
  w->plugin = create(count > 0 ? options->keys : nullptr, count > 0 ? options->values : nullptr, count, nullptr);
  if (w->plugin == nullptr) return Refuse(options->lib_path, "it made no delegate of these options");
  w->delegate.data_ = w.get();
  w->delegate.Prepare = Prepare;
  const TfLiteOpaqueDelegateBuilder* opaque = OpaqueCallbacks(w->plugin);
  w->delegate.flags = opaque != nullptr ? opaque->flags : w->plugin->flags;
  if (w->plugin->CopyFromBufferHandle != nullptr) w->delegate.CopyFromBufferHandle = CopyFrom;
  if (w->plugin->CopyToBufferHandle != nullptr) w->delegate.CopyToBufferHandle = CopyTo;
  if (w->plugin->FreeBufferHandle != nullptr) w->delegate.FreeBufferHandle = Free;
  return &w.release()->delegate;
}

void TfLiteExternalDelegateDelete(TfLiteDelegate* delegate) {
  if (delegate != nullptr) delete static_cast<Wrapper*>(delegate->data_);
}

}  // extern "C"
