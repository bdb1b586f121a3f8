// The path that clients include; the declarations are in core/create_op_resolver.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_CREATE_OP_RESOLVER_H_
#define GOLDCREST_TENSORFLOW_LITE_CREATE_OP_RESOLVER_H_

#include "tensorflow/lite/core/create_op_resolver.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_CREATE_OP_RESOLVER_H_
