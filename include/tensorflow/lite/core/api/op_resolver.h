// OpResolver: finds the implementation of each operator of a model.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_API_OP_RESOLVER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_API_OP_RESOLVER_H_

#include <functional>
#include <memory>
#include <vector>

#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

// Derive from it for a look-up of your own, or use MutableOpResolver. Asked while an interpreter is built, never afterwards; the
// callbacks of what it returns must stay valid as long as the interpreter. A registration without callbacks stands for the
// library's operator.
class OpResolver {
 public:
  virtual ~OpResolver() = default;

  // Null where there is none.
  virtual const TfLiteRegistration* FindOp(tflite::BuiltinOperator op, int version) const = 0;
  virtual const TfLiteRegistration* FindOp(const char* op, int version) const = 0;

  using TfLiteDelegatePtrVector = std::vector<std::unique_ptr<TfLiteDelegate, void (*)(TfLiteDelegate*)>>;
  // Delegates that an interpreter applies when it first allocates; one that cannot be applied is passed over.
  virtual TfLiteDelegatePtrVector GetDelegates(int /*num_threads*/) const { return {}; }

  using TfLiteDelegateCreator = std::function<std::unique_ptr<TfLiteDelegate, void (*)(TfLiteDelegate*)>(TfLiteContext*)>;
  using TfLiteDelegateCreators = std::vector<TfLiteDelegateCreator>;
  virtual TfLiteDelegateCreators GetDelegateCreators() const { return {}; }

  using TfLiteOpaqueDelegatePtr = std::unique_ptr<TfLiteOpaqueDelegate, void (*)(TfLiteOpaqueDelegate*)>;
  using TfLiteOpaqueDelegateCreator = std::function<TfLiteOpaqueDelegatePtr(int num_threads)>;
  using TfLiteOpaqueDelegateCreators = std::vector<TfLiteOpaqueDelegateCreator>;
  virtual TfLiteOpaqueDelegateCreators GetOpaqueDelegateCreators() const { return {}; }

 private:
  // Kept for code that asks whether a resolver may hold operators of its own.
  virtual bool MayContainUserDefinedOps() const { return true; }
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_API_OP_RESOLVER_H_
