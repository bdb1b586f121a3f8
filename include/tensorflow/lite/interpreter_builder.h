// The path that clients include; the declarations are in core/interpreter_builder.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_INTERPRETER_BUILDER_H_
#define GOLDCREST_TENSORFLOW_LITE_INTERPRETER_BUILDER_H_

#include "tensorflow/lite/core/interpreter_builder.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_INTERPRETER_BUILDER_H_
