// Transposed convolutions over up to three axes: geometry, and the kernel of each family of types. TRANSPOSE_CONV has rows and
// columns, CONV_3D_TRANSPOSE has depth as well.
//
// Along an axis output o gets input i through tap k wherever o = i * stride - before + k * dilation. Outputs whose (o + before) leave
// the same remainder by the stride share their taps, and from one to the next the inputs move by one: for each combination of
// remainders there is an ordinary product of its own, with the weights of these taps as one block. Nothing is scattered, so no sums
// wait in memory.
#ifndef GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_H_
#define GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_H_

#include <algorithm>
#include <array>
#include <vector>

#include "base/checked.h"
#include "goldcrest/op.h"
#include "kernels/common/gemm/gemm.h"
#include "model/options.h"

namespace goldcrest::kernels {

struct TransposedAxis {
  struct Tap {
    int32_t index;  // in the filter
    int64_t back;   // it reads input (o + before) / stride - back
  };
  // What outputs with (o + before) % stride == remainder are made of.
  struct Phase {
    int64_t remainder;
    std::vector<Tap> taps;
  };
  int32_t in = 1, out = 1, taps = 1, stride = 1, dilation = 1;
  int64_t before = 0;
  int64_t forward = 1;        // what the forward convolution makes of `out` elements; `in` where the shapes agree
  std::vector<Phase> phases;  // those with taps, sorted by remainder

  // Null where no tap reaches the output.
  const Phase* PhaseOf(int64_t o) const;
  // Of the first tap without `back`.
  int64_t Base(int64_t o) const { return (o + before) / stride; }
};

// Padding as TensorFlow Lite computes it: that of the forward convolution over an input of `out` elements.
Expected<TransposedAxis> MakeTransposedAxis(int32_t in, int32_t out, int32_t taps, int32_t stride, int32_t dilation,
                                            model::Padding padding);

// Input 0 is the output's shape, 1 the filter, 2 the input, 3 the bias where there is one.
struct TransposedShape {
  int32_t batches = 0, channels = 0, results = 0;
  std::array<TransposedAxis, 3> axes;  // depth, rows, columns
  // Elements from one filter tap to the next and from one result to the next; channels lie together.
  size_t tap_stride = 0, result_stride = 0;
  int bias_input = -1;
  model::ActivationFunctionType activation = model::ActivationFunctionType::kNone;

  size_t in_image() const { return Positions(&TransposedAxis::in) * static_cast<size_t>(channels); }
  size_t lines() const {  // of the output, in all images
    return static_cast<size_t>(batches) * static_cast<size_t>(axes[0].out) * static_cast<size_t>(axes[1].out);
  }
  size_t out_line() const { return static_cast<size_t>(axes[2].out) * static_cast<size_t>(results); }
  size_t taps() const { return Positions(&TransposedAxis::taps); }

 private:
  size_t Positions(int32_t TransposedAxis::* size) const {
    size_t n = 1;
    for (const TransposedAxis& a : axes) n *= static_cast<size_t>(a.*size);
    return n;
  }
};

// A combination of phases, one per axis.
using PhaseTriple = std::array<const TransposedAxis::Phase*, 3>;
inline size_t TapsOf(const PhaseTriple& phases) { return phases[0]->taps.size() * phases[1]->taps.size() * phases[2]->taps.size(); }

// One line of the output with those of its outputs that share their taps: `count` of them, from column `first`, a stride apart.
struct TransposedRun {
  const TransposedShape* shape;
  PhaseTriple phases;  // all null where no tap reaches these outputs
  std::array<int64_t, 3> base;
  const uint8_t* image;  // the input's
  const uint8_t* zeros;  // a pixel of padding
  size_t element;        // bytes of one input element
  size_t count;
  size_t out;         // the first output's place in the output, in elements
  size_t out_stride;  // and from one to the next

  // The rows of the GEMM's left side; the run must outlive the product.
  gemm::Rows Rows() const;
  size_t taps() const { return phases[0] == nullptr ? 0 : TapsOf(phases); }
};

// Calls run(TransposedRun) for all outputs, by lines in parallel.
void ForEachTransposedRun(const TransposedShape& shape, EvalContext& ctx, const uint8_t* zeros, size_t element,
                          FunctionRef<void(const TransposedRun&)> run);

Expected<Kernel> SelectTransposedF32(SelectContext& ctx, TransposedShape shape, const char* name);
Expected<Kernel> SelectTransposedI8(SelectContext& ctx, TransposedShape shape, const char* name);
// Float input and output, INT8 weights.
Expected<Kernel> SelectTransposedHybrid(SelectContext& ctx, TransposedShape shape, const char* name);
Expected<Kernel> SelectTransposedI16(SelectContext& ctx, TransposedShape shape, const char* name);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_H_
