#include "quantize/spec.h"

#include <algorithm>
#include <iterator>

namespace goldcrest::quantize {
namespace {

using Op = BuiltinOperator;
using Rule = ScaleRule;

constexpr OpSpec Free(Op op, bool int16 = false) { return {.op = op, .int8 = true, .int16 = int16}; }
constexpr OpSpec Same(Op op, bool int16 = true) { return {.op = op, .int8 = true, .int16 = int16, .rule = Rule::kSame}; }
constexpr OpSpec Reader(Op op, bool int16 = false) { return {.op = op, .int8 = true, .int16 = int16, .rule = Rule::kReader}; }
constexpr OpSpec Fixed(Op op, float scale8, int zero_point8, float scale16) {
  return {.op = op,
          .int8 = true,
          .int16 = scale16 != 0,
          .rule = Rule::kFixedOutput,
          .scale8 = scale8,
          .zero_point8 = zero_point8,
          .scale16 = scale16};
}
constexpr OpSpec Weighted(Op op, int input, int weights, int bias, int dimension, bool hybrid) {
  return {.op = op,
          .int8 = true,
          .int16 = true,
          .input = input,
          .weights = weights,
          .bias = bias,
          .channel_dimension = dimension,
          .hybrid = hybrid};
}

constexpr float k16 = 1.0f / 32768;

constexpr OpSpec kSpecs[] = {
    Weighted(Op::kConv2d, 0, 1, 2, 0, true),
    Weighted(Op::kDepthwiseConv2d, 0, 1, 2, 3, true),
    Weighted(Op::kFullyConnected, 0, 1, 2, 0, true),
    Weighted(Op::kTransposeConv, 2, 1, 3, 0, false),

    Free(Op::kAbs),
    Free(Op::kAdd, true),
    Free(Op::kBatchMatmul, true),
    Free(Op::kElu),
    Free(Op::kExp, true),
    Free(Op::kGelu),
    Free(Op::kHardSwish),
    Free(Op::kLeakyRelu, true),
    Free(Op::kLog, true),
    Free(Op::kMean, true),
    Free(Op::kMul, true),
    Free(Op::kPrelu),
    Free(Op::kRelu, true),
    Free(Op::kRelu6, true),
    Free(Op::kReluN1To1),
    Free(Op::kRsqrt, true),
    Free(Op::kSquaredDifference),
    Free(Op::kSub, true),
    Free(Op::kSum),

    Fixed(Op::kL2Normalization, 1.0f / 128, 0, 0),
    Fixed(Op::kLogSoftmax, 16.0f / 256, 127, 0),
    Fixed(Op::kLogistic, 1.0f / 256, -128, k16),
    Fixed(Op::kSoftmax, 1.0f / 256, -128, k16),
    Fixed(Op::kTanh, 1.0f / 128, 0, k16),

    Same(Op::kAveragePool2d),
    Same(Op::kBatchToSpaceNd),
    Same(Op::kBroadcastTo),
    Same(Op::kConcatenation),
    Same(Op::kDepthToSpace, false),
    Same(Op::kDynamicUpdateSlice, false),
    Same(Op::kExpandDims),
    Same(Op::kGather),
    Same(Op::kGatherNd),
    Same(Op::kMaxPool2d),
    Same(Op::kMaximum),
    Same(Op::kMinimum),
    Same(Op::kMirrorPad),
    Same(Op::kPack),
    Same(Op::kPad),
    Same(Op::kPadv2),
    Same(Op::kReduceMax),
    Same(Op::kReduceMin),
    Same(Op::kReshape),
    Same(Op::kResizeBilinear),
    Same(Op::kResizeNearestNeighbor),
    Same(Op::kReverseV2),
    Same(Op::kSelect),
    Same(Op::kSelectV2),
    Same(Op::kSlice),
    Same(Op::kSpaceToBatchNd),
    Same(Op::kSpaceToDepth, false),
    Same(Op::kSplit),
    Same(Op::kSplitV),
    Same(Op::kSqueeze),
    Same(Op::kStridedSlice),
    Same(Op::kTile),
    Same(Op::kTopkV2, false),
    Same(Op::kTranspose),
    Same(Op::kUnpack),

    Reader(Op::kArgMax),
    Reader(Op::kArgMin),
    Reader(Op::kEqual),
    Reader(Op::kGreater),
    Reader(Op::kGreaterEqual),
    Reader(Op::kLess),
    Reader(Op::kLessEqual),
    Reader(Op::kNotEqual),
    Reader(Op::kRank, true),
    Reader(Op::kShape, true),
};

}  // namespace

const OpSpec* FindSpec(BuiltinOperator op) {
  const auto* found = std::find_if(std::begin(kSpecs), std::end(kSpecs), [op](const OpSpec& spec) { return spec.op == op; });
  return found == std::end(kSpecs) ? nullptr : found;
}

}  // namespace goldcrest::quantize
