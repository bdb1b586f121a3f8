// The path that clients include; the declarations are in core/interpreter.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_INTERPRETER_H_
#define GOLDCREST_TENSORFLOW_LITE_INTERPRETER_H_

#include "tensorflow/lite/core/interpreter.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_INTERPRETER_H_
