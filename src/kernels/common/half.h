// Half-precision floats (IEEE binary16 and bfloat16) to and from float, one at a time. Rounds to nearest, halves to even.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_HALF_H_
#define GOLDCREST_SRC_KERNELS_COMMON_HALF_H_

#include <bit>
#include <cmath>
#include <cstdint>

namespace goldcrest {

inline float HalfToFloat(uint16_t h) {
  const uint32_t sign = static_cast<uint32_t>(h & 0x8000) << 16, exponent = (h >> 10) & 31, fraction = h & 0x3FF;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7F800000 | fraction << 13);
  if (exponent > 0) return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
  const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
  return sign ? -magnitude : magnitude;
}

inline uint16_t FloatToHalf(float f) {
  const uint32_t bits = std::bit_cast<uint32_t>(f), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) return static_cast<uint16_t>(sign | 0x7E00);   // NaN
  if (magnitude >= 0x477FF000) return static_cast<uint16_t>(sign | 0x7C00);  // 65520 and more: infinite
  if (magnitude < 0x38800000) {                                              // below 2^-14: the unit is 2^-24
    return static_cast<uint16_t>(sign | static_cast<uint32_t>(std::nearbyint(std::fabs(f) * 0x1p24f)));
  }
  const uint32_t rounded = magnitude + 0xFFF + (magnitude >> 13 & 1);
  return static_cast<uint16_t>(sign | ((rounded >> 13) - (112 << 10)));
}

inline float BFloat16ToFloat(uint16_t b) { return std::bit_cast<float>(static_cast<uint32_t>(b) << 16); }

inline uint16_t FloatToBFloat16(float f) {
  const uint32_t bits = std::bit_cast<uint32_t>(f);
  if (std::isnan(f)) return static_cast<uint16_t>((bits >> 16 & 0x8000) | 0x7FC0);
  return static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

// The two as element types of templates: arithmetic happens in float.
struct Float16 {
  uint16_t bits;
  Float16() = default;
  explicit Float16(float f) : bits(FloatToHalf(f)) {}
  operator float() const { return HalfToFloat(bits); }
};
struct BFloat16 {
  uint16_t bits;
  BFloat16() = default;
  explicit BFloat16(float f) : bits(FloatToBFloat16(f)) {}
  operator float() const { return BFloat16ToFloat(bits); }
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_HALF_H_
