/* The place where clients look for it; the content is in core/async/interop/c/constants.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_ASYNC_INTEROP_C_CONSTANTS_H_
#define GOLDCREST_TENSORFLOW_LITE_ASYNC_INTEROP_C_CONSTANTS_H_

#include "tensorflow/lite/core/async/interop/c/constants.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_ASYNC_INTEROP_C_CONSTANTS_H_ */
