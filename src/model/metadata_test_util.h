// Makes metadata for tests.
#ifndef GOLDCREST_SRC_MODEL_METADATA_TEST_UTIL_H_
#define GOLDCREST_SRC_MODEL_METADATA_TEST_UTIL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "flatbuffers/flatbuffers.h"
#include "model/metadata_schema_generated.h"

namespace goldcrest::model {

struct LabelsForTest {
  const char* file;
  const char* locale;
};

// A classifier's metadata: an input with a normalization, an output with files of labels.
inline std::vector<uint8_t> ClassifierMetadata(const std::vector<float>& mean, const std::vector<float>& std,
                                               const std::vector<LabelsForTest>& labels) {
  namespace schema = metadata_schema;
  flatbuffers::FlatBufferBuilder b;
  const auto options = schema::CreateNormalizationOptionsDirect(b, &mean, &std).Union();
  const std::vector<flatbuffers::Offset<schema::ProcessUnit>> units = {
      schema::CreateProcessUnit(b, schema::ProcessUnitOptions::NormalizationOptions, options)};
  const std::vector<flatbuffers::Offset<schema::TensorMetadata>> inputs = {
      schema::CreateTensorMetadataDirect(b, "image", "a picture", nullptr, 0, &units)};
  std::vector<flatbuffers::Offset<schema::AssociatedFile>> files;
  for (const LabelsForTest& l : labels) {
    files.push_back(schema::CreateAssociatedFileDirect(b, l.file, "labels", schema::AssociatedFileType::TENSOR_AXIS_LABELS, l.locale));
  }
  const std::vector<flatbuffers::Offset<schema::TensorMetadata>> outputs = {
      schema::CreateTensorMetadataDirect(b, "probability", nullptr, nullptr, 0, nullptr, 0, &files)};
  const std::vector<flatbuffers::Offset<schema::SubGraphMetadata>> subgraphs = {
      schema::CreateSubGraphMetadataDirect(b, nullptr, nullptr, &inputs, &outputs)};
  schema::FinishModelMetadataBuffer(b, schema::CreateModelMetadataDirect(b, "digits", "says which digit it is", "v1", &subgraphs, "me"));
  return {b.GetBufferPointer(), b.GetBufferPointer() + b.GetSize()};
}

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_METADATA_TEST_UTIL_H_
