/* The place where clients look for it; the content is in core/c/common.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_C_COMMON_H_
#define GOLDCREST_TENSORFLOW_LITE_C_COMMON_H_

#include "tensorflow/lite/core/c/common.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_C_COMMON_H_ */
