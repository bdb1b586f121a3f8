/* The place where clients look for it; the content is in core/c/operator.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_C_REGISTRATION_EXTERNAL_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_C_REGISTRATION_EXTERNAL_H_

#include "tensorflow/lite/core/c/operator.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_C_REGISTRATION_EXTERNAL_H_ */
