// Macros for mistakes of a program, which end it.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_OP_MACROS_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_OP_MACROS_H_

#include <cstdio>
#include <cstdlib>

#include "tensorflow/lite/core/c/common.h"

#define TF_LITE_FATAL(msg)               \
  do {                                   \
    std::fprintf(stderr, "%s\n", (msg)); \
    std::abort();                        \
  } while (0)

#define TF_LITE_ASSERT(x)        \
  do {                           \
    if (!(x)) TF_LITE_FATAL(#x); \
  } while (0)

#define TF_LITE_ASSERT_EQ(x, y)                            \
  do {                                                     \
    if ((x) != (y)) TF_LITE_FATAL(#x " didn't equal " #y); \
  } while (0)

#ifdef NDEBUG
#define TFLITE_ASSERT_FALSE (static_cast<void>(0))
#else
#define TFLITE_ASSERT_FALSE std::abort()
#endif
#define TFLITE_ABORT std::abort()

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_OP_MACROS_H_
