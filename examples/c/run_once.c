/* Runs a model once on zeroes and prints its outputs: the shortest complete client of the C API.
 *
 *   cc run_once.c -Iinclude -Lbuild/lib -ltensorflowlite_c -o run_once
 *   ./run_once model.tflite */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensorflow/lite/c/c_api.h"

static void Print(const TfLiteTensor* tensor) {
  printf("%s: %s [", TfLiteTensorName(tensor), TfLiteTypeGetName(TfLiteTensorType(tensor)));
  for (int32_t i = 0; i < TfLiteTensorNumDims(tensor); ++i) printf("%s%d", i > 0 ? ", " : "", (int)TfLiteTensorDim(tensor, i));
  printf("]");
  if (TfLiteTensorType(tensor) == kTfLiteFloat32) {
    const float* values = TfLiteTensorData(tensor);
    const size_t n = TfLiteTensorByteSize(tensor) / sizeof(float);
    for (size_t i = 0; i < n && i < 10; ++i) printf(" %g", values[i]);
  }
  printf("\n");
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: run_once MODEL\n");
    return 2;
  }
  TfLiteModel* model = TfLiteModelCreateFromFile(argv[1]);
  TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate();
  TfLiteInterpreterOptionsSetNumThreads(options, 2);
  TfLiteInterpreter* interpreter = TfLiteInterpreterCreate(model, options);
  TfLiteInterpreterOptionsDelete(options);
  TfLiteModelDelete(model);
  /* The reasons for failures have been printed by the default error reporter. */
  if (interpreter == NULL || TfLiteInterpreterAllocateTensors(interpreter) != kTfLiteOk) return 1;

  for (int32_t i = 0; i < TfLiteInterpreterGetInputTensorCount(interpreter); ++i) {
    TfLiteTensor* input = TfLiteInterpreterGetInputTensor(interpreter, i);
    if (TfLiteTensorType(input) != kTfLiteString) memset(TfLiteTensorData(input), 0, TfLiteTensorByteSize(input));
  }
  const TfLiteStatus status = TfLiteInterpreterInvoke(interpreter);
  if (status == kTfLiteOk) {
    for (int32_t i = 0; i < TfLiteInterpreterGetOutputTensorCount(interpreter); ++i)
      Print(TfLiteInterpreterGetOutputTensor(interpreter, i));
  }
  TfLiteInterpreterDelete(interpreter);
  return status == kTfLiteOk ? 0 : 1;
}
