// The options of every builtin operator, with the fields, order and defaults of the model format.
//
// Each struct lists its fields once, in ForEachField; reading, writing and printing are loops over that list. The position in the
// list is the field's number in the file, so a deprecated field keeps its place.
#ifndef GOLDCREST_SRC_MODEL_OPTIONS_H_
#define GOLDCREST_SRC_MODEL_OPTIONS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "goldcrest/types.h"

namespace goldcrest::model {

enum class Padding : int8_t { kSame = 0, kValid = 1 };
enum class ActivationFunctionType : int8_t { kNone = 0, kRelu = 1, kReluN1To1 = 2, kRelu6 = 3, kTanh = 4, kSignBit = 5 };
enum class LSHProjectionType : int8_t { kUnknown = 0, kSparse = 1, kDense = 2 };
enum class FullyConnectedOptionsWeightsFormat : int8_t { kDefault = 0, kShuffled4x16Int8 = 1 };
enum class LSTMKernelType : int8_t { kFull = 0, kBasic = 1 };
enum class CombinerType : int8_t { kSum = 0, kMean = 1, kSqrtn = 2 };
enum class MirrorPadMode : int8_t { kReflect = 0, kSymmetric = 1 };
enum class StablehloPrecisionConfig : uint32_t { kDefault = 0, kHigh = 1, kHighest = 2 };
enum class StablehloComparisonDirection : uint32_t { kEq = 0, kNe = 1, kGe = 2, kGt = 3, kLe = 4, kLt = 5 };
enum class StablehloComparisonType : uint32_t { kNotype = 0, kFloat = 1, kFloatTotalOrder = 2, kSigned = 3, kUnsigned = 4 };
enum class RngAlgorithm : int8_t { kDefault = 0, kPhilox = 1, kThreefry = 2 };
enum class ReduceWindowFunction : int32_t { kUnsupported = 0, kAdd = 1, kMul = 2, kMinimum = 3, kMaximum = 4, kAll = 5, kAny = 6 };
enum class CustomOptionsFormat : int8_t { kFlexbuffers = 0 };

struct Conv2DOptions {
  Padding padding = Padding::kSame;
  int32_t stride_w = 0;
  int32_t stride_h = 0;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  int32_t dilation_w_factor = 1;
  int32_t dilation_h_factor = 1;
  TensorType quantized_bias_type = TensorType::kFloat32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("padding", o.padding);
    v("stride_w", o.stride_w);
    v("stride_h", o.stride_h);
    v("fused_activation_function", o.fused_activation_function);
    v("dilation_w_factor", o.dilation_w_factor);
    v("dilation_h_factor", o.dilation_h_factor);
    v("quantized_bias_type", o.quantized_bias_type);
  }
};

struct DepthwiseConv2DOptions {
  Padding padding = Padding::kSame;
  int32_t stride_w = 0;
  int32_t stride_h = 0;
  int32_t depth_multiplier = 0;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  int32_t dilation_w_factor = 1;
  int32_t dilation_h_factor = 1;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("padding", o.padding);
    v("stride_w", o.stride_w);
    v("stride_h", o.stride_h);
    v("depth_multiplier", o.depth_multiplier);
    v("fused_activation_function", o.fused_activation_function);
    v("dilation_w_factor", o.dilation_w_factor);
    v("dilation_h_factor", o.dilation_h_factor);
  }
};

struct ConcatEmbeddingsOptions {
  int32_t num_channels = 0;
  std::vector<int32_t> num_columns_per_channel;
  std::vector<int32_t> embedding_dim_per_channel;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("num_channels", o.num_channels);
    v("num_columns_per_channel", o.num_columns_per_channel);
    v("embedding_dim_per_channel", o.embedding_dim_per_channel);
  }
};

struct LSHProjectionOptions {
  LSHProjectionType type = LSHProjectionType::kUnknown;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("type", o.type);
  }
};

struct Pool2DOptions {
  Padding padding = Padding::kSame;
  int32_t stride_w = 0;
  int32_t stride_h = 0;
  int32_t filter_width = 0;
  int32_t filter_height = 0;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("padding", o.padding);
    v("stride_w", o.stride_w);
    v("stride_h", o.stride_h);
    v("filter_width", o.filter_width);
    v("filter_height", o.filter_height);
    v("fused_activation_function", o.fused_activation_function);
  }
};

struct SVDFOptions {
  int32_t rank = 0;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  bool asymmetric_quantize_inputs = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("rank", o.rank);
    v("fused_activation_function", o.fused_activation_function);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
  }
};

struct RNNOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  bool asymmetric_quantize_inputs = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
  }
};

struct FullyConnectedOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  FullyConnectedOptionsWeightsFormat weights_format = FullyConnectedOptionsWeightsFormat::kDefault;
  bool keep_num_dims = false;
  bool asymmetric_quantize_inputs = false;
  TensorType quantized_bias_type = TensorType::kFloat32;
  std::vector<uint8_t> quant_spec;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
    v("weights_format", o.weights_format);
    v("keep_num_dims", o.keep_num_dims);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
    v("quantized_bias_type", o.quantized_bias_type);
    v("quant_spec", o.quant_spec);
  }
};

struct SoftmaxOptions {
  float beta = 0.0f;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("beta", o.beta);
  }
};

struct ConcatenationOptions {
  int32_t axis = 0;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("axis", o.axis);
    v("fused_activation_function", o.fused_activation_function);
  }
};

struct AddOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  bool pot_scale_int16 = true;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
    v("pot_scale_int16", o.pot_scale_int16);
  }
};

struct L2NormOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
  }
};

struct LocalResponseNormalizationOptions {
  int32_t radius = 0;
  float bias = 0.0f;
  float alpha = 0.0f;
  float beta = 0.0f;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("radius", o.radius);
    v("bias", o.bias);
    v("alpha", o.alpha);
    v("beta", o.beta);
  }
};

struct LSTMOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  float cell_clip = 0.0f;
  float proj_clip = 0.0f;
  LSTMKernelType kernel_type = LSTMKernelType::kFull;
  bool asymmetric_quantize_inputs = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
    v("cell_clip", o.cell_clip);
    v("proj_clip", o.proj_clip);
    v("kernel_type", o.kernel_type);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
  }
};

struct ResizeBilinearOptions {
  int32_t new_height = 0;  // deprecated
  int32_t new_width = 0;   // deprecated
  bool align_corners = false;
  bool half_pixel_centers = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("new_height", o.new_height);
    v("new_width", o.new_width);
    v("align_corners", o.align_corners);
    v("half_pixel_centers", o.half_pixel_centers);
  }
};

struct CallOptions {
  uint32_t subgraph = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("subgraph", o.subgraph);
  }
};

struct ReshapeOptions {
  std::vector<int32_t> new_shape;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("new_shape", o.new_shape);
  }
};

struct SkipGramOptions {
  int32_t ngram_size = 0;
  int32_t max_skip_size = 0;
  bool include_all_ngrams = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("ngram_size", o.ngram_size);
    v("max_skip_size", o.max_skip_size);
    v("include_all_ngrams", o.include_all_ngrams);
  }
};

struct SpaceToDepthOptions {
  int32_t block_size = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("block_size", o.block_size);
  }
};

struct EmbeddingLookupSparseOptions {
  CombinerType combiner = CombinerType::kSum;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("combiner", o.combiner);
  }
};

struct MulOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
  }
};

struct PadOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct GatherOptions {
  int32_t axis = 0;
  int32_t batch_dims = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("axis", o.axis);
    v("batch_dims", o.batch_dims);
  }
};

struct BatchToSpaceNDOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SpaceToBatchNDOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct TransposeOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ReducerOptions {
  bool keep_dims = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("keep_dims", o.keep_dims);
  }
};

struct SubOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  bool pot_scale_int16 = true;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
    v("pot_scale_int16", o.pot_scale_int16);
  }
};

struct DivOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
  }
};

struct SqueezeOptions {
  std::vector<int32_t> squeeze_dims;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("squeeze_dims", o.squeeze_dims);
  }
};

struct SequenceRNNOptions {
  bool time_major = false;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  bool asymmetric_quantize_inputs = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("time_major", o.time_major);
    v("fused_activation_function", o.fused_activation_function);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
  }
};

struct StridedSliceOptions {
  int32_t begin_mask = 0;
  int32_t end_mask = 0;
  int32_t ellipsis_mask = 0;
  int32_t new_axis_mask = 0;
  int32_t shrink_axis_mask = 0;
  bool offset = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("begin_mask", o.begin_mask);
    v("end_mask", o.end_mask);
    v("ellipsis_mask", o.ellipsis_mask);
    v("new_axis_mask", o.new_axis_mask);
    v("shrink_axis_mask", o.shrink_axis_mask);
    v("offset", o.offset);
  }
};

