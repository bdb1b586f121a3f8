// The operators that multiply by constant weights and add a bias: convolutions and FULLY_CONNECTED, as the rewrites that fold constants
// into them see them.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_AFFINE_H_
#define GOLDCREST_SRC_CONVERT_PASSES_AFFINE_H_

#include <optional>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

struct Affine {
  Node* node = nullptr;
  int data = 0;          // the input that is multiplied
  int filter = 1;        // the input that is the weights
  int bias = 2;          // the input that is the bias; the node may have fewer
  int output_axis = 0;   // of the weights: the axis of output channels
  int input_axis = 0;    // of the weights: the axis of input channels, -1 where it is that of outputs (a depthwise multiplier of 1)
  int64_t channels = 0;  // of the output
};

// Nothing for other operators, for weights that are not a float32 constant and for a bias that is neither absent nor one.
std::optional<Affine> AsAffine(Node* node);
// The node without a fused activation that computes `v` and that only its one reader needs, as affine.
std::optional<Affine> AffineBefore(const Graph& graph, const Value* v);

// `constant` (float32) as one number for each of `channels` in the last axis of a value of rank `rank`: all its other dimensions are 1.
// Nothing where it is anything else.
std::optional<std::vector<float>> PerChannel(const Value* constant, int64_t channels, int rank);

// The bias, or zeros.
std::vector<float> BiasOf(const Affine& affine);
void SetBias(Graph& graph, const Affine& affine, const std::vector<float>& bias);
// Multiplies the weights along `axis` by `factors`, one for each place there.
void ScaleWeights(Graph& graph, const Affine& affine, int axis, const std::vector<float>& factors);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_AFFINE_H_
