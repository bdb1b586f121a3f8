// The loops of depthwise_q8-inl.h for INT8 tensors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/depthwise_conv_2d/depthwise_int8.cc"
#include "kernels/common/simd.h"
// After simd.h, which sets the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/depthwise_conv_2d/depthwise_q8-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {

void DepthwiseRowsInt8(const DepthwiseQuantized<int8_t>& conv, const DepthwiseBand<int8_t>& band) { QuantizedRowsOfAnyLayout(conv, band); }
DepthwiseLayout DepthwiseLayoutInt8(int32_t channels) { return LayoutFor(channels); }

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest {
GC_SIMD_TABLE(DepthwiseRowsInt8)
GC_SIMD_TABLE(DepthwiseLayoutInt8)

template <>
DepthwiseLoops<int8_t> ChooseDepthwiseLoops<int8_t>(int32_t channels) {
  return {GC_SIMD_CHOOSE(DepthwiseRowsInt8), GC_SIMD_CHOOSE(DepthwiseLayoutInt8)(channels)};
}

}  // namespace goldcrest
#endif
