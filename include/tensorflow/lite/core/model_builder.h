// FlatBufferModel: a model file, verified and ready for interpreters.
//
//   std::unique_ptr<tflite::FlatBufferModel> model = tflite::FlatBufferModel::BuildFromFile("mobilenet.tflite");
//
// Every way in verifies structure and meaning of the bytes, whether its name says so or not. Failures are null pointers, with the
// reason in the reporter, which must outlive the model. A model is immutable and may serve many interpreters and threads; what a
// caller lent to it (a buffer, an allocation) must outlive it and them.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_MODEL_BUILDER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_MODEL_BUILDER_H_

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "goldcrest/c.h"
#include "tensorflow/lite/allocation.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/core/api/op_resolver.h"
#include "tensorflow/lite/core/api/verifier.h"
#include "tensorflow/lite/mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/stderr_reporter.h"

namespace tflite {

class FlatBufferModel {
 public:
  static std::unique_ptr<FlatBufferModel> BuildFromFile(const char* filename, ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return Finish(TfLiteModelCreateFromFileWithErrorReporter(filename, &ReportTo, OrDefault(error_reporter)), nullptr, error_reporter);
  }
  static std::unique_ptr<FlatBufferModel> BuildFromBuffer(const char* caller_owned_buffer, size_t buffer_size,
                                                          ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return Finish(FromBytes(caller_owned_buffer, buffer_size, error_reporter), nullptr, error_reporter);
  }
  // Takes the allocation over.
  static std::unique_ptr<FlatBufferModel> BuildFromAllocation(std::unique_ptr<Allocation> allocation,
                                                              ErrorReporter* error_reporter = DefaultErrorReporter()) {
    if (allocation == nullptr || !allocation->valid()) {
      OrDefault(error_reporter)->Report("The model allocation is null/empty");
      return nullptr;
    }
    TfLiteModel* model = FromBytes(allocation->base(), allocation->bytes(), error_reporter);
    return Finish(model, std::move(allocation), error_reporter);
  }
  // A file that is open already, or a part of it; the descriptor stays the caller's.
  static std::unique_ptr<FlatBufferModel> BuildFromFileDescriptor(int fd, ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return BuildFromAllocation(std::unique_ptr<Allocation>(new MMAPAllocation(fd, error_reporter)), error_reporter);
  }
  static std::unique_ptr<FlatBufferModel> BuildFromFileDescriptor(int fd, size_t offset, size_t length,
                                                                  ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return BuildFromAllocation(std::unique_ptr<Allocation>(new MMAPAllocation(fd, offset, length, error_reporter)), error_reporter);
  }

  // The same with a check of the caller's after ours.
  static std::unique_ptr<FlatBufferModel> VerifyAndBuildFromFile(const char* filename, TfLiteVerifier* extra_verifier = nullptr,
                                                                 ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return Verified(BuildFromFile(filename, error_reporter), extra_verifier);
  }
  static std::unique_ptr<FlatBufferModel> VerifyAndBuildFromBuffer(const char* caller_owned_buffer, size_t buffer_size,
                                                                   TfLiteVerifier* extra_verifier = nullptr,
                                                                   ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return Verified(BuildFromBuffer(caller_owned_buffer, buffer_size, error_reporter), extra_verifier);
  }
  static std::unique_ptr<FlatBufferModel> VerifyAndBuildFromAllocation(std::unique_ptr<Allocation> allocation,
                                                                       TfLiteVerifier* extra_verifier = nullptr,
                                                                       ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return Verified(BuildFromAllocation(std::move(allocation), error_reporter), extra_verifier);
  }
  static std::unique_ptr<FlatBufferModel> VerifyAndBuildFromFileDescriptor(int fd, TfLiteVerifier* extra_verifier = nullptr,
                                                                           ErrorReporter* error_reporter = DefaultErrorReporter()) {
    return Verified(BuildFromFileDescriptor(fd, error_reporter), extra_verifier);
  }

  // The model again whose root `caller_owned_model_spec` is, made of the same bytes. A root alone does not say how long its file is, so it
  // must be that of a FlatBufferModel that is alive.
  static std::unique_ptr<FlatBufferModel> BuildFromModel(const tflite::Model* caller_owned_model_spec,
                                                         ErrorReporter* error_reporter = DefaultErrorReporter()) {
    const FlatBufferModel* known = Of(caller_owned_model_spec);
    if (known == nullptr) {
      OrDefault(error_reporter)->Report("The root of a model alone does not say how long it is; use FlatBufferModel::BuildFromBuffer.");
      return nullptr;
    }
    return BuildFromBuffer(static_cast<const char*>(known->allocation_->base()), known->allocation_->bytes(), error_reporter);
  }
  // The model that is alive and has this root; null where there is none.
  static const FlatBufferModel* Of(const tflite::Model* root) {
    Registry& registry = Registry::Get();
    const std::lock_guard<std::mutex> lock(registry.mutex);
    const auto found = registry.models.find(root);
    return found != registry.models.end() ? found->second : nullptr;
  }

