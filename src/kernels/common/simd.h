// How Goldcrest uses Highway: header-only, three targets on x86-64, and the function pointer taken when a plan is made.
//
// A kernel's loops live in `NAME.cc` (or `NAME-inl.h`), compiled once per target:
//
//   #undef HWY_TARGET_INCLUDE
//   #define HWY_TARGET_INCLUDE "kernels/relu/relu.cc"
//   #include "kernels/common/simd.h"          // defines the targets; must come before foreach_target.h
//   #include "hwy/foreach_target.h"
//   #include "hwy/highway.h"
//   HWY_BEFORE_NAMESPACE();
//   namespace goldcrest::HWY_NAMESPACE {
//   namespace hn = hwy::HWY_NAMESPACE;
//   void ReluF32(const float* in, float* out, size_t n) { ... }
//   }
//   HWY_AFTER_NAMESPACE();
//   #if HWY_ONCE
//   namespace goldcrest {
//   GC_SIMD_TABLE(ReluF32)
//   ... auto* fn = GC_SIMD_CHOOSE(ReluF32);    // in Select: a plain function pointer for the best allowed target
//   }
//   #endif
//
// Highway's own library (run-time detection, aborts) is not linked: the core links nothing but the C++ library, and detection is
// base/cpu.h's, which GC_CPU steers.
//
// Targets left out: SSSE3 (we require SSE4.2), AVX3_DL (adds to the compile time of every file and gains
// nothing outside the GEMM micro-kernels, which have their own files), SVE (until measured on a chip).
#ifndef GOLDCREST_SRC_KERNELS_COMMON_SIMD_H_
#define GOLDCREST_SRC_KERNELS_COMMON_SIMD_H_

#ifndef HWY_DISABLE_PCLMUL_AES
#define HWY_DISABLE_PCLMUL_AES 1
#endif
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#endif

#include "base/cpu.h"
#include "hwy/detect_targets.h"

#if (HWY_TARGETS & HWY_AVX3) && HWY_ARCH_X86
#define GC_SIMD_AVX3_(fn) \
  if (::goldcrest::MayUse(::goldcrest::CpuTarget::kAvx512)) return &N_AVX3::fn;
#else
#define GC_SIMD_AVX3_(fn)
#endif
#if (HWY_TARGETS & HWY_AVX2) && HWY_ARCH_X86
#define GC_SIMD_AVX2_(fn) \
  if (::goldcrest::MayUse(::goldcrest::CpuTarget::kAvx2)) return &N_AVX2::fn;
#else
#define GC_SIMD_AVX2_(fn)
#endif

// Defines the function that picks `fn`'s best allowed target. Once, inside #if HWY_ONCE, in the namespace that holds the targets.
#define GC_SIMD_TABLE(fn)                                     \
  inline decltype(&HWY_STATIC_DISPATCH(fn)) GcChoose_##fn() { \
    GC_SIMD_AVX3_(fn)                                         \
    GC_SIMD_AVX2_(fn)                                         \
    return &HWY_STATIC_DISPATCH(fn);                          \
  }
#define GC_SIMD_CHOOSE(fn) GcChoose_##fn()

#endif  // GOLDCREST_SRC_KERNELS_COMMON_SIMD_H_
