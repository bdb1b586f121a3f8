// The path that clients include; the declarations are in core/api/op_resolver.h.
#ifndef GOLDCREST_TENSORFLOW_LITE_OP_RESOLVER_H_
#define GOLDCREST_TENSORFLOW_LITE_OP_RESOLVER_H_

#include "tensorflow/lite/core/api/op_resolver.h"

#endif  // GOLDCREST_TENSORFLOW_LITE_OP_RESOLVER_H_
