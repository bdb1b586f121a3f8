// The path that clients include; the declarations are in core/kernels/builtin_op_kernels.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_CUSTOM_OPS_REGISTER_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_CUSTOM_OPS_REGISTER_H_

#include "tensorflow/lite/core/kernels/builtin_op_kernels.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_CUSTOM_OPS_REGISTER_H_
