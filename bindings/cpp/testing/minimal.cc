// The smallest client: loads a model, prints its state, runs it.
//
//   minimal MODEL.tflite
#include <cstdio>

#include "tensorflow/lite/core/kernels/register.h"
#include "tensorflow/lite/interpreter.h"
#include "tensorflow/lite/model.h"
#include "tensorflow/lite/optional_debug_tools.h"

#define CHECK_THAT(x)                                            \
  if (!(x)) {                                                    \
    std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); \
    return 1;                                                    \
  }

int main(int argc, char* argv[]) {
  CHECK_THAT(argc == 2);
  std::unique_ptr<tflite::FlatBufferModel> model = tflite::FlatBufferModel::BuildFromFile(argv[1]);
  CHECK_THAT(model != nullptr);
  tflite::ops::builtin::BuiltinOpResolver resolver;
  tflite::InterpreterBuilder builder(*model, resolver);
  std::unique_ptr<tflite::Interpreter> interpreter;
  builder(&interpreter);
  CHECK_THAT(interpreter != nullptr);
  CHECK_THAT(interpreter->AllocateTensors() == kTfLiteOk);
  std::printf("=== Pre-invoke Interpreter State ===\n");
  tflite::PrintInterpreterState(interpreter.get());
  float* input = interpreter->typed_input_tensor<float>(0);
  CHECK_THAT(input != nullptr);
  for (int i = 0; i < 4; ++i) input[i] = static_cast<float>(i - 1);
  CHECK_THAT(interpreter->Invoke() == kTfLiteOk);
  std::printf("\n\n=== Post-invoke Interpreter State ===\n");
  tflite::PrintInterpreterState(interpreter.get());
  const float* output = interpreter->typed_output_tensor<float>(0);
  CHECK_THAT(output != nullptr && output[0] == 0 && output[3] == 2);
  return 0;
}
