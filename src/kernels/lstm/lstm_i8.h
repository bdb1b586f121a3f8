// The prepared state of the integer LSTM: made by lstm_i8_prepare.cc, run by lstm_i8.cc.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_I8_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_I8_H_

#include <memory>

#include "base/aligned_buffer.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/quantization.h"
#include "kernels/lstm/lstm.h"

namespace goldcrest::kernels::lstm_i8 {

inline constexpr LstmInputs kInputs;

// As in the float LSTM.
inline constexpr int64_t kChunk = 16;

// The older form, whose products are INT8 as well, is told by its number of intermediate tensors.
inline constexpr size_t kIntermediatesOf8Bits = 12;

// The scale of tensor `t`, named `what` and `index` in messages; fails unless there is one, above 0.
Expected<float> ScaleOf(const TensorView& t, const char* what, int index);

// A clip in units of `scale`, within [0, most]; 0 for none.
int32_t QuantizedClip(float clip, float scale, int32_t most);

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

namespace goldcrest::kernels {

Expected<Kernel> SelectLstmI8Of8Bits(SelectContext& ctx, const LstmShape& shape);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_I8_H_
