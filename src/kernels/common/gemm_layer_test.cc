#include "kernels/common/gemm_layer.h"

#include <gtest/gtest.h>

namespace goldcrest::kernels {
namespace {

TensorView Quantized(TensorType type, const float* scale) {
  TensorView t;
  t.type = type;
  t.quantization.scale = {scale, 1};
  return t;
}

// Scales of a real depthwise convolution (MobileNet V1 0.25, UINT8), where the factor's last bits decide a result.
constexpr float kInput = 0.023528477f, kWeights = 0.0229436f, kOutput = 0.023528477f;

int32_t MultiplierOf(TensorType type, bool dense) {
  const auto factors = LayerFactors(Quantized(type, &kInput), Quantized(type, &kWeights), Quantized(type, &kOutput), 1, dense);
  return factors.ok() ? (*factors)[0].multiplier : 0;
}

TEST(LayerFactorsTest, AreRoundedWhereTensorFlowLiteRoundsThem) {
  const int32_t exact =
      QuantizeMultiplier(static_cast<double>(kInput) * static_cast<double>(kWeights) / static_cast<double>(kOutput)).multiplier;
  const int32_t rounded = QuantizeMultiplier(static_cast<double>(kInput * kWeights) / static_cast<double>(kOutput)).multiplier;
  ASSERT_NE(exact, rounded);
  EXPECT_EQ(MultiplierOf(TensorType::kUInt8, false), rounded);
  EXPECT_EQ(MultiplierOf(TensorType::kInt8, false), exact);
  EXPECT_EQ(MultiplierOf(TensorType::kInt16, false), exact);
  EXPECT_EQ(MultiplierOf(TensorType::kInt8, true), rounded);
}

}  // namespace
}  // namespace goldcrest::kernels
