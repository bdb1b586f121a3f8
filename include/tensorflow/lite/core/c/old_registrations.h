/* TfLiteRegistration as it was before it grew: shorter forms for the look-up functions of c_api_experimental.h. A part of common.h,
 * which includes it where its types are known; include that. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_C_OLD_REGISTRATIONS_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_C_OLD_REGISTRATIONS_H_

#include "tensorflow/lite/core/async/c/types.h"
#include "tensorflow/lite/core/c/c_api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct TfLiteContext;
struct TfLiteNode;

typedef struct TfLiteRegistration_V3 {
  void* (*init)(struct TfLiteContext* context, const char* buffer, size_t length);
  void (*free)(struct TfLiteContext* context, void* buffer);
  TfLiteStatus (*prepare)(struct TfLiteContext* context, struct TfLiteNode* node);
  TfLiteStatus (*invoke)(struct TfLiteContext* context, struct TfLiteNode* node);
  const char* (*profiling_string)(const struct TfLiteContext* context, const struct TfLiteNode* node);
  int32_t builtin_code;
  const char* custom_name;
  int version;
  TfLiteOperator* registration_external;
  struct TfLiteAsyncKernel* (*async_kernel)(struct TfLiteContext* context, struct TfLiteNode* node);
} TfLiteRegistration_V3;

typedef struct TfLiteRegistration_V2 {
  void* (*init)(struct TfLiteContext* context, const char* buffer, size_t length);
  void (*free)(struct TfLiteContext* context, void* buffer);
  TfLiteStatus (*prepare)(struct TfLiteContext* context, struct TfLiteNode* node);
  TfLiteStatus (*invoke)(struct TfLiteContext* context, struct TfLiteNode* node);
  const char* (*profiling_string)(const struct TfLiteContext* context, const struct TfLiteNode* node);
  int32_t builtin_code;
  const char* custom_name;
  int version;
  TfLiteOperator* registration_external;
} TfLiteRegistration_V2;

typedef struct TfLiteRegistration_V1 {
  void* (*init)(struct TfLiteContext* context, const char* buffer, size_t length);
  void (*free)(struct TfLiteContext* context, void* buffer);
  TfLiteStatus (*prepare)(struct TfLiteContext* context, struct TfLiteNode* node);
  TfLiteStatus (*invoke)(struct TfLiteContext* context, struct TfLiteNode* node);
  const char* (*profiling_string)(const struct TfLiteContext* context, const struct TfLiteNode* node);
  int32_t builtin_code;
  const char* custom_name;
  int version;
} TfLiteRegistration_V1;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_C_OLD_REGISTRATIONS_H_ */
