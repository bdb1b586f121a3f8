#include "bindings/c/builtin_options.h"

#include <algorithm>

#include "bindings/c/types.h"
#include "tensorflow/lite/core/c/builtin_op_data.h"

namespace goldcrest::c {
namespace {

using namespace model;  // the options' names

ActivationFunctionType FromC(TfLiteFusedActivation a) { return static_cast<ActivationFunctionType>(a); }
Padding FromC(TfLitePadding p) { return p == kTfLitePaddingSame ? Padding::kSame : Padding::kValid; }
TensorType FromC(TfLiteType t, TensorType otherwise) { return TypeFromC(t).value_or(otherwise); }

std::vector<int32_t> Values(const int* values, int count, int most) { return {values, values + std::clamp(count, 0, most)}; }

// How the structure of one operator becomes its options.
template <typename P, typename O>
using Read = void (*)(const P& from, O& to);

template <typename P, typename O, Read<P, O> read>
Options Make(const void* data) {
  O options;
  if (data != nullptr) read(*static_cast<const P*>(data), options);
  return Options(std::move(options));
}

template <typename P, typename O>
void ReadActivation(const P& from, O& to) {
  to.fused_activation_function = FromC(from.activation);
}
template <typename P, typename O>
void ReadAddSub(const P& from, O& to) {
  ReadActivation(from, to);
  to.pot_scale_int16 = from.pot_scale_int16;
}
template <typename P, typename O>
void ReadBlockSize(const P& from, O& to) {
  to.block_size = from.block_size;
}
template <typename P, typename O>
void ReadSplits(const P& from, O& to) {
  to.num_splits = from.num_splits;
}
template <typename P, typename O>
void ReadOutputType(const P& from, O& to) {
  to.output_type = FromC(from.output_type, TensorType::kInt64);
}
template <typename P, typename O>
void ReadResize(const P& from, O& to) {
  to.align_corners = from.align_corners;
  to.half_pixel_centers = from.half_pixel_centers;
}
template <typename P, typename O>
void ReadWindow(const P& from, O& to) {
  to.padding = FromC(from.padding);
  to.stride_w = from.stride_width;
  to.stride_h = from.stride_height;
}

void ReadConv(const TfLiteConvParams& from, Conv2DOptions& to) {
  ReadWindow(from, to);
  ReadActivation(from, to);
  to.dilation_w_factor = from.dilation_width_factor;
  to.dilation_h_factor = from.dilation_height_factor;
  to.quantized_bias_type = FromC(from.quantized_bias_type, TensorType::kFloat32);
}
void ReadDepthwise(const TfLiteDepthwiseConvParams& from, DepthwiseConv2DOptions& to) {
  ReadWindow(from, to);
  ReadActivation(from, to);
  to.depth_multiplier = from.depth_multiplier;
  to.dilation_w_factor = from.dilation_width_factor;
  to.dilation_h_factor = from.dilation_height_factor;
}
void ReadTransposeConv(const TfLiteTransposeConvParams& from, TransposeConvOptions& to) {
  ReadWindow(from, to);
  ReadActivation(from, to);
  to.quantized_bias_type = FromC(from.quantized_bias_type, TensorType::kFloat32);
}
void ReadPool(const TfLitePoolParams& from, Pool2DOptions& to) {
  ReadWindow(from, to);
  ReadActivation(from, to);
  to.filter_width = from.filter_width;
  to.filter_height = from.filter_height;
}
void ReadFullyConnected(const TfLiteFullyConnectedParams& from, FullyConnectedOptions& to) {
  ReadActivation(from, to);
  to.weights_format = static_cast<FullyConnectedOptionsWeightsFormat>(from.weights_format);
  to.keep_num_dims = from.keep_num_dims;
  to.asymmetric_quantize_inputs = from.asymmetric_quantize_inputs;
  to.quantized_bias_type = FromC(from.quantized_bias_type, TensorType::kFloat32);
}
void ReadBatchMatMul(const TfLiteBatchMatMulParams& from, BatchMatMulOptions& to) {
  to = {from.adj_x, from.adj_y, from.asymmetric_quantize_inputs};
}
void ReadSoftmax(const TfLiteSoftmaxParams& from, SoftmaxOptions& to) { to.beta = from.beta; }
void ReadConcatenation(const TfLiteConcatenationParams& from, ConcatenationOptions& to) {
  ReadActivation(from, to);
  to.axis = from.axis;
}
void ReadLocalResponse(const TfLiteLocalResponseNormParams& from, LocalResponseNormalizationOptions& to) {
  to = {from.radius, from.bias, from.alpha, from.beta};
}
void ReadReshape(const TfLiteReshapeParams& from, ReshapeOptions& to) { to.new_shape = Values(from.shape, from.num_dimensions, 8); }
void ReadSqueeze(const TfLiteSqueezeParams& from, SqueezeOptions& to) {
  to.squeeze_dims = Values(from.squeeze_dims, from.num_squeeze_dims, 8);
}
void ReadStridedSlice(const TfLiteStridedSliceParams& from, StridedSliceOptions& to) {
  to = {from.begin_mask, from.end_mask, from.ellipsis_mask, from.new_axis_mask, from.shrink_axis_mask, from.offset};
}
void ReadGather(const TfLiteGatherParams& from, GatherOptions& to) { to = {from.axis, from.batch_dims}; }
void ReadReducer(const TfLiteReducerParams& from, ReducerOptions& to) { to.keep_dims = from.keep_dims; }
void ReadPack(const TfLitePackParams& from, PackOptions& to) { to = {from.values_count, from.axis}; }
void ReadUnpack(const TfLiteUnpackParams& from, UnpackOptions& to) { to = {from.num, from.axis}; }
void ReadCast(const TfLiteCastParams& from, CastOptions& to) {
  to = {FromC(from.in_data_type, TensorType::kFloat32), FromC(from.out_data_type, TensorType::kFloat32)};
}
void ReadShape(const TfLiteShapeParams& from, ShapeOptions& to) { to.out_type = FromC(from.out_type, TensorType::kInt32); }
void ReadLeakyRelu(const TfLiteLeakyReluParams& from, LeakyReluOptions& to) { to.alpha = from.alpha; }
void ReadMirrorPad(const TfLiteMirrorPaddingParams& from, MirrorPadOptions& to) {
  to.mode = from.mode == kTfLiteMirrorPaddingReflect ? MirrorPadMode::kReflect : MirrorPadMode::kSymmetric;
}
void ReadFakeQuant(const TfLiteFakeQuantParams& from, FakeQuantOptions& to) { to = {from.min, from.max, from.num_bits, from.narrow_range}; }
void ReadOneHot(const TfLiteOneHotParams& from, OneHotOptions& to) { to.axis = from.axis; }
void ReadUnique(const TfLiteUniqueParams& from, UniqueOptions& to) { to.idx_out_type = FromC(from.index_out_type, TensorType::kInt32); }
void ReadReverseSequence(const TfLiteReverseSequenceParams& from, ReverseSequenceOptions& to) { to = {from.seq_dim, from.batch_dim}; }
void ReadCumsum(const TfLiteCumsumParams& from, CumsumOptions& to) { to = {from.exclusive, from.reverse}; }
void ReadGelu(const TfLiteGeluParams& from, GeluOptions& to) { to.approximate = from.approximate; }
void ReadSvdf(const TfLiteSVDFParams& from, SVDFOptions& to) { to = {from.rank, FromC(from.activation), from.asymmetric_quantize_inputs}; }
void ReadRnn(const TfLiteRNNParams& from, RNNOptions& to) { to = {FromC(from.activation), from.asymmetric_quantize_inputs}; }
void ReadSequenceRnn(const TfLiteSequenceRNNParams& from, SequenceRNNOptions& to) {
  to = {from.time_major, FromC(from.activation), from.asymmetric_quantize_inputs};
}
void ReadLstm(const TfLiteLSTMParams& from, LSTMOptions& to) {
  to = {FromC(from.activation), from.cell_clip, from.proj_clip, static_cast<LSTMKernelType>(from.kernel_type),
        from.asymmetric_quantize_inputs};
}
void ReadSequenceLstm(const TfLiteUnidirectionalSequenceLSTMParams& from, UnidirectionalSequenceLSTMOptions& to) {
  to = {FromC(from.activation),         from.cell_clip, from.proj_clip, from.time_major, from.asymmetric_quantize_inputs,
        from.diagonal_recurrent_tensors};
}

struct Row {
  BuiltinOperator op;
  Options (*make)(const void* data);
};

#define GC_ROW(op, params, options, read) {BuiltinOperator::op, Make<params, options, read>}
constexpr Row kRows[] = {
    GC_ROW(kConv2d, TfLiteConvParams, Conv2DOptions, ReadConv),
    GC_ROW(kDepthwiseConv2d, TfLiteDepthwiseConvParams, DepthwiseConv2DOptions, ReadDepthwise),
    GC_ROW(kTransposeConv, TfLiteTransposeConvParams, TransposeConvOptions, ReadTransposeConv),
    GC_ROW(kAveragePool2d, TfLitePoolParams, Pool2DOptions, ReadPool),
    GC_ROW(kMaxPool2d, TfLitePoolParams, Pool2DOptions, ReadPool),
    GC_ROW(kL2Pool2d, TfLitePoolParams, Pool2DOptions, ReadPool),
    GC_ROW(kFullyConnected, TfLiteFullyConnectedParams, FullyConnectedOptions, ReadFullyConnected),
    GC_ROW(kBatchMatmul, TfLiteBatchMatMulParams, BatchMatMulOptions, ReadBatchMatMul),
    GC_ROW(kSoftmax, TfLiteSoftmaxParams, SoftmaxOptions, ReadSoftmax),
    GC_ROW(kConcatenation, TfLiteConcatenationParams, ConcatenationOptions, ReadConcatenation),
    GC_ROW(kAdd, TfLiteAddParams, AddOptions, ReadAddSub),
    GC_ROW(kSub, TfLiteSubParams, SubOptions, ReadAddSub),
    GC_ROW(kMul, TfLiteMulParams, MulOptions, ReadActivation),
    GC_ROW(kDiv, TfLiteDivParams, DivOptions, ReadActivation),
    GC_ROW(kL2Normalization, TfLiteL2NormParams, L2NormOptions, ReadActivation),
    GC_ROW(kLocalResponseNormalization, TfLiteLocalResponseNormParams, LocalResponseNormalizationOptions, ReadLocalResponse),
    GC_ROW(kReshape, TfLiteReshapeParams, ReshapeOptions, ReadReshape),
    GC_ROW(kSqueeze, TfLiteSqueezeParams, SqueezeOptions, ReadSqueeze),
    GC_ROW(kStridedSlice, TfLiteStridedSliceParams, StridedSliceOptions, ReadStridedSlice),
    GC_ROW(kGather, TfLiteGatherParams, GatherOptions, ReadGather),
    GC_ROW(kMean, TfLiteReducerParams, ReducerOptions, ReadReducer),
    GC_ROW(kSum, TfLiteReducerParams, ReducerOptions, ReadReducer),
    GC_ROW(kReduceProd, TfLiteReducerParams, ReducerOptions, ReadReducer),
    GC_ROW(kReduceMax, TfLiteReducerParams, ReducerOptions, ReadReducer),
    GC_ROW(kReduceMin, TfLiteReducerParams, ReducerOptions, ReadReducer),
    GC_ROW(kReduceAny, TfLiteReducerParams, ReducerOptions, ReadReducer),
    GC_ROW(kReduceAll, TfLiteReducerParams, ReducerOptions, ReadReducer),
    GC_ROW(kPack, TfLitePackParams, PackOptions, ReadPack),
    GC_ROW(kUnpack, TfLiteUnpackParams, UnpackOptions, ReadUnpack),
    GC_ROW(kCast, TfLiteCastParams, CastOptions, ReadCast),
    GC_ROW(kShape, TfLiteShapeParams, ShapeOptions, ReadShape),
    GC_ROW(kSplit, TfLiteSplitParams, SplitOptions, ReadSplits),
    GC_ROW(kSplitV, TfLiteSplitVParams, SplitVOptions, ReadSplits),
    GC_ROW(kArgMax, TfLiteArgMaxParams, ArgMaxOptions, ReadOutputType),
    GC_ROW(kArgMin, TfLiteArgMinParams, ArgMinOptions, ReadOutputType),
    GC_ROW(kLeakyRelu, TfLiteLeakyReluParams, LeakyReluOptions, ReadLeakyRelu),
    GC_ROW(kMirrorPad, TfLiteMirrorPaddingParams, MirrorPadOptions, ReadMirrorPad),
    GC_ROW(kDepthToSpace, TfLiteDepthToSpaceParams, DepthToSpaceOptions, ReadBlockSize),
    GC_ROW(kSpaceToDepth, TfLiteSpaceToDepthParams, SpaceToDepthOptions, ReadBlockSize),
    GC_ROW(kResizeBilinear, TfLiteResizeBilinearParams, ResizeBilinearOptions, ReadResize),
    GC_ROW(kResizeNearestNeighbor, TfLiteResizeNearestNeighborParams, ResizeNearestNeighborOptions, ReadResize),
    GC_ROW(kFakeQuant, TfLiteFakeQuantParams, FakeQuantOptions, ReadFakeQuant),
    GC_ROW(kOneHot, TfLiteOneHotParams, OneHotOptions, ReadOneHot),
    GC_ROW(kUnique, TfLiteUniqueParams, UniqueOptions, ReadUnique),
    GC_ROW(kReverseSequence, TfLiteReverseSequenceParams, ReverseSequenceOptions, ReadReverseSequence),
    GC_ROW(kCumsum, TfLiteCumsumParams, CumsumOptions, ReadCumsum),
    GC_ROW(kGelu, TfLiteGeluParams, GeluOptions, ReadGelu),
    GC_ROW(kSvdf, TfLiteSVDFParams, SVDFOptions, ReadSvdf),
    GC_ROW(kRnn, TfLiteRNNParams, RNNOptions, ReadRnn),
    GC_ROW(kUnidirectionalSequenceRnn, TfLiteSequenceRNNParams, SequenceRNNOptions, ReadSequenceRnn),
    GC_ROW(kLstm, TfLiteLSTMParams, LSTMOptions, ReadLstm),
    GC_ROW(kUnidirectionalSequenceLstm, TfLiteUnidirectionalSequenceLSTMParams, UnidirectionalSequenceLSTMOptions, ReadSequenceLstm),
};
#undef GC_ROW

}  // namespace

Options OptionsFromBuiltinData(BuiltinOperator op, const void* builtin_data) {
  for (const Row& row : kRows) {
    if (row.op == op) return row.make(builtin_data);
  }
  return Options();
}

}  // namespace goldcrest::c
