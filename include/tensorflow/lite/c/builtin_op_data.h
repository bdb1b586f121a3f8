/* The place where clients look for it; the content is in core/c/builtin_op_data.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_C_BUILTIN_OP_DATA_H_
#define GOLDCREST_TENSORFLOW_LITE_C_BUILTIN_OP_DATA_H_

#include "tensorflow/lite/core/c/builtin_op_data.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_C_BUILTIN_OP_DATA_H_ */
