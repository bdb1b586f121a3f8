// ErrorReporter: where messages of models and interpreters go.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_API_ERROR_REPORTER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_API_ERROR_REPORTER_H_

#include <cstdarg>

namespace tflite {

// Derive from it and override the first Report to receive messages: a printf format and its arguments. A reporter must outlive
// the objects that were given it.
class ErrorReporter {
 public:
  virtual ~ErrorReporter() = default;
  virtual int Report(const char* format, va_list args) = 0;
  int Report(const char* format, ...) {
    va_list args;
    va_start(args, format);
    const int result = Report(format, args);
    va_end(args);
    return result;
  }
  // With a first argument that is not looked at, for callbacks that pass one.
  int ReportError(void*, const char* format, ...) {
    va_list args;
    va_start(args, format);
    const int result = Report(format, args);
    va_end(args);
    return result;
  }
};

}  // namespace tflite

#ifdef TF_LITE_STRIP_ERROR_STRINGS
#define TF_LITE_REPORT_ERROR(reporter, ...) ((void)(reporter))
#else
#define TF_LITE_REPORT_ERROR(reporter, ...) (static_cast<::tflite::ErrorReporter*>(reporter)->Report(__VA_ARGS__))
#endif

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_API_ERROR_REPORTER_H_
