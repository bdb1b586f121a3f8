// A recurrent cell over a sequence: h = a(W x + W' x' + R h + bias) step by step, where x' is an auxiliary input some cells have. What
// RNN, UNIDIRECTIONAL_SEQUENCE_RNN and BIDIRECTIONAL_SEQUENCE_RNN share.
#ifndef GOLDCREST_SRC_KERNELS_RNN_RNN_CELL_H_
#define GOLDCREST_SRC_KERNELS_RNN_RNN_CELL_H_

#include <cstdint>

#include "base/checked.h"
#include "kernels/lstm/lstm_product.h"
#include "kernels/lstm/lstm_rows.h"

namespace goldcrest::kernels {

// Inputs of a node that make up a cell: weights [units, depth], recurrent weights [units, units], bias [units] and the state, a variable
// [batch, units].
struct RnnInputs {
  int x = 0;
  int weights = 1;
  int recurrent = 2;
  int bias = 3;
  int state = 4;
  int aux = -1;  // auxiliary input, and its weights
  int aux_weights = -1;
};

// The input as steps of batches.
struct RnnSequence {
  int64_t steps = 1;
  int64_t batch = 0;
  bool time_major = true;
  static RnnSequence Of(const Shape& in, bool time_major);
};

// Checks the cell's tensors; gives its number of units.
Expected<int32_t> CheckRnnCell(const InferContext& ctx, const RnnInputs& inputs, const RnnSequence& sequence);

struct RnnOptions {
  model::ActivationFunctionType activation = model::ActivationFunctionType::kNone;
  bool asymmetric = false;
};

class RnnCell {
 public:
  RnnCell() = default;
  // Adds what it keeps for a run to `workspace`; it needs scratch_bytes() more, which cells may share.
  static Expected<RnnCell> Make(SelectContext& ctx, const RnnInputs& inputs, const RnnSequence& sequence, const RnnOptions& options,
                                CheckedSize& workspace);
  CheckedSize scratch_bytes() const;
  // Multiply-adds of a run.
  CheckedSize work() const;
  bool quantized() const { return quantized_; }
  int32_t units() const { return units_; }

  // Runs all steps, from the last to the first where `backwards`. Results are rows [units] in the order of the input's, `stride`
  // floats apart. `scratch` is at a 64-byte boundary.
  void Run(EvalContext& ctx, bool backwards, float* out, int64_t stride, uint8_t* scratch) const;

 private:
  void InputShare(EvalContext& ctx, float* out, int64_t stride, uint8_t* scratch) const;

  RnnInputs inputs_;
  RnnSequence sequence_;
  model::ActivationFunctionType activation_ = model::ActivationFunctionType::kNone;
  LstmRows rows_{};
  int32_t units_ = 0;
  int64_t depth_ = 0, aux_depth_ = 0;
  bool quantized_ = false;
  LstmProduct weights_, recurrent_, aux_weights_;
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_RNN_RNN_CELL_H_
