// How the strings of a STRING tensor lie in its bytes: int32 count, count + 1 int32 offsets from the start (the last one ends
// the last string), then the characters.
#ifndef GOLDCREST_SRC_MODEL_STRING_TABLE_H_
#define GOLDCREST_SRC_MODEL_STRING_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "goldcrest/status.h"

namespace goldcrest::model {

// Success when `bytes` are such a table of `elements` strings, all inside. Bytes after the last string are ignored. A table of
// no strings may have no bytes at all.
Status CheckStringTable(std::span<const uint8_t> bytes, size_t elements);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_STRING_TABLE_H_
