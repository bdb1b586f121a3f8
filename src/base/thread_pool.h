// The process's one thread pool.
//
//   ParallelFor(/*grains=*/rows, /*max_threads=*/2, [&](size_t row) { Compute(row); });
//
// The caller works too; helpers join while there are grains left. Which thread runs a grain is not fixed, so a grain must
// write only its own part of the result: results never depend on the number of threads. Helpers spin briefly for the next
// job before they sleep, because the steps of a network follow one another within microseconds.
//
// Threads: any number of threads may call at once; they share the helpers, so that interpreters running side by side do not
// oversubscribe the machine. What a grain throws (std::bad_alloc) comes out at the caller, once no grain runs. Nested calls run inline.
// After fork() the child starts with no helpers and makes its own.
#ifndef GOLDCREST_SRC_BASE_THREAD_POOL_H_
#define GOLDCREST_SRC_BASE_THREAD_POOL_H_

#include <cstddef>

#include "goldcrest/function_ref.h"

namespace goldcrest {

// Runs body(0) ... body(grains - 1), in any order, on at most `max_threads` threads (the caller included), and returns when
// all are done.
void ParallelFor(size_t grains, int max_threads, FunctionRef<void(size_t)> body);

// The number of processors this process may use (its affinity mask), at least 1.
int AvailableProcessors();

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_BASE_THREAD_POOL_H_
