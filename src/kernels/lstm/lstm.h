// What the LSTM operators have in common: LSTM (one step) and UNIDIRECTIONAL_SEQUENCE_LSTM (many), float and integer.
//
// Per step, with x the input and h the output state of the step before (sigmoid s, activation a, usually tanh):
//   i = s(Wxi x + Whi h + peephole_i * c + bias_i)      input gate; 1 - f where its weights are left out ("coupled")
//   f = s(Wxf x + Whf h + peephole_f * c + bias_f)      forget gate
//   g = a(Wxc x + Whc h + bias_c)                       cell gate
//   c = clip(f * c + i * g)                             cell state
//   o = s(Wxo x + Who h + peephole_o * c + bias_o)      output gate, with the new c
//   h = o * a(c), or clip(Wp (o * a(c)) + bias_p) with a projection
// With layer normalization a gate's sum without the bias is normalized over its cells, multiplied by coefficients, then biased.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_H_

#include <cstdint>

#include "goldcrest/op.h"
#include "model/options.h"

namespace goldcrest::kernels {

// Gates in the order of the operators' inputs.
enum Gate : int { kInputGate, kForgetGate, kCellGate, kOutputGate };
inline constexpr int kGates = 4;

// Inputs; of each group the gate's is at first + gate.
namespace lstm {
inline constexpr int kInput = 0;
inline constexpr int kInputWeights = 1;
inline constexpr int kRecurrentWeights = 5;
// Peepholes have no cell gate: use PeepholeInput.
inline constexpr int kPeepholes = 9;
inline constexpr int kBias = 12;
inline constexpr int kProjectionWeights = 16;
inline constexpr int kProjectionBias = 17;
inline constexpr int kOutputState = 18;
inline constexpr int kCellState = 19;
inline constexpr int kNormCoefficients = 20;
inline constexpr int kMostInputs = 24;

inline int PeepholeInput(Gate gate) { return kPeepholes + (gate == kOutputGate ? 2 : gate); }
}  // namespace lstm

struct LstmShape {
  int64_t steps = 1;
  int64_t batch = 0;
  int64_t input = 0;   // elements of x
  int64_t cells = 0;   // elements of c
  int64_t output = 0;  // elements of h
  bool time_major = true;
  bool coupled = false;  // no input gate of its own
  bool peepholes = false;
  bool projection = false;
  bool normalized = false;
  model::ActivationFunctionType activation = model::ActivationFunctionType::kTanh;
  float cell_clip = 0;  // 0: none
  float projection_clip = 0;

  // The first gate that has weights of its own.
  int first_gate() const { return coupled ? kForgetGate : kInputGate; }
  // Where step t of batch b lies among rows of the input or output.
  int64_t Row(int64_t t, int64_t b) const { return time_major ? t * batch + b : b * steps + t; }
};

// Checks every input and option but their types. `sequence`: of UNIDIRECTIONAL_SEQUENCE_LSTM.
Expected<LstmShape> AnalyzeLstm(const InferContext& ctx, bool sequence);

// Kernels: FLOAT32, where weights may be INT8; INT8 with INT16 cell state.
Expected<Kernel> SelectLstmF32(SelectContext& ctx, const LstmShape& shape);
Expected<Kernel> SelectLstmI8(SelectContext& ctx, const LstmShape& shape);

// LSTM with kernel_type BASIC: five inputs, four outputs.
Status InferBasicLstm(InferContext& ctx);
Expected<Kernel> SelectBasicLstm(SelectContext& ctx);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_H_
