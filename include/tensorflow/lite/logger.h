// Severities of log messages.
#ifndef GOLDCREST_TENSORFLOW_LITE_LOGGER_H_
#define GOLDCREST_TENSORFLOW_LITE_LOGGER_H_

namespace tflite {

enum LogSeverity {
  TFLITE_LOG_VERBOSE = -1,
  TFLITE_LOG_INFO = 0,
  TFLITE_LOG_WARNING = 1,
  TFLITE_LOG_ERROR = 2,
  TFLITE_LOG_SILENT = 3,
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_LOGGER_H_