  FlatBufferModel(const FlatBufferModel&) = delete;
  FlatBufferModel& operator=(const FlatBufferModel&) = delete;
  ~FlatBufferModel() {
    Registry& registry = Registry::Get();
    const std::lock_guard<std::mutex> lock(registry.mutex);
    const auto same_root = registry.models.equal_range(GetModel());
    for (auto it = same_root.first; it != same_root.second; ++it) {
      if (it->second != this) continue;
      registry.models.erase(it);
      return;
    }
  }

  bool initialized() const { return GetModel() != nullptr; }
  const tflite::Model* operator->() const { return GetModel(); }
  // The root of the file; schema_generated.h reads it.
  const tflite::Model* GetModel() const {
    if (allocation_->bytes() < sizeof(uint32_t)) return nullptr;
    uint8_t offset[sizeof(uint32_t)];
    std::memcpy(offset, allocation_->base(), sizeof(offset));
    const uint32_t root = offset[0] | offset[1] << 8 | offset[2] << 16 | static_cast<uint32_t>(offset[3]) << 24;
    return reinterpret_cast<const tflite::Model*>(static_cast<const char*>(allocation_->base()) + root);
  }
  ErrorReporter* error_reporter() const { return error_reporter_; }
  const Allocation* allocation() const { return allocation_.get(); }

  // The metadata entries of the file by name.
  std::map<std::string, std::string> ReadAllMetadata() const {
    std::map<std::string, std::string> entries;
    const char* name;
    size_t size;
    for (int32_t i = 0; const void* data = GoldcrestModelMetadata(model_.get(), i, &name, &size); ++i) {
      entries[name].assign(static_cast<const char*>(data), size);
    }
    return entries;
  }
  // The version of TensorFlow Lite that the converter noted as the least; empty where it noted none.
  std::string GetMinimumRuntime() const {
    const std::map<std::string, std::string> entries = ReadAllMetadata();
    const auto found = entries.find("min_runtime_version");
    return found != entries.end() ? std::string(found->second.c_str()) : std::string();
  }
  bool CheckModelIdentifier() const {
    return allocation_->bytes() >= 8 && std::memcmp(static_cast<const char*>(allocation_->base()) + 4, "TFL3", 4) == 0;
  }

  // The same model for the C interface, to which it belongs.
  const TfLiteModel* c_model() const { return model_.get(); }

 private:
  struct Delete {
    void operator()(TfLiteModel* model) const { TfLiteModelDelete(model); }
  };
  // Models by their roots, for code that passes those around.
  struct Registry {
    std::mutex mutex;
    std::multimap<const tflite::Model*, const FlatBufferModel*> models;  // several may lie in the same bytes
    static Registry& Get() {
      static Registry* const registry = new Registry;
      return *registry;
    }
  };
  FlatBufferModel(TfLiteModel* model, std::unique_ptr<Allocation> allocation, ErrorReporter* error_reporter)
      : error_reporter_(error_reporter), allocation_(std::move(allocation)), model_(model) {
    Registry& registry = Registry::Get();
    const std::lock_guard<std::mutex> lock(registry.mutex);
    registry.models.emplace(GetModel(), this);
  }

  static ErrorReporter* OrDefault(ErrorReporter* reporter) { return reporter != nullptr ? reporter : DefaultErrorReporter(); }
  static void ReportTo(void* reporter, const char* format, va_list args) { static_cast<ErrorReporter*>(reporter)->Report(format, args); }
  static TfLiteModel* FromBytes(const void* data, size_t size, ErrorReporter* error_reporter) {
    return TfLiteModelCreateWithErrorReporter(data, size, &ReportTo, OrDefault(error_reporter));
  }
  static std::unique_ptr<FlatBufferModel> Finish(TfLiteModel* model, std::unique_ptr<Allocation> allocation,
                                                 ErrorReporter* error_reporter) {
    if (model == nullptr) return nullptr;
    if (allocation == nullptr) {
      size_t size;
      const void* bytes = GoldcrestModelBytes(model, &size);
      allocation.reset(new MemoryAllocation(bytes, size, error_reporter));
    }
    return std::unique_ptr<FlatBufferModel>(new FlatBufferModel(model, std::move(allocation), OrDefault(error_reporter)));
  }
  static std::unique_ptr<FlatBufferModel> Verified(std::unique_ptr<FlatBufferModel> model, TfLiteVerifier* extra_verifier) {
    if (model == nullptr || extra_verifier == nullptr) return model;
    const Allocation& bytes = *model->allocation_;
    const bool good =
        extra_verifier->Verify(static_cast<const char*>(bytes.base()), static_cast<int>(bytes.bytes()), model->error_reporter_);
    return good ? std::move(model) : nullptr;
  }

  ErrorReporter* error_reporter_;
  std::unique_ptr<Allocation> allocation_;  // what the model reads, so destroyed after it
  std::unique_ptr<TfLiteModel, Delete> model_;
};

namespace impl {
using FlatBufferModel = ::tflite::FlatBufferModel;
}  // namespace impl

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_MODEL_BUILDER_H_
