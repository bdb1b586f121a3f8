// What a converted model says of its conversion, in its metadata.
#ifndef GOLDCREST_SRC_CONVERT_CONVERSION_METADATA_H_
#define GOLDCREST_SRC_CONVERT_CONVERSION_METADATA_H_

#include "convert/convert.h"
#include "model/model.h"

namespace goldcrest::convert {

// Adds CONVERSION_METADATA, which TensorFlow Lite's tools read, and GOLDCREST_CONVERSION: text, a line for Goldcrest's version and one
// with the passes that changed something.
void AddConversionMetadata(const ConvertOptions& options, const ConvertReport& report, model::Model* model);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_CONVERSION_METADATA_H_
