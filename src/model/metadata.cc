#include "model/metadata.h"

#include <cstring>

#include "model/flatbuffer_view.h"
#include "model/metadata_schema_generated.h"

namespace goldcrest::model {
namespace {

namespace schema = metadata_schema;

// Texts and lists that a metadata block of any honest size needs; one vector may be named many times.
constexpr uint64_t kBudget = uint64_t{64} << 20;

std::vector<AssociatedFile> ReadFiles(const TablesView& tables) {
  std::vector<AssociatedFile> files;
  for (uint32_t i = 0; i < tables.size(); ++i) {
    const TableView t = tables[i];
    AssociatedFile file;
    file.name = t.String(schema::AssociatedFile::VT_NAME);
    file.description = t.String(schema::AssociatedFile::VT_DESCRIPTION);
    file.type = static_cast<AssociatedFile::Type>(t.Scalar<int8_t>(schema::AssociatedFile::VT_TYPE));
    file.locale = t.String(schema::AssociatedFile::VT_LOCALE);
    files.push_back(std::move(file));
  }
  return files;
}

void ReadNormalization(const TablesView& units, TensorMetadata& tensor) {
  for (uint32_t i = 0; i < units.size(); ++i) {
    const auto kind = static_cast<schema::ProcessUnitOptions>(units[i].Scalar<uint8_t>(schema::ProcessUnit::VT_OPTIONS_TYPE));
    if (kind != schema::ProcessUnitOptions::NormalizationOptions) continue;
    const TableView options = units[i].Table(schema::ProcessUnit::VT_OPTIONS);
    if (!options.present()) continue;
    tensor.mean = options.Vector<float>(schema::NormalizationOptions::VT_MEAN);
    tensor.std = options.Vector<float>(schema::NormalizationOptions::VT_STD);
  }
}

std::vector<TensorMetadata> ReadTensors(const TablesView& tables) {
  std::vector<TensorMetadata> tensors;
  for (uint32_t i = 0; i < tables.size(); ++i) {
    const TableView t = tables[i];
    TensorMetadata tensor;
    tensor.name = t.String(schema::TensorMetadata::VT_NAME);
    tensor.description = t.String(schema::TensorMetadata::VT_DESCRIPTION);
    ReadNormalization(t.Tables(schema::TensorMetadata::VT_PROCESS_UNITS, sizeof(void*)), tensor);
    tensor.associated_files = ReadFiles(t.Tables(schema::TensorMetadata::VT_ASSOCIATED_FILES, sizeof(AssociatedFile)));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

}  // namespace

Expected<ModelMetadata> ReadMetadata(std::span<const uint8_t> bytes) {
  const char* const identifier = schema::ModelMetadataIdentifier();
  if (bytes.size() < 8 || std::memcmp(bytes.data() + 4, identifier, 4) != 0) {
    return Error(StatusCode::kInvalidModel, "metadata of %zu bytes without the identifier %s", bytes.size(), identifier);
  }
  FlatBufferReading reading(bytes, kBudget);
  const TableView root = reading.Root();
  ModelMetadata metadata;
  metadata.name = root.String(schema::ModelMetadata::VT_NAME);
  metadata.description = root.String(schema::ModelMetadata::VT_DESCRIPTION);
  metadata.version = root.String(schema::ModelMetadata::VT_VERSION);
  metadata.author = root.String(schema::ModelMetadata::VT_AUTHOR);
  metadata.license = root.String(schema::ModelMetadata::VT_LICENSE);
  const TablesView subgraphs = root.Tables(schema::ModelMetadata::VT_SUBGRAPH_METADATA, sizeof(void*));
  if (subgraphs.size() > 0) {
    const TableView first = subgraphs[0];
    metadata.inputs = ReadTensors(first.Tables(schema::SubGraphMetadata::VT_INPUT_TENSOR_METADATA, sizeof(TensorMetadata)));
    metadata.outputs = ReadTensors(first.Tables(schema::SubGraphMetadata::VT_OUTPUT_TENSOR_METADATA, sizeof(TensorMetadata)));
  }
  if (!reading.ok()) return reading.status().At("metadata");
  return metadata;
}

const AssociatedFile* FindLabels(std::span<const AssociatedFile> files, std::string_view locale) {
  const AssociatedFile* found = nullptr;
  for (const AssociatedFile& file : files) {
    if (file.type != AssociatedFile::Type::kTensorAxisLabels) continue;
    if (file.locale == locale) return &file;
    if (found == nullptr || (file.locale.empty() && !found->locale.empty())) found = &file;
  }
  return found;
}

}  // namespace goldcrest::model