struct ExpOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct TopKV2Options {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SplitOptions {
  int32_t num_splits = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("num_splits", o.num_splits);
  }
};

struct LogSoftmaxOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct CastOptions {
  TensorType in_data_type = TensorType::kFloat32;
  TensorType out_data_type = TensorType::kFloat32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("in_data_type", o.in_data_type);
    v("out_data_type", o.out_data_type);
  }
};

struct DequantizeOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct MaximumMinimumOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ArgMaxOptions {
  TensorType output_type = TensorType::kFloat32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("output_type", o.output_type);
  }
};

struct LessOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct NegOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct PadV2Options {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct GreaterOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct GreaterEqualOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct LessEqualOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SelectOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SliceOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct TransposeConvOptions {
  Padding padding = Padding::kSame;
  int32_t stride_w = 0;
  int32_t stride_h = 0;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  TensorType quantized_bias_type = TensorType::kFloat32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("padding", o.padding);
    v("stride_w", o.stride_w);
    v("stride_h", o.stride_h);
    v("fused_activation_function", o.fused_activation_function);
    v("quantized_bias_type", o.quantized_bias_type);
  }
};

struct SparseToDenseOptions {
  bool validate_indices = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("validate_indices", o.validate_indices);
  }
};

struct TileOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ExpandDimsOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct EqualOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct NotEqualOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ShapeOptions {
  TensorType out_type = TensorType::kFloat32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("out_type", o.out_type);
  }
};

struct PowOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ArgMinOptions {
  TensorType output_type = TensorType::kFloat32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("output_type", o.output_type);
  }
};

struct FakeQuantOptions {
  float min = 0.0f;
  float max = 0.0f;
  int32_t num_bits = 0;
  bool narrow_range = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("min", o.min);
    v("max", o.max);
    v("num_bits", o.num_bits);
    v("narrow_range", o.narrow_range);
  }
};

struct PackOptions {
  int32_t values_count = 0;
  int32_t axis = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("values_count", o.values_count);
    v("axis", o.axis);
  }
};

struct LogicalOrOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct OneHotOptions {
  int32_t axis = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("axis", o.axis);
  }
};

struct LogicalAndOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct LogicalNotOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct UnpackOptions {
  int32_t num = 0;
  int32_t axis = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("num", o.num);
    v("axis", o.axis);
  }
};

struct FloorDivOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SquareOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ZerosLikeOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct FillOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct BidirectionalSequenceLSTMOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  float cell_clip = 0.0f;
  float proj_clip = 0.0f;
  bool merge_outputs = false;
  bool time_major = true;
  bool asymmetric_quantize_inputs = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
    v("cell_clip", o.cell_clip);
    v("proj_clip", o.proj_clip);
    v("merge_outputs", o.merge_outputs);
    v("time_major", o.time_major);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
  }
};

struct BidirectionalSequenceRNNOptions {
  bool time_major = false;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  bool merge_outputs = false;
  bool asymmetric_quantize_inputs = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("time_major", o.time_major);
    v("fused_activation_function", o.fused_activation_function);
    v("merge_outputs", o.merge_outputs);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
  }
};

struct UnidirectionalSequenceLSTMOptions {
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  float cell_clip = 0.0f;
  float proj_clip = 0.0f;
  bool time_major = false;
  bool asymmetric_quantize_inputs = false;
  bool diagonal_recurrent_tensors = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("fused_activation_function", o.fused_activation_function);
    v("cell_clip", o.cell_clip);
    v("proj_clip", o.proj_clip);
    v("time_major", o.time_major);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
    v("diagonal_recurrent_tensors", o.diagonal_recurrent_tensors);
  }
};

struct FloorModOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct RangeOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ResizeNearestNeighborOptions {
  bool align_corners = false;
  bool half_pixel_centers = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("align_corners", o.align_corners);
    v("half_pixel_centers", o.half_pixel_centers);
  }
};

struct LeakyReluOptions {
  float alpha = 0.0f;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("alpha", o.alpha);
  }
};

struct SquaredDifferenceOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct MirrorPadOptions {
  MirrorPadMode mode = MirrorPadMode::kReflect;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("mode", o.mode);
  }
};

struct AbsOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SplitVOptions {
  int32_t num_splits = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("num_splits", o.num_splits);
  }
};

struct UniqueOptions {
  TensorType idx_out_type = TensorType::kInt32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("idx_out_type", o.idx_out_type);
  }
};

struct ReverseV2Options {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct AddNOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct GatherNdOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct CosOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct WhereOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct RankOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ReverseSequenceOptions {
  int32_t seq_dim = 0;
  int32_t batch_dim = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("seq_dim", o.seq_dim);
    v("batch_dim", o.batch_dim);
  }
};

struct MatrixDiagOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct QuantizeOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct MatrixSetDiagOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct HardSwishOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct IfOptions {
  int32_t then_subgraph_index = 0;
  int32_t else_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("then_subgraph_index", o.then_subgraph_index);
    v("else_subgraph_index", o.else_subgraph_index);
  }
};

struct WhileOptions {
  int32_t cond_subgraph_index = 0;
  int32_t body_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("cond_subgraph_index", o.cond_subgraph_index);
    v("body_subgraph_index", o.body_subgraph_index);
  }
};

struct DepthToSpaceOptions {
  int32_t block_size = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("block_size", o.block_size);
  }
};

struct NonMaxSuppressionV4Options {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct NonMaxSuppressionV5Options {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ScatterNdOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SelectV2Options {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct DensifyOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SegmentSumOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct BatchMatMulOptions {
  bool adj_x = false;
  bool adj_y = false;
  bool asymmetric_quantize_inputs = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("adj_x", o.adj_x);
    v("adj_y", o.adj_y);
    v("asymmetric_quantize_inputs", o.asymmetric_quantize_inputs);
  }
};

struct CumsumOptions {
  bool exclusive = false;
  bool reverse = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("exclusive", o.exclusive);
    v("reverse", o.reverse);
  }
};

struct CallOnceOptions {
  int32_t init_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("init_subgraph_index", o.init_subgraph_index);
  }
};

struct BroadcastToOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct Rfft2dOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct Conv3DOptions {
  Padding padding = Padding::kSame;
  int32_t stride_d = 0;
  int32_t stride_w = 0;
  int32_t stride_h = 0;
  ActivationFunctionType fused_activation_function = ActivationFunctionType::kNone;
  int32_t dilation_d_factor = 1;
  int32_t dilation_w_factor = 1;
  int32_t dilation_h_factor = 1;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("padding", o.padding);
    v("stride_d", o.stride_d);
    v("stride_w", o.stride_w);
    v("stride_h", o.stride_h);
    v("fused_activation_function", o.fused_activation_function);
    v("dilation_d_factor", o.dilation_d_factor);
    v("dilation_w_factor", o.dilation_w_factor);
    v("dilation_h_factor", o.dilation_h_factor);
  }
};

struct HashtableOptions {
  int32_t table_id = 0;
  TensorType key_dtype = TensorType::kFloat32;
  TensorType value_dtype = TensorType::kFloat32;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("table_id", o.table_id);
    v("key_dtype", o.key_dtype);
    v("value_dtype", o.value_dtype);
  }
};

struct HashtableFindOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct HashtableImportOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct HashtableSizeOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct VarHandleOptions {
  std::string container;
  std::string shared_name;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("container", o.container);
    v("shared_name", o.shared_name);
  }
};

struct ReadVariableOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct AssignVariableOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct RandomOptions {
  int64_t seed = 0;
  int64_t seed2 = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("seed", o.seed);
    v("seed2", o.seed2);
  }
};

struct BucketizeOptions {
  std::vector<float> boundaries;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("boundaries", o.boundaries);
  }
};

struct GeluOptions {
  bool approximate = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("approximate", o.approximate);
  }
};

struct DynamicUpdateSliceOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct UnsortedSegmentProdOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct UnsortedSegmentMaxOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct UnsortedSegmentMinOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct UnsortedSegmentSumOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct ATan2Options {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct SignOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct BitcastOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct BitwiseXorOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct RightShiftOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct StablehloConcatenateOptions {
  int64_t dimension = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("dimension", o.dimension);
  }
};

struct StablehloBroadcastInDimOptions {
  std::vector<int64_t> broadcast_dimensions;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("broadcast_dimensions", o.broadcast_dimensions);
  }
};

struct StablehloSliceOptions {
  std::vector<int64_t> start_indices;
  std::vector<int64_t> limit_indices;
  std::vector<int64_t> strides;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("start_indices", o.start_indices);
    v("limit_indices", o.limit_indices);
    v("strides", o.strides);
  }
};

