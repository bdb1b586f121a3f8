// A layer of weights for the GEMM library: what convolutions, dense layers and transposed convolutions share.
//
// Select makes one from the node's weight and bias inputs; constant weights are packed then, others in each run (into the
// workspace). Eval calls Run.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_LAYER_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_LAYER_H_

#include <memory>
#include <vector>

#include "base/aligned_buffer.h"
#include "goldcrest/op.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/post_ops.h"
#include "kernels/common/quantize_batch.h"

namespace goldcrest::kernels {

// The sizes of one group's product, and which inputs hold weights and bias.
struct LayerShape {
  size_t n = 0;  // results per group
  size_t taps = 1;
  size_t channels = 0;
  size_t groups = 1;
  int weights_input = 1;
  int bias_input = -1;  // -1 for none
  bool dense = false;   // a dense layer's factors, not a convolution's (see LayerFactors)
  size_t skipped = 0;   // the last channels of each tap, which the weights do not have: what the rows hold there does not count
  size_t k() const { return taps * channels; }
};

// Weights [groups * n][taps * channels], row-major.
class F32Layer {
 public:
  static Expected<F32Layer> Make(SelectContext& ctx, const LayerShape& shape, model::ActivationFunctionType activation);

  // Workspace bytes that Run needs for weights packed at run time.
  size_t workspace_bytes() const { return constant_ ? 0 : packed_bytes_ * shape_.groups; }
  // C [m][groups * n] = products of each group's rows. `rows_of(g)` gives the rows of A of group g.
  void Run(EvalContext& ctx, size_t m, FunctionRef<gemm::Rows(size_t)> rows_of, float* c) const;
  std::string name(const char* op) const;

 private:
  const void* PackedGroup(EvalContext& ctx, size_t group) const;

  const gemm::F32Kernel* kernel_ = nullptr;
  LayerShape shape_;
  size_t packed_bytes_ = 0;  // of one group
  bool constant_ = true;
  PackedBlock packed_;
  PostOps post_ops_;
};

// int8 or uint8 input and output; weights int8 (one scale, or one per result), constant int4 the same way, or uint8. Only constant
// weights may skip channels.
class I8Layer {
 public:
  static Expected<I8Layer> Make(SelectContext& ctx, const LayerShape& shape, model::ActivationFunctionType activation);

  size_t workspace_bytes() const { return constant_ ? 0 : (packed_bytes_ + column_bytes_) * shape_.groups; }
  void Run(EvalContext& ctx, size_t m, FunctionRef<gemm::Rows(size_t)> rows_of, void* c) const;
  std::string name(const char* op) const;

 private:
  // The weights of all groups with the skipped channels filled in.
  std::vector<uint8_t> WithSkippedChannels(const uint8_t* weights) const;
  void PrepareColumns(size_t group, const int32_t* bias, const void* packed, uint8_t* columns) const;

  const gemm::I8Kernel* kernel_ = nullptr;
  LayerShape shape_;
  size_t packed_bytes_ = 0;  // of one group
  size_t column_bytes_ = 0;  // of one group
  bool constant_ = true;
  PackedBlock packed_;
  std::shared_ptr<AlignedBuffer> columns_;
  std::vector<FixedPointMultiplier> factors_;  // one, or one per result
  gemm::I8Quantization quantization_;
  gemm::I8Epilogue epilogue_;
};

// Float input and output, int8 or int4 weights: each batch of the input is quantized as it comes (dynamic-range models). Weights that
// the file calls UINT8 are int8 here, as in TensorFlow Lite: early converters wrote them so.
class HybridLayer {
 public:
  static Expected<HybridLayer> Make(SelectContext& ctx, const LayerShape& shape, model::ActivationFunctionType activation, bool asymmetric);

  const gemm::I8Kernel& kernel() const { return *kernel_; }
  // `rows_of` gives rows of quantized values; row m was quantized with scale[m] and zero_point[m]. `first_row`: where in the output c
  // is, for products that make a part of it.
  void Run(EvalContext& ctx, size_t m, FunctionRef<gemm::Rows(size_t)> rows_of, const float* scale, const int32_t* zero_point, float* c,
           size_t first_row = 0) const;
  bool asymmetric() const { return asymmetric_; }
  std::string name(const char* op) const;

 private:
  const gemm::I8Kernel* kernel_ = nullptr;
  LayerShape shape_;
  bool asymmetric_ = false;
  size_t packed_bytes_ = 0;
  size_t column_bytes_ = 0;
  PackedBlock packed_;
  std::shared_ptr<AlignedBuffer> columns_;
  std::vector<float> column_scale_;
  float min_ = 0, max_ = 0;
  std::vector<TilePostOp> post_ops_;
};

// Factors input scale * weight scale / output scale of a quantized layer, one per weight scale; refuses scales that cannot be
// computed with. The product of the first two is rounded to float where TensorFlow Lite rounds it: for UINT8 inputs, and with one
// weight scale in dense layers and batched products (`dense`). The last bit of a factor decides some results.
Expected<std::vector<FixedPointMultiplier>> LayerFactors(const TensorView& input, const TensorView& weights, const TensorView& output,
                                                         size_t results, bool dense = false);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_LAYER_H_
