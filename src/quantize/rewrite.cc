#include "quantize/rewrite.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "model/op_version.h"
#include "quantize/layers.h"

namespace goldcrest::quantize {
namespace {

using Op = BuiltinOperator;

class Rewriter {
 public:
  Rewriter(model::Model& model, int subgraph, SubgraphPlan& plan, const SubgraphMeans& means, const QuantizeOptions& options)
      : model_(model),
        graph_(model.subgraphs[static_cast<size_t>(subgraph)]),
        plan_(plan),
        means_(means),
        options_(options),
        uses_(FindUses(graph_)),
        forms_(graph_.tensors.size()) {}

  Status Rewrite() {
    for (size_t t = 0; t < forms_.size(); ++t) {
      if (plan_.quantized[t]) GC_RETURN_IF_ERROR(Prepare(static_cast<int>(t)));
    }
    std::vector<model::Operator> before = std::move(graph_.operators);
    for (size_t i = 0; i < before.size(); ++i) {
      if (plan_.ops[i].integer) {
        EmitInteger(std::move(before[i]), plan_.ops[i]);
      } else {
        EmitFloat(std::move(before[i]));
      }
    }
    for (int t : graph_.outputs) {
      if (!plan_.quantized[static_cast<size_t>(t)]) continue;
      if (options_.output_type == TensorType::kFloat32) {
        (void)FloatForm(t);
      } else if (QuantizedForm(t) != t) {
        Emit(Op::kQuantize, model::QuantizeOptions(), QuantizedForm(t), t);
      }
    }
    graph_.operators = std::move(after_);
    plan_.quantized_tensor.clear();
    for (const Forms& forms : forms_) plan_.quantized_tensor.push_back(forms.quantized);
    return Status::Ok();
  }

 private:
  // The tensors that hold a float tensor's values in each form; -1 until one is made.
  struct Forms {
    int32_t real = -1;
    int32_t quantized = -1;
    bool has_real = false;  // some operator has computed it
    bool has_quantized = false;
  };

  // Decides which form keeps the tensor's own number.
  Status Prepare(int t) {
    const auto i = static_cast<size_t>(t);
    Forms& forms = forms_[i];
    const bool in = uses_.is_input[i], out = uses_.is_output[i];
    if (in && out && options_.input_type != options_.output_type) {
      return Error(StatusCode::kUnsupported, "tensor \"%s\" is input and output of the model and cannot have two types",
                   graph_.tensors[i].name.c_str());
    }
    const TensorType outside = in ? options_.input_type : out ? options_.output_type : plan_.type;
    const model::Tensor original = graph_.tensors[i];
    if (outside == plan_.type) {
      forms.quantized = t;
      MakeQuantized(graph_.tensors[i], plan_.params[i]);
    } else {
      forms.quantized = NewTensor(original, "_quantized");
      MakeQuantized(graph_.tensors[static_cast<size_t>(forms.quantized)], plan_.params[i]);
    }
    if (outside == TensorType::kFloat32) forms.real = t;
    if (outside == TensorType::kUInt8) {
      model::Tensor& own = graph_.tensors[i];
      own.type = TensorType::kUInt8;
      own.quantization = PerTensor({plan_.params[i].scale, plan_.params[i].zero_point + 128});
    }
    if (!in) return Status::Ok();
    forms.has_real = outside == TensorType::kFloat32;
    forms.has_quantized = outside == plan_.type;
    if (outside == TensorType::kUInt8) {
      Emit(Op::kQuantize, model::QuantizeOptions(), t, forms.quantized);
      forms.has_quantized = true;
    }
    return Status::Ok();
  }

  void MakeQuantized(model::Tensor& tensor, Params params) const {
    tensor.type = plan_.type;
    tensor.quantization = PerTensor(params);
  }

  int32_t NewTensor(model::Tensor tensor, const char* suffix) {
    tensor.name += suffix;
    tensor.buffer = 0;
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<int32_t>(graph_.tensors.size() - 1);
  }

  void Emit(Op builtin, model::Options options, int32_t from, int32_t to) {
    model::Operator op;
    op.opcode_index = model::FindOrAddOperatorCode(model_, builtin, "", 1);
    op.inputs = {from};
    op.outputs = {to};
    op.options = std::move(options);
    after_.push_back(std::move(op));
  }

