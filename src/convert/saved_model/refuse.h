// What a file is that was given as a SavedModel or graph but is none: so that the error names the mistake.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_REFUSE_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_REFUSE_H_

#include <cstdint>
#include <span>
#include <string>

#include "goldcrest/status.h"

namespace goldcrest::convert {

// UNSUPPORTED for a path of a Keras model file, with the line of Keras that exports it; otherwise success.
Status RefuseKerasFile(const std::string& path);

// A failure: the file at `path`, which holds `bytes`, is no `wanted`.
Status RefuseMessageFile(const std::string& path, std::span<const uint8_t> bytes, const char* wanted);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_REFUSE_H_
