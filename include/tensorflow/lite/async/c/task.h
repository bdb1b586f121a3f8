/* The place where clients look for it; the content is in core/async/c/task.h. */
#ifndef GOLDCREST_TENSORFLOW_LITE_ASYNC_C_TASK_H_
#define GOLDCREST_TENSORFLOW_LITE_ASYNC_C_TASK_H_

#include "tensorflow/lite/core/async/c/task.h"

#endif /* GOLDCREST_TENSORFLOW_LITE_ASYNC_C_TASK_H_ */
