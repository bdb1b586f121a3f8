// String tensors: a count, count + 1 offsets from the start of the buffer (all int32), then the characters.
#ifndef GOLDCREST_SRC_RUNTIME_STRINGS_H_
#define GOLDCREST_SRC_RUNTIME_STRINGS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "goldcrest/status.h"

namespace goldcrest {

// The strings in `buffer`, or why it is not a well-formed string tensor. An empty buffer holds no strings.
Expected<std::vector<std::string_view>> ReadStrings(std::span<const uint8_t> buffer);

// Bytes of the buffer that WriteStrings fills; fails where offsets would not fit into 31 bits.
Expected<size_t> StringsBytes(std::span<const std::string_view> strings);

// `buffer` has StringsBytes() bytes.
void WriteStrings(std::span<const std::string_view> strings, uint8_t* buffer);

// The same for `count` empty strings, without a list of them.
Expected<size_t> EmptyStringsBytes(size_t count);
void WriteEmptyStrings(size_t count, uint8_t* buffer);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_STRINGS_H_
