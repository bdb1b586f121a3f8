// The profiler that programs use.
#ifndef GOLDCREST_TENSORFLOW_LITE_PROFILING_PROFILER_H_
#define GOLDCREST_TENSORFLOW_LITE_PROFILING_PROFILER_H_

#include "tensorflow/lite/profiling/buffered_profiler.h"

namespace tflite {
namespace profiling {

using Profiler = BufferedProfiler;

}  // namespace profiling
}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_PROFILING_PROFILER_H_
