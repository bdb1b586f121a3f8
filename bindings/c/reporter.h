// Where errors go: the client's callback, or lines on standard error.
#ifndef GOLDCREST_BINDINGS_C_REPORTER_H_
#define GOLDCREST_BINDINGS_C_REPORTER_H_

#include <cstdarg>

#include "goldcrest/status.h"
#include "tensorflow/lite/core/c/c_api_types.h"

namespace goldcrest::c {

class Reporter {
 public:
  using Callback = void (*)(void* user_data, const char* format, va_list args);
  Reporter() = default;
  Reporter(Callback callback, void* user_data) : callback_(callback), user_data_(user_data) {}

  [[gnu::format(printf, 2, 3)]] void Report(const char* format, ...) const;
  [[gnu::format(printf, 2, 0)]] void ReportVa(const char* format, va_list args) const;

 private:
  Callback callback_ = nullptr;
  void* user_data_ = nullptr;
};

TfLiteStatus StatusToC(const Status& status);

// Runs `body` and returns what it does, or `failure` where memory ran out: nothing is thrown into the client's code.
template <typename R, typename F>
R Guard(const Reporter& reporter, R failure, F&& body) {
#if defined(__cpp_exceptions)
  try {
    return body();
  } catch (...) {
    reporter.Report("out of memory");
    return failure;
  }
#else
  return body();
#endif
}

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_REPORTER_H_
