// An interpreter of one of the tests' models, with what it reports in `log`.
#ifndef GOLDCREST_BINDINGS_C_TESTING_INTERPRETER_TEST_UTIL_H_
#define GOLDCREST_BINDINGS_C_TESTING_INTERPRETER_TEST_UTIL_H_

#include <cstdarg>
#include <cstdio>
#include <string>
#include <vector>

#include "tensorflow/lite/c/c_api.h"

namespace goldcrest::c {

// What interpreters made with `options` report is added to `log`, a line each.
inline void ReportInto(TfLiteInterpreterOptions* options, std::string* log) {
  TfLiteInterpreterOptionsSetErrorReporter(
      options,
      [](void* lines, const char* format, va_list args) {
        char line[1024];
        std::vsnprintf(line, sizeof(line), format, args);
        *static_cast<std::string*>(lines) += std::string(line) + "\n";
      },
      log);
}

class TestInterpreter {
 public:
  TestInterpreter() : options_(TfLiteInterpreterOptionsCreate()) { ReportInto(options_, &log); }
  TestInterpreter(const TestInterpreter&) = delete;
  TestInterpreter& operator=(const TestInterpreter&) = delete;
  ~TestInterpreter() {
    Delete();
    TfLiteInterpreterOptionsDelete(options_);
  }

  TfLiteInterpreterOptions* options() { return options_; }
  // Null where it cannot be made.
  TfLiteInterpreter* Open(const std::string& file) {
    Delete();
    TfLiteModel* model = TfLiteModelCreateFromFile((GC_MODELS_DIR "/" + file).c_str());
    interpreter_ = TfLiteInterpreterCreate(model, options_);
    TfLiteModelDelete(model);
    return interpreter_;
  }
  TfLiteInterpreter* get() { return interpreter_; }
  void Delete() {
    TfLiteInterpreterDelete(interpreter_);
    interpreter_ = nullptr;
  }
  TfLiteStatus Run(const std::vector<float>& values) {
    TfLiteTensor* x = TfLiteInterpreterGetInputTensor(interpreter_, 0);
    if (TfLiteTensorCopyFromBuffer(x, values.data(), values.size() * sizeof(float)) != kTfLiteOk) return kTfLiteApplicationError;
    return TfLiteInterpreterInvoke(interpreter_);
  }
  std::vector<float> Result() {
    const TfLiteTensor* y = TfLiteInterpreterGetOutputTensor(interpreter_, 0);
    return {y->data.f, y->data.f + y->bytes / sizeof(float)};
  }

  std::string log;

 private:
  TfLiteInterpreterOptions* options_;
  TfLiteInterpreter* interpreter_ = nullptr;
};

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_TESTING_INTERPRETER_TEST_UTIL_H_
