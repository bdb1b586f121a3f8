// The older integer LSTM, told by its 12 intermediate tensors: the products of inputs and of states with the weights are INT8 with
// quantizations of their own, normalization and activations are computed in float.
//
// The input gate is coupled to the forget gate, gates are normalized, and there is a projection with a bias: TensorFlow Lite knows it no
// other way. Every rounding is TensorFlow Lite's; so is the output gate's share of the states, see OutputGateRecurrent.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/common/define.h"
#include "kernels/common/fixed_point.h"
#include "kernels/lstm/fixed_point.h"
#include "kernels/lstm/lstm_i8.h"

namespace goldcrest::kernels {
namespace {

using lstm_i8::kInputs;

// One of a gate's two products: INT8 with `zero_point`, then scaled to the gate's sum.
struct Product {
  FixedPointMultiplier factor, to_sum;
  int32_t zero_point = 0;
};

struct GateState {
  Product input, recurrent;
  float norm_scale = 0;
};

struct State {
  LstmShape shape;
  GateState gates[kGates];
  FixedPointMultiplier projection;
  int32_t input_zero = 0, output_zero = 0;
  int16_t cell_clip = 0;
  int8_t projection_clip = 0;
};

int16_t ToInt16(float x) { return x != x ? int16_t{0} : static_cast<int16_t>(std::clamp(x, -32768.0f, 32767.0f)); }

class Run {
 public:
  Run(const State& state, EvalContext& ctx)
      : state_(state),
        s_(state.shape),
        ctx_(ctx),
        gates_(reinterpret_cast<int16_t*>(ctx.workspace())),
        output_state_(ctx.variable<int8_t>(kInputs.output_state)),
        cell_state_(ctx.variable<int16_t>(kInputs.cell_state)) {}

  void Step() {
    MakeGate(kForgetGate);
    MakeGate(kCellGate);
    const int64_t n = s_.batch * s_.cells;
    const int16_t *forget = GateOf(kForgetGate), *fresh = GateOf(kCellGate);
    for (int64_t i = 0; i < n; ++i) {
      const int16_t kept = static_cast<int16_t>(RoundingDivideByPowerOfTwo(int32_t{forget[i]} * cell_state_[i], 15));
      const int16_t added = static_cast<int16_t>(RoundingDivideByPowerOfTwo((INT16_MAX - forget[i]) * fresh[i], 15));
      int16_t c = fixed_point::Saturate16(int32_t{kept} + added);
      if (state_.cell_clip > 0) c = std::clamp<int16_t>(c, static_cast<int16_t>(-state_.cell_clip), state_.cell_clip);
      cell_state_[i] = c;
    }
    MakeGate(kOutputGate);
    int16_t* hidden = GateOf(kOutputGate);
    for (int64_t i = 0; i < n; ++i) {
      const int16_t activated = ToInt16(std::tanh(static_cast<float>(cell_state_[i]) * 0x1p-15f) * 32768.0f);
      hidden[i] = static_cast<int16_t>(RoundingDivideByPowerOfTwo(int32_t{hidden[i]} * activated, 15));
    }
    Project(hidden);
    std::memcpy(ctx_.output(0).data, output_state_, static_cast<size_t>(s_.batch * s_.output));
  }

 private:
  int16_t* GateOf(int gate) { return gates_ + gate * s_.batch * s_.cells; }

  // A product's share of a gate's sum, for cell `i`.
  int32_t Share(const Product& p, const int8_t* x, int32_t x_zero, int64_t depth, const int8_t* weights, int64_t i) const {
    uint32_t sum = 0;
    for (int64_t k = 0; k < depth; ++k) sum += static_cast<uint32_t>((x[k] - x_zero) * weights[i * depth + k]);
    const int32_t product = WrappingAdd(MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), p.factor), p.zero_point);
    return MultiplyByQuantizedMultiplier(fixed_point::Saturate8(product) - p.zero_point, p.to_sum);
  }

