// Models, versions.
#include <cstring>
#include <new>

#include "bindings/c/objects.h"
#include "goldcrest/c.h"

namespace goldcrest::c {
namespace {

constexpr const char* kEmpty = "The model allocation is null/empty";
constexpr const char* kInvalid = "The model is not a valid Flatbuffer buffer";

// TensorFlow Lite reads such a file and refuses it when an interpreter is made.
bool LacksSubgraphs(const Status& status) { return status.message().find("no subgraph in the model") != std::string::npos; }

TfLiteModel* Finish(Expected<Model> model, const Reporter& reporter) {
  if (!model.ok() && !LacksSubgraphs(model.status())) {
    reporter.Report("%s", model.status().message().c_str());
    if (model.status().code() == StatusCode::kInvalidModel) reporter.Report("%s", kInvalid);
    return nullptr;
  }
  return new TfLiteModel{std::move(model)};
}

TfLiteModel* FromBytes(const void* data, size_t size, const Reporter& reporter, const Limits& limits = {}) {
  return Guard<TfLiteModel*>(reporter, nullptr, [&]() -> TfLiteModel* {
    if (data == nullptr || size == 0) {
      reporter.Report("%s", kEmpty);
      return nullptr;
    }
    return Finish(Model::FromBorrowedBytes({static_cast<const uint8_t*>(data), size}, limits), reporter);
  });
}

TfLiteModel* FromFile(const char* path, const Reporter& reporter, const Limits& limits = {}) {
  return Guard<TfLiteModel*>(reporter, nullptr, [&]() -> TfLiteModel* {
    if (path == nullptr) {
      reporter.Report("%s", kEmpty);
      return nullptr;
    }
    Expected<Model> model = Model::FromFile(path, Model::Mode::kMap, limits);
    const StatusCode code = model.status().code();
    if (code == StatusCode::kNotFound || code == StatusCode::kIoError) {
      reporter.Report("Could not open '%s'.", path);
      reporter.Report("%s", kEmpty);
      return nullptr;
    }
    return Finish(std::move(model), reporter);
  });
}

}  // namespace
}  // namespace goldcrest::c

using goldcrest::c::Reporter;

extern "C" {

const char* TfLiteVersion(void) { return "2.19.0"; }
const char* TfLiteExtensionApisVersion(void) { return TfLiteVersion(); }
int TfLiteSchemaVersion(void) { return 3; }

TfLiteModel* TfLiteModelCreate(const void* model_data, size_t model_size) {
  return goldcrest::c::FromBytes(model_data, model_size, Reporter());
}

TfLiteModel* TfLiteModelCreateWithErrorReporter(const void* model_data, size_t model_size, Reporter::Callback reporter, void* user_data) {
  return goldcrest::c::FromBytes(model_data, model_size, Reporter(reporter, user_data));
}

TfLiteModel* TfLiteModelCreateFromFile(const char* model_path) { return goldcrest::c::FromFile(model_path, Reporter()); }

TfLiteModel* TfLiteModelCreateFromFileWithErrorReporter(const char* model_path, Reporter::Callback reporter, void* user_data) {
  return goldcrest::c::FromFile(model_path, Reporter(reporter, user_data));
}

TfLiteModel* GoldcrestModelCreateWithLimit(const void* model_data, size_t model_size, uint64_t max_bytes, Reporter::Callback reporter,
                                           void* user_data) {
  return goldcrest::c::FromBytes(model_data, model_size, Reporter(reporter, user_data), goldcrest::c::LimitsOf(max_bytes, 0));
}

TfLiteModel* GoldcrestModelCreateFromFileWithLimit(const char* model_path, uint64_t max_bytes, Reporter::Callback reporter,
                                                   void* user_data) {
  return goldcrest::c::FromFile(model_path, Reporter(reporter, user_data), goldcrest::c::LimitsOf(max_bytes, 0));
}

void TfLiteModelDelete(TfLiteModel* model) { delete model; }

}  // extern "C"
