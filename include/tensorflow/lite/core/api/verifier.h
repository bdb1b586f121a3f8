// TfLiteVerifier: a check of your own over the bytes of a model, besides the one that every model gets.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_API_VERIFIER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_API_VERIFIER_H_

#include "tensorflow/lite/core/api/error_reporter.h"

namespace tflite {

class TfLiteVerifier {
 public:
  virtual ~TfLiteVerifier() = default;
  // False, with the reason in `reporter`, where the model must not be used.
  virtual bool Verify(const char* data, int length, ErrorReporter* reporter) = 0;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_API_VERIFIER_H_
