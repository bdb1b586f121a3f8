// tflite::string, the type for which typeToTfLiteType gives kTfLiteString.
#ifndef GOLDCREST_TENSORFLOW_LITE_STRING_TYPE_H_
#define GOLDCREST_TENSORFLOW_LITE_STRING_TYPE_H_

#include <string>

namespace tflite {
using std::string;
}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_STRING_TYPE_H_
