// CreateOpResolver: all operators of the library, behind a pointer.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_CREATE_OP_RESOLVER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_CREATE_OP_RESOLVER_H_

#include <memory>

#include "tensorflow/lite/core/kernels/register.h"

namespace tflite {

inline std::unique_ptr<MutableOpResolver> CreateOpResolver() {
  return std::unique_ptr<MutableOpResolver>(new ops::builtin::BuiltinOpResolver());
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_CREATE_OP_RESOLVER_H_
