// The matrix products of recurrent operators (LSTM, RNN, SVDF): rows of floats times one weight tensor, FLOAT32 or quantized.
#ifndef GOLDCREST_SRC_KERNELS_LSTM_LSTM_PRODUCT_H_
#define GOLDCREST_SRC_KERNELS_LSTM_LSTM_PRODUCT_H_

#include <optional>
#include <string>

#include "base/checked.h"
#include "goldcrest/op.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {

class LstmProduct {
 public:
  LstmProduct() = default;
  // For input `weights`, [n, k]. FLOAT32 weights are packed once where they are constant, else in each
  // run; INT8 weights must be constant, and each row of the other operand is quantized as it comes, with a zero point of its
  // own where `asymmetric`. Adds what it needs to keep for a run to `workspace`.
  static Expected<LstmProduct> Make(SelectContext& ctx, int weights, bool asymmetric, CheckedSize& workspace);
  // Working memory of Run for `rows` rows, at a 64-byte boundary; products may share it.
  CheckedSize ScratchBytes(int64_t rows) const;

  // Before the first Run of an Eval: packs weights that are not constant.
  void Begin(EvalContext& ctx) const;
  // c[m, n] = a[m, k] * weights + add; rows of c and add are the strides apart (`add_stride` 0 for a bias, `add` may be null or c
  // itself).
  void Run(EvalContext& ctx, const float* a, int64_t m, float* c, int64_t c_stride, const float* add, int64_t add_stride,
           uint8_t* scratch) const;

  std::string layout() const;

 private:
  void RunQuantized(EvalContext& ctx, const float* a, int64_t m, float* c, int64_t c_stride, const float* add, int64_t add_stride,
                    uint8_t* scratch) const;

  int weights_ = -1;
  size_t n_ = 0, k_ = 0;
  const gemm::F32Kernel* kernel_ = nullptr;
  PackedBlock packed_;    // null: packed into the workspace in each run
  size_t packed_at_ = 0;  // in the workspace
  std::optional<HybridLayer> quantized_;
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSTM_LSTM_PRODUCT_H_