  void MakeGate(int g) {
    const GateState& gate = state_.gates[g];
    const int8_t* x = ctx_.in<int8_t>(kInputs.x);
    const int8_t *w = ctx_.in<int8_t>(kInputs.weights + g), *r = ctx_.in<int8_t>(kInputs.recurrent_weights + g);
    for (int64_t b = 0; b < s_.batch; ++b) {
      int16_t* row = GateOf(g) + b * s_.cells;
      for (int64_t i = 0; i < s_.cells; ++i) {
        const int32_t input = Share(gate.input, x + b * s_.input, state_.input_zero, s_.input, w, i);
        const int32_t recurrent = Share(gate.recurrent, output_state_ + b * s_.output, state_.output_zero, s_.output, r, i);
        row[i] = fixed_point::Saturate16(WrappingAdd(input, recurrent));
      }
      Normalize(g, row);
      for (int64_t i = 0; i < s_.cells; ++i) {
        const float v = static_cast<float>(row[i]) * 0x1p-12f;
        row[i] = ToInt16((g == kCellGate ? std::tanh(v) : 1.0f / (1.0f + std::exp(-v))) * 32768.0f);
      }
    }
  }

  void Normalize(int g, int16_t* row) const {
    const int16_t* coefficients = ctx_.in<int16_t>(kInputs.norm_coefficients + g);
    const int32_t* bias = ctx_.in<int32_t>(kInputs.bias + g);
    float sum = 0, squares = 0;
    for (int64_t i = 0; i < s_.cells; ++i) {
      const float v = static_cast<float>(row[i]);
      sum += v;
      squares += v * v;
    }
    const float n = static_cast<float>(s_.cells), mean = sum / n, variance = squares / n - mean * mean;
    const float inverse = 1.0f / std::sqrt(variance == 0 ? 1e-8f : variance);
    const float scale = state_.gates[g].norm_scale, bias_scale = 0x1p-10f * scale;
    for (int64_t i = 0; i < s_.cells; ++i) {
      const float normal = (static_cast<float>(row[i]) - mean) * inverse;
      const float weighted = normal * static_cast<float>(coefficients[i]) * scale + static_cast<float>(bias[i]) * bias_scale;
      row[i] = ToInt16(std::round(weighted * 4096.0f));
    }
  }

  void Project(const int16_t* hidden) {
    const int8_t* weights = ctx_.in<int8_t>(kInputs.projection_weights);
    for (int64_t b = 0; b < s_.batch; ++b) {
      for (int64_t o = 0; o < s_.output; ++o) {
        int64_t sum = ctx_.in<int32_t>(kInputs.projection_bias)[o];
        for (int64_t i = 0; i < s_.cells; ++i) sum += int32_t{hidden[b * s_.cells + i]} * weights[o * s_.cells + i];
        const int32_t h = WrappingAdd(MultiplyByQuantizedMultiplier64(sum, state_.projection), state_.output_zero);
        int8_t result = fixed_point::Saturate8(h);
        if (state_.projection_clip > 0)
          result = std::clamp<int8_t>(result, static_cast<int8_t>(-state_.projection_clip), state_.projection_clip);
        output_state_[b * s_.output + o] = result;
      }
    }
  }

  const State& state_;
  const LstmShape& s_;
  EvalContext& ctx_;
  int16_t* gates_;
  int8_t* output_state_;
  int16_t* cell_state_;
};

Status Eval(const State& state, EvalContext& ctx) {
  if (ctx.output(0).bytes > 0) Run(state, ctx).Step();
  return Status::Ok();
}

// Scales and zero points of the intermediate tensors: for each gate the sum, the input's product and the state's.
struct Intermediates {
  float scale[lstm_i8::kIntermediatesOf8Bits] = {};
  int32_t zero_point[lstm_i8::kIntermediatesOf8Bits] = {};
};

Expected<Intermediates> ReadIntermediates(const SelectContext& ctx) {
  Intermediates all;
  for (size_t i = 0; i < lstm_i8::kIntermediatesOf8Bits; ++i) {
    const TensorView& t = ctx.node().intermediates[i];
    // TensorFlow Lite has no use for those of the input gate.
    if (i >= 3) {
      GC_ASSIGN_OR_RETURN(all.scale[i], lstm_i8::ScaleOf(t, "intermediate", static_cast<int>(i)));
    }
    all.zero_point[i] = static_cast<int8_t>(t.quantization.zero_point0());
  }
  return all;
}

// TensorFlow Lite scales the output gate's product with the states by the exponent of the forget gate's factor, a small number, in place
// of its own, and takes the cell gate's zero point: next to nothing is left of it.
void OutputGateRecurrent(const GateState& forget, const Intermediates& from, Product& p) {
  p.to_sum.multiplier = forget.recurrent.to_sum.shift;
  p.zero_point = from.zero_point[7];
}

