// A model with an operator of its own, through TensorFlow Lite's C++ interface. "Twice" multiplies by two.
//
//   custom_op MODEL.tflite     a model with one float input and one float output that may use "Twice"
#include <cstdio>
#include <memory>

#include "tensorflow/lite/interpreter.h"
#include "tensorflow/lite/kernels/internal/tensor_ctypes.h"
#include "tensorflow/lite/kernels/kernel_util.h"
#include "tensorflow/lite/kernels/register.h"
#include "tensorflow/lite/model.h"

namespace {

TfLiteStatus TwicePrepare(TfLiteContext* context, TfLiteNode* node) {
  TF_LITE_ENSURE(context, tflite::NumInputs(node) >= 1);
  TF_LITE_ENSURE_EQ(context, tflite::NumOutputs(node), 1);
  const TfLiteTensor* input;
  TF_LITE_ENSURE_OK(context, tflite::GetInputSafe(context, node, 0, &input));
  TfLiteTensor* output;
  TF_LITE_ENSURE_OK(context, tflite::GetOutputSafe(context, node, 0, &output));
  TF_LITE_ENSURE_TYPES_EQ(context, input->type, kTfLiteFloat32);
  TfLiteIntArray* size = TfLiteIntArrayCreate(tflite::NumDimensions(input));
  for (int i = 0; i < size->size; ++i) size->data[i] = tflite::SizeOfDimension(input, i);
  return context->ResizeTensor(context, output, size);
}

TfLiteStatus TwiceEval(TfLiteContext* context, TfLiteNode* node) {
  const TfLiteTensor* input = tflite::GetInput(context, node, 0);
  TfLiteTensor* output = tflite::GetOutput(context, node, 0);
  const float* x = tflite::GetTensorData<float>(input);
  float* y = tflite::GetTensorData<float>(output);
  for (int64_t i = 0; i < tflite::NumElements(input); ++i) y[i] = 2 * x[i];
  return kTfLiteOk;
}

TfLiteRegistration* Register_TWICE() {
  static TfLiteRegistration registration = {nullptr, nullptr, TwicePrepare, TwiceEval};
  return &registration;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: custom_op MODEL.tflite\n");
    return 2;
  }
  std::unique_ptr<tflite::FlatBufferModel> model = tflite::FlatBufferModel::BuildFromFile(argv[1]);
  if (model == nullptr) return 1;
  tflite::ops::builtin::BuiltinOpResolver resolver;
  resolver.AddCustom("Twice", Register_TWICE());
  std::unique_ptr<tflite::Interpreter> interpreter;
  if (tflite::InterpreterBuilder(*model, resolver)(&interpreter) != kTfLiteOk) return 1;
  if (interpreter->AllocateTensors() != kTfLiteOk) return 1;
  float* input = interpreter->typed_input_tensor<float>(0);
  for (int64_t i = 0; i < tflite::NumElements(interpreter->input_tensor(0)); ++i) input[i] = static_cast<float>(i);
  if (interpreter->Invoke() != kTfLiteOk) return 1;
  const float* output = interpreter->typed_output_tensor<float>(0);
  for (int64_t i = 0; i < tflite::NumElements(interpreter->output_tensor(0)); ++i) std::printf("%.1f\n", output[i]);
  return 0;
}
