// A path that programs include; the structures are in core/c/builtin_op_data.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_BUILTIN_OP_DATA_H_
#define GOLDCREST_TENSORFLOW_LITE_BUILTIN_OP_DATA_H_

#include "tensorflow/lite/core/c/builtin_op_data.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_BUILTIN_OP_DATA_H_
