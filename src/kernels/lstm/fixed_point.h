// logistic and tanh of 16-bit fixed-point numbers, in fixed-point arithmetic with the rounding of TensorFlow Lite's reference kernels:
// an integer LSTM multiplies its states by these again and again, so a result one step off would grow.
//
// A number with I integer bits is raw / 2^(15 - I).
#ifndef GOLDCREST_SRC_KERNELS_LSTM_FIXED_POINT_H_
#define GOLDCREST_SRC_KERNELS_LSTM_FIXED_POINT_H_

#include <cstdint>

namespace goldcrest::kernels::fixed_point {

inline int16_t Saturate16(int32_t x) { return static_cast<int16_t>(x < INT16_MIN ? INT16_MIN : x > INT16_MAX ? INT16_MAX : x); }
inline int8_t Saturate8(int32_t x) { return static_cast<int8_t>(x < INT8_MIN ? INT8_MIN : x > INT8_MAX ? INT8_MAX : x); }

// The product of two numbers of which one has no integer bits, rounded to nearest, halves away from zero; it has the other's.
int16_t Multiply(int16_t a, int16_t b);

// Both take numbers with `integer_bits` in [0, 6] and give numbers with none (Q0.15).
int16_t Logistic(int16_t x, int integer_bits);
int16_t Tanh(int16_t x, int integer_bits);

}  // namespace goldcrest::kernels::fixed_point

#endif  // GOLDCREST_SRC_KERNELS_LSTM_FIXED_POINT_H_
