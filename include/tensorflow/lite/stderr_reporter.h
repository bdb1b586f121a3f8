// The reporter used where none is given: lines on standard error.
#ifndef GOLDCREST_TENSORFLOW_LITE_STDERR_REPORTER_H_
#define GOLDCREST_TENSORFLOW_LITE_STDERR_REPORTER_H_

#include <cstdio>

#include "tensorflow/lite/core/api/error_reporter.h"

namespace tflite {

struct StderrReporter : public ErrorReporter {
  using ErrorReporter::Report;
  int Report(const char* format, va_list args) override {
    std::fputs("ERROR: ", stderr);
    const int result = std::vfprintf(stderr, format, args);
    std::fputc('\n', stderr);
    return result;
  }
};

inline ErrorReporter* DefaultErrorReporter() {
  static StderrReporter reporter;
  return &reporter;
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_STDERR_REPORTER_H_
