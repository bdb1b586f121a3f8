// Checked sizes of shapes that come from outside.
#ifndef GOLDCREST_SRC_BASE_SHAPE_UTIL_H_
#define GOLDCREST_SRC_BASE_SHAPE_UTIL_H_

#include "base/checked.h"
#include "goldcrest/types.h"

namespace goldcrest {

// Number of elements; invalid on a negative dimension or overflow (also when a zero dimension hides it).
CheckedSize CheckedElements(const Shape& shape);

// Bytes of a dense tensor, sub-byte types rounded up; 0 for STRING and VARIANT.
CheckedSize CheckedBytes(TensorType type, const Shape& shape);

// The memory a tensor takes at least: CheckedBytes, or for types without a fixed size (STRING) 4 bytes an element, what one costs even
// when it is empty. To compare with limits.
CheckedSize LeastBytes(TensorType type, const Shape& shape);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_BASE_SHAPE_UTIL_H_
