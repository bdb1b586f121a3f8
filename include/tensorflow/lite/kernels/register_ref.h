// BuiltinRefOpResolver: a name that programs use to ask for plain kernels. Results of the library's kernels are those of TensorFlow
// Lite's reference kernels within the documented bounds, so it holds the same operators.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_REGISTER_REF_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_REGISTER_REF_H_

#include "tensorflow/lite/core/kernels/register.h"

namespace tflite {
namespace ops {
namespace builtin {

class BuiltinRefOpResolver : public BuiltinOpResolver {};

}  // namespace builtin
}  // namespace ops
}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_REGISTER_REF_H_
