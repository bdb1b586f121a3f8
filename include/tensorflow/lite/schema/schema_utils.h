// The code of an operator, which old files hold in another field than new ones.
#ifndef GOLDCREST_TENSORFLOW_LITE_SCHEMA_SCHEMA_UTILS_H_
#define GOLDCREST_TENSORFLOW_LITE_SCHEMA_SCHEMA_UTILS_H_

#include "tensorflow/lite/schema/schema_generated.h"

#ifdef GOLDCREST_HAS_SCHEMA_TABLES
namespace tflite {

inline BuiltinOperator GetBuiltinCode(const OperatorCode* op_code) {
  const auto old_field = static_cast<BuiltinOperator>(op_code->deprecated_builtin_code());
  return op_code->builtin_code() > old_field ? op_code->builtin_code() : old_field;
}

inline BuiltinOperator GetBuiltinCode(const OperatorCodeT* op_code) {
  const auto old_field = static_cast<BuiltinOperator>(op_code->deprecated_builtin_code);
  return op_code->builtin_code > old_field ? op_code->builtin_code : old_field;
}

}  // namespace tflite
#endif

#endif  // GOLDCREST_TENSORFLOW_LITE_SCHEMA_SCHEMA_UTILS_H_
