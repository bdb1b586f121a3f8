/* The place where clients look for it; the content is in core/async/c/async_kernel.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_ASYNC_C_ASYNC_KERNEL_H_
#define GOLDCREST_TENSORFLOW_LITE_ASYNC_C_ASYNC_KERNEL_H_

#include "tensorflow/lite/core/async/c/async_kernel.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_ASYNC_C_ASYNC_KERNEL_H_ */
