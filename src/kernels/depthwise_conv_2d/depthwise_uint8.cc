// The loops of depthwise_q8-inl.h for UINT8 tensors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/depthwise_conv_2d/depthwise_uint8.cc"
#include "kernels/common/simd.h"
// After simd.h, which sets the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/depthwise_conv_2d/depthwise_q8-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {

void DepthwiseRowsUInt8(const DepthwiseQuantized<uint8_t>& conv, const DepthwiseBand<uint8_t>& band) {
  QuantizedRowsOfAnyLayout(conv, band);
}
DepthwiseLayout DepthwiseLayoutUInt8(int32_t channels) { return LayoutFor(channels); }

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest {
GC_SIMD_TABLE(DepthwiseRowsUInt8)
GC_SIMD_TABLE(DepthwiseLayoutUInt8)

template <>
DepthwiseLoops<uint8_t> ChooseDepthwiseLoops<uint8_t>(int32_t channels) {
  return {GC_SIMD_CHOOSE(DepthwiseRowsUInt8), GC_SIMD_CHOOSE(DepthwiseLayoutUInt8)(channels)};
}

}  // namespace goldcrest
#endif
