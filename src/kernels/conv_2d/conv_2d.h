// The parts of CONV_2D: geometry, and one kernel for each family of types.
#ifndef GOLDCREST_SRC_KERNELS_CONV_2D_CONV_2D_H_
#define GOLDCREST_SRC_KERNELS_CONV_2D_CONV_2D_H_

#include "goldcrest/op.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm_layer.h"
#include "kernels/common/window.h"
#include "model/options.h"

namespace goldcrest::kernels {

struct ConvGeometry {
  int32_t batches = 0, height = 0, width = 0, channels = 0;
  int32_t results = 0;          // output channels, of all groups
  int32_t filter_channels = 0;  // input channels of one group
  int32_t groups = 1;
  Window2D window;
  int bias_input = -1;

  size_t rows() const {
    return static_cast<size_t>(batches) * static_cast<size_t>(window.rows.out) * static_cast<size_t>(window.columns.out);
  }
  // True when every output pixel is a product of one input pixel, in the same order: nothing to look up.
  bool pointwise() const {
    const auto plain = [](const Window& w) { return w.taps == 1 && w.stride == 1 && w.before == 0 && w.out == w.in; };
    return plain(window.rows) && plain(window.columns);
  }
  LayerShape layer() const {
    const size_t taps = static_cast<size_t>(window.rows.taps) * static_cast<size_t>(window.columns.taps);
    return {static_cast<size_t>(results / groups), taps, static_cast<size_t>(filter_channels), static_cast<size_t>(groups), 1, bias_input};
  }
  // The same product with a filter row as a tap, lengthened by `skipped` channels; for ConvRows.
  LayerShape layer_by_rows(size_t skipped) const {
    LayerShape l = layer();
    l.taps = static_cast<size_t>(window.rows.taps);
    l.channels = static_cast<size_t>(window.columns.taps) * static_cast<size_t>(filter_channels) + skipped;
    l.skipped = skipped;
    return l;
  }
};

Expected<ConvGeometry> MakeConvGeometry(const InferContext& ctx);

// The taps of a convolution for the GEMM library: where each output pixel's input pixels are.
class ConvTaps {
 public:
  // `element`: bytes of one input element. `zeros`: a pixel of padding, geometry.channels elements.
  ConvTaps(const ConvGeometry& geometry, const void* input, size_t element, const void* zeros)
      : g_(geometry), input_(static_cast<const uint8_t*>(input)), element_(element), zeros_(static_cast<const uint8_t*>(zeros)) {}
  // The rows of A for one group. The ConvTaps must outlive the product.
  gemm::Rows Rows(size_t group);

 private:
  static void Fill(const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step);

  const ConvGeometry& g_;
  const uint8_t* input_;
  size_t element_;
  const uint8_t* zeros_;
  size_t group_offset_ = 0;  // bytes
};

// The taps of a convolution with few channels, one filter row at a time; see conv_2d_rows.cc.
class ConvRows {
 public:
  ConvRows() = default;
  // `group`: the product takes so many elements at a time. Rows are then lengthened to a multiple, with what lies behind them.
  ConvRows(const ConvGeometry& geometry, size_t element, size_t group = 1);
  // False where ConvTaps serves better.
  bool applies() const { return applies_; }
  // Elements by which a filter row is lengthened.
  size_t skipped() const { return skipped_; }
  // Of the padded copy; 0 where the input serves as it is.
  size_t workspace_bytes() const { return bytes_; }
  // Makes the copy, padding with bytes of `zero`.
  void Pad(const ConvGeometry& g, const void* input, int zero, int max_threads, uint8_t* copy) const;

  // Rows of A over `data`, the copy or the input. Must outlive the product.
  struct Source {
    const ConvRows& rows;
    const ConvGeometry& geometry;
    const uint8_t* data;
    gemm::Rows Rows() const;

   private:
    static void Fill(const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step);
  };

 private:
  bool applies_ = false;
  bool copies_ = false;
  size_t skipped_ = 0;
  size_t pixel_ = 0, row_ = 0, image_ = 0;  // bytes from one to the next in the copy
  size_t bytes_ = 0;
};

Expected<Kernel> SelectConvF32(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options);
Expected<Kernel> SelectConvI8(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options);
Expected<Kernel> SelectConvHybrid(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options);
Expected<Kernel> SelectConvI16(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_CONV_2D_CONV_2D_H_
