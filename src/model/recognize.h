// What a file is that was given as a model: so that the error names the mistake, not its consequence.
#ifndef GOLDCREST_SRC_MODEL_RECOGNIZE_H_
#define GOLDCREST_SRC_MODEL_RECOGNIZE_H_

#include <cstdint>
#include <span>

#include "goldcrest/status.h"

namespace goldcrest::model {

// Success when the bytes start as a model does: at least a FlatBuffer's header with the identifier TFL3. Otherwise INVALID_MODEL,
// saying what they are instead: nothing, a Git LFS pointer, a web page, an archive, a picture, a model of another format.
Status RecognizeModel(std::span<const uint8_t> bytes);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_RECOGNIZE_H_
