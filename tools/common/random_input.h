// Seeded random values for a model's inputs: the same seed gives the same bytes on every machine.
#ifndef GOLDCREST_TOOLS_COMMON_RANDOM_INPUT_H_
#define GOLDCREST_TOOLS_COMMON_RANDOM_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "goldcrest/status.h"
#include "goldcrest/types.h"

namespace goldcrest::tools {

// Whole numbers from low to high, both included.
struct ValueRange {
  int64_t low = 0;
  int64_t high = 0;
};

// Fills a tensor's bytes. Without a range, as TensorFlow Lite's benchmark does: floats from -0.5 to 0.5, 8-bit integers over their
// whole range, wider integers from 0 to 99 (they are often indices), and either boolean; sub-byte integers over their whole
// range. Errors: UNSUPPORTED for STRING, RESOURCE and VARIANT; INVALID_ARGUMENT for a range that is empty or outside the type.
Status FillRandom(TensorType type, uint64_t seed, const std::optional<ValueRange>& range, std::span<uint8_t> bytes);

// Words of one to eight small letters.
std::vector<std::string> RandomStrings(size_t count, uint64_t seed);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_RANDOM_INPUT_H_
