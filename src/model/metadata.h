// What a model's author says about it: the metadata entry TFLITE_METADATA, and the names of the files that come with it in the archive
// after the model (Model::appended).
//
//   GC_ASSIGN_OR_RETURN(ModelMetadata metadata, ReadMetadata(bytes));
//   if (const TensorMetadata* input = metadata.input(0)) ... input->normalization ...
#ifndef GOLDCREST_SRC_MODEL_METADATA_H_
#define GOLDCREST_SRC_MODEL_METADATA_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "goldcrest/status.h"

namespace goldcrest::model {

inline constexpr std::string_view kMetadataName = "TFLITE_METADATA";

struct AssociatedFile {
  // Numbered as in the file; a number that is none of these is kept.
  enum class Type : int8_t {
    kUnknown = 0,
    kDescriptions = 1,
    kTensorAxisLabels = 2,
    kTensorValueLabels = 3,
    kTensorAxisScoreCalibration = 4,
    kVocabulary = 5,
    kScannIndexFile = 6,
  };
  std::string name;  // in the archive
  std::string description;
  Type type = Type::kUnknown;
  std::string locale;  // "en"; empty for any
};

struct TensorMetadata {
  std::string name;
  std::string description;
  // The model sees (value - mean) / std: one of each, or one for every channel. Empty where nothing is said.
  std::vector<float> mean;
  std::vector<float> std;
  std::vector<AssociatedFile> associated_files;
};

struct ModelMetadata {
  std::string name;
  std::string description;
  std::string version;
  std::string author;
  std::string license;
  // Of the first subgraph, in the order of its inputs and outputs; as many as the author described.
  std::vector<TensorMetadata> inputs;
  std::vector<TensorMetadata> outputs;

  const TensorMetadata* input(size_t i) const { return i < inputs.size() ? &inputs[i] : nullptr; }
  const TensorMetadata* output(size_t i) const { return i < outputs.size() ? &outputs[i] : nullptr; }
};

// Any bytes are safe. Errors: INVALID_MODEL for bytes that are no metadata or contradict themselves.
Expected<ModelMetadata> ReadMetadata(std::span<const uint8_t> bytes);

// The labels among `files` for people who speak `locale` ("en"), else those for anyone, else the first; null where there are none.
const AssociatedFile* FindLabels(std::span<const AssociatedFile> files, std::string_view locale = "en");

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_METADATA_H_
