// A model and everything to run it.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_MODEL_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_MODEL_H_

#include "tensorflow/lite/core/interpreter.h"
#include "tensorflow/lite/core/interpreter_builder.h"
#include "tensorflow/lite/core/model_builder.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_MODEL_H_
