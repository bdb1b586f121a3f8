// Fuzz target: any bytes are a picture or refused with a reason, and a picture fits a tensor.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "tasks/core/decode_image.h"
#include "tasks/core/image_to_tensor.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace goldcrest;
  const Expected<tasks::Image> image = tasks::DecodeImage({data, size}, {.max_pixels = 1 << 22});
  if (!image.ok()) {
    if (image.status().message().empty()) std::abort();
    return 0;
  }
  if (image->pixels().size() != image->row_bytes() * static_cast<size_t>(image->height())) std::abort();
  const tasks::ImageLayout layout = {17, 13, 3, false};
  std::vector<uint8_t> tensor(static_cast<size_t>(layout.elements()));
  if (!tasks::ImageToTensor(*image, layout, {TensorType::kUInt8}, std::nullopt, tensor).ok()) std::abort();
  return 0;
}