  int32_t QuantizedForm(int t) {
    Forms& forms = forms_[static_cast<size_t>(t)];
    if (!forms.has_quantized) {
      Emit(Op::kQuantize, model::QuantizeOptions(), forms.real, forms.quantized);
      forms.has_quantized = true;
    }
    return forms.quantized;
  }

  int32_t RealTensor(int t) {
    Forms& forms = forms_[static_cast<size_t>(t)];
    if (forms.real < 0) {
      model::Tensor real = graph_.tensors[static_cast<size_t>(t)];
      real.type = TensorType::kFloat32;
      real.quantization = nullptr;
      forms.real = NewTensor(std::move(real), "_float");
    }
    return forms.real;
  }

  int32_t FloatForm(int t) {
    const int32_t real = RealTensor(t);
    Forms& forms = forms_[static_cast<size_t>(t)];
    if (!forms.has_real) {
      Emit(Op::kDequantize, model::DequantizeOptions(), forms.quantized, real);
      forms.has_real = true;
    }
    return real;
  }

  // The quantized form with other parameters than the tensor's own.
  int32_t WithParams(int t, Params params) {
    const int32_t own = QuantizedForm(t);
    if (plan_.params[static_cast<size_t>(t)] == params) return own;
    const auto [at, added] = requantized_.try_emplace({t, params.scale, params.zero_point}, -1);
    if (added) {
      at->second = NewTensor(graph_.tensors[static_cast<size_t>(own)], "_requantized");
      MakeQuantized(graph_.tensors[static_cast<size_t>(at->second)], params);
      Emit(Op::kQuantize, model::QuantizeOptions(), own, at->second);
    }
    return at->second;
  }

  // A constant operand, quantized with `params`, or to its own range.
  int32_t QuantizedConstant(int t, std::span<const float> values, const Params* params) {
    Params chosen;
    if (params != nullptr) {
      chosen = *params;
    } else {
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      chosen = ParamsFor(*low, *high, plan_.type);
    }
    const auto [at, added] = requantized_.try_emplace({t, chosen.scale, chosen.zero_point}, -1);
    if (added) {
      std::vector<uint8_t> bytes = QuantizeValues(values, chosen, plan_.type);
      at->second = NewTensor(graph_.tensors[static_cast<size_t>(t)], "_quantized");
      model::Tensor& tensor = graph_.tensors[static_cast<size_t>(at->second)];
      MakeQuantized(tensor, chosen);
      tensor.buffer = AddBuffer(model_, std::move(bytes));
    }
    return at->second;
  }

  void EmitInteger(model::Operator op, const OpPlan& op_plan) {
    const OpSpec& spec = *op_plan.spec;
    const Params* shared = nullptr;
    if (spec.rule == ScaleRule::kSame) {
      for (int t : op.outputs) {
        if (t >= 0 && plan_.quantized[static_cast<size_t>(t)]) shared = &plan_.params[static_cast<size_t>(t)];
      }
    }
    if (spec.weights >= 0) QuantizeWeights(&op, op_plan);
    for (size_t k = 0; k < op.inputs.size(); ++k) {
      const int t = op.inputs[k];
      if (t < 0 || IsWeightOrBias(spec, static_cast<int>(k))) continue;
      if (plan_.quantized[static_cast<size_t>(t)]) {
        op.inputs[k] = shared ? WithParams(t, *shared) : QuantizedForm(t);
      } else if (const auto values = FloatConstant(model_, graph_.tensors[static_cast<size_t>(t)])) {
        op.inputs[k] = QuantizedConstant(t, *values, shared);
      }
    }
    for (int32_t& t : op.outputs) {
      if (t < 0 || !plan_.quantized[static_cast<size_t>(t)]) continue;
      Forms& forms = forms_[static_cast<size_t>(t)];
      forms.has_quantized = true;
      t = forms.quantized;
    }
    if (plan_.type == TensorType::kInt16) AnyScale(&op);
    after_.push_back(std::move(op));
  }

  // The scales of 16-bit sums are no powers of two.
  static void AnyScale(model::Operator* op) {
    if (const auto* add = op->options.As<model::AddOptions>()) {
      model::AddOptions any = *add;
      any.pot_scale_int16 = false;
      op->options = any;
    } else if (const auto* sub = op->options.As<model::SubOptions>()) {
      model::SubOptions any = *sub;
      any.pot_scale_int16 = false;
      op->options = any;
    }
  }

