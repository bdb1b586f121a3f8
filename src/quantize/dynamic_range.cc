#include <algorithm>
#include <map>
#include <tuple>

#include "model/op_version.h"
#include "quantize/graph.h"
#include "quantize/spec.h"
#include "quantize/weight_only.h"
#include "quantize/weights.h"

namespace goldcrest::quantize {
namespace {

using Op = BuiltinOperator;

constexpr int64_t kLeastElements = 1024;

// Inputs that hold the weights of an operator with a hybrid kernel, and whether it takes a scale per channel of the first dimension, or
// of the last for DEPTHWISE_CONV_2D. All weights of an operator have one type.
struct HybridOp {
  Op op;
  std::vector<int> weights;
  int channel_dimension;  // -1: one scale for the tensor
  bool int4 = false;
};

const HybridOp* FindHybrid(Op op) {
  static const std::vector<HybridOp> kHybrids = {
      {Op::kConv2d, {1}, 0},
      {Op::kDepthwiseConv2d, {1}, 3},
      {Op::kFullyConnected, {1}, 0, true},
      {Op::kBatchMatmul, {1}, -1},
      {Op::kEmbeddingLookup, {1}, 0},
      {Op::kSvdf, {1, 2}, -1},
      {Op::kRnn, {1, 2}, -1},
      {Op::kUnidirectionalSequenceRnn, {1, 2}, -1},
      {Op::kBidirectionalSequenceRnn, {1, 2, 5, 6, 10, 11}, -1},
      {Op::kLstm, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16}, -1},
      {Op::kUnidirectionalSequenceLstm, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16}, -1},
      {Op::kBidirectionalSequenceLstm,
       {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 33, 40, 41, 42, 43, 44, 45, 46, 47},
       -1},
  };
  const auto found = std::find_if(kHybrids.begin(), kHybrids.end(), [op](const HybridOp& h) { return h.op == op; });
  return found == kHybrids.end() ? nullptr : &*found;
}

// Sets `asymmetric_quantize_inputs` in options that have it: the kernel then uses all 256 steps for data that are not symmetric.
template <typename... Os>
void SetAsymmetric(model::Options& options) {
  const auto set = [&](const auto* o) {
    if (o == nullptr) return;
    auto changed = *o;
    changed.asymmetric_quantize_inputs = true;
    options = model::Options(std::move(changed));
  };
  (set(options.As<Os>()), ...);
}

class Narrower {
 public:
  Narrower(model::Model& model, size_t subgraph, const QuantizeOptions& options)
      : model_(model), graph_(model.subgraphs[subgraph]), options_(options) {}

  int Run() {
    int narrowed = 0;
    std::vector<model::Operator> before = std::move(graph_.operators);
    for (size_t i = 0; i < before.size(); ++i) {
      model::Operator& op = before[i];
      if (!Kept(op, i)) narrowed += NarrowOp(op);
      after_.push_back(std::move(op));
      for (; !behind_.empty(); behind_.pop_back()) after_.push_back(std::move(behind_.back()));
    }
    graph_.operators = std::move(after_);
    return narrowed;
  }

 private:
  // Narrows what `op` reads; true where it did.
  bool NarrowOp(model::Operator& op) {
    switch (BuiltinOf(model_, op)) {
      case Op::kGather: return NarrowTable(op);
      case Op::kTransposeConv: return WidenWeights(op);
      default: break;
    }
    const HybridOp* hybrid = FindHybrid(BuiltinOf(model_, op));
    if (hybrid == nullptr || !Fits(op, *hybrid)) return false;
    for (int position : hybrid->weights) {
      const int t = InputAt(op, position);
      if (t >= 0) op.inputs[static_cast<size_t>(position)] = Narrow(t, *hybrid);
    }
    SetAsymmetric<model::FullyConnectedOptions, model::BatchMatMulOptions, model::SVDFOptions, model::RNNOptions, model::SequenceRNNOptions,
                  model::BidirectionalSequenceRNNOptions, model::LSTMOptions, model::UnidirectionalSequenceLSTMOptions,
                  model::BidirectionalSequenceLSTMOptions>(op.options);
    return true;
  }

  bool IsLargeConstant(int t) const {
    return t >= 0 && Elements(graph_.tensors[static_cast<size_t>(t)]) >= kLeastElements &&
           FloatConstant(model_, graph_.tensors[static_cast<size_t>(t)]);
  }

  model::Operator Dequantize(int32_t from, int32_t to) {
    model::Operator op;
    op.opcode_index = model::FindOrAddOperatorCode(model_, Op::kDequantize, "", 1);
    op.options = model::DequantizeOptions();
    op.inputs = {from};
    op.outputs = {to};
    return op;
  }

  // Rows are gathered from an int8 table and widened then.
  bool NarrowTable(model::Operator& op) {
    const int table = InputAt(op, 0);
    if (!IsLargeConstant(table)) return false;
    op.inputs[0] = Narrow(table, {Op::kGather, {0}, -1});
    model::Tensor rows = graph_.tensors[static_cast<size_t>(op.outputs[0])];
    rows.name += "_quantized";
    rows.type = TensorType::kInt8;
    rows.quantization = graph_.tensors[static_cast<size_t>(op.inputs[0])].quantization;
    graph_.tensors.push_back(std::move(rows));
    const auto narrow = static_cast<int32_t>(graph_.tensors.size() - 1);
    behind_.push_back(Dequantize(narrow, op.outputs[0]));
    op.outputs[0] = narrow;
    return true;
  }

