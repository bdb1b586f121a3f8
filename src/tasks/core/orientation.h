// EXIF orientation: reading the one number we need, and turning the picture.
#ifndef GOLDCREST_SRC_TASKS_CORE_ORIENTATION_H_
#define GOLDCREST_SRC_TASKS_CORE_ORIENTATION_H_

#include <cstdint>
#include <span>

#include "goldcrest/status.h"
#include "tasks/core/image.h"

namespace goldcrest::tasks {

// The orientation, 1 to 8, in a TIFF block as EXIF stores it (a JPEG's APP1 after "Exif\0\0", a PNG's eXIf chunk). 1, upright,
// where there is none or the block is broken: a damaged remark does not spoil a picture.
int ExifOrientation(std::span<const uint8_t> tiff);

// The picture turned and mirrored so that it stands upright. Orientations: 1 as it is, 2 mirrored left-right, 3 turned by 180
// degrees, 4 mirrored top-bottom, 5 transposed, 6 to be turned clockwise, 7 transposed over the other diagonal, 8 to be turned
// counter-clockwise; any other number is taken as 1. Errors: OUT_OF_MEMORY.
Expected<Image> ApplyOrientation(Image image, int orientation);

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_ORIENTATION_H_