struct StablehloConvolutionOptions {
  std::vector<int64_t> window_strides;
  std::vector<int64_t> padding;
  std::vector<int64_t> lhs_dilation;
  std::vector<int64_t> rhs_dilation;
  std::vector<bool> window_reversal;
  int64_t input_batch_dimension = 0;
  int64_t input_feature_dimension = 0;
  std::vector<int64_t> input_spatial_dimensions;
  int64_t kernel_input_feature_dimension = 0;
  int64_t kernel_output_feature_dimension = 0;
  std::vector<int64_t> kernel_spatial_dimensions;
  int64_t output_batch_dimension = 0;
  int64_t output_feature_dimension = 0;
  std::vector<int64_t> output_spatial_dimensions;
  int64_t feature_group_count = 0;
  int64_t batch_group_count = 0;
  std::vector<StablehloPrecisionConfig> precision_config;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("window_strides", o.window_strides);
    v("padding", o.padding);
    v("lhs_dilation", o.lhs_dilation);
    v("rhs_dilation", o.rhs_dilation);
    v("window_reversal", o.window_reversal);
    v("input_batch_dimension", o.input_batch_dimension);
    v("input_feature_dimension", o.input_feature_dimension);
    v("input_spatial_dimensions", o.input_spatial_dimensions);
    v("kernel_input_feature_dimension", o.kernel_input_feature_dimension);
    v("kernel_output_feature_dimension", o.kernel_output_feature_dimension);
    v("kernel_spatial_dimensions", o.kernel_spatial_dimensions);
    v("output_batch_dimension", o.output_batch_dimension);
    v("output_feature_dimension", o.output_feature_dimension);
    v("output_spatial_dimensions", o.output_spatial_dimensions);
    v("feature_group_count", o.feature_group_count);
    v("batch_group_count", o.batch_group_count);
    v("precision_config", o.precision_config);
  }
};

struct StablehloCustomCallOptions {
  std::string call_target_name;
  bool has_side_effect = false;
  std::string backend_config;
  int32_t api_version = 0;
  std::vector<int32_t> called_computations;
  std::vector<uint8_t> custom_attributes;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("call_target_name", o.call_target_name);
    v("has_side_effect", o.has_side_effect);
    v("backend_config", o.backend_config);
    v("api_version", o.api_version);
    v("called_computations", o.called_computations);
    v("custom_attributes", o.custom_attributes);
  }
};

struct StablehloReduceOptions {
  std::vector<int64_t> dimensions;
  int32_t body_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("dimensions", o.dimensions);
    v("body_subgraph_index", o.body_subgraph_index);
  }
};

struct StablehloScatterOptions {
  bool indices_are_sorted = false;
  std::vector<int64_t> update_window_dims;
  std::vector<int64_t> inserted_window_dims;
  std::vector<int64_t> scatter_dims_to_operand_dims;
  int64_t index_vector_dim = 0;
  bool unique_indices = false;
  int32_t update_computation_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("indices_are_sorted", o.indices_are_sorted);
    v("update_window_dims", o.update_window_dims);
    v("inserted_window_dims", o.inserted_window_dims);
    v("scatter_dims_to_operand_dims", o.scatter_dims_to_operand_dims);
    v("index_vector_dim", o.index_vector_dim);
    v("unique_indices", o.unique_indices);
    v("update_computation_subgraph_index", o.update_computation_subgraph_index);
  }
};

struct StablehloCompareOptions {
  StablehloComparisonDirection comparison_direction = StablehloComparisonDirection::kEq;
  StablehloComparisonType compare_type = StablehloComparisonType::kNotype;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("comparison_direction", o.comparison_direction);
    v("compare_type", o.compare_type);
  }
};

struct StablehloDynamicSliceOptions {
  std::vector<int64_t> slice_sizes;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("slice_sizes", o.slice_sizes);
  }
};

struct StablehloPadOptions {
  std::vector<int64_t> edge_padding_low;
  std::vector<int64_t> edge_padding_high;
  std::vector<int64_t> interior_padding;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("edge_padding_low", o.edge_padding_low);
    v("edge_padding_high", o.edge_padding_high);
    v("interior_padding", o.interior_padding);
  }
};

struct StablehloIotaOptions {
  int64_t iota_dimension = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("iota_dimension", o.iota_dimension);
  }
};

struct StablehloDotGeneralOptions {
  std::vector<int64_t> lhs_batching_dimensions;
  std::vector<int64_t> rhs_batching_dimensions;
  std::vector<int64_t> lhs_contracting_dimensions;
  std::vector<int64_t> rhs_contracting_dimensions;
  std::vector<StablehloPrecisionConfig> precision_config;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("lhs_batching_dimensions", o.lhs_batching_dimensions);
    v("rhs_batching_dimensions", o.rhs_batching_dimensions);
    v("lhs_contracting_dimensions", o.lhs_contracting_dimensions);
    v("rhs_contracting_dimensions", o.rhs_contracting_dimensions);
    v("precision_config", o.precision_config);
  }
};

struct StablehloReduceWindowOptions {
  std::vector<int64_t> window_dimensions;
  std::vector<int64_t> window_strides;
  std::vector<int64_t> base_dilations;
  std::vector<int64_t> window_dilations;
  std::vector<int64_t> padding;
  int32_t body_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("window_dimensions", o.window_dimensions);
    v("window_strides", o.window_strides);
    v("base_dilations", o.base_dilations);
    v("window_dilations", o.window_dilations);
    v("padding", o.padding);
    v("body_subgraph_index", o.body_subgraph_index);
  }
};

struct StablehloSortOptions {
  int64_t dimension = 0;
  bool is_stable = false;
  int32_t comparator_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("dimension", o.dimension);
    v("is_stable", o.is_stable);
    v("comparator_subgraph_index", o.comparator_subgraph_index);
  }
};

struct StablehloWhileOptions {
  int32_t cond_subgraph_index = 0;
  int32_t body_subgraph_index = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("cond_subgraph_index", o.cond_subgraph_index);
    v("body_subgraph_index", o.body_subgraph_index);
  }
};

struct StablehloGatherOptions {
  std::vector<int64_t> offset_dims;
  std::vector<int64_t> collapsed_slice_dims;
  std::vector<int64_t> start_index_map;
  int64_t index_vector_dim = 0;
  std::vector<int64_t> slice_sizes;
  bool indices_are_sorted = false;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("offset_dims", o.offset_dims);
    v("collapsed_slice_dims", o.collapsed_slice_dims);
    v("start_index_map", o.start_index_map);
    v("index_vector_dim", o.index_vector_dim);
    v("slice_sizes", o.slice_sizes);
    v("indices_are_sorted", o.indices_are_sorted);
  }
};

struct StablehloTransposeOptions {
  std::vector<int64_t> permutation;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("permutation", o.permutation);
  }
};

struct DilateOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct StablehloRngBitGeneratorOptions {
  RngAlgorithm algorithm = RngAlgorithm::kDefault;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("algorithm", o.algorithm);
  }
};

struct ReduceWindowOptions {
  ReduceWindowFunction reduce_function = ReduceWindowFunction::kUnsupported;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("reduce_function", o.reduce_function);
  }
};

struct StableHLOCompositeOptions {
  std::string name;
  int32_t decomposition_subgraph_index = 0;
  std::vector<uint8_t> composite_attributes;
  CustomOptionsFormat composite_attributes_format = CustomOptionsFormat::kFlexbuffers;
  int32_t version = 0;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("name", o.name);
    v("decomposition_subgraph_index", o.decomposition_subgraph_index);
    v("composite_attributes", o.composite_attributes);
    v("composite_attributes_format", o.composite_attributes_format);
    v("version", o.version);
  }
};

struct StablehloShiftLeftOptions {
  template <typename O, typename V>
  static void ForEachField(O&, V&&) {}
};

struct StablehloCaseOptions {
  std::vector<int32_t> branch_subgraph_indices;

  template <typename O, typename V>
  static void ForEachField(O& o, V&& v) {
    v("branch_subgraph_indices", o.branch_subgraph_indices);
  }
};

