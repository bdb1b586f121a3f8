// What the LSTM operators have in common: LSTM (one step), UNIDIRECTIONAL_SEQUENCE_LSTM (many) and BIDIRECTIONAL_SEQUENCE_LSTM (two
// cells, one of which goes backwards).
//
// Per step, with x the input and h the output state of the step before (sigmoid s, activation a, usually tanh):
//   i = s(Wxi x + Whi h + peephole_i * c + bias_i)      input gate; 1 - f where its weights are left out ("coupled")
//   f = s(Wxf x + Whf h + peephole_f * c + bias_f)      forget gate
//   g = a(Wxc x + Whc h + bias_c)                       cell gate
//   c = clip(f * c + i * g)                             cell state
//   o = s(Wxo x + Who h + peephole_o * c + bias_o)      output gate, with the new c
//   h = o * a(c), or clip(Wp (o * a(c)) + bias_p) with a projection
// A second ("auxiliary") input adds its own product to each gate. With layer normalization a gate's sum without the bias is normalized over
// its cells, multiplied by coefficients, then biased.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_H_

#include <cstdint>

#include "goldcrest/op.h"
#include "model/options.h"

namespace goldcrest::kernels {

// Gates in the order of the operators' inputs.
enum Gate : int { kInputGate, kForgetGate, kCellGate, kOutputGate };
inline constexpr int kGates = 4;

// The numbers of a cell's inputs; of each group the gate's is at first + gate. A number of -1 stands for none.
struct LstmInputs {
  int x = 0;
  int weights = 1;
  int recurrent_weights = 5;
  int peepholes = 9;  // have no cell gate: use peephole()
  int bias = 12;
  int projection_weights = 16;
  int projection_bias = 17;
  int output_state = 18;
  int cell_state = 19;
  int norm_coefficients = 20;
  int aux = -1;  // a second input, with weights of its own
  int aux_weights = -1;

  int peephole(Gate gate) const { return peepholes + (gate == kOutputGate ? 2 : gate); }
};
inline constexpr int kMostLstmInputs = 24;

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
  bool diagonal[kGates] = {};  // recurrent weights are a diagonal matrix, of which only the diagonal is there
  int64_t aux = 0;             // elements of the second input; 0 for none
  LstmInputs inputs;
  model::ActivationFunctionType activation = model::ActivationFunctionType::kTanh;
  float cell_clip = 0;  // 0: none
  float projection_clip = 0;

  // The first gate that has weights of its own.
  int first_gate() const { return coupled ? kForgetGate : kInputGate; }
  // Where step t of batch b lies among rows of the input or output.
  int64_t Row(int64_t t, int64_t b) const { return time_major ? t * batch + b : b * steps + t; }
};

// Checks a cell's inputs but for their types and fills in the rest of `shape`, which says which inputs and options it has and how the
// input's dimensions are meant.
Status AnalyzeLstmCell(const InferContext& ctx, LstmShape& shape);
// The same for LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM (`sequence`), with their options.
Expected<LstmShape> AnalyzeLstm(const InferContext& ctx, bool sequence);

// Kernels: FLOAT32, where weights may be INT8; INT8 with INT16 cell state.
Expected<Kernel> SelectLstmF32(SelectContext& ctx, const LstmShape& shape);
Expected<Kernel> SelectLstmI8(SelectContext& ctx, const LstmShape& shape);

// LSTM with kernel_type BASIC: five inputs, four outputs.
Status InferBasicLstm(InferContext& ctx);
Expected<Kernel> SelectBasicLstm(SelectContext& ctx);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_H_
