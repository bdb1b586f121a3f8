/* The place where clients look for it; the content is in core/async/c/types.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_ASYNC_C_TYPES_H_
#define GOLDCREST_TENSORFLOW_LITE_ASYNC_C_TYPES_H_

#include "tensorflow/lite/core/async/c/types.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_ASYNC_C_TYPES_H_ */
