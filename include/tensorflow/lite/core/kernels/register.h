// BuiltinOpResolver: all operators of the library.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_KERNELS_REGISTER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_KERNELS_REGISTER_H_

#include "goldcrest/c.h"
#include "tensorflow/lite/core/kernels/builtin_op_kernels.h"
#include "tensorflow/lite/mutable_op_resolver.h"

namespace tflite {
namespace ops {
namespace builtin {

// The library's kernels are fast as they are, so there are no delegates that come by default and the three names below mean the same.
class BuiltinOpResolver : public MutableOpResolver {
 public:
  BuiltinOpResolver() {
    for (int32_t i = 0; i < GoldcrestOperatorCount(); ++i) {
      const GoldcrestOperator op = GoldcrestGetOperator(i);
      TfLiteRegistration registration = {};
      if (op.custom_name != nullptr) {
        AddCustom(op.custom_name, &registration, op.first_version, op.last_version);
      } else {
        AddBuiltin(static_cast<BuiltinOperator>(op.builtin_code), &registration, op.first_version, op.last_version);
      }
    }
    may_directly_contain_user_defined_ops_ = false;
  }
};

class BuiltinOpResolverWithoutDefaultDelegates : public BuiltinOpResolver {};

class BuiltinOpResolverWithXNNPACK : public BuiltinOpResolver {
 public:
  explicit BuiltinOpResolverWithXNNPACK(bool /*enable_xnnpack_unsigned_quantized*/ = false) {}
};

}  // namespace builtin
}  // namespace ops
}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_KERNELS_REGISTER_H_