  // There is no hybrid kernel everywhere: the weights are widened when the model is loaded, and only the file is smaller.
  bool WidenWeights(model::Operator& op) {
    const int weights = InputAt(op, 1);
    if (!IsLargeConstant(weights)) return false;
    const int32_t narrow = Narrow(weights, {Op::kTransposeConv, {1}, 0});
    model::Tensor wide = graph_.tensors[static_cast<size_t>(weights)];
    wide.name += "_dequantized";
    wide.buffer = 0;
    graph_.tensors.push_back(std::move(wide));
    op.inputs[1] = static_cast<int32_t>(graph_.tensors.size() - 1);
    after_.push_back(Dequantize(narrow, op.inputs[1]));
    return true;
  }

  bool Kept(const model::Operator& op, size_t i) const {
    return std::any_of(options_.keep_float.begin(), options_.keep_float.end(), [&](const std::string& name) {
      return name == std::to_string(i) || std::any_of(op.outputs.begin(), op.outputs.end(),
                                                      [&](int t) { return t >= 0 && graph_.tensors[static_cast<size_t>(t)].name == name; });
    });
  }

  // All weights are float constants, and the largest is worth it.
  bool Fits(const model::Operator& op, const HybridOp& hybrid) const {
    int64_t most = 0;
    for (int position : hybrid.weights) {
      const int t = InputAt(op, position);
      if (t < 0) continue;
      const model::Tensor& tensor = graph_.tensors[static_cast<size_t>(t)];
      if (!FloatConstant(model_, tensor)) return false;
      most = std::max(most, Elements(tensor));
    }
    if (most < kLeastElements) return false;
    // BATCH_MATMUL's hybrid kernel wants its data, too, to be computed.
    const int data = InputAt(op, hybrid.op == Op::kEmbeddingLookup ? 1 : 0);
    if (data < 0 || graph_.tensors[static_cast<size_t>(data)].type != TensorType::kFloat32) return false;
    if (hybrid.op == Op::kConv2d) return !Grouped(op);
    if (const auto* lstm = op.options.As<model::LSTMOptions>()) return lstm->kernel_type == model::LSTMKernelType::kFull;
    return hybrid.op != Op::kFullyConnected ||
           op.options.OrDefault<model::FullyConnectedOptions>().weights_format == model::FullyConnectedOptionsWeightsFormat::kDefault;
  }

  bool Grouped(const model::Operator& op) const {
    const auto& input = graph_.tensors[static_cast<size_t>(op.inputs[0])].shape;
    const auto& filter = graph_.tensors[static_cast<size_t>(op.inputs[1])].shape;
    return input.size() == 4 && filter.size() == 4 && input[3] != filter[3];
  }

  int32_t Narrow(int t, const HybridOp& hybrid) {
    const bool int4 = options_.scheme == Scheme::kInt4 && hybrid.int4;
    const int dimension = options_.per_channel ? hybrid.channel_dimension : -1;
    const auto [at, added] = narrowed_.try_emplace({t, dimension, int4}, -1);
    if (!added) return at->second;
    model::Tensor tensor = graph_.tensors[static_cast<size_t>(t)];
    const std::span<const float> values = *FloatConstant(model_, tensor);
    const ChannelView view = ChannelsOf(tensor.shape, std::max(dimension, 0));
    const int levels = int4 ? 7 : 127;
    const std::vector<float> scales = WeightScales(values, view, dimension >= 0, levels);
    std::vector<int8_t> rounded = RoundWeights(values, view, scales, levels);
    auto q = std::make_shared<model::Quantization>();
    q->scale = scales;
    q->zero_point.assign(scales.size(), 0);
    q->quantized_dimension = scales.size() > 1 ? dimension : 0;
    tensor.quantization = std::move(q);
    tensor.type = int4 ? TensorType::kInt4 : TensorType::kInt8;
    tensor.buffer = AddBuffer(model_, int4 ? PackInt4(rounded) : BytesOf(rounded));
    graph_.tensors.push_back(std::move(tensor));
    at->second = static_cast<int32_t>(graph_.tensors.size() - 1);
    return at->second;
  }

  model::Model& model_;
  model::Subgraph& graph_;
  const QuantizeOptions& options_;
  std::map<std::tuple<int, int, bool>, int32_t> narrowed_;
  std::vector<model::Operator> after_;   // the operators so far
  std::vector<model::Operator> behind_;  // that follow the one at hand
};

}  // namespace

Status QuantizeDynamicRange(model::Model& model, const QuantizeOptions& options, QuantizeReport* report) {
  int narrowed = 0;
  for (size_t s = 0; s < model.subgraphs.size(); ++s) narrowed += Narrower(model, s, options).Run();
  if (report != nullptr) {
    report->integer_operators = narrowed;
    if (narrowed == 0) report->warnings.push_back("no operator has weights of 1,024 elements or more and a kernel for narrow ones");
  }
  return Status::Ok();
}

}  // namespace goldcrest::quantize
