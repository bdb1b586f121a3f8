// BATCH_TO_SPACE_ND(conv(SPACE_TO_BATCH_ND(x)))  ->  conv with dilation, which is what TensorFlow writes these for: convolutions of stride
// 1 and VALID padding whose block is the dilation. What the padding and the crops leave must be what SAME or VALID padding gives: exact.
// An addition of a constant to each channel may stand before BATCH_TO_SPACE_ND; the sizes of rows and columns must be known.
#include "convert/builder.h"
#include "convert/passes/affine.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

// Blocks and paddings of SPACE_TO_BATCH_ND, or blocks and crops of BATCH_TO_SPACE_ND, over rows and columns.
struct Blocks {
  int64_t block[2];
  int64_t before[2];
  int64_t after[2];
};

std::optional<Blocks> BlocksOf(const Node* node) {
  if (node == nullptr || node->num_inputs() != 3 || node->input(0)->rank() != 4) return std::nullopt;
  const auto block = IntsOf(node->input(1)), edges = IntsOf(node->input(2));
  if (!block || !edges || block->size() != 2 || edges->size() != 4) return std::nullopt;
  return Blocks{{(*block)[0], (*block)[1]}, {(*edges)[0], (*edges)[2]}, {(*edges)[1], (*edges)[3]}};
}

// Nothing where rows or columns come out neither as with SAME nor as with VALID padding.
std::optional<model::Padding> PaddingOf(const tf::PartialShape& x, const tf::PartialShape& filter, const Blocks& pads,
                                        const Blocks& crops) {
  bool same = true, valid = true;
  for (int i = 0; i < 2; ++i) {
    const int64_t size = x.dim(1 + i), reach = (filter.dim(1 + i) - 1) * pads.block[i];
    if (size < 1 || reach < 0 || pads.block[i] < 1 || pads.block[i] != crops.block[i] || crops.before[i] != 0) return std::nullopt;
    const int64_t result = size + pads.before[i] + pads.after[i] - reach - crops.after[i];
    same = same && result == size && pads.before[i] == reach / 2;
    valid = valid && result == size - reach && pads.before[i] == 0;
  }
  if (!same && !valid) return std::nullopt;
  return same ? model::Padding::kSame : model::Padding::kValid;
}

template <typename O>
bool Dilate(Graph& graph, Node& batch_to_space, Node* conv, Node* last) {
  const O* options = conv->options.As<O>();
  const Node* space_to_batch = MadeBy(conv->input(0), BuiltinOperator::kSpaceToBatchNd);
  const std::optional<Blocks> pads = BlocksOf(space_to_batch), crops = BlocksOf(&batch_to_space);
  if (options == nullptr || !pads || !crops || options->padding != model::Padding::kValid || options->stride_h != 1 ||
      options->stride_w != 1 || options->dilation_h_factor != 1 || options->dilation_w_factor != 1 || conv->input(1)->rank() != 4)
    return false;
  Value* x = space_to_batch->input(0);
  const auto padding = PaddingOf(x->shape, conv->input(1)->shape, *pads, *crops);
  if (!padding || pads->block[0] > INT32_MAX || pads->block[1] > INT32_MAX) return false;
  O dilated = *options;
  dilated.padding = *padding;
  dilated.dilation_h_factor = static_cast<int32_t>(pads->block[0]);
  dilated.dilation_w_factor = static_cast<int32_t>(pads->block[1]);
  Builder b(graph, batch_to_space);
  std::vector<Value*> inputs = conv->inputs;
  inputs[0] = x;
  const tf::PartialShape shape = batch_to_space.output()->shape;
  Value* result = b.Builtin(conv->builtin, dilated, inputs, tf::DataType::kFloat, shape);
  if (last != conv) {
    std::vector<Value*> operands = last->inputs;
    for (Value*& v : operands)
      if (v == conv->output()) v = result;
    result = b.Builtin(last->builtin, last->options, operands, tf::DataType::kFloat, shape);
  }
  graph.ReplaceUses(batch_to_space.output(), result);
  return true;
}

bool Rewrite(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kBatchToSpaceNd) || node.output()->type != tf::DataType::kFloat || !HasOneReader(graph, node.input(0)))
    return false;
  Node* last = node.input(0)->producer;
  Node* conv = last;
  if (last->Is(BuiltinOperator::kAdd)) {
    const auto operand = SplitConstant(*last);
    if (!operand || !HasOneReader(graph, operand->x) || !last->output()->shape.has_rank() ||
        !PerChannel(operand->constant, last->output()->shape.dim(last->output()->rank() - 1), 4))
      return false;
    conv = operand->x->producer;
  }
  if (conv->Is(BuiltinOperator::kConv2d)) return Dilate<model::Conv2DOptions>(graph, node, conv, last);
  if (conv->Is(BuiltinOperator::kDepthwiseConv2d)) return Dilate<model::DepthwiseConv2DOptions>(graph, node, conv, last);
  return false;
}

}  // namespace

Expected<bool> MatchDilatedConv(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
