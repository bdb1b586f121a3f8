#include "model/op_version.h"

#include <algorithm>

namespace goldcrest::model {
namespace {

using Op = BuiltinOperator;
using Type = TensorType;

// What the rules ask about one operator.
struct Facts {
  const Model& model;
  const Subgraph& subgraph;
  const Operator& op;

  const Tensor* At(const std::vector<int32_t>& indices, size_t i) const {
    return i < indices.size() && indices[i] >= 0 ? &subgraph.tensors[static_cast<size_t>(indices[i])] : nullptr;
  }
  const Tensor* in(size_t i) const { return At(op.inputs, i); }
  const Tensor* out(size_t i) const { return At(op.outputs, i); }
  Type type(size_t i) const { return in(i) ? in(i)->type : Type::kFloat32; }
  Type out_type() const { return out(0) ? out(0)->type : Type::kFloat32; }
  bool Is(size_t i, Type t) const { return in(i) != nullptr && in(i)->type == t; }
  bool PerChannel(size_t i) const { return in(i) && in(i)->quantization && in(i)->quantization->scale.size() > 1; }
  bool Quantized(size_t i) const { return in(i) && in(i)->quantization && !in(i)->quantization->scale.empty(); }
  float Scale(const Tensor* t) const { return t && t->quantization && !t->quantization->scale.empty() ? t->quantization->scale[0] : 0.0f; }
  size_t rank(size_t i) const { return in(i) ? in(i)->shape.size() : 0; }
  bool Broadcasts() const { return in(0) && in(1) && in(0)->shape != in(1)->shape; }
  // Float data with weights that are narrow integers.
  bool Hybrid(size_t weights = 1) const {
    return Is(0, Type::kFloat32) && (Is(weights, Type::kInt8) || Is(weights, Type::kUInt8)) && out_type() == Type::kFloat32;
  }
  bool AllInt8() const { return Is(0, Type::kInt8) && Is(1, Type::kInt8) && out_type() == Type::kInt8; }
  bool Int16() const { return Is(0, Type::kInt16) && out_type() == Type::kInt16; }
};

// The rule that most operators follow: one version for 8-bit data, one for 16-bit.
int32_t ByWidth(const Facts& f, int32_t int8, int32_t int16, size_t input = 0) {
  if (f.Is(input, Type::kInt16)) return int16;
  return f.Is(input, Type::kInt8) ? int8 : 1;
}

int32_t Conv2D(const Facts& f) {
  const auto options = f.op.options.OrDefault<Conv2DOptions>();
  const Tensor* input = f.in(0);
  const Tensor* filter = f.in(1);
  if (input && filter && input->shape.size() == 4 && filter->shape.size() == 4 && filter->shape[3] > 0 && input->shape[3] > 0 &&
      input->shape[3] != filter->shape[3]) {
    return 6;  // grouped
  }
  if (f.Int16()) return options.quantized_bias_type != Type::kFloat32 ? 8 : 4;
  if (f.AllInt8()) return 3;
  if (f.Is(1, Type::kInt4) || f.Is(1, Type::kInt2)) return 7;
  if (f.Hybrid()) return f.PerChannel(1) ? 5 : 2;
  return 1;
}

int32_t DepthwiseConv2D(const Facts& f) {
  const auto options = f.op.options.OrDefault<DepthwiseConv2DOptions>();
  if (f.Hybrid()) return f.PerChannel(1) ? 6 : 4;
  if (f.Int16()) return 5;
  if (f.AllInt8()) return 3;
  if (f.Is(1, Type::kInt4)) return 7;
  return options.dilation_w_factor != 1 || options.dilation_h_factor != 1 ? 2 : 1;
}

int32_t FullyConnected(const Facts& f) {
  const auto options = f.op.options.OrDefault<FullyConnectedOptions>();
  const bool no_bias = f.in(2) == nullptr;
  if (f.Is(1, Type::kInt2)) return 14;
  if (f.Is(1, Type::kInt4)) {
    if (f.in(1)->quantization && f.in(1)->quantization->details == Quantization::Details::kBlockwise) return 13;
    return 10;
  }
  if (f.in(1) && f.in(1)->sparsity) return 8;
  if (f.Int16()) return options.quantized_bias_type != Type::kFloat32 ? 11 : 7;
  if (f.Hybrid() && f.PerChannel(1)) return 12;
  if (f.Hybrid() && options.asymmetric_quantize_inputs) return 9;
  if (no_bias) return 6;
  if (options.keep_num_dims) return 5;
  if (f.AllInt8()) return 4;
  if (f.Hybrid()) return 3;
  return options.weights_format == FullyConnectedOptionsWeightsFormat::kShuffled4x16Int8 ? 2 : 1;
}

int32_t TransposeConv(const Facts& f) {
  const auto options = f.op.options.OrDefault<TransposeConvOptions>();
  if (options.quantized_bias_type != Type::kFloat32) return 5;
  if (options.fused_activation_function != ActivationFunctionType::kNone) return 4;
  if (f.in(3)) return 3;
  return f.Is(2, Type::kInt8) ? 2 : 1;
}

int32_t BatchMatMul(const Facts& f) {
  if (f.Hybrid() && f.op.options.OrDefault<BatchMatMulOptions>().asymmetric_quantize_inputs) return 4;
  return ByWidth(f, 2, 3);
}

int32_t Add(const Facts& f) {
  if (f.Is(0, Type::kInt64)) return 4;
  if (f.Int16()) return !f.Quantized(0) ? 5 : f.op.options.OrDefault<AddOptions>().pot_scale_int16 ? 1 : 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Sub(const Facts& f) {
  if (f.Int16() && f.Quantized(0) && !f.op.options.OrDefault<SubOptions>().pot_scale_int16) return 5;
  if (f.Is(0, Type::kInt64)) return 4;
  if (f.Broadcasts() && (f.rank(0) > 4 || f.rank(1) > 4)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Mul(const Facts& f) {
  if (f.Is(0, Type::kUInt32) || (f.Int16() && !f.Quantized(0))) return 7;
  if (f.Is(0, Type::kComplex64)) return 6;
  if (f.Is(0, Type::kInt64)) return 5;
  if (f.Int16()) return 4;
  const float out = f.Scale(f.out(0));
  if (out != 0 && f.Scale(f.in(0)) * f.Scale(f.in(1)) / out >= 1) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Abs(const Facts& f) {
  if (f.Is(0, Type::kInt32)) return 5;
  if (f.Is(0, Type::kInt16)) return f.Quantized(0) ? 3 : 4;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t MinMax(const Facts& f) {
  if (f.Is(0, Type::kInt16)) return 4;
  if (f.Broadcasts() && (f.rank(0) > 4 || f.rank(1) > 4)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Transpose(const Facts& f) {
  if (f.Is(0, Type::kInt4)) return 7;
  if (f.rank(0) > 5) return 6;
  if (f.rank(0) > 4) return 5;
  if (f.Is(0, Type::kInt16)) return 4;
  if (f.Is(0, Type::kBool)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Gather(const Facts& f) {
  if (f.Is(0, Type::kInt4)) return 7;
  if (f.Is(1, Type::kInt16)) return 6;
  if (f.op.options.OrDefault<GatherOptions>().batch_dims != 0) return 5;
  if (f.Is(0, Type::kInt16)) return 4;
  if (f.Is(0, Type::kBool)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Slice(const Facts& f) {
  if (f.rank(0) > 4) return 5;
  if (f.Is(0, Type::kInt16)) return 4;
  if (f.Is(0, Type::kString)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t StridedSlice(const Facts& f) {
  const auto options = f.op.options.OrDefault<StridedSliceOptions>();
  if (options.offset) return 8;
  if (f.Is(0, Type::kInt16)) return 7;
  if (options.ellipsis_mask != 0 || options.new_axis_mask != 0) return 6;
  if (f.Is(0, Type::kString)) return 5;
  if (f.rank(0) > 4) return 4;
  if (f.Is(0, Type::kBool)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Pad(const Facts& f) {
  if (f.rank(0) > 4) return f.Is(0, Type::kInt16) ? 4 : 3;
  return ByWidth(f, 2, 4);
}

template <typename O>
int32_t Resize(const Facts& f, bool corners) {
  const auto options = f.op.options.OrDefault<O>();
  if (f.Is(0, Type::kInt16)) return 4;
  if (options.half_pixel_centers || (corners && options.align_corners)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Quantize(const Facts& f) {
  if (f.out_type() == Type::kInt4) return 4;
  if (f.out(0) && f.out(0)->quantization && f.out(0)->quantization->scale.size() > 1) return 3;
  return f.out_type() == Type::kInt16 || f.Is(0, Type::kInt16) ? 2 : 1;
}

int32_t Dequantize(const Facts& f) {
  if (f.Is(0, Type::kInt4)) return 6;
  if (f.PerChannel(0)) return 5;
  if (f.Is(0, Type::kInt16) || f.Is(0, Type::kFloat16)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

template <typename O>
int32_t Recurrent(const Facts& f, size_t weights) {
  if (!f.Hybrid(weights)) return 1;
  return f.op.options.OrDefault<O>().asymmetric_quantize_inputs ? 3 : 2;
}

int32_t Lstm(const Facts& f) {
  const auto options = f.op.options.OrDefault<LSTMOptions>();
  if (options.kernel_type == LSTMKernelType::kBasic) return 2;
  if (f.Hybrid(2)) return options.asymmetric_quantize_inputs ? 4 : 3;
  return 1;
}

int32_t SequenceLstm(const Facts& f) {
  if (f.op.options.OrDefault<UnidirectionalSequenceLSTMOptions>().diagonal_recurrent_tensors) return 4;
  return Recurrent<UnidirectionalSequenceLSTMOptions>(f, 2);
}

int32_t BidirectionalLstm(const Facts& f) {
  const auto options = f.op.options.OrDefault<BidirectionalSequenceLSTMOptions>();
  if (f.Hybrid(2) && options.asymmetric_quantize_inputs) return 3;
  return options.time_major ? 1 : 2;
}

int32_t Svdf(const Facts& f) {
  if (f.Is(0, Type::kInt8)) return 3;
  if (!f.Hybrid()) return 1;
  return f.op.options.OrDefault<SVDFOptions>().asymmetric_quantize_inputs ? 4 : 2;
}

int32_t EmbeddingLookup(const Facts& f) {
  if (f.Is(1, Type::kInt4)) return 4;
  if (!f.Is(1, Type::kInt8) || f.out_type() != Type::kFloat32) return 1;
  return f.PerChannel(1) ? 3 : 2;
}

int32_t Comparison(const Facts& f) {
  if (f.Is(0, Type::kString)) return 2;
  return f.Is(0, Type::kInt8) || f.Is(0, Type::kUInt8) ? 2 : 1;
}

int32_t Equal(const Facts& f) {
  if (f.Is(0, Type::kInt16)) return 4;
  if (f.Is(0, Type::kString)) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Relu(const Facts& f) { return f.Is(0, Type::kUInt8) ? 2 : ByWidth(f, 2, 3); }

int32_t ArgMax(const Facts& f) { return f.Is(0, Type::kBool) ? 3 : ByWidth(f, 2, 1); }

int32_t DivVersion(const Facts& f) { return f.Is(0, Type::kUInt8) ? 2 : 1; }

int32_t FloorDiv(const Facts& f) { return f.Is(0, Type::kInt16) || f.Is(0, Type::kInt8) ? 3 : f.Is(0, Type::kFloat32) ? 2 : 1; }

int32_t Unpack(const Facts& f) {
  if (f.Is(0, Type::kInt16)) return 4;
  if (f.Is(0, Type::kBool)) return 3;
  return f.Is(0, Type::kInt8) || f.Is(0, Type::kUInt8) ? 2 : 1;
}

int32_t SpaceToBatch(const Facts& f) {
  if (f.Is(0, Type::kInt16)) return 4;
  if (f.in(0) && f.rank(0) != 4) return 3;
  return f.Is(0, Type::kInt8) ? 2 : 1;
}

int32_t Split(const Facts& f) {
  if (f.Is(1, Type::kInt16)) return 4;
  if (f.Is(1, Type::kInt32)) return 3;
  return f.Is(1, Type::kInt8) ? 2 : 1;
}

int32_t Tile(const Facts& f) {
  if (f.Is(0, Type::kInt8) || f.Is(0, Type::kInt16)) return 3;
  return f.Is(0, Type::kString) ? 2 : 1;
}

int32_t ReverseV2(const Facts& f) {
  if (f.Is(0, Type::kInt8) || f.Is(0, Type::kInt16)) return 3;
  return f.Is(0, Type::kBool) ? 2 : 1;
}

int32_t Fill(const Facts& f) {
  const Type type = f.type(1);
  if (type == Type::kInt8 || type == Type::kInt16) return 3;
  return type == Type::kBool || type == Type::kString ? 2 : 1;
}

int32_t BroadcastTo(const Facts& f) { return f.Is(0, Type::kInt8) || f.Is(0, Type::kInt16) ? 3 : 2; }

int32_t Select(const Facts& f) {
  if (f.rank(0) > 4 || f.rank(1) > 4) return 3;
  return f.Is(1, Type::kInt8) ? 2 : 1;
}

int32_t FakeQuant(const Facts& f) { return f.op.options.OrDefault<FakeQuantOptions>().narrow_range ? 2 : 1; }

int32_t Concatenation(const Facts& f) { return f.Is(0, Type::kUInt32) ? 4 : ByWidth(f, 2, 3); }

int32_t Range(const Facts& f) { return f.Is(0, Type::kInt64) ? 2 : 1; }

int32_t SparseToDense(const Facts& f) {
  if (f.Is(2, Type::kInt8) || f.Is(2, Type::kUInt8)) return 3;
  return f.Is(2, Type::kInt64) ? 2 : 1;
}

int32_t StringFrom2(const Facts& f) { return f.Is(0, Type::kString) ? 2 : 1; }

// Narrow integers need version 2, 16-bit ones version N.
template <int32_t N>
int32_t Widths(const Facts& f) {
  return ByWidth(f, 2, N);
}

struct Rule {
  Op op;
  int32_t (*version)(const Facts& f);
};

// Operators without a rule have one version.
constexpr Rule kRules[] = {
    {Op::kAbs, Abs},
    {Op::kAdd, Add},
    {Op::kArgMax, ArgMax},
    {Op::kArgMin, ArgMax},
    {Op::kAveragePool2d, Widths<3>},
    {Op::kBatchMatmul, BatchMatMul},
    {Op::kBatchToSpaceNd, SpaceToBatch},
    {Op::kBidirectionalSequenceLstm, BidirectionalLstm},
    {Op::kBidirectionalSequenceRnn, [](const Facts& f) { return Recurrent<BidirectionalSequenceRNNOptions>(f, 1); }},
    {Op::kBroadcastTo, BroadcastTo},
    {Op::kConcatenation, Concatenation},
    {Op::kConv2d, Conv2D},
    {Op::kDepthToSpace, Widths<1>},
    {Op::kDepthwiseConv2d, DepthwiseConv2D},
    {Op::kDequantize, Dequantize},
    {Op::kDiv, DivVersion},
    {Op::kEmbeddingLookup, EmbeddingLookup},
    {Op::kEqual, Equal},
    {Op::kExp, Widths<2>},
    {Op::kFakeQuant, FakeQuant},
    {Op::kFill, Fill},
    {Op::kFloorDiv, FloorDiv},
    {Op::kFullyConnected, FullyConnected},
    {Op::kGather, Gather},
    {Op::kGatherNd, Widths<3>},
    {Op::kGelu, Widths<2>},
    {Op::kGreater, Comparison},
    {Op::kGreaterEqual, Comparison},
    {Op::kL2Normalization, Widths<1>},
    {Op::kLeakyRelu, [](const Facts& f) { return ByWidth(f, 1, 2); }},
    {Op::kLess, Comparison},
    {Op::kLessEqual, Comparison},
    {Op::kLog, Widths<2>},
    {Op::kLogSoftmax, Widths<1>},
    {Op::kLogistic, Widths<3>},
    {Op::kLstm, Lstm},
    {Op::kMaxPool2d, Widths<3>},
    {Op::kMaximum, MinMax},
    {Op::kMean, Widths<3>},
    {Op::kMinimum, MinMax},
    {Op::kMirrorPad, Widths<3>},
    {Op::kMul, Mul},
    {Op::kNotEqual, [](const Facts& f) { return f.Is(0, Type::kInt16)    ? 4
                                                : f.Is(0, Type::kString) ? 3
                                                : f.Is(0, Type::kInt8)   ? 2
                                                                         : 1; }},
    {Op::kPack, Widths<4>},
    {Op::kPad, Pad},
    {Op::kPadv2, Pad},
    {Op::kQuantize, Quantize},
    {Op::kRange, Range},
    {Op::kReduceMax, Widths<3>},
    {Op::kReduceMin, Widths<3>},
    {Op::kReduceProd, Widths<2>},
    {Op::kRelu, Relu},
    {Op::kRelu6, Relu},
    {Op::kResizeBilinear, [](const Facts& f) { return Resize<ResizeBilinearOptions>(f, false); }},
    {Op::kResizeNearestNeighbor, [](const Facts& f) { return Resize<ResizeNearestNeighborOptions>(f, true); }},
    {Op::kReverseV2, ReverseV2},
    {Op::kRnn, [](const Facts& f) { return Recurrent<RNNOptions>(f, 1); }},
    {Op::kRsqrt, Widths<3>},
    {Op::kSelect, Select},
    {Op::kSelectV2, [](const Facts& f) { return f.Is(1, Type::kInt8) ? 2 : 1; }},
    {Op::kSlice, Slice},
    {Op::kSoftmax, Widths<3>},
    {Op::kSpaceToBatchNd, SpaceToBatch},
    {Op::kSpaceToDepth, Widths<1>},
    {Op::kSparseToDense, SparseToDense},
    {Op::kSplit, Split},
    {Op::kSplitV, [](const Facts& f) { return ByWidth(f, 2, 3); }},
    {Op::kSqrt, Widths<2>},
    {Op::kSquaredDifference, Widths<1>},
    {Op::kSqueeze, StringFrom2},
    {Op::kStridedSlice, StridedSlice},
    {Op::kSub, Sub},
    {Op::kSum, Widths<1>},
    {Op::kSvdf, Svdf},
    {Op::kTanh, Widths<3>},
    {Op::kTile, Tile},
    {Op::kTopkV2, Widths<3>},
    {Op::kTranspose, Transpose},
    {Op::kTransposeConv, TransposeConv},
    {Op::kUnidirectionalSequenceLstm, SequenceLstm},
    {Op::kUnidirectionalSequenceRnn, [](const Facts& f) { return Recurrent<SequenceRNNOptions>(f, 1); }},
    {Op::kUnpack, Unpack},
};

}  // namespace

int32_t OperatorVersion(BuiltinOperator builtin, const Model& model, const Subgraph& subgraph, const Operator& op) {
  const auto* rule = std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& r) { return r.op == builtin; });
  return rule == std::end(kRules) ? 1 : rule->version({model, subgraph, op});
}

uint32_t FindOrAddOperatorCode(Model& model, BuiltinOperator builtin, const std::string& custom_code, int32_t version) {
  for (size_t i = 0; i < model.operator_codes.size(); ++i) {
    const OperatorCode& code = model.operator_codes[i];
    if (code.builtin == builtin && code.custom_code == custom_code && code.version == version) return static_cast<uint32_t>(i);
  }
  model.operator_codes.push_back({builtin, custom_code, version});
  return static_cast<uint32_t>(model.operator_codes.size() - 1);
}

void SetOperatorVersions(Model& model) {
  const std::vector<OperatorCode> before = std::move(model.operator_codes);
  model.operator_codes.clear();
  for (Subgraph& subgraph : model.subgraphs) {
    for (Operator& op : subgraph.operators) {
      const OperatorCode& code = before[op.opcode_index];
      const int32_t version = code.builtin == Op::kCustom ? code.version : OperatorVersion(code.builtin, model, subgraph, op);
      op.opcode_index = FindOrAddOperatorCode(model, code.builtin, code.custom_code, version);
    }
  }
}

}  // namespace goldcrest::model
