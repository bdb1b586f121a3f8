// Which kernels this build has, best last, and the choice among them.
#include "base/cpu.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {
namespace {

template <typename Kernel>
struct Choice {
  CpuTarget target;
  const Kernel* kernel;
};

constexpr Choice<F32Kernel> kF32Kernels[] = {
    {CpuTarget::kScalar, &kF32Scalar},
#if defined(__x86_64__)
    {CpuTarget::kSse4, &kF32Sse4},
    {CpuTarget::kAvx2, &kF32Avx2},
    {CpuTarget::kAvx512, &kF32Avx512},
#elif defined(__aarch64__)
    {CpuTarget::kNeon, &kF32Neon},
#endif
};

constexpr Choice<I8Kernel> kI8Kernels[] = {
    {CpuTarget::kScalar, &kI8Scalar},
#if defined(__x86_64__)
    {CpuTarget::kSse4, &kI8Sse4},
    {CpuTarget::kAvx2, &kI8Avx2},
    {CpuTarget::kAvxVnni, &kI8AvxVnni},
    {CpuTarget::kAvx512, &kI8Avx512},
    {CpuTarget::kAvx512Vnni, &kI8Avx512Vnni},
#elif defined(__aarch64__)
    {CpuTarget::kNeon, &kI8Neon},
    {CpuTarget::kNeonDot, &kI8NeonDot},
    {CpuTarget::kNeonI8mm, &kI8NeonI8mm},
#endif
};

template <typename Kernel, size_t kCount>
const Kernel& Choose(const Choice<Kernel> (&choices)[kCount]) {
  const Kernel* best = choices[0].kernel;
  for (const Choice<Kernel>& choice : choices) {
    if (MayUse(choice.target)) best = choice.kernel;
  }
  return *best;
}

}  // namespace

const F32Kernel& ChooseF32Kernel() { return Choose(kF32Kernels); }
const I8Kernel& ChooseI8Kernel() { return Choose(kI8Kernels); }
std::string_view LayoutName(const F32Kernel& kernel) { return kernel.layout; }
std::string_view LayoutName(const I8Kernel& kernel) { return kernel.layout; }
size_t DepthGroup(const I8Kernel& kernel) { return kernel.widens ? 1 : static_cast<size_t>(kernel.group); }

}  // namespace goldcrest::gemm
