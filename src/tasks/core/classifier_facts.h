// What a model says of itself that a classifier of pictures needs: names of its classes, and what pixels it wants.
#ifndef GOLDCREST_SRC_TASKS_CORE_CLASSIFIER_FACTS_H_
#define GOLDCREST_SRC_TASKS_CORE_CLASSIFIER_FACTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goldcrest/model.h"
#include "goldcrest/status.h"
#include "tasks/core/image_to_tensor.h"

namespace goldcrest::tasks {

struct ClassifierFacts {
  std::vector<std::string> labels;  // by class; empty where the model names none
  // Of the first input; only for float models, as TensorFlow Lite's tasks have it: quantized ones take the pixels.
  std::optional<Normalization> normalization;
};

// From the metadata entry TFLITE_METADATA and the archive behind the model. A model without metadata has no facts, which is no failure.
// Errors: INVALID_MODEL for metadata or an archive that is damaged, or a file of labels that the archive lacks; LIMIT_EXCEEDED for
// labels of more than 64 MB.
Expected<ClassifierFacts> ReadClassifierFacts(const Model& model);

// One label a line, with or without a carriage return; the first belongs to class 0. Any bytes are names. LIMIT_EXCEEDED for more than
// 2^22 of them, which no model has.
Expected<std::vector<std::string>> SplitLabels(std::string_view text);

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_CLASSIFIER_FACTS_H_
