// Delegates that take no nodes, because the library's kernels do their job.
#ifndef GOLDCREST_BINDINGS_C_IDLE_DELEGATE_H_
#define GOLDCREST_BINDINGS_C_IDLE_DELEGATE_H_

#include "tensorflow/lite/core/c/common.h"

namespace goldcrest::c {

// How many threads the delegate brings: at least 1 for one of those here, 0 for any other.
int IdleThreads(const TfLiteDelegate& delegate);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_IDLE_DELEGATE_H_
