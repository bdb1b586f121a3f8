// The prepared state of the integer LSTM: made by lstm_i8_prepare.cc, run by lstm_i8.cc.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_I8_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_I8_H_

#include <memory>

#include "base/aligned_buffer.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/quantization.h"
#include "kernels/lstm/lstm.h"

namespace goldcrest::kernels::lstm_i8 {

// As in the float LSTM.
inline constexpr int64_t kChunk = 16;

// Products of INT8 rows with one weight tensor: 32-bit sums, bias and zero points included, and the factor that rescales them.
struct Product {
  size_t n = 0, k = 0;
  PackedBlock packed;
  std::shared_ptr<AlignedBuffer> columns;
  FixedPointMultiplier factor;
};

// Layer normalization of a gate.
struct Normalization {
  FixedPointMultiplier factor;  // from coefficients * 2^10 to Q3.12
  int32_t least_variance = 1;   // stands in for a variance below 1
};

struct State {
  LstmShape shape;
  const gemm::I8Kernel* kernel = nullptr;
  Product input[kGates], recurrent[kGates], projection;
  FixedPointMultiplier peephole[kGates];
  Normalization normalization[kGates];
  int cell_scale = 0;  // log2
  int16_t cell_clip = 0;
  int8_t projection_clip = 0;
  FixedPointMultiplier hidden;
  int32_t hidden_zero_point = 0;
  int32_t output_zero_point = 0;
  // In the workspace, in bytes: gates [chunk, batch, gate, cells] INT16; sums [chunk * batch, cells or output] INT32; hidden INT8.
  size_t gates_at = 0, sums_at = 0, hidden_at = 0;
};

// Everything but the places in the workspace. Refuses what the kernel cannot take.
Expected<State> Prepare(SelectContext& ctx, const LstmShape& shape);

}  // namespace goldcrest::kernels::lstm_i8

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_I8_H_
