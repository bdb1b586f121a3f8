// Options for interpreters.
#include <cstring>
#include <new>

#include "bindings/c/objects.h"
#include "tensorflow/lite/core/c/c_api_experimental.h"

using goldcrest::c::Guard;
using goldcrest::c::RegisteredOperator;
using goldcrest::c::Reporter;

namespace {

// Looks operators up with the client's functions. Older forms of a registration are shorter than today's; what they lack is null.
template <typename Registration>
void SetLookup(TfLiteInterpreterOptions* options, const Registration* (*find_builtin_op)(void*, TfLiteBuiltinOperator, int),
               const Registration* (*find_custom_op)(void*, const char*, int), void* user_data) {
  Guard(options->reporter, 0, [&] {
    options->lookup = nullptr;
    if (find_builtin_op == nullptr && find_custom_op == nullptr) return 0;
    options->lookup = [=](int code, const char* name, int version, TfLiteRegistration* found) {
      const Registration* r = nullptr;
      if (code == kTfLiteBuiltinCustom) {
        r = find_custom_op != nullptr ? find_custom_op(user_data, name, version) : nullptr;
      } else {
        r = find_builtin_op != nullptr ? find_builtin_op(user_data, static_cast<TfLiteBuiltinOperator>(code), version) : nullptr;
      }
      if (r == nullptr) return false;
      *found = TfLiteRegistration{};
      std::memcpy(found, r, sizeof(*r));
      return true;
    };
    return 0;
  });
}

bool HasCallbacks(const TfLiteOperator& op) {
  return op.init != nullptr || op.free != nullptr || op.prepare != nullptr || op.invoke != nullptr || op.async_kernel != nullptr ||
         op.init_with_data != nullptr || op.free_with_data != nullptr || op.prepare_with_data != nullptr ||
         op.invoke_with_data != nullptr || op.async_kernel_with_data != nullptr;
}

}  // namespace

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
    // With a name it is a custom operator, whatever its code.
    r.registration.builtin_code = op->custom_name != nullptr ? kTfLiteBuiltinCustom : op->builtin_code;
    r.registration.custom_name = op->custom_name;
    r.registration.version = op->version;
    r.registration.registration_external = op;
    options->operators.push_back(std::move(r));
    return 0;
  });
}

void TfLiteInterpreterOptionsAddRegistrationExternal(TfLiteInterpreterOptions* options, TfLiteRegistrationExternal* op) {
  TfLiteInterpreterOptionsAddOperator(options, op);
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

void TfLiteInterpreterOptionsAddBuiltinOp(TfLiteInterpreterOptions* options, TfLiteBuiltinOperator op,
                                          const TfLiteRegistration* registration, int32_t min_version, int32_t max_version) {
  Guard(options->reporter, 0, [&] {
    RegisteredOperator r;
    r.min_version = min_version;
    r.max_version = max_version;
    r.registration = *registration;
    r.registration.builtin_code = op;
    options->operators.push_back(std::move(r));
    return 0;
  });
}

void TfLiteInterpreterOptionsSetOpResolver(TfLiteInterpreterOptions* options,
                                           const TfLiteRegistration* (*find_builtin_op)(void*, TfLiteBuiltinOperator, int),
                                           const TfLiteRegistration* (*find_custom_op)(void*, const char*, int), void* user_data) {
  SetLookup(options, find_builtin_op, find_custom_op, user_data);
}
void TfLiteInterpreterOptionsSetOpResolverV3(TfLiteInterpreterOptions* options,
                                             const TfLiteRegistration_V3* (*find_builtin_op)(void*, TfLiteBuiltinOperator, int),
                                             const TfLiteRegistration_V3* (*find_custom_op)(void*, const char*, int), void* user_data) {
  SetLookup(options, find_builtin_op, find_custom_op, user_data);
}
void TfLiteInterpreterOptionsSetOpResolverV2(TfLiteInterpreterOptions* options,
                                             const TfLiteRegistration_V2* (*find_builtin_op)(void*, TfLiteBuiltinOperator, int),
                                             const TfLiteRegistration_V2* (*find_custom_op)(void*, const char*, int), void* user_data) {
  SetLookup(options, find_builtin_op, find_custom_op, user_data);
}
void TfLiteInterpreterOptionsSetOpResolverV1(TfLiteInterpreterOptions* options,
                                             const TfLiteRegistration_V1* (*find_builtin_op)(void*, TfLiteBuiltinOperator, int),
                                             const TfLiteRegistration_V1* (*find_custom_op)(void*, const char*, int), void* user_data) {
  SetLookup(options, find_builtin_op, find_custom_op, user_data);
}

void TfLiteInterpreterOptionsSetOpResolverExternal(TfLiteInterpreterOptions* options,
                                                   const TfLiteOperator* (*find_builtin_op)(void*, int, int),
                                                   const TfLiteOperator* (*find_custom_op)(void*, const char*, int), void* user_data) {
  TfLiteInterpreterOptionsSetOpResolverExternalWithFallback(options, find_builtin_op, find_custom_op, nullptr, nullptr, user_data);
}

void TfLiteInterpreterOptionsSetOpResolverExternalWithFallback(
    TfLiteInterpreterOptions* options, const TfLiteOperator* (*find_builtin_op)(void*, int, int),
    const TfLiteOperator* (*find_custom_op)(void*, const char*, int),
    const TfLiteRegistration* (*fallback_builtin_op)(void*, TfLiteBuiltinOperator, int),
    const TfLiteRegistration* (*fallback_custom_op)(void*, const char*, int), void* user_data) {
  Guard(options->reporter, 0, [&] {
    options->lookup = nullptr;
    SetLookup(options, fallback_builtin_op, fallback_custom_op, user_data);
    if (find_builtin_op == nullptr && find_custom_op == nullptr) return 0;
    options->lookup = [=, fallback = std::move(options->lookup)](int code, const char* name, int version, TfLiteRegistration* found) {
      const bool custom = code == kTfLiteBuiltinCustom;
      const TfLiteOperator* op = custom ? (find_custom_op != nullptr ? find_custom_op(user_data, name, version) : nullptr)
                                        : (find_builtin_op != nullptr ? find_builtin_op(user_data, code, version) : nullptr);
      // An operator without callbacks stands for the registration of the same name.
      if ((op == nullptr || !HasCallbacks(*op)) && fallback) return fallback(code, name, version, found);
      if (op == nullptr) return false;
      found->custom_name = op->custom_name;
      found->version = version;
      // The client's, which outlives the interpreter; it is only read.
      found->registration_external = const_cast<TfLiteOperator*>(op);
      return true;
    };
    return 0;
  });
}

void TfLiteInterpreterOptionsSetUseNNAPI(TfLiteInterpreterOptions*, bool) {}
void TfLiteInterpreterOptionsSetEnableDelegateFallback(TfLiteInterpreterOptions* options, bool enable) {
  options->delegate_fallback = enable;
}

}  // extern "C"