// Which options an operator carries: the union value of the file; those of BuiltinOptions2 follow kFirstOfUnion2.
enum class OptionsType : int16_t {
  kNone = 0,
  kConv2DOptions = 1,
  kDepthwiseConv2DOptions = 2,
  kConcatEmbeddingsOptions = 3,
  kLSHProjectionOptions = 4,
  kPool2DOptions = 5,
  kSVDFOptions = 6,
  kRNNOptions = 7,
  kFullyConnectedOptions = 8,
  kSoftmaxOptions = 9,
  kConcatenationOptions = 10,
  kAddOptions = 11,
  kL2NormOptions = 12,
  kLocalResponseNormalizationOptions = 13,
  kLSTMOptions = 14,
  kResizeBilinearOptions = 15,
  kCallOptions = 16,
  kReshapeOptions = 17,
  kSkipGramOptions = 18,
  kSpaceToDepthOptions = 19,
  kEmbeddingLookupSparseOptions = 20,
  kMulOptions = 21,
  kPadOptions = 22,
  kGatherOptions = 23,
  kBatchToSpaceNDOptions = 24,
  kSpaceToBatchNDOptions = 25,
  kTransposeOptions = 26,
  kReducerOptions = 27,
  kSubOptions = 28,
  kDivOptions = 29,
  kSqueezeOptions = 30,
  kSequenceRNNOptions = 31,
  kStridedSliceOptions = 32,
  kExpOptions = 33,
  kTopKV2Options = 34,
  kSplitOptions = 35,
  kLogSoftmaxOptions = 36,
  kCastOptions = 37,
  kDequantizeOptions = 38,
  kMaximumMinimumOptions = 39,
  kArgMaxOptions = 40,
  kLessOptions = 41,
  kNegOptions = 42,
  kPadV2Options = 43,
  kGreaterOptions = 44,
  kGreaterEqualOptions = 45,
  kLessEqualOptions = 46,
  kSelectOptions = 47,
  kSliceOptions = 48,
  kTransposeConvOptions = 49,
  kSparseToDenseOptions = 50,
  kTileOptions = 51,
  kExpandDimsOptions = 52,
  kEqualOptions = 53,
  kNotEqualOptions = 54,
  kShapeOptions = 55,
  kPowOptions = 56,
  kArgMinOptions = 57,
  kFakeQuantOptions = 58,
  kPackOptions = 59,
  kLogicalOrOptions = 60,
  kOneHotOptions = 61,
  kLogicalAndOptions = 62,
  kLogicalNotOptions = 63,
  kUnpackOptions = 64,
  kFloorDivOptions = 65,
  kSquareOptions = 66,
  kZerosLikeOptions = 67,
  kFillOptions = 68,
  kBidirectionalSequenceLSTMOptions = 69,
  kBidirectionalSequenceRNNOptions = 70,
  kUnidirectionalSequenceLSTMOptions = 71,
  kFloorModOptions = 72,
  kRangeOptions = 73,
  kResizeNearestNeighborOptions = 74,
  kLeakyReluOptions = 75,
  kSquaredDifferenceOptions = 76,
  kMirrorPadOptions = 77,
  kAbsOptions = 78,
  kSplitVOptions = 79,
  kUniqueOptions = 80,
  kReverseV2Options = 81,
  kAddNOptions = 82,
  kGatherNdOptions = 83,
  kCosOptions = 84,
  kWhereOptions = 85,
  kRankOptions = 86,
  kReverseSequenceOptions = 87,
  kMatrixDiagOptions = 88,
  kQuantizeOptions = 89,
  kMatrixSetDiagOptions = 90,
  kHardSwishOptions = 91,
  kIfOptions = 92,
  kWhileOptions = 93,
  kDepthToSpaceOptions = 94,
  kNonMaxSuppressionV4Options = 95,
  kNonMaxSuppressionV5Options = 96,
  kScatterNdOptions = 97,
  kSelectV2Options = 98,
  kDensifyOptions = 99,
  kSegmentSumOptions = 100,
  kBatchMatMulOptions = 101,
  kCumsumOptions = 102,
  kCallOnceOptions = 103,
  kBroadcastToOptions = 104,
  kRfft2dOptions = 105,
  kConv3DOptions = 106,
  kHashtableOptions = 107,
  kHashtableFindOptions = 108,
  kHashtableImportOptions = 109,
  kHashtableSizeOptions = 110,
  kVarHandleOptions = 111,
  kReadVariableOptions = 112,
  kAssignVariableOptions = 113,
  kRandomOptions = 114,
  kBucketizeOptions = 115,
  kGeluOptions = 116,
  kDynamicUpdateSliceOptions = 117,
  kUnsortedSegmentProdOptions = 118,
  kUnsortedSegmentMaxOptions = 119,
  kUnsortedSegmentMinOptions = 120,
  kUnsortedSegmentSumOptions = 121,
  kATan2Options = 122,
  kSignOptions = 123,
  kBitcastOptions = 124,
  kBitwiseXorOptions = 125,
  kRightShiftOptions = 126,
  kFirstOfUnion2 = 1000,
  kStablehloConcatenateOptions = 1001,
  kStablehloBroadcastInDimOptions = 1002,
  kStablehloSliceOptions = 1003,
  kStablehloConvolutionOptions = 1004,
  kStablehloCustomCallOptions = 1005,
  kStablehloReduceOptions = 1006,
  kStablehloScatterOptions = 1007,
  kStablehloCompareOptions = 1008,
  kStablehloDynamicSliceOptions = 1009,
  kStablehloPadOptions = 1010,
  kStablehloIotaOptions = 1011,
  kStablehloDotGeneralOptions = 1012,
  kStablehloReduceWindowOptions = 1013,
  kStablehloSortOptions = 1014,
  kStablehloWhileOptions = 1015,
  kStablehloGatherOptions = 1016,
  kStablehloTransposeOptions = 1017,
  kDilateOptions = 1018,
  kStablehloRngBitGeneratorOptions = 1019,
  kReduceWindowOptions = 1020,
  kStableHLOCompositeOptions = 1021,
  kStablehloShiftLeftOptions = 1022,
  kStablehloCaseOptions = 1023,
};

