// A path that operators include; the declarations are in tensor_ctypes.h and runtime_shape.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_TYPES_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_TYPES_H_

#include "tensorflow/lite/kernels/internal/runtime_shape.h"
#include "tensorflow/lite/kernels/internal/tensor_ctypes.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_TYPES_H_
