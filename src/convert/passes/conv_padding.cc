// conv(pad(x)) with the padding that SAME would give  ->  conv(x) with SAME padding, for convolutions with VALID padding. The windows lie
// at the same places and see the same zeros: exact. Sizes must be known.
#include <algorithm>

#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

struct Window {
  int64_t size, stride, dilation;
};

template <typename O>
std::optional<std::vector<Window>> WindowsOf(const Node& node) {
  const O* options = node.options.As<O>();
  if (options == nullptr || options->padding != model::Padding::kValid || node.input(1)->rank() != 4) return std::nullopt;
  const tf::PartialShape& filter = node.input(1)->shape;
  return std::vector<Window>{{filter.dim(1), options->stride_h, options->dilation_h_factor},
                             {filter.dim(2), options->stride_w, options->dilation_w_factor}};
}

template <typename O>
void SetSame(Node* node) {
  O options = *node->options.As<O>();
  options.padding = model::Padding::kSame;
  node->options = std::move(options);
}

// Whether SAME pads `before` of `input` and gives as many results as VALID does with before and after.
bool IsSame(int64_t input, int64_t before, int64_t after, const Window& w) {
  if (input < 1 || w.size < 1 || w.stride < 1 || w.dilation < 1 || before < 0 || after < 0 || before > INT32_MAX || after > INT32_MAX)
    return false;
  const int64_t extent = (w.size - 1) * w.dilation + 1, padded = input + before + after;
  const int64_t results = (input + w.stride - 1) / w.stride;
  const int64_t needed = std::max<int64_t>((results - 1) * w.stride + extent - input, 0);
  return padded >= extent && (padded - extent) / w.stride + 1 == results && before == needed / 2;
}

bool Rewrite(Graph& graph, Node& node) {
  const bool conv = node.Is(BuiltinOperator::kConv2d), depthwise = node.Is(BuiltinOperator::kDepthwiseConv2d);
  if (!conv && !depthwise) return false;
  const Node* pad = MadeBy(node.input(0), BuiltinOperator::kPad);
  if (pad == nullptr) pad = MadeBy(node.input(0), BuiltinOperator::kPadv2);
  if (pad == nullptr || (pad->num_inputs() == 3 && !IsScalar(pad->input(2), 0))) return false;
  const auto pads = IntsOf(pad->input(1));
  Value* x = pad->input(0);
  if (!pads || pads->size() != 8 || x->rank() != 4 || (*pads)[0] != 0 || (*pads)[1] != 0 || (*pads)[6] != 0 || (*pads)[7] != 0)
    return false;
  const auto windows = conv ? WindowsOf<model::Conv2DOptions>(node) : WindowsOf<model::DepthwiseConv2DOptions>(node);
  if (!windows) return false;
  for (int i = 0; i < 2; ++i)
    if (!IsSame(x->shape.dim(1 + i), (*pads)[static_cast<size_t>(2 + 2 * i)], (*pads)[static_cast<size_t>(3 + 2 * i)],
                (*windows)[static_cast<size_t>(i)]))
      return false;
  if (conv) SetSame<model::Conv2DOptions>(&node);
  if (depthwise) SetSame<model::DepthwiseConv2DOptions>(&node);
  Node* old = node.input(0)->producer;
  graph.SetInput(&node, 0, x);
  EraseIfDead(graph, old);
  return true;
}

}  // namespace

Expected<bool> MergePadIntoConv(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
