// TFLITE_LOG: messages of a program on standard error.
#ifndef GOLDCREST_TENSORFLOW_LITE_MINIMAL_LOGGING_H_
#define GOLDCREST_TENSORFLOW_LITE_MINIMAL_LOGGING_H_

#include <cstdarg>
#include <cstdio>

#include "tensorflow/lite/logger.h"

namespace tflite {
namespace logging_internal {

class MinimalLogger {
 public:
  [[gnu::format(printf, 2, 3)]] static void Log(LogSeverity severity, const char* format, ...) {
    va_list args;
    va_start(args, format);
    LogFormatted(severity, format, args);
    va_end(args);
  }
  [[gnu::format(printf, 2, 0)]] static void LogFormatted(LogSeverity severity, const char* format, va_list args) {
    if (severity < Minimum()) return;
    std::fprintf(stderr, "%s: ", GetSeverityName(severity));
    std::vfprintf(stderr, format, args);
    std::fputc('\n', stderr);
  }
  static LogSeverity GetMinimumLogSeverity() { return Minimum(); }
  // Returns what it was before.
  static LogSeverity SetMinimumLogSeverity(LogSeverity new_severity) {
    const LogSeverity before = Minimum();
    Minimum() = new_severity;
    return before;
  }

 private:
  static LogSeverity& Minimum() {
    static LogSeverity minimum = TFLITE_LOG_INFO;
    return minimum;
  }
  static const char* GetSeverityName(LogSeverity severity) {
    switch (severity) {
      case TFLITE_LOG_VERBOSE: return "VERBOSE";
      case TFLITE_LOG_INFO: return "INFO";
      case TFLITE_LOG_WARNING: return "WARNING";
      case TFLITE_LOG_ERROR: return "ERROR";
      case TFLITE_LOG_SILENT: return "SILENT";
    }
    return "<Unknown severity>";
  }
};

}  // namespace logging_internal
}  // namespace tflite

#define TFLITE_LOG_PROD(severity, format, ...) ::tflite::logging_internal::MinimalLogger::Log(severity, format, ##__VA_ARGS__)
#define TFLITE_LOG_PROD_ONCE(severity, format, ...)                                    \
  do {                                                                                 \
    static const bool goldcrest_logged = [&] {                                         \
      ::tflite::logging_internal::MinimalLogger::Log(severity, format, ##__VA_ARGS__); \
      return true;                                                                     \
    }();                                                                               \
    (void)goldcrest_logged;                                                            \
  } while (false)
#ifdef NDEBUG
#define TFLITE_LOG(severity, format, ...) (static_cast<void>(0))
#define TFLITE_LOG_ONCE(severity, format, ...) (static_cast<void>(0))
#else
#define TFLITE_LOG(severity, format, ...) TFLITE_LOG_PROD(severity, format, ##__VA_ARGS__)
#define TFLITE_LOG_ONCE(severity, format, ...) TFLITE_LOG_PROD_ONCE(severity, format, ##__VA_ARGS__)
#endif

#endif  // GOLDCREST_TENSORFLOW_LITE_MINIMAL_LOGGING_H_
