// Reading a .tflite file into a model::Model.
//
// Reading checks structure only: that the bytes are a FlatBuffer of the model format and that every constant lies inside them.
// Whether indices, shapes and types make sense is the semantic verifier's question (verify.h); every way of loading a model asks
// both. Any bytes are safe to read.
#ifndef GOLDCREST_SRC_MODEL_READER_H_
#define GOLDCREST_SRC_MODEL_READER_H_

#include <cstdint>
#include <memory>

#include "base/file.h"
#include "goldcrest/status.h"
#include "model/model.h"

namespace goldcrest::model {

struct ReadOptions {
  // What reading may copy, constants that stay in the file not counted.
  uint64_t max_bytes = uint64_t{1} << 31;
};

// The result has at least buffer 0, empty. Its constants are Blocks inside `bytes`, which they keep alive; those whose place in the file is
// not aligned for their element type are copied. All else is copied: nothing that addresses memory is read from `bytes` later.
//
// INVALID_MODEL when the bytes are no model (the message says what they are instead, or how much of the file is missing) or
// contradict the format; LIMIT_EXCEEDED when they would unfold to more than `max_bytes`.
Expected<Model> ReadModel(std::shared_ptr<const Bytes> bytes, const ReadOptions& options = {});

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_READER_H_