// Maps a struct to its OptionsType.
template <typename T>
struct OptionsTypeOf;
template <>
struct OptionsTypeOf<Conv2DOptions> {
  static constexpr OptionsType value = OptionsType::kConv2DOptions;
};
template <>
struct OptionsTypeOf<DepthwiseConv2DOptions> {
  static constexpr OptionsType value = OptionsType::kDepthwiseConv2DOptions;
};
template <>
struct OptionsTypeOf<ConcatEmbeddingsOptions> {
  static constexpr OptionsType value = OptionsType::kConcatEmbeddingsOptions;
};
template <>
struct OptionsTypeOf<LSHProjectionOptions> {
  static constexpr OptionsType value = OptionsType::kLSHProjectionOptions;
};
template <>
struct OptionsTypeOf<Pool2DOptions> {
  static constexpr OptionsType value = OptionsType::kPool2DOptions;
};
template <>
struct OptionsTypeOf<SVDFOptions> {
  static constexpr OptionsType value = OptionsType::kSVDFOptions;
};
template <>
struct OptionsTypeOf<RNNOptions> {
  static constexpr OptionsType value = OptionsType::kRNNOptions;
};
template <>
struct OptionsTypeOf<FullyConnectedOptions> {
  static constexpr OptionsType value = OptionsType::kFullyConnectedOptions;
};
template <>
struct OptionsTypeOf<SoftmaxOptions> {
  static constexpr OptionsType value = OptionsType::kSoftmaxOptions;
};
template <>
struct OptionsTypeOf<ConcatenationOptions> {
  static constexpr OptionsType value = OptionsType::kConcatenationOptions;
};
template <>
struct OptionsTypeOf<AddOptions> {
  static constexpr OptionsType value = OptionsType::kAddOptions;
};
template <>
struct OptionsTypeOf<L2NormOptions> {
  static constexpr OptionsType value = OptionsType::kL2NormOptions;
};
template <>
struct OptionsTypeOf<LocalResponseNormalizationOptions> {
  static constexpr OptionsType value = OptionsType::kLocalResponseNormalizationOptions;
};
template <>
struct OptionsTypeOf<LSTMOptions> {
  static constexpr OptionsType value = OptionsType::kLSTMOptions;
};
template <>
struct OptionsTypeOf<ResizeBilinearOptions> {
  static constexpr OptionsType value = OptionsType::kResizeBilinearOptions;
};
template <>
struct OptionsTypeOf<CallOptions> {
  static constexpr OptionsType value = OptionsType::kCallOptions;
};
template <>
struct OptionsTypeOf<ReshapeOptions> {
  static constexpr OptionsType value = OptionsType::kReshapeOptions;
};
template <>
struct OptionsTypeOf<SkipGramOptions> {
  static constexpr OptionsType value = OptionsType::kSkipGramOptions;
};
template <>
struct OptionsTypeOf<SpaceToDepthOptions> {
  static constexpr OptionsType value = OptionsType::kSpaceToDepthOptions;
};
template <>
struct OptionsTypeOf<EmbeddingLookupSparseOptions> {
  static constexpr OptionsType value = OptionsType::kEmbeddingLookupSparseOptions;
};
template <>
struct OptionsTypeOf<MulOptions> {
  static constexpr OptionsType value = OptionsType::kMulOptions;
};
template <>
struct OptionsTypeOf<PadOptions> {
  static constexpr OptionsType value = OptionsType::kPadOptions;
};
template <>
struct OptionsTypeOf<GatherOptions> {
  static constexpr OptionsType value = OptionsType::kGatherOptions;
};
template <>
struct OptionsTypeOf<BatchToSpaceNDOptions> {
  static constexpr OptionsType value = OptionsType::kBatchToSpaceNDOptions;
};
template <>
struct OptionsTypeOf<SpaceToBatchNDOptions> {
  static constexpr OptionsType value = OptionsType::kSpaceToBatchNDOptions;
};
template <>
struct OptionsTypeOf<TransposeOptions> {
  static constexpr OptionsType value = OptionsType::kTransposeOptions;
};
template <>
struct OptionsTypeOf<ReducerOptions> {
  static constexpr OptionsType value = OptionsType::kReducerOptions;
};
template <>
struct OptionsTypeOf<SubOptions> {
  static constexpr OptionsType value = OptionsType::kSubOptions;
};
template <>
struct OptionsTypeOf<DivOptions> {
  static constexpr OptionsType value = OptionsType::kDivOptions;
};
template <>
struct OptionsTypeOf<SqueezeOptions> {
  static constexpr OptionsType value = OptionsType::kSqueezeOptions;
};
template <>
struct OptionsTypeOf<SequenceRNNOptions> {
  static constexpr OptionsType value = OptionsType::kSequenceRNNOptions;
};
template <>
struct OptionsTypeOf<StridedSliceOptions> {
  static constexpr OptionsType value = OptionsType::kStridedSliceOptions;
};
template <>
struct OptionsTypeOf<ExpOptions> {
  static constexpr OptionsType value = OptionsType::kExpOptions;
};
template <>
struct OptionsTypeOf<TopKV2Options> {
  static constexpr OptionsType value = OptionsType::kTopKV2Options;
};
template <>
struct OptionsTypeOf<SplitOptions> {
  static constexpr OptionsType value = OptionsType::kSplitOptions;
};
template <>
struct OptionsTypeOf<LogSoftmaxOptions> {
  static constexpr OptionsType value = OptionsType::kLogSoftmaxOptions;
};
template <>
struct OptionsTypeOf<CastOptions> {
  static constexpr OptionsType value = OptionsType::kCastOptions;
};
template <>
struct OptionsTypeOf<DequantizeOptions> {
  static constexpr OptionsType value = OptionsType::kDequantizeOptions;
};
template <>
struct OptionsTypeOf<MaximumMinimumOptions> {
  static constexpr OptionsType value = OptionsType::kMaximumMinimumOptions;
};
template <>
struct OptionsTypeOf<ArgMaxOptions> {
  static constexpr OptionsType value = OptionsType::kArgMaxOptions;
};
template <>
struct OptionsTypeOf<LessOptions> {
  static constexpr OptionsType value = OptionsType::kLessOptions;
};
template <>
struct OptionsTypeOf<NegOptions> {
  static constexpr OptionsType value = OptionsType::kNegOptions;
};
template <>
struct OptionsTypeOf<PadV2Options> {
  static constexpr OptionsType value = OptionsType::kPadV2Options;
};
template <>
struct OptionsTypeOf<GreaterOptions> {
  static constexpr OptionsType value = OptionsType::kGreaterOptions;
};
template <>
struct OptionsTypeOf<GreaterEqualOptions> {
  static constexpr OptionsType value = OptionsType::kGreaterEqualOptions;
};
template <>
struct OptionsTypeOf<LessEqualOptions> {
  static constexpr OptionsType value = OptionsType::kLessEqualOptions;
};
template <>
struct OptionsTypeOf<SelectOptions> {
  static constexpr OptionsType value = OptionsType::kSelectOptions;
};
template <>
struct OptionsTypeOf<SliceOptions> {
  static constexpr OptionsType value = OptionsType::kSliceOptions;
};
template <>
struct OptionsTypeOf<TransposeConvOptions> {
  static constexpr OptionsType value = OptionsType::kTransposeConvOptions;
};
template <>
struct OptionsTypeOf<SparseToDenseOptions> {
  static constexpr OptionsType value = OptionsType::kSparseToDenseOptions;
};
template <>
struct OptionsTypeOf<TileOptions> {
  static constexpr OptionsType value = OptionsType::kTileOptions;
};
template <>
struct OptionsTypeOf<ExpandDimsOptions> {
  static constexpr OptionsType value = OptionsType::kExpandDimsOptions;
};
template <>
struct OptionsTypeOf<EqualOptions> {
  static constexpr OptionsType value = OptionsType::kEqualOptions;
};
template <>
struct OptionsTypeOf<NotEqualOptions> {
  static constexpr OptionsType value = OptionsType::kNotEqualOptions;
};
template <>
struct OptionsTypeOf<ShapeOptions> {
  static constexpr OptionsType value = OptionsType::kShapeOptions;
};
template <>
struct OptionsTypeOf<PowOptions> {
  static constexpr OptionsType value = OptionsType::kPowOptions;
};
template <>
struct OptionsTypeOf<ArgMinOptions> {
  static constexpr OptionsType value = OptionsType::kArgMinOptions;
};
template <>
struct OptionsTypeOf<FakeQuantOptions> {
  static constexpr OptionsType value = OptionsType::kFakeQuantOptions;
};
template <>
struct OptionsTypeOf<PackOptions> {
  static constexpr OptionsType value = OptionsType::kPackOptions;
};
template <>
struct OptionsTypeOf<LogicalOrOptions> {
  static constexpr OptionsType value = OptionsType::kLogicalOrOptions;
};
template <>
struct OptionsTypeOf<OneHotOptions> {
  static constexpr OptionsType value = OptionsType::kOneHotOptions;
};
template <>
struct OptionsTypeOf<LogicalAndOptions> {
  static constexpr OptionsType value = OptionsType::kLogicalAndOptions;
};
template <>
struct OptionsTypeOf<LogicalNotOptions> {
  static constexpr OptionsType value = OptionsType::kLogicalNotOptions;
};
template <>
struct OptionsTypeOf<UnpackOptions> {
  static constexpr OptionsType value = OptionsType::kUnpackOptions;
};
template <>
struct OptionsTypeOf<FloorDivOptions> {
  static constexpr OptionsType value = OptionsType::kFloorDivOptions;
};
template <>
struct OptionsTypeOf<SquareOptions> {
  static constexpr OptionsType value = OptionsType::kSquareOptions;
};
template <>
struct OptionsTypeOf<ZerosLikeOptions> {
  static constexpr OptionsType value = OptionsType::kZerosLikeOptions;
};
template <>
struct OptionsTypeOf<FillOptions> {
  static constexpr OptionsType value = OptionsType::kFillOptions;
};
template <>
struct OptionsTypeOf<BidirectionalSequenceLSTMOptions> {
  static constexpr OptionsType value = OptionsType::kBidirectionalSequenceLSTMOptions;
};
template <>
struct OptionsTypeOf<BidirectionalSequenceRNNOptions> {
  static constexpr OptionsType value = OptionsType::kBidirectionalSequenceRNNOptions;
};
template <>
struct OptionsTypeOf<UnidirectionalSequenceLSTMOptions> {
  static constexpr OptionsType value = OptionsType::kUnidirectionalSequenceLSTMOptions;
};
template <>
struct OptionsTypeOf<FloorModOptions> {
  static constexpr OptionsType value = OptionsType::kFloorModOptions;
};
template <>
struct OptionsTypeOf<RangeOptions> {
  static constexpr OptionsType value = OptionsType::kRangeOptions;
};
template <>
struct OptionsTypeOf<ResizeNearestNeighborOptions> {
  static constexpr OptionsType value = OptionsType::kResizeNearestNeighborOptions;
};
template <>
struct OptionsTypeOf<LeakyReluOptions> {
  static constexpr OptionsType value = OptionsType::kLeakyReluOptions;
};
template <>
struct OptionsTypeOf<SquaredDifferenceOptions> {
  static constexpr OptionsType value = OptionsType::kSquaredDifferenceOptions;
};
template <>
struct OptionsTypeOf<MirrorPadOptions> {
  static constexpr OptionsType value = OptionsType::kMirrorPadOptions;
};
template <>
struct OptionsTypeOf<AbsOptions> {
  static constexpr OptionsType value = OptionsType::kAbsOptions;
};
template <>
struct OptionsTypeOf<SplitVOptions> {
  static constexpr OptionsType value = OptionsType::kSplitVOptions;
};
template <>
struct OptionsTypeOf<UniqueOptions> {
  static constexpr OptionsType value = OptionsType::kUniqueOptions;
};
template <>
struct OptionsTypeOf<ReverseV2Options> {
  static constexpr OptionsType value = OptionsType::kReverseV2Options;
};
template <>
struct OptionsTypeOf<AddNOptions> {
  static constexpr OptionsType value = OptionsType::kAddNOptions;
};
template <>
struct OptionsTypeOf<GatherNdOptions> {
  static constexpr OptionsType value = OptionsType::kGatherNdOptions;
};
template <>
struct OptionsTypeOf<CosOptions> {
  static constexpr OptionsType value = OptionsType::kCosOptions;
};
template <>
struct OptionsTypeOf<WhereOptions> {
  static constexpr OptionsType value = OptionsType::kWhereOptions;
};
template <>
struct OptionsTypeOf<RankOptions> {
  static constexpr OptionsType value = OptionsType::kRankOptions;
};
template <>
struct OptionsTypeOf<ReverseSequenceOptions> {
  static constexpr OptionsType value = OptionsType::kReverseSequenceOptions;
};
template <>
struct OptionsTypeOf<MatrixDiagOptions> {
  static constexpr OptionsType value = OptionsType::kMatrixDiagOptions;
};
template <>
struct OptionsTypeOf<QuantizeOptions> {
  static constexpr OptionsType value = OptionsType::kQuantizeOptions;
};
template <>
struct OptionsTypeOf<MatrixSetDiagOptions> {
  static constexpr OptionsType value = OptionsType::kMatrixSetDiagOptions;
};
template <>
struct OptionsTypeOf<HardSwishOptions> {
  static constexpr OptionsType value = OptionsType::kHardSwishOptions;
};
template <>
struct OptionsTypeOf<IfOptions> {
  static constexpr OptionsType value = OptionsType::kIfOptions;
};
template <>
struct OptionsTypeOf<WhileOptions> {
  static constexpr OptionsType value = OptionsType::kWhileOptions;
};
template <>
struct OptionsTypeOf<DepthToSpaceOptions> {
  static constexpr OptionsType value = OptionsType::kDepthToSpaceOptions;
};
template <>
struct OptionsTypeOf<NonMaxSuppressionV4Options> {
  static constexpr OptionsType value = OptionsType::kNonMaxSuppressionV4Options;
};
template <>
struct OptionsTypeOf<NonMaxSuppressionV5Options> {
  static constexpr OptionsType value = OptionsType::kNonMaxSuppressionV5Options;
};
template <>
struct OptionsTypeOf<ScatterNdOptions> {
  static constexpr OptionsType value = OptionsType::kScatterNdOptions;
};
template <>
struct OptionsTypeOf<SelectV2Options> {
  static constexpr OptionsType value = OptionsType::kSelectV2Options;
};
template <>
struct OptionsTypeOf<DensifyOptions> {
  static constexpr OptionsType value = OptionsType::kDensifyOptions;
};
template <>
struct OptionsTypeOf<SegmentSumOptions> {
  static constexpr OptionsType value = OptionsType::kSegmentSumOptions;
};
template <>
struct OptionsTypeOf<BatchMatMulOptions> {
  static constexpr OptionsType value = OptionsType::kBatchMatMulOptions;
};
template <>
struct OptionsTypeOf<CumsumOptions> {
  static constexpr OptionsType value = OptionsType::kCumsumOptions;
};
template <>
struct OptionsTypeOf<CallOnceOptions> {
  static constexpr OptionsType value = OptionsType::kCallOnceOptions;
};
template <>
struct OptionsTypeOf<BroadcastToOptions> {
  static constexpr OptionsType value = OptionsType::kBroadcastToOptions;
};
template <>
struct OptionsTypeOf<Rfft2dOptions> {
  static constexpr OptionsType value = OptionsType::kRfft2dOptions;
};
template <>
struct OptionsTypeOf<Conv3DOptions> {
  static constexpr OptionsType value = OptionsType::kConv3DOptions;
};
template <>
struct OptionsTypeOf<HashtableOptions> {
  static constexpr OptionsType value = OptionsType::kHashtableOptions;
};
template <>
struct OptionsTypeOf<HashtableFindOptions> {
  static constexpr OptionsType value = OptionsType::kHashtableFindOptions;
};
template <>
struct OptionsTypeOf<HashtableImportOptions> {
  static constexpr OptionsType value = OptionsType::kHashtableImportOptions;
};
template <>
struct OptionsTypeOf<HashtableSizeOptions> {
  static constexpr OptionsType value = OptionsType::kHashtableSizeOptions;
};
template <>
struct OptionsTypeOf<VarHandleOptions> {
  static constexpr OptionsType value = OptionsType::kVarHandleOptions;
};
template <>
struct OptionsTypeOf<ReadVariableOptions> {
  static constexpr OptionsType value = OptionsType::kReadVariableOptions;
};
template <>
struct OptionsTypeOf<AssignVariableOptions> {
  static constexpr OptionsType value = OptionsType::kAssignVariableOptions;
};
template <>
struct OptionsTypeOf<RandomOptions> {
  static constexpr OptionsType value = OptionsType::kRandomOptions;
};
template <>
struct OptionsTypeOf<BucketizeOptions> {
  static constexpr OptionsType value = OptionsType::kBucketizeOptions;
};
template <>
struct OptionsTypeOf<GeluOptions> {
  static constexpr OptionsType value = OptionsType::kGeluOptions;
};
template <>
struct OptionsTypeOf<DynamicUpdateSliceOptions> {
  static constexpr OptionsType value = OptionsType::kDynamicUpdateSliceOptions;
};
template <>
struct OptionsTypeOf<UnsortedSegmentProdOptions> {
  static constexpr OptionsType value = OptionsType::kUnsortedSegmentProdOptions;
};
template <>
struct OptionsTypeOf<UnsortedSegmentMaxOptions> {
  static constexpr OptionsType value = OptionsType::kUnsortedSegmentMaxOptions;
};
template <>
struct OptionsTypeOf<UnsortedSegmentMinOptions> {
  static constexpr OptionsType value = OptionsType::kUnsortedSegmentMinOptions;
};
template <>
struct OptionsTypeOf<UnsortedSegmentSumOptions> {
  static constexpr OptionsType value = OptionsType::kUnsortedSegmentSumOptions;
};
template <>
struct OptionsTypeOf<ATan2Options> {
  static constexpr OptionsType value = OptionsType::kATan2Options;
};
template <>
struct OptionsTypeOf<SignOptions> {
  static constexpr OptionsType value = OptionsType::kSignOptions;
};
template <>
struct OptionsTypeOf<BitcastOptions> {
  static constexpr OptionsType value = OptionsType::kBitcastOptions;
};
template <>
struct OptionsTypeOf<BitwiseXorOptions> {
  static constexpr OptionsType value = OptionsType::kBitwiseXorOptions;
};
template <>
struct OptionsTypeOf<RightShiftOptions> {
  static constexpr OptionsType value = OptionsType::kRightShiftOptions;
};
template <>
struct OptionsTypeOf<StablehloConcatenateOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloConcatenateOptions;
};
template <>
struct OptionsTypeOf<StablehloBroadcastInDimOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloBroadcastInDimOptions;
};
template <>
struct OptionsTypeOf<StablehloSliceOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloSliceOptions;
};
template <>
struct OptionsTypeOf<StablehloConvolutionOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloConvolutionOptions;
};
template <>
struct OptionsTypeOf<StablehloCustomCallOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloCustomCallOptions;
};
template <>
struct OptionsTypeOf<StablehloReduceOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloReduceOptions;
};
template <>
struct OptionsTypeOf<StablehloScatterOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloScatterOptions;
};
template <>
struct OptionsTypeOf<StablehloCompareOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloCompareOptions;
};
template <>
struct OptionsTypeOf<StablehloDynamicSliceOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloDynamicSliceOptions;
};
template <>
struct OptionsTypeOf<StablehloPadOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloPadOptions;
};
template <>
struct OptionsTypeOf<StablehloIotaOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloIotaOptions;
};
template <>
struct OptionsTypeOf<StablehloDotGeneralOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloDotGeneralOptions;
};
template <>
struct OptionsTypeOf<StablehloReduceWindowOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloReduceWindowOptions;
};
template <>
struct OptionsTypeOf<StablehloSortOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloSortOptions;
};
template <>
struct OptionsTypeOf<StablehloWhileOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloWhileOptions;
};
template <>
struct OptionsTypeOf<StablehloGatherOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloGatherOptions;
};
template <>
struct OptionsTypeOf<StablehloTransposeOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloTransposeOptions;
};
template <>
struct OptionsTypeOf<DilateOptions> {
  static constexpr OptionsType value = OptionsType::kDilateOptions;
};
template <>
struct OptionsTypeOf<StablehloRngBitGeneratorOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloRngBitGeneratorOptions;
};
template <>
struct OptionsTypeOf<ReduceWindowOptions> {
  static constexpr OptionsType value = OptionsType::kReduceWindowOptions;
};
template <>
struct OptionsTypeOf<StableHLOCompositeOptions> {
  static constexpr OptionsType value = OptionsType::kStableHLOCompositeOptions;
};
template <>
struct OptionsTypeOf<StablehloShiftLeftOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloShiftLeftOptions;
};
template <>
struct OptionsTypeOf<StablehloCaseOptions> {
  static constexpr OptionsType value = OptionsType::kStablehloCaseOptions;
};

