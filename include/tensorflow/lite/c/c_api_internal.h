/* The name that common.h had in TensorFlow 1. */
#ifndef GOLDCREST_TENSORFLOW_LITE_C_C_API_INTERNAL_H_
#define GOLDCREST_TENSORFLOW_LITE_C_C_API_INTERNAL_H_

#include "tensorflow/lite/core/c/common.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_C_C_API_INTERNAL_H_ */
