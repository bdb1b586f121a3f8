#include "base/cpu.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__linux__)
#include <unistd.h>
#endif
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace goldcrest {
namespace {

constexpr CpuTarget kAll[] = {CpuTarget::kScalar,     CpuTarget::kSse4, CpuTarget::kAvx2,    CpuTarget::kAvxVnni, CpuTarget::kAvx512,
                              CpuTarget::kAvx512Vnni, CpuTarget::kNeon, CpuTarget::kNeonDot, CpuTarget::kNeonI8mm};

constexpr uint32_t Bit(CpuTarget t) { return 1u << static_cast<int>(t); }

#if defined(__x86_64__)
uint64_t Xgetbv() {
  uint32_t lo, hi;
  __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
  return static_cast<uint64_t>(hi) << 32 | lo;
}

uint32_t Detect() {
  uint32_t has = Bit(CpuTarget::kScalar);
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return has;
  const bool sse4 = c & bit_SSE4_2;
  const bool os_saves = c & bit_OSXSAVE;
  const bool fma_f16c = (c & bit_FMA) && (c & bit_F16C) && (c & bit_AVX);
  if (!sse4) return has;
  has |= Bit(CpuTarget::kSse4);
  const uint64_t xcr0 = os_saves ? Xgetbv() : 0;
  uint32_t b7, c7, d7, a71 = 0;
  if (!__get_cpuid_count(7, 0, &a, &b7, &c7, &d7)) return has;
  if (a >= 1) __get_cpuid_count(7, 1, &a71, &b, &c, &d);
  const bool ymm = (xcr0 & 0x6) == 0x6, zmm = (xcr0 & 0xE6) == 0xE6;
  const uint32_t bmi = (1u << 3) | (1u << 8);  // BMI1, BMI2
  if (!ymm || !fma_f16c || !(b7 & (1u << 5)) || (b7 & bmi) != bmi) return has;
  has |= Bit(CpuTarget::kAvx2);
  if (a71 & (1u << 4)) has |= Bit(CpuTarget::kAvxVnni);
  const uint32_t avx512 = (1u << 16) | (1u << 17) | (1u << 28) | (1u << 30) | (1u << 31);  // F, DQ, CD, BW, VL
  if (!zmm || (b7 & avx512) != avx512) return has;
  has |= Bit(CpuTarget::kAvx512);
  if (c7 & (1u << 11)) has |= Bit(CpuTarget::kAvx512Vnni);
  return has;
}
#elif defined(__aarch64__)
uint32_t Detect() {
  uint32_t has = Bit(CpuTarget::kScalar) | Bit(CpuTarget::kNeon);
#if defined(__linux__)
  constexpr unsigned long kAsimdDp = 1ul << 20, kI8mm = 1ul << 13;  // HWCAP_ASIMDDP, HWCAP2_I8MM
  if (getauxval(AT_HWCAP) & kAsimdDp) {
    has |= Bit(CpuTarget::kNeonDot);
    if (getauxval(AT_HWCAP2) & kI8mm) has |= Bit(CpuTarget::kNeonI8mm);
  }
#endif
  return has;
}
#else
uint32_t Detect() { return Bit(CpuTarget::kScalar); }
#endif

uint32_t Detected() {
  static const uint32_t has = Detect();
  return has;
}

// `target` and what it includes.
uint32_t Allowed(CpuTarget target) {
  uint32_t allowed = 0;
  for (CpuTarget t : kAll) {
    if (t <= target) allowed |= Bit(t);
  }
  // A processor may have AVX-512 and no AVX-VNNI, or the reverse: forcing AVX-512 means its own instructions.
  if (target == CpuTarget::kAvx512 || target == CpuTarget::kAvx512Vnni) allowed &= ~Bit(CpuTarget::kAvxVnni);
  return allowed;
}

uint32_t FromEnvironment() {
  const char* wanted = std::getenv("GC_CPU");
  if (wanted == nullptr || *wanted == '\0') return ~0u;
  for (CpuTarget t : kAll) {
    if (CpuTargetName(t) == wanted) return Allowed(t);
  }
  return ~0u;
}

std::atomic<uint32_t>& Usable() {
  static std::atomic<uint32_t> usable{Detected() & FromEnvironment()};
  return usable;
}

CacheSizes ReadCacheSizes() {
  CacheSizes sizes;
#if defined(__linux__) && defined(_SC_LEVEL1_DCACHE_SIZE)
  if (const long l1 = sysconf(_SC_LEVEL1_DCACHE_SIZE); l1 > 0) sizes.l1 = static_cast<size_t>(l1);
  if (const long l2 = sysconf(_SC_LEVEL2_CACHE_SIZE); l2 > 0) sizes.l2 = static_cast<size_t>(l2);
#endif
  return sizes;
}

}  // namespace

std::string_view CpuTargetName(CpuTarget target) {
  switch (target) {
    case CpuTarget::kScalar: return "scalar";
    case CpuTarget::kSse4: return "sse4";
    case CpuTarget::kAvx2: return "avx2";
    case CpuTarget::kAvxVnni: return "avxvnni";
    case CpuTarget::kAvx512: return "avx512";
    case CpuTarget::kAvx512Vnni: return "avx512vnni";
    case CpuTarget::kNeon: return "neon";
    case CpuTarget::kNeonDot: return "neondot";
    case CpuTarget::kNeonI8mm: return "i8mm";
  }
  return "unknown";
}

CpuTarget BestCpuTarget() {
  const uint32_t usable = Usable().load(std::memory_order_relaxed);
  CpuTarget best = CpuTarget::kScalar;
  for (CpuTarget t : kAll) {
    if (usable & Bit(t)) best = t;
  }
  return best;
}

bool MayUse(CpuTarget target) { return (Usable().load(std::memory_order_relaxed) & Bit(target)) != 0; }

std::vector<CpuTarget> AvailableCpuTargets() {
  std::vector<CpuTarget> targets;
  for (CpuTarget t : kAll) {
    if (Detected() & Bit(t)) targets.push_back(t);
  }
  return targets;
}

void ForceCpuTarget(CpuTarget target) { Usable().store(Detected() & Allowed(target)); }

const CacheSizes& GetCacheSizes() {
  static const CacheSizes sizes = ReadCacheSizes();
  return sizes;
}

}  // namespace goldcrest
