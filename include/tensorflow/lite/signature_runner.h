// The path that clients include; the declarations are in core/signature_runner.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_SIGNATURE_RUNNER_H_
#define GOLDCREST_TENSORFLOW_LITE_SIGNATURE_RUNNER_H_

#include "tensorflow/lite/core/signature_runner.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_SIGNATURE_RUNNER_H_
