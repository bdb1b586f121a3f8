#include "tasks/core/image.h"

#include "base/checked.h"

namespace goldcrest::tasks {

Status CheckImageSize(int64_t width, int64_t height, uint64_t max_pixels) {
  const auto w = static_cast<long long>(width), h = static_cast<long long>(height);
  if (width < 1 || height < 1) {
    return Error(StatusCode::kInvalidArgument, "the picture is %lld x %lld pixels; both sides must be at least 1", w, h);
  }
  if (width > kMaxSide || height > kMaxSide) {
    return Error(StatusCode::kLimitExceeded, "the picture is %lld x %lld pixels; a side may have %lld", w, h,
                 static_cast<long long>(kMaxSide));
  }
  if (!(CheckedSize(width) * height).AtMost(max_pixels)) {
    return Error(StatusCode::kLimitExceeded, "the picture is %lld x %lld pixels; the limit is %llu in all", w, h,
                 static_cast<unsigned long long>(max_pixels));
  }
  return Status::Ok();
}

Expected<Image> Image::Allocate(int64_t width, int64_t height, int channels, uint64_t max_pixels) {
  if (channels != 1 && channels != 3) return Error(StatusCode::kInvalidArgument, "an image has 1 or 3 channels, not %d", channels);
  GC_RETURN_IF_ERROR(CheckImageSize(width, height, max_pixels));
  const CheckedSize bytes = CheckedSize(width) * height * channels;
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "the picture does not fit the address space");
  Image image;
  GC_ASSIGN_OR_RETURN(image.pixels_, AlignedBuffer::Allocate(bytes.value()));
  image.width_ = static_cast<int>(width);
  image.height_ = static_cast<int>(height);
  image.channels_ = channels;
  return image;
}

}  // namespace goldcrest::tasks