Status SetGates(SelectContext& ctx, State& s) {
  GC_ASSIGN_OR_RETURN(const Intermediates from, ReadIntermediates(ctx));
  GC_ASSIGN_OR_RETURN(const float input, lstm_i8::ScaleOf(ctx.input(kInputs.x), "input", kInputs.x));
  GC_ASSIGN_OR_RETURN(const float state, lstm_i8::ScaleOf(ctx.input(kInputs.output_state), "input", kInputs.output_state));
  for (int g = kForgetGate; g < kGates; ++g) {
    const int w = kInputs.weights + g, r = kInputs.recurrent_weights + g, norm = kInputs.norm_coefficients + g;
    GC_ASSIGN_OR_RETURN(const float w_scale, lstm_i8::ScaleOf(ctx.input(w), "input", w));
    GC_ASSIGN_OR_RETURN(const float r_scale, lstm_i8::ScaleOf(ctx.input(r), "input", r));
    GC_ASSIGN_OR_RETURN(const float norm_scale, lstm_i8::ScaleOf(ctx.input(norm), "input", norm));
    const size_t sum = static_cast<size_t>(g) * 3;
    const auto factor = [](float real) { return QuantizeMultiplier(static_cast<double>(real)); };
    GateState& gate = s.gates[g];
    gate.input = {factor(w_scale * input / from.scale[sum + 1]), factor(from.scale[sum + 1] / from.scale[sum]), from.zero_point[sum + 1]};
    gate.recurrent = {factor(r_scale * state / from.scale[sum + 2]), factor(from.scale[sum + 2] / from.scale[sum]),
                      from.zero_point[sum + 2]};
    const FixedPointMultiplier m = factor(norm_scale);
    gate.norm_scale = static_cast<float>(m.multiplier * std::ldexp(1.0, m.shift - 31));
  }
  OutputGateRecurrent(s.gates[kForgetGate], from, s.gates[kOutputGate].recurrent);
  return Status::Ok();
}

Status SetRest(SelectContext& ctx, State& s) {
  GC_ASSIGN_OR_RETURN(const float cell, lstm_i8::ScaleOf(ctx.input(kInputs.cell_state), "input", kInputs.cell_state));
  if (cell != 0x1p-15f)
    return Error(StatusCode::kUnsupported, "the cell state has the scale %g; expected 2^-15", static_cast<double>(cell));
  GC_ASSIGN_OR_RETURN(const float state, lstm_i8::ScaleOf(ctx.input(kInputs.output_state), "input", kInputs.output_state));
  GC_ASSIGN_OR_RETURN(const float output, lstm_i8::ScaleOf(ctx.output(0), "output", 0));
  GC_ASSIGN_OR_RETURN(const float weights, lstm_i8::ScaleOf(ctx.input(kInputs.projection_weights), "input", kInputs.projection_weights));
  s.projection =
      QuantizeMultiplier(static_cast<double>(static_cast<float>(static_cast<double>(weights) * 0x1p-15 / static_cast<double>(state))));
  s.input_zero = ctx.input(kInputs.x).quantization.zero_point0();
  s.output_zero = ctx.input(kInputs.output_state).quantization.zero_point0();
  // A clip of 1 or more is none to a cell below 1.
  if (s.shape.cell_clip < 1) s.cell_clip = static_cast<int16_t>(lstm_i8::QuantizedClip(s.shape.cell_clip, cell, INT16_MAX));
  s.projection_clip = static_cast<int8_t>(lstm_i8::QuantizedClip(s.shape.projection_clip, output, INT8_MAX));
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectLstmI8Of8Bits(SelectContext& ctx, const LstmShape& shape) {
  // Peepholes, where it has them, are not used.
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i) || (i >= kInputs.peepholes && i < kInputs.bias)) continue;
    TensorType type = TensorType::kInt8;
    if (i == kInputs.cell_state || i >= kInputs.norm_coefficients) type = TensorType::kInt16;
    if ((i >= kInputs.bias && i < kInputs.projection_weights) || i == kInputs.projection_bias) type = TensorType::kInt32;
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {type}));
  }
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt8}));
  if (shape.steps != 1 || !shape.normalized || !ctx.has_input(kInputs.projection_bias)) {
    return Error(StatusCode::kUnsupported,
                 "an integer LSTM with 12 intermediate tensors must have one step, normalization and a projection with a bias");
  }
  State s;
  s.shape = shape;
  GC_RETURN_IF_ERROR(SetGates(ctx, s));
  GC_RETURN_IF_ERROR(SetRest(ctx, s));
  const CheckedSize workspace = CheckedSize(shape.batch) * kGates * shape.cells * sizeof(int16_t);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, Eval>("lstm_i8 8-bit products", std::move(s));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
