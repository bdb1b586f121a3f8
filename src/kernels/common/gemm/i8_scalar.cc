// Plain C++, for processors without kernels of their own: 4 rows by 8 columns, in vectors of 4 that the compiler may make.
#include "kernels/common/gemm/i8_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Scalar {
  using Half = Scalar;
  static constexpr bool kHasHalves = false, kWidens = true, kSignedActivations = false, kOffsetSums = false;
  static constexpr int kSteps = 1;
  static constexpr void (*kRequantize)(const I8Requantize&) = nullptr;
  static constexpr void (*kDequantize)(const I8Dequantize&) = &DequantizeLoop<8>;
  static constexpr int kLanes = 4;
  static constexpr int kGroup = 1;
  using Element = int16_t;
  struct Reg {
    int32_t v[kLanes];
  };
  using Weights = Reg;
  template <typename F>
  static Reg Each(F f) {
    return {f(0), f(1), f(2), f(3)};
  }
  static Reg Load(const int32_t* p) {
    return Each([&](int i) { return p[i]; });
  }
  static void Store(int32_t* p, Reg x) {
    for (int i = 0; i < kLanes; ++i) p[i] = x.v[i];
  }
  static Weights LoadWeights(const int8_t* p) {
    return Each([&](int i) { return p[i]; });
  }
  static int Prepare(uint32_t) { return 0; }
  static int32_t Broadcast(const int16_t* p, int) { return *p; }
  // Sums wrap, as they do on every other target.
  static Reg Dot(Reg acc, int32_t x, Weights w) {
    return Each([&](int i) { return static_cast<int32_t>(static_cast<uint32_t>(acc.v[i]) + static_cast<uint32_t>(x * w.v[i])); });
  }
};

}  // namespace
constexpr I8Kernel kI8Scalar = MakeI8Kernel<Scalar, 4>("i8_n8_l4_k1");
}  // namespace goldcrest::gemm
