// Functions of 16-bit quantized values by a table of 513 samples and straight lines between them, as TensorFlow Lite does them.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_LUT16_H_
#define GOLDCREST_SRC_KERNELS_COMMON_LUT16_H_

#include <array>
#include <cstdint>
#include <string>

#include "goldcrest/function_ref.h"
#include "goldcrest/op.h"

namespace goldcrest {

// Samples at every 128th value; the last one only ends the last line.
using Lut16 = std::array<int16_t, 513>;

// The table of `f` between real intervals that stand for all 16-bit values: inputs in [input_low, input_high], outputs in
// [output_low, output_high]. A sample is moved by half of what the line misses in the middle.
Lut16 MakeLut16(double input_low, double input_high, double output_low, double output_high, FunctionRef<double(double)> f);
// The same in float, as the reference's kernels with one operand make theirs.
Lut16 MakeLut16Float(float input_low, float input_high, float output_low, float output_high, FunctionRef<float(float)> f);
// For an input and an output with one scale each.
Lut16 MakeLut16(const QuantizationInfo& input, const QuantizationInfo& output, FunctionRef<float(float)> f);

// The kernel of it, for tensors that need one valid scale each.
Expected<Kernel> MakeLut16Kernel(SelectContext& ctx, std::string name, FunctionRef<float(float)> f);

inline int16_t LookUp16(const Lut16& lut, int16_t value) {
  const int index = 256 + (value >> 7);
  const int32_t base = lut[index], slope = lut[index + 1] - base;
  return static_cast<int16_t>(base + ((slope * (value & 0x7F) + 64) >> 7));
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_LUT16_H_
