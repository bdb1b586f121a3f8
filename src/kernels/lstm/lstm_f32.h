// A float LSTM cell over a sequence, with FLOAT32 or INT8 weights: one for LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM, two for
// BIDIRECTIONAL_SEQUENCE_LSTM.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_F32_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_F32_H_

#include <string>
#include <vector>

#include "base/checked.h"
#include "kernels/lstm/lstm.h"
#include "kernels/lstm/lstm_product.h"
#include "kernels/lstm/lstm_rows.h"

namespace goldcrest::kernels {

struct LstmCell {
  LstmShape shape;
  LstmRows rows{};
  LstmProduct input[kGates], aux[kGates], recurrent[kGates], projection;
  std::vector<float> peepholes[kGates];  // of quantized ones, as floats
  bool quantized = false;
  // In the workspace, in bytes: gates [chunk, batch, gate, cells], one row of cells for each batch, and the products' scratch.
  size_t gates_at = 0, hidden_at = 0, scratch_at = 0;

  // Refuses types it cannot take. Adds its working memory to `workspace`.
  static Expected<LstmCell> Make(SelectContext& ctx, const LstmShape& shape, bool asymmetric, CheckedSize& workspace);
  // All steps, from the last to the first where `backwards`. Results are rows [output] in the order of the input's, `stride` floats
  // apart.
  void Run(EvalContext& ctx, bool backwards, float* out, int64_t stride) const;
  // For reports: "hybrid gemm ..."
  std::string layout() const;
  // Multiply-adds of a run.
  uint64_t work() const;
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_F32_H_
