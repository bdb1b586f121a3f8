// From a picture to a model's input: resized, normalized and quantized as TensorFlow Lite's image example (label_image) does it.
//
//   GC_ASSIGN_OR_RETURN(ImageLayout layout, ImageLayoutOf(shape));
//   GC_RETURN_IF_ERROR(ImageToTensor(image, layout, {.type = TensorType::kUInt8}, std::nullopt, bytes));
//
// Resizing is bilinear between the four nearest pixels, pixel i of the output lying at i * input size / output size of the input:
// no averaging over what lies between, corners not aligned, centers not shifted. A model with one channel gets brightness; a model with
// three gets a grey picture three times.
#ifndef GOLDCREST_SRC_TASKS_CORE_IMAGE_TO_TENSOR_H_
#define GOLDCREST_SRC_TASKS_CORE_IMAGE_TO_TENSOR_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "goldcrest/status.h"
#include "goldcrest/types.h"
#include "tasks/core/image.h"

namespace goldcrest::tasks {

// How an input tensor holds one picture.
struct ImageLayout {
  int height = 0;
  int width = 0;
  int channels = 0;     // 1 or 3
  bool planar = false;  // [channels, height, width] instead of [height, width, channels]

  int64_t elements() const { return int64_t{height} * width * channels; }
};

// Takes [1, H, W, C], [H, W, C], [1, C, H, W], [C, H, W], and [1, H, W] and [H, W] for grey; C is 1 or 3.
// Errors: INVALID_ARGUMENT for any other shape.
Expected<ImageLayout> ImageLayoutOf(const Shape& shape);

// The tensor's elements: FLOAT32, or an integer type that is quantized (scale > 0) or not (scale 0).
struct ImageElement {
  TensorType type = TensorType::kFloat32;
  float scale = 0;
  int32_t zero_point = 0;
};

// The real value of a pixel v is (v - mean) / std.
struct Normalization {
  float mean = 127.5f;
  float std = 127.5f;
  // Where they are not empty, a mean and a std for each channel instead; for FLOAT32 only.
  std::vector<float> channel_mean = {};
  std::vector<float> channel_std = {};

  bool per_channel() const { return !channel_mean.empty() || !channel_std.empty(); }
};

// Writes the picture into `out`, the bytes of the tensor.
//   FLOAT32         (v - mean) / std, with Normalization's defaults where none is given
//   UINT8, INT8     without normalization the pixel itself, for INT8 less 128: what models quantized for pictures take.
//                   With one, its real value quantized by the tensor's scale and zero point, rounded and clamped.
//   INT16           the same, with Normalization's defaults where none is given
//   INT32, INT64    the pixel itself
// Errors: UNSUPPORTED for another type, INVALID_ARGUMENT where `out` has another size than layout and type make, where std is 0 or
// not finite, where a normalization meets a tensor without quantization, and for one by channel that does not fit the channels.
Status ImageToTensor(const Image& image, const ImageLayout& layout, const ImageElement& element,
                     const std::optional<Normalization>& normalization, std::span<uint8_t> out);

// The resizing alone: `out` has layout.elements() values from 0 to 255, not rounded.
Status ResizeToLayout(const Image& image, const ImageLayout& layout, std::span<float> out);

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_IMAGE_TO_TENSOR_H_