// The options of one operator, of any type; copies share the immutable content.
class Options {
 public:
  Options() = default;
  template <typename T, OptionsType type = OptionsTypeOf<T>::value>
  Options(T value) : type_(type), value_(std::make_shared<const T>(std::move(value))) {}

  OptionsType type() const { return type_; }
  bool empty() const { return type_ == OptionsType::kNone; }
  // Null when the options are of another type, or absent.
  template <typename T>
  const T* As() const {
    return type_ == OptionsTypeOf<T>::value ? static_cast<const T*>(value_.get()) : nullptr;
  }
  // The options where present, else the format's defaults.
  template <typename T>
  T OrDefault() const {
    const T* value = As<T>();
    return value ? *value : T();
  }

 private:
  OptionsType type_ = OptionsType::kNone;
  std::shared_ptr<const void> value_;
};

// Calls visitor.template operator()<XOptions>() for the struct of `type`; false for kNone and values that name no struct.
template <typename Visitor>
bool VisitOptionsType(OptionsType type, Visitor&& visitor) {
  switch (type) {
    case OptionsType::kConv2DOptions: visitor.template operator()<Conv2DOptions>(); return true;
    case OptionsType::kDepthwiseConv2DOptions: visitor.template operator()<DepthwiseConv2DOptions>(); return true;
    case OptionsType::kConcatEmbeddingsOptions: visitor.template operator()<ConcatEmbeddingsOptions>(); return true;
    case OptionsType::kLSHProjectionOptions: visitor.template operator()<LSHProjectionOptions>(); return true;
    case OptionsType::kPool2DOptions: visitor.template operator()<Pool2DOptions>(); return true;
    case OptionsType::kSVDFOptions: visitor.template operator()<SVDFOptions>(); return true;
    case OptionsType::kRNNOptions: visitor.template operator()<RNNOptions>(); return true;
    case OptionsType::kFullyConnectedOptions: visitor.template operator()<FullyConnectedOptions>(); return true;
    case OptionsType::kSoftmaxOptions: visitor.template operator()<SoftmaxOptions>(); return true;
    case OptionsType::kConcatenationOptions: visitor.template operator()<ConcatenationOptions>(); return true;
    case OptionsType::kAddOptions: visitor.template operator()<AddOptions>(); return true;
    case OptionsType::kL2NormOptions: visitor.template operator()<L2NormOptions>(); return true;
    case OptionsType::kLocalResponseNormalizationOptions: visitor.template operator()<LocalResponseNormalizationOptions>(); return true;
    case OptionsType::kLSTMOptions: visitor.template operator()<LSTMOptions>(); return true;
    case OptionsType::kResizeBilinearOptions: visitor.template operator()<ResizeBilinearOptions>(); return true;
    case OptionsType::kCallOptions: visitor.template operator()<CallOptions>(); return true;
    case OptionsType::kReshapeOptions: visitor.template operator()<ReshapeOptions>(); return true;
    case OptionsType::kSkipGramOptions: visitor.template operator()<SkipGramOptions>(); return true;
    case OptionsType::kSpaceToDepthOptions: visitor.template operator()<SpaceToDepthOptions>(); return true;
    case OptionsType::kEmbeddingLookupSparseOptions: visitor.template operator()<EmbeddingLookupSparseOptions>(); return true;
    case OptionsType::kMulOptions: visitor.template operator()<MulOptions>(); return true;
    case OptionsType::kPadOptions: visitor.template operator()<PadOptions>(); return true;
    case OptionsType::kGatherOptions: visitor.template operator()<GatherOptions>(); return true;
    case OptionsType::kBatchToSpaceNDOptions: visitor.template operator()<BatchToSpaceNDOptions>(); return true;
    case OptionsType::kSpaceToBatchNDOptions: visitor.template operator()<SpaceToBatchNDOptions>(); return true;
    case OptionsType::kTransposeOptions: visitor.template operator()<TransposeOptions>(); return true;
    case OptionsType::kReducerOptions: visitor.template operator()<ReducerOptions>(); return true;
    case OptionsType::kSubOptions: visitor.template operator()<SubOptions>(); return true;
    case OptionsType::kDivOptions: visitor.template operator()<DivOptions>(); return true;
    case OptionsType::kSqueezeOptions: visitor.template operator()<SqueezeOptions>(); return true;
    case OptionsType::kSequenceRNNOptions: visitor.template operator()<SequenceRNNOptions>(); return true;
    case OptionsType::kStridedSliceOptions: visitor.template operator()<StridedSliceOptions>(); return true;
    case OptionsType::kExpOptions: visitor.template operator()<ExpOptions>(); return true;
    case OptionsType::kTopKV2Options: visitor.template operator()<TopKV2Options>(); return true;
    case OptionsType::kSplitOptions: visitor.template operator()<SplitOptions>(); return true;
    case OptionsType::kLogSoftmaxOptions: visitor.template operator()<LogSoftmaxOptions>(); return true;
    case OptionsType::kCastOptions: visitor.template operator()<CastOptions>(); return true;
    case OptionsType::kDequantizeOptions: visitor.template operator()<DequantizeOptions>(); return true;
    case OptionsType::kMaximumMinimumOptions: visitor.template operator()<MaximumMinimumOptions>(); return true;
    case OptionsType::kArgMaxOptions: visitor.template operator()<ArgMaxOptions>(); return true;
    case OptionsType::kLessOptions: visitor.template operator()<LessOptions>(); return true;
    case OptionsType::kNegOptions: visitor.template operator()<NegOptions>(); return true;
    case OptionsType::kPadV2Options: visitor.template operator()<PadV2Options>(); return true;
    case OptionsType::kGreaterOptions: visitor.template operator()<GreaterOptions>(); return true;
    case OptionsType::kGreaterEqualOptions: visitor.template operator()<GreaterEqualOptions>(); return true;
    case OptionsType::kLessEqualOptions: visitor.template operator()<LessEqualOptions>(); return true;
    case OptionsType::kSelectOptions: visitor.template operator()<SelectOptions>(); return true;
    case OptionsType::kSliceOptions: visitor.template operator()<SliceOptions>(); return true;
    case OptionsType::kTransposeConvOptions: visitor.template operator()<TransposeConvOptions>(); return true;
    case OptionsType::kSparseToDenseOptions: visitor.template operator()<SparseToDenseOptions>(); return true;
    case OptionsType::kTileOptions: visitor.template operator()<TileOptions>(); return true;
    case OptionsType::kExpandDimsOptions: visitor.template operator()<ExpandDimsOptions>(); return true;
    case OptionsType::kEqualOptions: visitor.template operator()<EqualOptions>(); return true;
    case OptionsType::kNotEqualOptions: visitor.template operator()<NotEqualOptions>(); return true;
    case OptionsType::kShapeOptions: visitor.template operator()<ShapeOptions>(); return true;
    case OptionsType::kPowOptions: visitor.template operator()<PowOptions>(); return true;
    case OptionsType::kArgMinOptions: visitor.template operator()<ArgMinOptions>(); return true;
    case OptionsType::kFakeQuantOptions: visitor.template operator()<FakeQuantOptions>(); return true;
    case OptionsType::kPackOptions: visitor.template operator()<PackOptions>(); return true;
    case OptionsType::kLogicalOrOptions: visitor.template operator()<LogicalOrOptions>(); return true;
    case OptionsType::kOneHotOptions: visitor.template operator()<OneHotOptions>(); return true;
    case OptionsType::kLogicalAndOptions: visitor.template operator()<LogicalAndOptions>(); return true;
    case OptionsType::kLogicalNotOptions: visitor.template operator()<LogicalNotOptions>(); return true;
    case OptionsType::kUnpackOptions: visitor.template operator()<UnpackOptions>(); return true;
    case OptionsType::kFloorDivOptions: visitor.template operator()<FloorDivOptions>(); return true;
    case OptionsType::kSquareOptions: visitor.template operator()<SquareOptions>(); return true;
    case OptionsType::kZerosLikeOptions: visitor.template operator()<ZerosLikeOptions>(); return true;
    case OptionsType::kFillOptions: visitor.template operator()<FillOptions>(); return true;
    case OptionsType::kBidirectionalSequenceLSTMOptions: visitor.template operator()<BidirectionalSequenceLSTMOptions>(); return true;
    case OptionsType::kBidirectionalSequenceRNNOptions: visitor.template operator()<BidirectionalSequenceRNNOptions>(); return true;
    case OptionsType::kUnidirectionalSequenceLSTMOptions: visitor.template operator()<UnidirectionalSequenceLSTMOptions>(); return true;
    case OptionsType::kFloorModOptions: visitor.template operator()<FloorModOptions>(); return true;
    case OptionsType::kRangeOptions: visitor.template operator()<RangeOptions>(); return true;
    case OptionsType::kResizeNearestNeighborOptions: visitor.template operator()<ResizeNearestNeighborOptions>(); return true;
    case OptionsType::kLeakyReluOptions: visitor.template operator()<LeakyReluOptions>(); return true;
    case OptionsType::kSquaredDifferenceOptions: visitor.template operator()<SquaredDifferenceOptions>(); return true;
    case OptionsType::kMirrorPadOptions: visitor.template operator()<MirrorPadOptions>(); return true;
    case OptionsType::kAbsOptions: visitor.template operator()<AbsOptions>(); return true;
    case OptionsType::kSplitVOptions: visitor.template operator()<SplitVOptions>(); return true;
    case OptionsType::kUniqueOptions: visitor.template operator()<UniqueOptions>(); return true;
    case OptionsType::kReverseV2Options: visitor.template operator()<ReverseV2Options>(); return true;
    case OptionsType::kAddNOptions: visitor.template operator()<AddNOptions>(); return true;
    case OptionsType::kGatherNdOptions: visitor.template operator()<GatherNdOptions>(); return true;
    case OptionsType::kCosOptions: visitor.template operator()<CosOptions>(); return true;
    case OptionsType::kWhereOptions: visitor.template operator()<WhereOptions>(); return true;
    case OptionsType::kRankOptions: visitor.template operator()<RankOptions>(); return true;
    case OptionsType::kReverseSequenceOptions: visitor.template operator()<ReverseSequenceOptions>(); return true;
    case OptionsType::kMatrixDiagOptions: visitor.template operator()<MatrixDiagOptions>(); return true;
    case OptionsType::kQuantizeOptions: visitor.template operator()<QuantizeOptions>(); return true;
    case OptionsType::kMatrixSetDiagOptions: visitor.template operator()<MatrixSetDiagOptions>(); return true;
    case OptionsType::kHardSwishOptions: visitor.template operator()<HardSwishOptions>(); return true;
    case OptionsType::kIfOptions: visitor.template operator()<IfOptions>(); return true;
    case OptionsType::kWhileOptions: visitor.template operator()<WhileOptions>(); return true;
    case OptionsType::kDepthToSpaceOptions: visitor.template operator()<DepthToSpaceOptions>(); return true;
    case OptionsType::kNonMaxSuppressionV4Options: visitor.template operator()<NonMaxSuppressionV4Options>(); return true;
    case OptionsType::kNonMaxSuppressionV5Options: visitor.template operator()<NonMaxSuppressionV5Options>(); return true;
    case OptionsType::kScatterNdOptions: visitor.template operator()<ScatterNdOptions>(); return true;
    case OptionsType::kSelectV2Options: visitor.template operator()<SelectV2Options>(); return true;
    case OptionsType::kDensifyOptions: visitor.template operator()<DensifyOptions>(); return true;
    case OptionsType::kSegmentSumOptions: visitor.template operator()<SegmentSumOptions>(); return true;
    case OptionsType::kBatchMatMulOptions: visitor.template operator()<BatchMatMulOptions>(); return true;
    case OptionsType::kCumsumOptions: visitor.template operator()<CumsumOptions>(); return true;
    case OptionsType::kCallOnceOptions: visitor.template operator()<CallOnceOptions>(); return true;
    case OptionsType::kBroadcastToOptions: visitor.template operator()<BroadcastToOptions>(); return true;
    case OptionsType::kRfft2dOptions: visitor.template operator()<Rfft2dOptions>(); return true;
    case OptionsType::kConv3DOptions: visitor.template operator()<Conv3DOptions>(); return true;
    case OptionsType::kHashtableOptions: visitor.template operator()<HashtableOptions>(); return true;
    case OptionsType::kHashtableFindOptions: visitor.template operator()<HashtableFindOptions>(); return true;
    case OptionsType::kHashtableImportOptions: visitor.template operator()<HashtableImportOptions>(); return true;
    case OptionsType::kHashtableSizeOptions: visitor.template operator()<HashtableSizeOptions>(); return true;
    case OptionsType::kVarHandleOptions: visitor.template operator()<VarHandleOptions>(); return true;
    case OptionsType::kReadVariableOptions: visitor.template operator()<ReadVariableOptions>(); return true;
    case OptionsType::kAssignVariableOptions: visitor.template operator()<AssignVariableOptions>(); return true;
    case OptionsType::kRandomOptions: visitor.template operator()<RandomOptions>(); return true;
    case OptionsType::kBucketizeOptions: visitor.template operator()<BucketizeOptions>(); return true;
    case OptionsType::kGeluOptions: visitor.template operator()<GeluOptions>(); return true;
    case OptionsType::kDynamicUpdateSliceOptions: visitor.template operator()<DynamicUpdateSliceOptions>(); return true;
    case OptionsType::kUnsortedSegmentProdOptions: visitor.template operator()<UnsortedSegmentProdOptions>(); return true;
    case OptionsType::kUnsortedSegmentMaxOptions: visitor.template operator()<UnsortedSegmentMaxOptions>(); return true;
    case OptionsType::kUnsortedSegmentMinOptions: visitor.template operator()<UnsortedSegmentMinOptions>(); return true;
    case OptionsType::kUnsortedSegmentSumOptions: visitor.template operator()<UnsortedSegmentSumOptions>(); return true;
    case OptionsType::kATan2Options: visitor.template operator()<ATan2Options>(); return true;
    case OptionsType::kSignOptions: visitor.template operator()<SignOptions>(); return true;
    case OptionsType::kBitcastOptions: visitor.template operator()<BitcastOptions>(); return true;
    case OptionsType::kBitwiseXorOptions: visitor.template operator()<BitwiseXorOptions>(); return true;
    case OptionsType::kRightShiftOptions: visitor.template operator()<RightShiftOptions>(); return true;
    case OptionsType::kStablehloConcatenateOptions: visitor.template operator()<StablehloConcatenateOptions>(); return true;
    case OptionsType::kStablehloBroadcastInDimOptions: visitor.template operator()<StablehloBroadcastInDimOptions>(); return true;
    case OptionsType::kStablehloSliceOptions: visitor.template operator()<StablehloSliceOptions>(); return true;
    case OptionsType::kStablehloConvolutionOptions: visitor.template operator()<StablehloConvolutionOptions>(); return true;
    case OptionsType::kStablehloCustomCallOptions: visitor.template operator()<StablehloCustomCallOptions>(); return true;
    case OptionsType::kStablehloReduceOptions: visitor.template operator()<StablehloReduceOptions>(); return true;
    case OptionsType::kStablehloScatterOptions: visitor.template operator()<StablehloScatterOptions>(); return true;
    case OptionsType::kStablehloCompareOptions: visitor.template operator()<StablehloCompareOptions>(); return true;
    case OptionsType::kStablehloDynamicSliceOptions: visitor.template operator()<StablehloDynamicSliceOptions>(); return true;
    case OptionsType::kStablehloPadOptions: visitor.template operator()<StablehloPadOptions>(); return true;
    case OptionsType::kStablehloIotaOptions: visitor.template operator()<StablehloIotaOptions>(); return true;
    case OptionsType::kStablehloDotGeneralOptions: visitor.template operator()<StablehloDotGeneralOptions>(); return true;
    case OptionsType::kStablehloReduceWindowOptions: visitor.template operator()<StablehloReduceWindowOptions>(); return true;
    case OptionsType::kStablehloSortOptions: visitor.template operator()<StablehloSortOptions>(); return true;
    case OptionsType::kStablehloWhileOptions: visitor.template operator()<StablehloWhileOptions>(); return true;
    case OptionsType::kStablehloGatherOptions: visitor.template operator()<StablehloGatherOptions>(); return true;
    case OptionsType::kStablehloTransposeOptions: visitor.template operator()<StablehloTransposeOptions>(); return true;
    case OptionsType::kDilateOptions: visitor.template operator()<DilateOptions>(); return true;
    case OptionsType::kStablehloRngBitGeneratorOptions: visitor.template operator()<StablehloRngBitGeneratorOptions>(); return true;
    case OptionsType::kReduceWindowOptions: visitor.template operator()<ReduceWindowOptions>(); return true;
    case OptionsType::kStableHLOCompositeOptions: visitor.template operator()<StableHLOCompositeOptions>(); return true;
    case OptionsType::kStablehloShiftLeftOptions: visitor.template operator()<StablehloShiftLeftOptions>(); return true;
    case OptionsType::kStablehloCaseOptions: visitor.template operator()<StablehloCaseOptions>(); return true;
    default: return false;
  }
}

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_OPTIONS_H_
