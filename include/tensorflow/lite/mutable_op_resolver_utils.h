// Adds operators made with TfLiteOperatorCreate to a resolver.
#ifndef GOLDCREST_TENSORFLOW_LITE_MUTABLE_OP_RESOLVER_UTILS_H_
#define GOLDCREST_TENSORFLOW_LITE_MUTABLE_OP_RESOLVER_UTILS_H_

#include "tensorflow/lite/core/c/operator.h"
#include "tensorflow/lite/mutable_op_resolver.h"

namespace tflite {

// `op` must outlive the interpreters built with the resolver.
inline void AddOp(MutableOpResolver* mutable_op_resolver, const TfLiteOperator* op, int min_version, int max_version) {
  TfLiteRegistration registration = {};
  registration.registration_external = const_cast<TfLiteOperator*>(op);  // only read
  registration.builtin_code = TfLiteOperatorGetBuiltInCode(op);
  registration.custom_name = TfLiteOperatorGetCustomName(op);
  registration.version = TfLiteOperatorGetVersion(op);
  if (registration.custom_name != nullptr) {
    mutable_op_resolver->AddCustom(registration.custom_name, &registration, min_version, max_version);
  } else {
    mutable_op_resolver->AddBuiltin(static_cast<BuiltinOperator>(registration.builtin_code), &registration, min_version, max_version);
  }
}

inline void AddOp(MutableOpResolver* mutable_op_resolver, const TfLiteOperator* op) {
  AddOp(mutable_op_resolver, op, TfLiteOperatorGetVersion(op), TfLiteOperatorGetVersion(op));
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_MUTABLE_OP_RESOLVER_UTILS_H_
