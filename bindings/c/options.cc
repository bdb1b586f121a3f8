// Options for interpreters.
#include <new>

#include "bindings/c/objects.h"
#include "tensorflow/lite/core/c/c_api_experimental.h"

using goldcrest::c::Guard;
using goldcrest::c::RegisteredOperator;
using goldcrest::c::Reporter;

extern "C" {

TfLiteInterpreterOptions* TfLiteInterpreterOptionsCreate(void) { return new (std::nothrow) TfLiteInterpreterOptions; }

TfLiteInterpreterOptions* TfLiteInterpreterOptionsCopy(const TfLiteInterpreterOptions* from) {
  return Guard<TfLiteInterpreterOptions*>(from->reporter, nullptr, [&] { return new TfLiteInterpreterOptions(*from); });
}

void TfLiteInterpreterOptionsDelete(TfLiteInterpreterOptions* options) { delete options; }

void TfLiteInterpreterOptionsSetNumThreads(TfLiteInterpreterOptions* options, int32_t num_threads) { options->num_threads = num_threads; }
int32_t TfLiteInterpreterOptionsGetNumThreads(TfLiteInterpreterOptions* options) { return options->num_threads; }

void TfLiteInterpreterOptionsAddDelegate(TfLiteInterpreterOptions* options, TfLiteOpaqueDelegate* delegate) {
  Guard(options->reporter, 0, [&] {
    options->delegates.push_back(delegate);
    return 0;
  });
}

void TfLiteInterpreterOptionsSetErrorReporter(TfLiteInterpreterOptions* options, Reporter::Callback reporter, void* user_data) {
  options->reporter = Reporter(reporter, user_data);
}

void TfLiteInterpreterOptionsAddOperator(TfLiteInterpreterOptions* options, TfLiteOperator* op) {
  Guard(options->reporter, 0, [&] {
    RegisteredOperator r;
    r.name = op->custom_name != nullptr ? op->custom_name : "";
    r.min_version = r.max_version = op->version;
    r.registration.builtin_code = op->builtin_code;
    r.registration.custom_name = op->custom_name;
    r.registration.version = op->version;
    r.registration.registration_external = op;
    options->operators.push_back(std::move(r));
    return 0;
  });
}

TfLiteStatus TfLiteInterpreterOptionsEnableCancellation(TfLiteInterpreterOptions* options, bool enable) {
  options->cancellation = enable;
  return kTfLiteOk;
}

void TfLiteInterpreterOptionsAddCustomOp(TfLiteInterpreterOptions* options, const char* name, const TfLiteRegistration* registration,
                                         int32_t min_version, int32_t max_version) {
  Guard(options->reporter, 0, [&] {
    RegisteredOperator r;
    r.name = name;
    r.min_version = min_version;
    r.max_version = max_version;
    r.registration = *registration;
    r.registration.builtin_code = kTfLiteBuiltinCustom;
    r.registration.custom_name = name;
    options->operators.push_back(std::move(r));
    return 0;
  });
}

void TfLiteInterpreterOptionsSetUseNNAPI(TfLiteInterpreterOptions*, bool) {}
void TfLiteInterpreterOptionsSetEnableDelegateFallback(TfLiteInterpreterOptions*, bool) {}

}  // extern "C"
