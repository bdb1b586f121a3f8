/* The place where clients look for it; the content is in core/c/c_api.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_C_C_API_H_
#define GOLDCREST_TENSORFLOW_LITE_C_C_API_H_

#include "tensorflow/lite/core/c/c_api.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_C_C_API_H_ */
