#include "bindings/c/builtin_data.h"

#include <algorithm>

#include "bindings/c/types.h"
#include "tensorflow/lite/core/c/builtin_op_data.h"

namespace goldcrest::c {
namespace {

TfLiteFusedActivation ToC(model::ActivationFunctionType a) { return static_cast<TfLiteFusedActivation>(a); }
TfLitePadding ToC(model::Padding p) { return p == model::Padding::kSame ? kTfLitePaddingSame : kTfLitePaddingValid; }

// Copies at most as many values as the structure holds, and returns how many.
template <typename T, size_t N>
int CopyTo(T (&out)[N], const std::vector<T>& values) {
  const size_t n = std::min(N, values.size());
  std::copy_n(values.begin(), n, out);
  return static_cast<int>(n);
}

// How the options of one operator become its structure.
template <typename O, typename P>
using Fill = void (*)(const O& from, P& to);

template <typename O, typename P, Fill<O, P> fill>
BuiltinData Make(const model::Options& options) {
  static const O defaults;
  const O* from = options.As<O>();
  BuiltinData data(std::calloc(1, sizeof(P)));
  if (data != nullptr) fill(from != nullptr ? *from : defaults, *static_cast<P*>(data.get()));
  return data;
}

using namespace model;  // the options' names

template <typename O, typename P>
void FillActivation(const O& from, P& to) {
  to.activation = ToC(from.fused_activation_function);
}
template <typename O, typename P>
void FillAddSub(const O& from, P& to) {
  FillActivation(from, to);
  to.pot_scale_int16 = from.pot_scale_int16;
}
template <typename O, typename P>
void FillBlockSize(const O& from, P& to) {
  to.block_size = from.block_size;
}
template <typename O, typename P>
void FillSplits(const O& from, P& to) {
  to.num_splits = from.num_splits;
}
template <typename O, typename P>
void FillOutputType(const O& from, P& to) {
  to.output_type = TypeToC(from.output_type);
}
template <typename O, typename P>
void FillResize(const O& from, P& to) {
  to.align_corners = from.align_corners;
  to.half_pixel_centers = from.half_pixel_centers;
}

void FillConv(const Conv2DOptions& from, TfLiteConvParams& to) {
  to = {ToC(from.padding),
        from.stride_w,
        from.stride_h,
        ToC(from.fused_activation_function),
        from.dilation_w_factor,
        from.dilation_h_factor,
        TypeToC(from.quantized_bias_type)};
}
void FillDepthwise(const DepthwiseConv2DOptions& from, TfLiteDepthwiseConvParams& to) {
  to = {ToC(from.padding),      from.stride_w,         from.stride_h, from.depth_multiplier, ToC(from.fused_activation_function),
        from.dilation_w_factor, from.dilation_h_factor};
}
void FillConv3D(const Conv3DOptions& from, TfLiteConv3DParams& to) {
  to = {ToC(from.padding),      from.stride_w,          from.stride_h,          from.stride_d,
        from.dilation_w_factor, from.dilation_h_factor, from.dilation_d_factor, ToC(from.fused_activation_function)};
}
void FillTransposeConv(const TransposeConvOptions& from, TfLiteTransposeConvParams& to) {
  to = {ToC(from.padding), from.stride_w, from.stride_h, ToC(from.fused_activation_function), TypeToC(from.quantized_bias_type)};
}
void FillPool(const Pool2DOptions& from, TfLitePoolParams& to) {
  to.padding = ToC(from.padding);
  to.stride_width = from.stride_w;
  to.stride_height = from.stride_h;
  to.filter_width = from.filter_width;
  to.filter_height = from.filter_height;
  to.activation = ToC(from.fused_activation_function);
}
void FillFullyConnected(const FullyConnectedOptions& from, TfLiteFullyConnectedParams& to) {
  to = {ToC(from.fused_activation_function), static_cast<TfLiteFullyConnectedWeightsFormat>(from.weights_format), from.keep_num_dims,
        from.asymmetric_quantize_inputs, TypeToC(from.quantized_bias_type)};
}
void FillBatchMatMul(const BatchMatMulOptions& from, TfLiteBatchMatMulParams& to) {
  to = {from.adj_x, from.adj_y, from.asymmetric_quantize_inputs};
}
void FillSoftmax(const SoftmaxOptions& from, TfLiteSoftmaxParams& to) { to.beta = from.beta; }
void FillConcatenation(const ConcatenationOptions& from, TfLiteConcatenationParams& to) {
  to = {from.axis, ToC(from.fused_activation_function)};
}
void FillLocalResponse(const LocalResponseNormalizationOptions& from, TfLiteLocalResponseNormParams& to) {
  to = {from.radius, from.bias, from.alpha, from.beta};
}
void FillReshape(const ReshapeOptions& from, TfLiteReshapeParams& to) { to.num_dimensions = CopyTo(to.shape, from.new_shape); }
void FillSqueeze(const SqueezeOptions& from, TfLiteSqueezeParams& to) { to.num_squeeze_dims = CopyTo(to.squeeze_dims, from.squeeze_dims); }
void FillStridedSlice(const StridedSliceOptions& from, TfLiteStridedSliceParams& to) {
  to = {from.begin_mask, from.end_mask, from.ellipsis_mask, from.new_axis_mask, from.shrink_axis_mask, from.offset};
}
void FillGather(const GatherOptions& from, TfLiteGatherParams& to) { to = {from.axis, from.batch_dims}; }
void FillReducer(const ReducerOptions& from, TfLiteReducerParams& to) { to.keep_dims = from.keep_dims; }
void FillPack(const PackOptions& from, TfLitePackParams& to) { to = {from.values_count, from.axis}; }
void FillUnpack(const UnpackOptions& from, TfLiteUnpackParams& to) { to = {from.num, from.axis}; }
void FillCast(const CastOptions& from, TfLiteCastParams& to) { to = {TypeToC(from.in_data_type), TypeToC(from.out_data_type)}; }
void FillShape(const ShapeOptions& from, TfLiteShapeParams& to) { to.out_type = TypeToC(from.out_type); }
void FillLeakyRelu(const LeakyReluOptions& from, TfLiteLeakyReluParams& to) { to.alpha = from.alpha; }
void FillMirrorPad(const MirrorPadOptions& from, TfLiteMirrorPaddingParams& to) {
  to.mode = from.mode == MirrorPadMode::kReflect ? kTfLiteMirrorPaddingReflect : kTfLiteMirrorPaddingSymmetric;
}
void FillFakeQuant(const FakeQuantOptions& from, TfLiteFakeQuantParams& to) { to = {from.min, from.max, from.num_bits, from.narrow_range}; }
void FillOneHot(const OneHotOptions& from, TfLiteOneHotParams& to) { to.axis = from.axis; }
void FillUnique(const UniqueOptions& from, TfLiteUniqueParams& to) { to.index_out_type = TypeToC(from.idx_out_type); }
void FillReverseSequence(const ReverseSequenceOptions& from, TfLiteReverseSequenceParams& to) { to = {from.seq_dim, from.batch_dim}; }
void FillCumsum(const CumsumOptions& from, TfLiteCumsumParams& to) { to = {from.exclusive, from.reverse}; }
void FillSparseToDense(const SparseToDenseOptions& from, TfLiteSparseToDenseParams& to) { to.validate_indices = from.validate_indices; }
void FillGelu(const GeluOptions& from, TfLiteGeluParams& to) { to.approximate = from.approximate; }
void FillSvdf(const SVDFOptions& from, TfLiteSVDFParams& to) {
  to = {from.rank, ToC(from.fused_activation_function), from.asymmetric_quantize_inputs};
}
void FillRnn(const RNNOptions& from, TfLiteRNNParams& to) { to = {ToC(from.fused_activation_function), from.asymmetric_quantize_inputs}; }
void FillSequenceRnn(const SequenceRNNOptions& from, TfLiteSequenceRNNParams& to) {
  to = {from.time_major, ToC(from.fused_activation_function), from.asymmetric_quantize_inputs};
}
void FillBidirectionalRnn(const BidirectionalSequenceRNNOptions& from, TfLiteBidirectionalSequenceRNNParams& to) {
  to = {from.time_major, ToC(from.fused_activation_function), from.merge_outputs, from.asymmetric_quantize_inputs};
}
void FillLstm(const LSTMOptions& from, TfLiteLSTMParams& to) {
  to = {ToC(from.fused_activation_function), from.cell_clip, from.proj_clip, static_cast<TfLiteLSTMKernelType>(from.kernel_type),
        from.asymmetric_quantize_inputs};
}
void FillSequenceLstm(const UnidirectionalSequenceLSTMOptions& from, TfLiteUnidirectionalSequenceLSTMParams& to) {
  to = {ToC(from.fused_activation_function), from.cell_clip, from.proj_clip, from.time_major, from.asymmetric_quantize_inputs,
        from.diagonal_recurrent_tensors};
}
void FillBidirectionalLstm(const BidirectionalSequenceLSTMOptions& from, TfLiteBidirectionalSequenceLSTMParams& to) {
  to = {ToC(from.fused_activation_function), from.cell_clip, from.proj_clip, from.merge_outputs, from.time_major,
        from.asymmetric_quantize_inputs};
}
void FillLsh(const LSHProjectionOptions& from, TfLiteLSHProjectionParams& to) { to.type = static_cast<TfLiteLSHProjectionType>(from.type); }
void FillSkipGram(const SkipGramOptions& from, TfLiteSkipGramParams& to) {
  to = {from.ngram_size, from.max_skip_size, from.include_all_ngrams};
}
void FillLookupSparse(const EmbeddingLookupSparseOptions& from, TfLiteEmbeddingLookupSparseParams& to) {
  to.combiner = static_cast<TfLiteCombinerType>(from.combiner);
}
void FillIf(const IfOptions& from, TfLiteIfParams& to) { to = {from.then_subgraph_index, from.else_subgraph_index}; }
void FillWhile(const WhileOptions& from, TfLiteWhileParams& to) { to = {from.cond_subgraph_index, from.body_subgraph_index}; }
void FillCallOnce(const CallOnceOptions& from, TfLiteCallOnceParams& to) { to.init_subgraph_index = from.init_subgraph_index; }
void FillHashtable(const HashtableOptions& from, TfLiteHashtableParams& to) {
  to = {from.table_id, TypeToC(from.key_dtype), TypeToC(from.value_dtype)};
}
void FillVarHandle(const VarHandleOptions& from, TfLiteVarHandleParams& to) { to = {from.container.c_str(), from.shared_name.c_str()}; }
void FillRandom(const RandomOptions& from, TfLiteRandomParams& to) { to = {from.seed, from.seed2}; }
void FillBucketize(const BucketizeOptions& from, TfLiteBucketizeParams& to) {
  to = {static_cast<int>(from.boundaries.size()), from.boundaries.data()};
}
void FillReduceWindow(const ReduceWindowOptions& from, TfLiteReduceWindowParams& to) {
  to.reduce_function = static_cast<TfLiteReduceWindowFunction>(from.reduce_function);
}
void FillStablehloConcatenate(const StablehloConcatenateOptions& from, TfLiteStablehloConcatenateParams& to) {
  to.dimension = from.dimension;
}
void FillStablehloPad(const StablehloPadOptions& from, TfLiteStablehloPadParams& to) {
  CopyTo(to.edge_padding_low, from.edge_padding_low);
  CopyTo(to.edge_padding_high, from.edge_padding_high);
  CopyTo(to.interior_padding, from.interior_padding);
}
void FillStablehloGather(const StablehloGatherOptions& from, TfLiteStablehloGatherParams& to) {
  to.num_offset_dims = CopyTo(to.offset_dims, from.offset_dims);
  to.num_collapsed_slice_dims = CopyTo(to.collapsed_slice_dims, from.collapsed_slice_dims);
  to.num_start_index_map = CopyTo(to.start_index_map, from.start_index_map);
  to.index_vector_dim = from.index_vector_dim;
  to.num_slice_sizes = CopyTo(to.slice_sizes, from.slice_sizes);
  to.indices_are_sorted = from.indices_are_sorted;
}
void FillStablehloScatter(const StablehloScatterOptions& from, TfLiteStablehloScatterParams& to) {
  to.indices_are_sorted = from.indices_are_sorted;
  to.num_update_window_dims = CopyTo(to.update_window_dims, from.update_window_dims);
  to.num_inserted_window_dims = CopyTo(to.inserted_window_dims, from.inserted_window_dims);
  to.num_scatter_dims_to_operand_dims = CopyTo(to.scatter_dims_to_operand_dims, from.scatter_dims_to_operand_dims);
  to.index_vector_dim = from.index_vector_dim;
  to.unique_indices = from.unique_indices;
  to.update_computation_subgraph_index = from.update_computation_subgraph_index;
}
void FillStablehloReduceWindow(const StablehloReduceWindowOptions& from, TfLiteStablehloReduceWindowParams& to) {
  CopyTo(to.window_dimensions, from.window_dimensions);
  CopyTo(to.window_strides, from.window_strides);
  CopyTo(to.base_dilations, from.base_dilations);
  CopyTo(to.window_dilations, from.window_dilations);
  CopyTo(to.padding, from.padding);
  to.body_subgraph_index = from.body_subgraph_index;
}
void FillRngBitGenerator(const StablehloRngBitGeneratorOptions& from, TfLiteStablehloRngBitGeneratorParams& to) {
  to.algorithm = from.algorithm == RngAlgorithm::kPhilox     ? kTfLiteRngAlgorithmPhilox
                 : from.algorithm == RngAlgorithm::kThreefry ? kTfLiteRngAlgorithmThreefry
                                                             : kTfLiteRngAlgorithmUnknown;
}
void FillComposite(const StableHLOCompositeOptions& from, TfLiteStablehloCompositeParams& to) {
  to = {from.name.c_str(), from.decomposition_subgraph_index, from.version, from.composite_attributes.data(),
        from.composite_attributes.size()};
}
void FillCase(const StablehloCaseOptions& from, TfLiteStablehloCaseParams& to) {
  to.num_branches = static_cast<uint32_t>(CopyTo(to.branch_subgraph_indices, from.branch_subgraph_indices));
}

struct Row {
  BuiltinOperator op;
  BuiltinData (*make)(const model::Options& options);
};

#define GC_ROW(op, options, params, fill) {BuiltinOperator::op, Make<options, params, fill>}
constexpr Row kRows[] = {
    GC_ROW(kConv2d, Conv2DOptions, TfLiteConvParams, FillConv),
    GC_ROW(kDepthwiseConv2d, DepthwiseConv2DOptions, TfLiteDepthwiseConvParams, FillDepthwise),
    GC_ROW(kConv3d, Conv3DOptions, TfLiteConv3DParams, FillConv3D),
    GC_ROW(kConv3dTranspose, Conv3DOptions, TfLiteConv3DParams, FillConv3D),
    GC_ROW(kTransposeConv, TransposeConvOptions, TfLiteTransposeConvParams, FillTransposeConv),
    GC_ROW(kAveragePool2d, Pool2DOptions, TfLitePoolParams, FillPool),
    GC_ROW(kMaxPool2d, Pool2DOptions, TfLitePoolParams, FillPool),
    GC_ROW(kL2Pool2d, Pool2DOptions, TfLitePoolParams, FillPool),
    GC_ROW(kFullyConnected, FullyConnectedOptions, TfLiteFullyConnectedParams, FillFullyConnected),
    GC_ROW(kBatchMatmul, BatchMatMulOptions, TfLiteBatchMatMulParams, FillBatchMatMul),
    GC_ROW(kSoftmax, SoftmaxOptions, TfLiteSoftmaxParams, FillSoftmax),
    GC_ROW(kConcatenation, ConcatenationOptions, TfLiteConcatenationParams, FillConcatenation),
    GC_ROW(kAdd, AddOptions, TfLiteAddParams, FillAddSub),
    GC_ROW(kSub, SubOptions, TfLiteSubParams, FillAddSub),
    GC_ROW(kMul, MulOptions, TfLiteMulParams, FillActivation),
    GC_ROW(kDiv, DivOptions, TfLiteDivParams, FillActivation),
    GC_ROW(kL2Normalization, L2NormOptions, TfLiteL2NormParams, FillActivation),
    GC_ROW(kLocalResponseNormalization, LocalResponseNormalizationOptions, TfLiteLocalResponseNormParams, FillLocalResponse),
    GC_ROW(kReshape, ReshapeOptions, TfLiteReshapeParams, FillReshape),
    GC_ROW(kSqueeze, SqueezeOptions, TfLiteSqueezeParams, FillSqueeze),
    GC_ROW(kStridedSlice, StridedSliceOptions, TfLiteStridedSliceParams, FillStridedSlice),
    GC_ROW(kGather, GatherOptions, TfLiteGatherParams, FillGather),
    GC_ROW(kMean, ReducerOptions, TfLiteReducerParams, FillReducer),
    GC_ROW(kSum, ReducerOptions, TfLiteReducerParams, FillReducer),
    GC_ROW(kReduceProd, ReducerOptions, TfLiteReducerParams, FillReducer),
    GC_ROW(kReduceMax, ReducerOptions, TfLiteReducerParams, FillReducer),
    GC_ROW(kReduceMin, ReducerOptions, TfLiteReducerParams, FillReducer),
    GC_ROW(kReduceAny, ReducerOptions, TfLiteReducerParams, FillReducer),
    GC_ROW(kReduceAll, ReducerOptions, TfLiteReducerParams, FillReducer),
    GC_ROW(kPack, PackOptions, TfLitePackParams, FillPack),
    GC_ROW(kUnpack, UnpackOptions, TfLiteUnpackParams, FillUnpack),
    GC_ROW(kCast, CastOptions, TfLiteCastParams, FillCast),
    GC_ROW(kShape, ShapeOptions, TfLiteShapeParams, FillShape),
    GC_ROW(kSplit, SplitOptions, TfLiteSplitParams, FillSplits),
    GC_ROW(kSplitV, SplitVOptions, TfLiteSplitVParams, FillSplits),
    GC_ROW(kArgMax, ArgMaxOptions, TfLiteArgMaxParams, FillOutputType),
    GC_ROW(kArgMin, ArgMinOptions, TfLiteArgMinParams, FillOutputType),
    GC_ROW(kLeakyRelu, LeakyReluOptions, TfLiteLeakyReluParams, FillLeakyRelu),
    GC_ROW(kMirrorPad, MirrorPadOptions, TfLiteMirrorPaddingParams, FillMirrorPad),
    GC_ROW(kDepthToSpace, DepthToSpaceOptions, TfLiteDepthToSpaceParams, FillBlockSize),
    GC_ROW(kSpaceToDepth, SpaceToDepthOptions, TfLiteSpaceToDepthParams, FillBlockSize),
    GC_ROW(kResizeBilinear, ResizeBilinearOptions, TfLiteResizeBilinearParams, FillResize),
    GC_ROW(kResizeNearestNeighbor, ResizeNearestNeighborOptions, TfLiteResizeNearestNeighborParams, FillResize),
    GC_ROW(kFakeQuant, FakeQuantOptions, TfLiteFakeQuantParams, FillFakeQuant),
    GC_ROW(kOneHot, OneHotOptions, TfLiteOneHotParams, FillOneHot),
    GC_ROW(kUnique, UniqueOptions, TfLiteUniqueParams, FillUnique),
    GC_ROW(kReverseSequence, ReverseSequenceOptions, TfLiteReverseSequenceParams, FillReverseSequence),
    GC_ROW(kCumsum, CumsumOptions, TfLiteCumsumParams, FillCumsum),
    GC_ROW(kSparseToDense, SparseToDenseOptions, TfLiteSparseToDenseParams, FillSparseToDense),
    GC_ROW(kGelu, GeluOptions, TfLiteGeluParams, FillGelu),
    GC_ROW(kSvdf, SVDFOptions, TfLiteSVDFParams, FillSvdf),
    GC_ROW(kRnn, RNNOptions, TfLiteRNNParams, FillRnn),
    GC_ROW(kUnidirectionalSequenceRnn, SequenceRNNOptions, TfLiteSequenceRNNParams, FillSequenceRnn),
    GC_ROW(kBidirectionalSequenceRnn, BidirectionalSequenceRNNOptions, TfLiteBidirectionalSequenceRNNParams, FillBidirectionalRnn),
    GC_ROW(kLstm, LSTMOptions, TfLiteLSTMParams, FillLstm),
    GC_ROW(kUnidirectionalSequenceLstm, UnidirectionalSequenceLSTMOptions, TfLiteUnidirectionalSequenceLSTMParams, FillSequenceLstm),
    GC_ROW(kBidirectionalSequenceLstm, BidirectionalSequenceLSTMOptions, TfLiteBidirectionalSequenceLSTMParams, FillBidirectionalLstm),
    GC_ROW(kLshProjection, LSHProjectionOptions, TfLiteLSHProjectionParams, FillLsh),
    GC_ROW(kSkipGram, SkipGramOptions, TfLiteSkipGramParams, FillSkipGram),
    GC_ROW(kEmbeddingLookupSparse, EmbeddingLookupSparseOptions, TfLiteEmbeddingLookupSparseParams, FillLookupSparse),
    GC_ROW(kIf, IfOptions, TfLiteIfParams, FillIf),
    GC_ROW(kWhile, WhileOptions, TfLiteWhileParams, FillWhile),
    GC_ROW(kCallOnce, CallOnceOptions, TfLiteCallOnceParams, FillCallOnce),
    GC_ROW(kHashtable, HashtableOptions, TfLiteHashtableParams, FillHashtable),
    GC_ROW(kVarHandle, VarHandleOptions, TfLiteVarHandleParams, FillVarHandle),
    GC_ROW(kRandomUniform, RandomOptions, TfLiteRandomParams, FillRandom),
    GC_ROW(kRandomStandardNormal, RandomOptions, TfLiteRandomParams, FillRandom),
    GC_ROW(kMultinomial, RandomOptions, TfLiteRandomParams, FillRandom),
    GC_ROW(kBucketize, BucketizeOptions, TfLiteBucketizeParams, FillBucketize),
    GC_ROW(kReduceWindow, ReduceWindowOptions, TfLiteReduceWindowParams, FillReduceWindow),
    GC_ROW(kStablehloConcatenate, StablehloConcatenateOptions, TfLiteStablehloConcatenateParams, FillStablehloConcatenate),
    GC_ROW(kStablehloPad, StablehloPadOptions, TfLiteStablehloPadParams, FillStablehloPad),
    GC_ROW(kStablehloGather, StablehloGatherOptions, TfLiteStablehloGatherParams, FillStablehloGather),
    GC_ROW(kStablehloScatter, StablehloScatterOptions, TfLiteStablehloScatterParams, FillStablehloScatter),
    GC_ROW(kStablehloReduceWindow, StablehloReduceWindowOptions, TfLiteStablehloReduceWindowParams, FillStablehloReduceWindow),
    GC_ROW(kStablehloRngBitGenerator, StablehloRngBitGeneratorOptions, TfLiteStablehloRngBitGeneratorParams, FillRngBitGenerator),
    GC_ROW(kStablehloComposite, StableHLOCompositeOptions, TfLiteStablehloCompositeParams, FillComposite),
    GC_ROW(kStablehloCase, StablehloCaseOptions, TfLiteStablehloCaseParams, FillCase),
};
#undef GC_ROW

}  // namespace

BuiltinData MakeBuiltinData(BuiltinOperator op, const model::Options& options) {
  for (const Row& row : kRows) {
    if (row.op == op) return row.make(options);
  }
  return nullptr;
}

}  // namespace goldcrest::c
