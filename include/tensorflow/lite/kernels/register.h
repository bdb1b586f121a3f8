// The path that clients include; the declarations are in core/kernels/register.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_REGISTER_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_REGISTER_H_

#include "tensorflow/lite/core/kernels/register.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_REGISTER_H_
