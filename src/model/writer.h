// Writing a model::Model as a .tflite file.
#ifndef GOLDCREST_SRC_MODEL_WRITER_H_
#define GOLDCREST_SRC_MODEL_WRITER_H_

#include <cstdint>
#include <vector>

#include "goldcrest/status.h"
#include "model/model.h"

namespace goldcrest::model {

struct WriteOptions {
  // Above this, constants go behind the FlatBuffer, which cannot address 2 GiB; they are found there by offset and size.
  uint64_t max_flatbuffer_bytes = (uint64_t{1} << 31) - (uint64_t{64} << 20);
};

// The file: a FlatBuffer with the identifier TFL3, constants at multiples of 16 bytes; behind it the buffers and custom options
// that are marked to lie there, then `model.appended`. The content of the appended archive is not touched, but its entries are
// found by their offset from the start of the file, so those offsets are set anew.
//
// The model is written as it is, sensible or not; verify.h judges. LIMIT_EXCEEDED when its structure alone is too large for a
// FlatBuffer, OUT_OF_MEMORY when the file does not fit in memory.
Expected<std::vector<uint8_t>> WriteModel(const Model& model, const WriteOptions& options = {});

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_WRITER_H_