  void EmitFloat(model::Operator op) {
    for (int32_t& t : op.inputs) {
      if (t >= 0 && plan_.quantized[static_cast<size_t>(t)]) t = FloatForm(t);
    }
    for (int32_t& t : op.outputs) {
      if (t < 0 || !plan_.quantized[static_cast<size_t>(t)]) continue;
      const int32_t real = RealTensor(t);
      forms_[static_cast<size_t>(t)].has_real = true;
      t = real;
    }
    after_.push_back(std::move(op));
  }

  void QuantizeWeights(model::Operator* op, const OpPlan& op_plan) {
    const OpSpec& spec = *op_plan.spec;
    const int input = InputAt(*op, spec.input), weights = InputAt(*op, spec.weights), bias = InputAt(*op, spec.bias);
    const model::Tensor& tensor = graph_.tensors[static_cast<size_t>(weights)];
    Layer layer;
    layer.op = BuiltinOf(model_, *op);
    layer.spec = &spec;
    layer.weights_shape = tensor.shape;
    layer.weights = *FloatConstant(model_, tensor);
    if (bias >= 0) layer.bias = *FloatConstant(model_, graph_.tensors[static_cast<size_t>(bias)]);
    layer.input = plan_.params[static_cast<size_t>(input)];
    if (static_cast<size_t>(input) < means_.size()) layer.means = &means_[static_cast<size_t>(input)];
    layer.bias_shift = op_plan.bias_shift;
    layer.rounded = &op_plan.rounded;
    const bool wide = plan_.type == TensorType::kInt16;
    const IntegerLayer made = QuantizeLayer(layer, options_.per_channel, wide ? double{1LL << 39} : 2147483647.0);
    const int32_t quantized = NewTensor(tensor, "_quantized");
    {
      model::Tensor& w = graph_.tensors[static_cast<size_t>(quantized)];
      w.type = TensorType::kInt8;
      w.quantization = PerChannel(made.weights.scales, 1, spec.channel_dimension);
      w.buffer = AddBuffer(model_, BytesOf(made.weights.values));
    }
    op->inputs[static_cast<size_t>(spec.weights)] = quantized;
    if (made.bias.empty()) return;
    const auto at = static_cast<size_t>(spec.bias);
    if (op->inputs.size() <= at) op->inputs.resize(at + 1, -1);
    op->inputs[at] = AddBias(made, layer.input, bias, op->outputs[0], wide);
  }

  static std::shared_ptr<const model::Quantization> PerChannel(const std::vector<float>& scales, float factor, int dimension) {
    auto q = std::make_shared<model::Quantization>();
    for (float s : scales) q->scale.push_back(s * factor);
    q->zero_point.assign(scales.size(), 0);
    q->quantized_dimension = scales.size() > 1 ? dimension : 0;
    return q;
  }

  int32_t AddBias(const IntegerLayer& made, Params input, int old, int32_t output, bool wide) {
    model::Tensor bias;
    if (old >= 0) bias = graph_.tensors[static_cast<size_t>(old)];
    bias.name = (old >= 0 ? bias.name : graph_.tensors[static_cast<size_t>(output)].name) + (old >= 0 ? "_quantized" : "_bias");
    bias.shape = {static_cast<int32_t>(made.bias.size())};
    bias.shape_signature.clear();
    bias.type = wide ? TensorType::kInt64 : TensorType::kInt32;
    bias.quantization = PerChannel(made.weights.scales, input.scale, 0);
    const std::vector<int32_t> narrow(made.bias.begin(), made.bias.end());
    bias.buffer = AddBuffer(model_, wide ? BytesOf(made.bias) : BytesOf(narrow));
    graph_.tensors.push_back(std::move(bias));
    return static_cast<int32_t>(graph_.tensors.size() - 1);
  }

  model::Model& model_;
  model::Subgraph& graph_;
  SubgraphPlan& plan_;
  const SubgraphMeans& means_;
  const QuantizeOptions& options_;
  Uses uses_;
  std::vector<Forms> forms_;
  std::vector<model::Operator> after_;
  // By tensor, scale and zero point: further quantized forms.
  std::map<std::tuple<int, float, int32_t>, int32_t> requantized_;
};

}  // namespace

Status RewriteSubgraph(model::Model& model, int subgraph, SubgraphPlan& plan, const SubgraphMeans& means, const QuantizeOptions& options) {
  return Rewriter(model, subgraph, plan, means, options).Rewrite();
}

}  // namespace goldcrest::quantize
