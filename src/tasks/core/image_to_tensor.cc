#include "tasks/core/image_to_tensor.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/checked.h"

namespace goldcrest::tasks {
namespace {

// Where one output row or column falls between two of the input.
struct Sample {
  int low = 0;
  int high = 0;
  float weight = 0;  // of `high`
};

std::vector<Sample> Samples(int input_size, int output_size) {
  std::vector<Sample> samples(static_cast<size_t>(output_size));
  const float scale = static_cast<float>(input_size) / static_cast<float>(output_size);
  for (int i = 0; i < output_size; ++i) {
    const float position = static_cast<float>(i) * scale;
    Sample& s = samples[static_cast<size_t>(i)];
    s.low = std::min(static_cast<int>(position), input_size - 1);
    s.high = std::min(s.low + 1, input_size - 1);
    s.weight = position - static_cast<float>(s.low);
  }
  return samples;
}

float At(const uint8_t* pixel, int channel, int channels_in, int channels_out) {
  if (channels_in == channels_out) return pixel[channel];
  return channels_in == 1 ? pixel[0] : Luminance(pixel[0], pixel[1], pixel[2]);
}

template <typename T>
void Store(std::span<uint8_t> out, size_t i, T value) {
  std::memcpy(out.data() + i * sizeof(T), &value, sizeof(T));
}

// Truncated like the conversion to an integer in the example.
template <typename T>
void StorePixels(std::span<const float> pixels, int32_t offset, std::span<uint8_t> out) {
  for (size_t i = 0; i < pixels.size(); ++i) Store(out, i, static_cast<T>(static_cast<int32_t>(pixels[i]) + offset));
}

template <typename T>
void StoreQuantized(std::span<const float> pixels, const ImageElement& element, const Normalization& n, std::span<uint8_t> out) {
  constexpr double kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  for (size_t i = 0; i < pixels.size(); ++i) {
    const double real = (static_cast<double>(pixels[i]) - n.mean) / n.std;
    Store(out, i, static_cast<T>(std::clamp(std::round(real / element.scale) + element.zero_point, kLow, kHigh)));
  }
}

template <typename T>
Status StoreSmallInteger(std::span<const float> pixels, const ImageElement& element, const std::optional<Normalization>& normalization,
                         std::span<uint8_t> out) {
  if (!normalization && sizeof(T) == 1) {
    StorePixels<T>(pixels, std::is_signed_v<T> ? -128 : 0, out);
    return Status::Ok();
  }
  if (!(element.scale > 0) || !std::isfinite(element.scale)) {
    return Error(StatusCode::kInvalidArgument, "the input is %s without a scale, so that mean and std cannot be applied",
                 TypeName(element.type).data());
  }
  StoreQuantized<T>(pixels, element, normalization.value_or(Normalization{}), out);
  return Status::Ok();
}

Status CheckOne(float mean, float std) {
  if (std::isfinite(mean) && std::isfinite(std) && std != 0) return Status::Ok();
  return Error(StatusCode::kInvalidArgument, "mean %g and std %g; both must be finite and std not 0", mean, std);
}

Status CheckNormalization(const Normalization& n, const ImageLayout& layout, TensorType type) {
  if (!n.per_channel()) return CheckOne(n.mean, n.std);
  const auto channels = static_cast<size_t>(layout.channels);
  if (type != TensorType::kFloat32 || n.channel_mean.size() != channels || n.channel_std.size() != channels) {
    return Error(StatusCode::kInvalidArgument, "%zu means and %zu stds for a tensor of %s with %zu channels", n.channel_mean.size(),
                 n.channel_std.size(), TypeName(type).data(), channels);
  }
  for (size_t c = 0; c < channels; ++c) GC_RETURN_IF_ERROR(CheckOne(n.channel_mean[c], n.channel_std[c]));
  return Status::Ok();
}

void StoreFloats(std::span<const float> pixels, const ImageLayout& layout, const Normalization& n, std::span<uint8_t> out) {
  const auto channels = static_cast<size_t>(layout.channels);
  const size_t plane = pixels.size() / channels;
  for (size_t i = 0; i < pixels.size(); ++i) {
    const size_t c = layout.planar ? i / plane : i % channels;
    const float mean = n.per_channel() ? n.channel_mean[c] : n.mean;
    const float std = n.per_channel() ? n.channel_std[c] : n.std;
    Store(out, i, (pixels[i] - mean) / std);
  }
}

}  // namespace

Expected<ImageLayout> ImageLayoutOf(const Shape& shape) {
  const auto refuse = [&] {
    return Error(StatusCode::kInvalidArgument,
                 "the input has shape %s; a picture needs [1, height, width, channels], channels being 1 or 3", shape.ToString().c_str());
  };
  Shape s = shape;
  if (s.rank() == 4) {
    if (s[0] != 1) return refuse();
    s = Shape(shape.dims() + 1, 3);
  }
  const auto is_channels = [](int32_t d) { return d == 1 || d == 3; };
  ImageLayout layout;
  if (s.rank() == 3 && is_channels(s[2])) {
    layout = {s[0], s[1], s[2], false};
  } else if (s.rank() == 3 && is_channels(s[0])) {
    layout = {s[1], s[2], s[0], true};
  } else if (s.rank() == 2) {
    layout = {s[0], s[1], 1, false};
  } else {
    return refuse();
  }
  if (layout.height < 1 || layout.width < 1) return refuse();
  return layout;
}

Status ResizeToLayout(const Image& image, const ImageLayout& layout, std::span<float> out) {
  if (out.size() != static_cast<size_t>(layout.elements()) || image.pixels().empty()) {
    return Error(StatusCode::kInvalidArgument, "resizing %d x %d pixels into %zu values", image.width(), image.height(), out.size());
  }
  const std::vector<Sample> rows = Samples(image.height(), layout.height);
  const std::vector<Sample> columns = Samples(image.width(), layout.width);
  const int in_channels = image.channels();
  const auto out_channels = static_cast<size_t>(layout.channels);
  const size_t pixel_stride = layout.planar ? 1 : out_channels;
  const size_t channel_stride = layout.planar ? rows.size() * columns.size() : 1;
  for (size_t y = 0; y < rows.size(); ++y) {
    const uint8_t* top = image.row(rows[y].low);
    const uint8_t* bottom = image.row(rows[y].high);
    const float dy = rows[y].weight;
    for (size_t x = 0; x < columns.size(); ++x) {
      const float dx = columns[x].weight;
      const ptrdiff_t left = ptrdiff_t{columns[x].low} * in_channels, right = ptrdiff_t{columns[x].high} * in_channels;
      for (size_t c = 0; c < out_channels; ++c) {
        const auto value = [&](const uint8_t* row, ptrdiff_t at) {
          return At(row + at, static_cast<int>(c), in_channels, layout.channels);
        };
        const float mixed = value(top, left) * (1 - dy) * (1 - dx) + value(bottom, left) * dy * (1 - dx) +
                            value(top, right) * (1 - dy) * dx + value(bottom, right) * dy * dx;
        out[(y * columns.size() + x) * pixel_stride + c * channel_stride] = mixed;
      }
    }
  }
  return Status::Ok();
}

Status ImageToTensor(const Image& image, const ImageLayout& layout, const ImageElement& element,
                     const std::optional<Normalization>& normalization, std::span<uint8_t> out) {
  const CheckedSize elements = CheckedSize(layout.height) * layout.width * layout.channels;
  const CheckedSize bytes = elements * (TypeBits(element.type) / 8);
  if (!bytes.ok() || bytes.value() != out.size() || out.empty()) {
    return Error(StatusCode::kInvalidArgument, "a tensor of %zu bytes for %d x %d x %d elements of %s", out.size(), layout.height,
                 layout.width, layout.channels, TypeName(element.type).data());
  }
  if (normalization) GC_RETURN_IF_ERROR(CheckNormalization(*normalization, layout, element.type));
  GC_ASSIGN_OR_RETURN(AlignedBuffer buffer,
                      AlignedBuffer::Allocate((elements * sizeof(float)).ok() ? elements.value() * sizeof(float) : SIZE_MAX));
  const std::span<float> pixels(buffer.as<float>(), elements.value());
  GC_RETURN_IF_ERROR(ResizeToLayout(image, layout, pixels));
  switch (element.type) {
    case TensorType::kFloat32: {
      StoreFloats(pixels, layout, normalization.value_or(Normalization{}), out);
      return Status::Ok();
    }
    case TensorType::kUInt8: return StoreSmallInteger<uint8_t>(pixels, element, normalization, out);
    case TensorType::kInt8: return StoreSmallInteger<int8_t>(pixels, element, normalization, out);
    case TensorType::kInt16: return StoreSmallInteger<int16_t>(pixels, element, normalization, out);
    case TensorType::kInt32: StorePixels<int32_t>(pixels, 0, out); return Status::Ok();
    case TensorType::kInt64: StorePixels<int64_t>(pixels, 0, out); return Status::Ok();
    default:
      return Error(StatusCode::kUnsupported, "the input is %s; a picture fits FLOAT32, UINT8, INT8, INT16, INT32 and INT64",
                   TypeName(element.type).data());
  }
}

}  // namespace goldcrest::tasks
