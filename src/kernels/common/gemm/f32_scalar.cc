// Plain C++, for processors without kernels of their own: 4 rows by 8 columns, in vectors of 4 that the compiler may make.
#include "kernels/common/gemm/f32_tile-inl.h"

namespace goldcrest::gemm {
namespace {

struct Scalar {
  using Half = Scalar;
  static constexpr bool kHasHalves = false;
  static constexpr int kSteps = 1;
  static constexpr int kLanes = 4;
  struct Reg {
    float v[kLanes];
  };
  template <typename F>
  static Reg Each(F f) {
    return {f(0), f(1), f(2), f(3)};
  }
  static Reg Load(const float* p) {
    return Each([&](int i) { return p[i]; });
  }
  static void Store(float* p, Reg x) {
    for (int i = 0; i < kLanes; ++i) p[i] = x.v[i];
  }
  static void StoreFirst(float* p, Reg x, size_t n) { StoreFirstLanes<Scalar>(p, x, n); }
  static Reg Broadcast(const float* p) {
    return Each([&](int) { return *p; });
  }
  static Reg MulAdd(Reg a, Reg b, Reg c) {
    return Each([&](int i) { return a.v[i] * b.v[i] + c.v[i]; });
  }
  static Reg Min(Reg a, Reg b) {
    return Each([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
  }
  static Reg Max(Reg a, Reg b) {
    return Each([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
  }
};

}  // namespace
constexpr F32Kernel kF32Scalar = MakeF32Kernel<Scalar, 4>("f32_n8_l4");
}  // namespace goldcrest::gemm
