/* The place where clients look for it; the content is in core/async/c/async_signature_runner.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_ASYNC_C_ASYNC_SIGNATURE_RUNNER_H_
#define GOLDCREST_TENSORFLOW_LITE_ASYNC_C_ASYNC_SIGNATURE_RUNNER_H_

#include "tensorflow/lite/core/async/c/async_signature_runner.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_ASYNC_C_ASYNC_SIGNATURE_RUNNER_H_ */
