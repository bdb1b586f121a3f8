// The path that clients include; the declarations are in core/api/error_reporter.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_ERROR_REPORTER_H_
#define GOLDCREST_TENSORFLOW_LITE_ERROR_REPORTER_H_

#include "tensorflow/lite/core/api/error_reporter.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_ERROR_REPORTER_H_
