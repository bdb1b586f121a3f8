// Helpers for operators of your own: inputs and outputs of a node, shapes, activations.
//
//   TfLiteStatus Prepare(TfLiteContext* context, TfLiteNode* node) {
//     TF_LITE_ENSURE_EQ(context, tflite::NumInputs(node), 1);
//     const TfLiteTensor* input;
//     TF_LITE_ENSURE_OK(context, tflite::GetInputSafe(context, node, 0, &input));
//     TfLiteTensor* output;
//     TF_LITE_ENSURE_OK(context, tflite::GetOutputSafe(context, node, 0, &output));
//     return context->ResizeTensor(context, output, TfLiteIntArrayCopy(input->dims));
//   }
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_KERNEL_UTIL_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_KERNEL_UTIL_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "tensorflow/lite/core/c/builtin_op_data.h"
#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/util.h"

namespace tflite {

// ---- A node's tensors. An index out of range, or an input left out, gives null (or kTfLiteError). ----

inline int NumInputs(const TfLiteNode* node) { return node->inputs != nullptr ? node->inputs->size : 0; }
inline int NumOutputs(const TfLiteNode* node) { return node->outputs != nullptr ? node->outputs->size : 0; }
inline int NumIntermediates(const TfLiteNode* node) { return node->intermediates != nullptr ? node->intermediates->size : 0; }

namespace internal {
inline TfLiteTensor* TensorOf(const TfLiteContext* context, const TfLiteIntArray* indices, int position) {
  if (indices == nullptr || position < 0 || position >= indices->size || indices->data[position] < 0) return nullptr;
  const int index = indices->data[position];
  if (context->tensors != nullptr) return static_cast<size_t>(index) < context->tensors_size ? &context->tensors[index] : nullptr;
  return context->GetTensor(context, index);
}
template <typename Tensor>
TfLiteStatus Found(TfLiteContext* context, Tensor* found, const char* what, int position, Tensor** tensor) {
  *tensor = found;
  if (found != nullptr) return kTfLiteOk;
  TF_LITE_MAYBE_KERNEL_LOG(context, "The node has no %s %d", what, position);
  return kTfLiteError;
}
}  // namespace internal

inline const TfLiteTensor* GetInput(const TfLiteContext* context, const TfLiteNode* node, int index) {
  return internal::TensorOf(context, node->inputs, index);
}
inline TfLiteStatus GetInputSafe(const TfLiteContext* context, const TfLiteNode* node, int index, const TfLiteTensor** tensor) {
  return internal::Found(const_cast<TfLiteContext*>(context), GetInput(context, node, index), "input", index, tensor);
}
inline const TfLiteTensor* GetOptionalInputTensor(const TfLiteContext* context, const TfLiteNode* node, int index) {
  return GetInput(context, node, index);
}
// A variable that the operator may change; null for any other input.
inline TfLiteTensor* GetVariableInput(TfLiteContext* context, const TfLiteNode* node, int index) {
  TfLiteTensor* t = internal::TensorOf(context, node->inputs, index);
  return t != nullptr && t->is_variable ? t : nullptr;
}
inline TfLiteTensor* GetOutput(TfLiteContext* context, const TfLiteNode* node, int index) {
  return internal::TensorOf(context, node->outputs, index);
}
inline TfLiteStatus GetOutputSafe(const TfLiteContext* context, const TfLiteNode* node, int index, TfLiteTensor** tensor) {
  return internal::Found(const_cast<TfLiteContext*>(context), internal::TensorOf(context, node->outputs, index), "output", index, tensor);
}
inline TfLiteTensor* GetTemporary(TfLiteContext* context, const TfLiteNode* node, int index) {
  return internal::TensorOf(context, node->temporaries, index);
}
inline TfLiteStatus GetTemporarySafe(const TfLiteContext* context, const TfLiteNode* node, int index, TfLiteTensor** tensor) {
  return internal::Found(const_cast<TfLiteContext*>(context), internal::TensorOf(context, node->temporaries, index), "temporary", index,
                         tensor);
}
inline const TfLiteTensor* GetIntermediates(TfLiteContext* context, const TfLiteNode* node, int index) {
  return internal::TensorOf(context, node->intermediates, index);
}
inline TfLiteStatus GetIntermediatesSafe(const TfLiteContext* context, const TfLiteNode* node, int index, TfLiteTensor** tensor) {
  return internal::Found(const_cast<TfLiteContext*>(context), internal::TensorOf(context, node->intermediates, index), "intermediate",
                         index, tensor);
}

// ---- Shapes ----

inline int NumDimensions(const TfLiteTensor* t) { return t->dims->size; }
inline int SizeOfDimension(const TfLiteTensor* t, int dim) { return t->dims->data[dim]; }
inline int64_t NumElements(const int* dims, int num_dims) {
  int64_t count = 1;
  for (int i = 0; i < num_dims; ++i) count *= dims[i];
  return count;
}
inline int64_t NumElements(const TfLiteIntArray* dims) { return NumElements(dims->data, dims->size); }
inline int64_t NumElements(const TfLiteTensor* t) { return NumElements(t->dims); }
inline bool HaveSameShapes(const TfLiteTensor* input1, const TfLiteTensor* input2) {
  return TfLiteIntArrayEqual(input1->dims, input2->dims) != 0;
}
// True where the model leaves a dimension open.
inline bool HasUnspecifiedDimension(const TfLiteTensor* tensor) {
  const TfLiteIntArray* dims = tensor->dims_signature;
  return dims != nullptr && std::find(dims->data, dims->data + dims->size, -1) != dims->data + dims->size;
}

namespace internal {
// The shape that `count` tensors have when they are broadcast together.
inline TfLiteStatus BroadcastShape(TfLiteContext* context, const TfLiteTensor* const* tensors, int count, TfLiteIntArray** output_shape) {
  int rank = 0;
  for (int i = 0; i < count; ++i) rank = std::max(rank, NumDimensions(tensors[i]));
  IntArrayUniquePtr shape = BuildTfLiteIntArray(rank);
  TF_LITE_ENSURE(context, shape != nullptr);
  for (int d = 0; d < rank; ++d) {
    int size = 1;
    for (int i = 0; i < count; ++i) {
      const int own = d - (rank - NumDimensions(tensors[i]));
      const int here = own < 0 ? 1 : SizeOfDimension(tensors[i], own);
      if (here == 1) continue;
      TF_LITE_ENSURE_MSG(context, size == 1 || size == here, "Given shapes are not broadcastable: %d and %d in dimension %d", size, here,
                         d);
      size = here;
    }
    shape->data[d] = size;
  }
  *output_shape = shape.release();
  return kTfLiteOk;
}
}  // namespace internal

// The caller frees *output_shape, or hands it to context->ResizeTensor.
inline TfLiteStatus CalculateShapeForBroadcast(TfLiteContext* context, const TfLiteTensor* input1, const TfLiteTensor* input2,
                                               TfLiteIntArray** output_shape) {
  const TfLiteTensor* tensors[] = {input1, input2};
  return internal::BroadcastShape(context, tensors, 2, output_shape);
}
inline TfLiteStatus CalculateShapeForBroadcast(TfLiteContext* context, const TfLiteTensor* input1, const TfLiteTensor* input2,
                                               const TfLiteTensor* input3, TfLiteIntArray** output_shape) {
  const TfLiteTensor* tensors[] = {input1, input2, input3};
  return internal::BroadcastShape(context, tensors, 3, output_shape);
}
// The shape that a one-dimensional INT32 tensor states; the caller frees it.
inline TfLiteStatus GetOutputShapeFromInput(TfLiteContext* context, const TfLiteTensor* input, TfLiteIntArray** output_shape) {
  TF_LITE_ENSURE_EQ(context, NumDimensions(input), 1);
  TF_LITE_ENSURE_TYPES_EQ(context, input->type, kTfLiteInt32);
  TF_LITE_ENSURE(context, input->data.i32 != nullptr || SizeOfDimension(input, 0) == 0);
  *output_shape = BuildTfLiteIntArray(SizeOfDimension(input, 0), input->data.i32).release();
  return *output_shape != nullptr ? kTfLiteOk : kTfLiteError;
}

// ---- Where a tensor's data comes from ----

inline bool IsConstantTensor(const TfLiteTensor* tensor) { return tensor->allocation_type == kTfLiteMmapRo; }
inline bool IsConstantOrPersistentTensor(const TfLiteTensor* tensor) {
  return IsConstantTensor(tensor) || tensor->allocation_type == kTfLitePersistentRo;
}
inline bool IsDynamicTensor(const TfLiteTensor* tensor) { return tensor->allocation_type == kTfLiteDynamic; }
// From prepare: the output's shape comes out of invoke, which resizes it.
inline void SetTensorToDynamic(TfLiteTensor* tensor) {
  if (tensor->allocation_type == kTfLiteDynamic) return;
  TfLiteTensorDataFree(tensor);
  tensor->allocation_type = kTfLiteDynamic;
}
inline void SetTensorToPersistentRo(TfLiteTensor* tensor) {
  if (tensor->allocation_type == kTfLitePersistentRo) return;
  TfLiteTensorDataFree(tensor);
  tensor->allocation_type = kTfLitePersistentRo;
}
// FLOAT32 data with 8-bit (or smaller) weights.
inline bool IsHybridOp(const TfLiteTensor* input, const TfLiteTensor* weight) {
  const bool quantized = weight->type == kTfLiteUInt8 || weight->type == kTfLiteInt8 || weight->type == kTfLiteInt4;
  return quantized && input->type == kTfLiteFloat32;
}

// ---- Quantization and activations ----

// The real range of a fused activation.
template <typename T>
void CalculateActivationRange(TfLiteFusedActivation activation, T* activation_min, T* activation_max) {
  *activation_min = std::numeric_limits<T>::lowest();
  *activation_max = std::numeric_limits<T>::max();
  if (activation == kTfLiteActRelu || activation == kTfLiteActRelu6) *activation_min = 0;
  if (activation == kTfLiteActRelu6) *activation_max = 6;
  if (activation == kTfLiteActReluN1To1) *activation_min = -1, *activation_max = 1;
}

// The same in the output's quantized numbers: INT8, UINT8 or INT16.
inline TfLiteStatus CalculateActivationRangeQuantized(TfLiteContext* context, TfLiteFusedActivation activation, TfLiteTensor* output,
                                                      int32_t* act_min, int32_t* act_max) {
  int32_t lowest, highest;
  switch (output->type) {
    case kTfLiteUInt8: lowest = 0, highest = 255; break;
    case kTfLiteInt8: lowest = -128, highest = 127; break;
    case kTfLiteInt16: lowest = -32768, highest = 32767; break;
    default: TF_LITE_ENSURE_MSG(context, false, "Activation range of type %s", TfLiteTypeGetName(output->type));
  }
  float real_min, real_max;
  CalculateActivationRange(activation, &real_min, &real_max);
  const auto quantize = [&](float real) {
    const double q = std::round(static_cast<double>(real) / output->params.scale) + output->params.zero_point;
    return static_cast<int32_t>(std::min<double>(std::max<double>(q, lowest), highest));
  };
  const bool bounded = activation == kTfLiteActRelu || activation == kTfLiteActRelu6 || activation == kTfLiteActReluN1To1;
  TF_LITE_ENSURE_MSG(context, !bounded || output->params.scale > 0, "An output with a fused activation needs a scale above 0");
  *act_min = bounded ? quantize(real_min) : lowest;
  *act_max = bounded && activation != kTfLiteActRelu ? quantize(real_max) : highest;
  return kTfLiteOk;
}

// input scale * filter scale / output scale. The overload with a bias checks that its scale is the product of the other two.
inline TfLiteStatus GetQuantizedConvolutionMultipler(TfLiteContext* context, const TfLiteTensor* input, const TfLiteTensor* filter,
                                                     TfLiteTensor* output, double* multiplier) {
  const double product = static_cast<double>(input->params.scale) * static_cast<double>(filter->params.scale);
  TF_LITE_ENSURE(context, product >= 0);
  *multiplier = product / static_cast<double>(output->params.scale);
  return kTfLiteOk;
}
inline TfLiteStatus GetQuantizedConvolutionMultipler(TfLiteContext* context, const TfLiteTensor* input, const TfLiteTensor* filter,
                                                     const TfLiteTensor* bias, TfLiteTensor* output, double* multiplier) {
  const double product = static_cast<double>(input->params.scale) * static_cast<double>(filter->params.scale);
  if (bias != nullptr) {
    const double difference = std::abs(product - static_cast<double>(bias->params.scale));
    TF_LITE_ENSURE(context, difference / static_cast<double>(output->params.scale) <= 0.02);
  }
  return GetQuantizedConvolutionMultipler(context, input, filter, output, multiplier);
}

// ---- Others ----

// Bytes of one element, 0 for types whose elements have no fixed size.
inline int TfLiteTypeGetSize(TfLiteType type) {
  size_t bytes = 0;
  return GetSizeOfType(nullptr, type, &bytes) == kTfLiteOk ? static_cast<int>(bytes) : 0;
}
inline bool IsMobilePlatform() {
#if defined(__ANDROID__) || (defined(__APPLE__) && defined(TARGET_OS_IPHONE) && TARGET_OS_IPHONE)
  return true;
#else
  return false;
#endif
}
// "FLOAT32 [1, 2]", for messages.
inline std::string GetTensorDebugString(const TfLiteTensor* tensor) {
  std::string text = std::string(TfLiteTypeGetName(tensor->type)) + " [";
  for (int i = 0; tensor->dims != nullptr && i < tensor->dims->size; ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(tensor->dims->data[i]);
  }
  return text + "]";
}
inline std::string GetShapeDebugString(const TfLiteIntArray* shape) {
  std::string text = "[";
  for (int i = 0; shape != nullptr && i < shape->size; ++i) text += (i > 0 ? "," : "") + std::to_string(shape->data[i]);
  return text + "]";
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_KERNEL_UTIL_H_
