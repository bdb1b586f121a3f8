// Where small allocations that fail come out: at the public calls.
//
// Memory of the size of data is asked for by AlignedBuffer, which can fail without throwing. Containers of the size of a graph throw
// std::bad_alloc; each public call runs inside CatchOutOfMemory, which makes it the call's result. In a core compiled without exceptions
// such a failure ends the process, as the standard library has it there.
#ifndef GOLDCREST_SRC_BASE_OUT_OF_MEMORY_H_
#define GOLDCREST_SRC_BASE_OUT_OF_MEMORY_H_

#include <new>
#include <stdexcept>

#include "goldcrest/status.h"

namespace goldcrest {

// What `body` returns (a Status or an Expected), or OUT_OF_MEMORY.
template <typename F>
auto CatchOutOfMemory(F&& body) -> decltype(body()) {
#if defined(__cpp_exceptions)
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return Status::OutOfMemory();
  } catch (const std::length_error&) {  // more than a container can hold
    return Status::OutOfMemory();
  }
#else
  return body();
#endif
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_BASE_OUT_OF_MEMORY_H_
