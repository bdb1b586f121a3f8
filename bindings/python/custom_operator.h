// A custom operator written in Python, behind the C interface.
#ifndef GOLDCREST_BINDINGS_PYTHON_CUSTOM_OPERATOR_H_
#define GOLDCREST_BINDINGS_PYTHON_CUSTOM_OPERATOR_H_

#include <nanobind/nanobind.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tensorflow/lite/core/c/c_api_opaque.h"

namespace goldcrest::python {

namespace nb = nanobind;

// Calls goldcrest.lite.custom_operator.CustomOperator, which knows arrays; here are only types, shapes and bytes. What it raises
// becomes the cause of the interpreter's failure. Callbacks take Python's lock; made and destroyed with it held.
class CustomOperator {
 public:
  explicit CustomOperator(nb::object op);
  TfLiteOperator* get() { return operator_.get(); }
  // What the operator raised last, once.
  std::optional<nb::python_error> TakeCause() { return std::exchange(cause_, std::nullopt); }

 private:
  static TfLiteStatus Prepare(void* self, TfLiteOpaqueContext* context, TfLiteOpaqueNode* node);
  static TfLiteStatus Invoke(void* self, TfLiteOpaqueContext* context, TfLiteOpaqueNode* node);
  template <typename F>
  TfLiteStatus Run(TfLiteOpaqueContext* context, F&& body);
  TfLiteStatus Infer(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node);
  TfLiteStatus Eval(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node);

  struct Delete {
    void operator()(TfLiteOperator* op) const { TfLiteOperatorDelete(op); }
  };
  nb::object op_;
  std::string name_;
  std::unique_ptr<TfLiteOperator, Delete> operator_;
  std::optional<nb::python_error> cause_;
};

}  // namespace goldcrest::python

#endif  // GOLDCREST_BINDINGS_PYTHON_CUSTOM_OPERATOR_H_
