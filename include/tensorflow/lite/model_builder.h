// The path that clients include; the declarations are in core/model_builder.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_MODEL_BUILDER_H_
#define GOLDCREST_TENSORFLOW_LITE_MODEL_BUILDER_H_

#include "tensorflow/lite/core/model_builder.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_MODEL_BUILDER_H_
