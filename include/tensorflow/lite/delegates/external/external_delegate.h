/* Delegates from shared libraries.
 *
 *   TfLiteExternalDelegateOptions options = TfLiteExternalDelegateOptionsDefault("libmy_delegate.so");
 *   options.insert(&options, "device", "0");
 *   TfLiteDelegate* delegate = TfLiteExternalDelegateCreate(&options);
 *   TfLiteInterpreterOptionsAddDelegate(interpreter_options, delegate);
 *   ...
 *   TfLiteExternalDelegateDelete(delegate);      after the interpreters
 *
 * The library exports two functions:
 *   TfLiteDelegate* tflite_plugin_create_delegate(const char* const* keys, const char* const* values, size_t count,
 *                                                 void (*report_error)(const char*));
 *   void tflite_plugin_destroy_delegate(TfLiteDelegate*);
 *
 * Ownership: strings are borrowed until Create returns. Threads: as any delegate, one interpreter's thread at a time. */
#ifndef GOLDCREST_TENSORFLOW_LITE_DELEGATES_EXTERNAL_EXTERNAL_DELEGATE_H_
#define GOLDCREST_TENSORFLOW_LITE_DELEGATES_EXTERNAL_EXTERNAL_DELEGATE_H_

#include "tensorflow/lite/core/c/common.h"

#ifdef __cplusplus
extern "C" {
#endif

#define kExternalDelegateMaxOptions 256

typedef struct TfLiteExternalDelegateOptions {
  const char* lib_path;
  int count;
  const char* keys[kExternalDelegateMaxOptions];
  const char* values[kExternalDelegateMaxOptions];
  TfLiteStatus (*insert)(struct TfLiteExternalDelegateOptions* options, const char* key, const char* value);
} TfLiteExternalDelegateOptions;

/* kTfLiteError once kExternalDelegateMaxOptions are in, or for null. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteExternalDelegateOptionsInsert(TfLiteExternalDelegateOptions* options, const char* key,
                                                                 const char* value);
TFL_CAPI_EXPORT TfLiteExternalDelegateOptions TfLiteExternalDelegateOptionsDefault(const char* lib_path);
/* Null when the library cannot be loaded, lacks one of the functions, or makes no delegate; standard error tells which. */
TFL_CAPI_EXPORT TfLiteDelegate* TfLiteExternalDelegateCreate(const TfLiteExternalDelegateOptions* options);
/* Destroys the plug-in's delegate and lets go of the library. Does nothing for null. */
TFL_CAPI_EXPORT void TfLiteExternalDelegateDelete(TfLiteDelegate* delegate);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_DELEGATES_EXTERNAL_EXTERNAL_DELEGATE_H_ */
