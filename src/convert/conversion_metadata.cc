#include "convert/conversion_metadata.h"

#include "model/conversion_metadata_schema_generated.h"

namespace goldcrest::convert {
namespace {

namespace fb = model::conversion_fb;

// The converter's interface that the options are written for: TensorFlow 2's.
constexpr uint32_t kApiVersion = 2;

void AddEntry(std::string name, std::vector<uint8_t> bytes, model::Model* model) {
  model->metadata.push_back({std::move(name), static_cast<uint32_t>(model->buffers.size())});
  model->buffers.push_back({model::Block(std::move(bytes)), false});
}

std::vector<uint8_t> Metadata(const ConvertOptions& options, const ConvertReport& report) {
  flatbuffers::FlatBufferBuilder builder;
  const auto version = builder.CreateString(report.tensorflow_version);
  const auto environment = fb::CreateEnvironment(builder, version, kApiVersion, fb::ModelType::TF_SAVED_MODEL, 0);
  const auto written = fb::CreateConversionOptions(builder, 0, options.allow_custom_ops, options.select_ops, false, 0);
  builder.Finish(fb::CreateConversionMetadata(builder, environment, written));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

void AddConversionMetadata(const ConvertOptions& options, const ConvertReport& report, model::Model* model) {
  AddEntry("CONVERSION_METADATA", Metadata(options, report), model);
  std::string text = "goldcrest " GC_VERSION "\npasses:";
  for (const std::string& pass : report.passes) text += " " + pass;
  text += "\n";
  AddEntry("GOLDCREST_CONVERSION", {text.begin(), text.end()}, model);
}

}  // namespace goldcrest::convert
