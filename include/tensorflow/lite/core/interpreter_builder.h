// InterpreterBuilder: makes interpreters of a model with the operators of a resolver.
//
//   std::unique_ptr<tflite::Interpreter> interpreter;
//   tflite::InterpreterBuilder builder(*model, resolver);
//   builder.SetNumThreads(2);
//   if (builder(&interpreter) != kTfLiteOk) ...
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_BUILDER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_BUILDER_H_

#include <memory>
#include <vector>

#include "goldcrest/c.h"
#include "tensorflow/lite/core/api/op_resolver.h"
#include "tensorflow/lite/core/interpreter.h"
#include "tensorflow/lite/core/model_builder.h"
#include "tensorflow/lite/interpreter_options.h"

namespace tflite {

// Model, resolver and options must live until the interpreter is built. One builder may build several.
class InterpreterBuilder {
 public:
  InterpreterBuilder(const FlatBufferModel& model, const OpResolver& op_resolver, const InterpreterOptions* options = nullptr)
      : model_(&model), error_reporter_(model.error_reporter()), op_resolver_(op_resolver) {
    if (options != nullptr) options_ = *options;
  }
  // By the root of a FlatBufferModel that is alive, or of one in `allocation`.
  InterpreterBuilder(const ::tflite::Model* model, const OpResolver& op_resolver, ErrorReporter* error_reporter = DefaultErrorReporter(),
                     const InterpreterOptions* options = nullptr, const Allocation* allocation = nullptr)
      : error_reporter_(error_reporter != nullptr ? error_reporter : DefaultErrorReporter()), op_resolver_(op_resolver) {
    if (options != nullptr) options_ = *options;
    own_model_ = allocation != nullptr
                     ? FlatBufferModel::BuildFromBuffer(static_cast<const char*>(allocation->base()), allocation->bytes(), error_reporter_)
                     : FlatBufferModel::BuildFromModel(model, error_reporter_);
    model_ = own_model_.get();
  }
  InterpreterBuilder(const InterpreterBuilder&) = delete;
  InterpreterBuilder& operator=(const InterpreterBuilder&) = delete;

  // Tensors are not allocated yet. A failure leaves *interpreter null: an operator that the resolver lacks, a delegate that cannot be
  // applied. A custom operator that the resolver lacks shows at AllocateTensors.
  TfLiteStatus operator()(std::unique_ptr<Interpreter>* interpreter);
  TfLiteStatus operator()(std::unique_ptr<Interpreter>* interpreter, int num_threads) {
    const TfLiteStatus status = SetNumThreads(num_threads);
    if (status == kTfLiteOk) return (*this)(interpreter);
    if (interpreter != nullptr) interpreter->reset();
    return status;
  }

  // -1, 0 and 1: one thread, as in TensorFlow Lite.
  TfLiteStatus SetNumThreads(int num_threads) {
    if (num_threads < -1) {
      error_reporter_->Report("num_threads should be >=0 or just -1 to let TFLite runtime set the value.");
      return kTfLiteError;
    }
    num_threads_ = num_threads;
    return kTfLiteOk;
  }
  InterpreterBuilder& PreserveAllTensorsExperimental() {
    options_.SetPreserveAllTensors();
    return *this;
  }
  // Applied in this order when an interpreter is built. Delegates stay the caller's and must outlive the interpreters.
  void AddDelegate(TfLiteDelegate* delegate) {
    if (delegate != nullptr) delegates_.push_back(reinterpret_cast<TfLiteOpaqueDelegate*>(delegate));
  }
  void AddDelegate(TfLiteOpaqueDelegateStruct* delegate) { AddDelegate(reinterpret_cast<TfLiteDelegate*>(delegate)); }

 private:
  struct Delete {
    void operator()(TfLiteInterpreterOptions* options) const { TfLiteInterpreterOptionsDelete(options); }
  };
  static void ReportTo(void* reporter, const char* format, va_list args) { static_cast<ErrorReporter*>(reporter)->Report(format, args); }
  static const TfLiteRegistration* FindBuiltin(void* resolver, TfLiteBuiltinOperator op, int version) {
    return static_cast<const OpResolver*>(resolver)->FindOp(static_cast<BuiltinOperator>(op), version);
  }
  static const TfLiteRegistration* FindCustom(void* resolver, const char* name, int version) {
    return static_cast<const OpResolver*>(resolver)->FindOp(name, version);
  }

  std::unique_ptr<FlatBufferModel> own_model_;
  const FlatBufferModel* model_ = nullptr;
  ErrorReporter* error_reporter_;
  const OpResolver& op_resolver_;
  InterpreterOptions options_;
  std::vector<TfLiteOpaqueDelegate*> delegates_;
  int num_threads_ = -1;
};

inline TfLiteStatus InterpreterBuilder::operator()(std::unique_ptr<Interpreter>* interpreter) {
  ErrorReporter* reporter = error_reporter_;
  if (interpreter == nullptr) {
    reporter->Report("Null output pointer passed to InterpreterBuilder.");
    return kTfLiteError;
  }
  interpreter->reset();
  if (model_ == nullptr) return kTfLiteError;
  const std::unique_ptr<TfLiteInterpreterOptions, Delete> options(TfLiteInterpreterOptionsCreate());
  if (options == nullptr) return kTfLiteError;
  TfLiteInterpreterOptionsSetErrorReporter(options.get(), &ReportTo, reporter);
  TfLiteInterpreterOptionsSetNumThreads(options.get(), num_threads_);
  TfLiteInterpreterOptionsEnableCancellation(options.get(), true);
  GoldcrestInterpreterOptionsSetPreserveAllTensors(options.get(), options_.GetPreserveAllTensors());
  // Only asked questions, whatever the type of a user pointer says.
  TfLiteInterpreterOptionsSetOpResolver(options.get(), &FindBuiltin, &FindCustom, const_cast<OpResolver*>(&op_resolver_));
  for (TfLiteOpaqueDelegate* delegate : delegates_) TfLiteInterpreterOptionsAddDelegate(options.get(), delegate);
  TfLiteInterpreter* made = TfLiteInterpreterCreate(model_->c_model(), options.get());
  if (made == nullptr) return kTfLiteError;
  interpreter->reset(new Interpreter(made, reporter));
  (*interpreter)->lazy_delegates_ = op_resolver_.GetDelegateCreators();
  return kTfLiteOk;
}

namespace impl {
using InterpreterBuilder = ::tflite::InterpreterBuilder;
}  // namespace impl

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_BUILDER_H_
