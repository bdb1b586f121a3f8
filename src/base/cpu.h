// What the processor can do, and which of it may be used.
//
// The environment variable GC_CPU forces a target and everything below it, so that each path can be tested on one machine:
// on x86-64 `sse4`, `avx2`, `avxvnni`, `avx512`, `avx512vnni`; on Arm `neon`, `neondot`, `i8mm`. A target the processor lacks is
// not forced: the best one it has below that is used.
#ifndef GOLDCREST_SRC_BASE_CPU_H_
#define GOLDCREST_SRC_BASE_CPU_H_

#include <string_view>
#include <vector>

namespace goldcrest {

enum class CpuTarget {
  kScalar,
  // x86-64, each including those before it but for kAvxVnni, which kAvx512 does not include.
  kSse4,
  kAvx2,
  kAvxVnni,
  kAvx512,
  kAvx512Vnni,
  // Arm, each including those before it.
  kNeon,
  kNeonDot,
  kNeonI8mm,
};

// The name GC_CPU takes: "avx512vnni".
std::string_view CpuTargetName(CpuTarget target);

// The best target of this processor, lowered by GC_CPU. Read once per process.
CpuTarget BestCpuTarget();

// True when code for `target` may run: the processor has it and GC_CPU does not forbid it.
bool MayUse(CpuTarget target);

// Every target the processor has, best last; for tests that run each.
std::vector<CpuTarget> AvailableCpuTargets();

// Replaces the choice, for tests and benchmarks. Plans made before keep their kernels.
void ForceCpuTarget(CpuTarget target);

// Bytes of the L1 data and L2 caches of one core, with a guess where the system does not tell.
struct CacheSizes {
  size_t l1 = 32 * 1024;
  size_t l2 = 512 * 1024;
};
const CacheSizes& GetCacheSizes();

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_BASE_CPU_H_
