/* The place where clients look for it; the content is in core/async/interop/c/attribute_map.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_ASYNC_INTEROP_C_ATTRIBUTE_MAP_H_
#define GOLDCREST_TENSORFLOW_LITE_ASYNC_INTEROP_C_ATTRIBUTE_MAP_H_

#include "tensorflow/lite/core/async/interop/c/attribute_map.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_ASYNC_INTEROP_C_ATTRIBUTE_MAP_H_ */
