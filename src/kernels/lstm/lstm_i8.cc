// The integer LSTM: INT8 input, output and weights, INT16 cell state and gates.
//
// Gates are sums in Q3.12, activated to Q0.15; the cell state's scale is a power of two; o * tanh(c) becomes INT8 with the
// quantization of the fifth intermediate tensor. Every rounding and saturation is TensorFlow Lite's.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>

#include "base/aligned_buffer.h"
#include "kernels/common/define.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/quantization.h"
#include "kernels/lstm/fixed_point.h"
#include "kernels/lstm/lstm.h"

namespace goldcrest::kernels {
namespace {

// As in the float LSTM.
constexpr int64_t kChunk = 16;

// Integer bits of a gate's sum (Q3.12).
constexpr int kGateIntegerBits = 3;
constexpr double kGateScale = 1.0 / 4096;

// The tensor among the intermediates that has the quantization of o * tanh(c).
constexpr size_t kHiddenIntermediate = 4;

// Products of INT8 rows with one weight tensor: 32-bit sums, bias and zero points included, and the factor that rescales them.
struct Product {
  size_t n = 0, k = 0;
  PackedBlock packed;
  std::shared_ptr<AlignedBuffer> columns;
  FixedPointMultiplier factor;
};

struct State {
  LstmShape shape;
  const gemm::I8Kernel* kernel = nullptr;
  Product input[kGates], recurrent[kGates], projection;
  FixedPointMultiplier peephole[kGates];
  int cell_scale = 0;  // log2
  int16_t cell_clip = 0;
  int8_t projection_clip = 0;
  FixedPointMultiplier hidden;
  int32_t hidden_zero_point = 0;
  int32_t output_zero_point = 0;
  // In the workspace, in bytes: gates [chunk, batch, gate, cells] INT16; sums [chunk * batch, cells or output] INT32; hidden INT8.
  size_t gates_at = 0, sums_at = 0, hidden_at = 0;
};

class Run {
 public:
  Run(const State& state, EvalContext& ctx)
      : state_(state),
        s_(state.shape),
        ctx_(ctx),
        gates_(reinterpret_cast<int16_t*>(ctx.workspace() + state.gates_at)),
        sums_(reinterpret_cast<int32_t*>(ctx.workspace() + state.sums_at)),
        hidden_(reinterpret_cast<int8_t*>(ctx.workspace() + state.hidden_at)),
        output_state_(ctx.variable<int8_t>(lstm::kOutputState)),
        cell_state_(ctx.variable<int16_t>(lstm::kCellState)) {}

  void All() {
    for (int64_t first = 0; first < s_.steps; first += kChunk) {
      const int64_t steps = std::min(kChunk, s_.steps - first);
      for (int g = s_.first_gate(); g < kGates; ++g) InputShare(g, first, steps);
      for (int64_t t = 0; t < steps; ++t) Step(first + t, gates_ + t * s_.batch * kGates * s_.cells);
    }
  }

 private:
  // sums_[m, n] = rows of a times the weights.
  void Multiply(const Product& p, const int8_t* a, int64_t m) {
    gemm::GemmI8(*state_.kernel, {static_cast<size_t>(m), p.n, 1, p.k}, gemm::DenseRows(a, p.k), p.packed.get(), p.columns->data(), sums_,
                 p.n, {}, ctx_.max_threads());
  }

  void InputShare(int g, int64_t first, int64_t steps) {
    const Product& p = state_.input[g];
    const int8_t* x = ctx_.in<int8_t>(lstm::kInput);
    const auto store = [&](int64_t rows, int64_t first_row, int64_t row_step) {
      for (int64_t r = 0; r < rows; ++r) {
        int16_t* gate = gates_ + (first_row + r * row_step) * kGates * s_.cells + g * s_.cells;
        for (int64_t i = 0; i < s_.cells; ++i)
          gate[i] = fixed_point::Saturate16(MultiplyByQuantizedMultiplier(sums_[r * s_.cells + i], p.factor));
      }
    };
    if (s_.time_major || s_.batch == 1) {
      Multiply(p, x + first * s_.batch * s_.input, steps * s_.batch);
      return store(steps * s_.batch, 0, 1);
    }
    for (int64_t b = 0; b < s_.batch; ++b) {
      Multiply(p, x + s_.Row(first, b) * s_.input, steps);
      store(steps, b, s_.batch);
    }
  }

  void AddRecurrent(int g, int16_t* gates) {
    const Product& p = state_.recurrent[g];
    Multiply(p, output_state_, s_.batch);
    for (int64_t b = 0; b < s_.batch; ++b) {
      int16_t* gate = gates + b * kGates * s_.cells + g * s_.cells;
      for (int64_t i = 0; i < s_.cells; ++i) {
        gate[i] = fixed_point::Saturate16(WrappingAdd(MultiplyByQuantizedMultiplier(sums_[b * s_.cells + i], p.factor), gate[i]));
      }
    }
  }

  void Finish(Gate gate, int16_t* row, const int16_t* cell) {
    if (s_.peepholes && gate != kCellGate) {
      const int16_t* weights = ctx_.in<int16_t>(lstm::PeepholeInput(gate));
      for (int64_t i = 0; i < s_.cells; ++i) {
        row[i] = fixed_point::Saturate16(
            WrappingAdd(MultiplyByQuantizedMultiplier(int32_t{weights[i]} * cell[i], state_.peephole[gate]), row[i]));
      }
    }
    for (int64_t i = 0; i < s_.cells; ++i) {
      row[i] = gate == kCellGate ? fixed_point::Tanh(row[i], kGateIntegerBits) : fixed_point::Logistic(row[i], kGateIntegerBits);
    }
  }

  void UpdateCell(const int16_t* forget, const int16_t* input, const int16_t* gate, int16_t* cell) {
    for (int64_t i = 0; i < s_.cells; ++i) {
      const int32_t in = s_.coupled ? INT16_MAX - forget[i] : input[i];
      const int16_t kept = static_cast<int16_t>(RoundingDivideByPowerOfTwo(int32_t{forget[i]} * cell[i], 15));
      const int16_t added = static_cast<int16_t>(RoundingDivideByPowerOfTwo(in * gate[i], 30 + state_.cell_scale));
      int16_t c = fixed_point::Saturate16(int32_t{kept} + added);
      if (state_.cell_clip > 0) c = std::clamp<int16_t>(c, static_cast<int16_t>(-state_.cell_clip), state_.cell_clip);
      cell[i] = c;
    }
  }

  void Step(int64_t t, int16_t* gates) {
    for (int g = s_.first_gate(); g < kGates; ++g) AddRecurrent(g, gates);
    for (int64_t b = 0; b < s_.batch; ++b) {
      int16_t* gate[kGates];
      for (int g = 0; g < kGates; ++g) gate[g] = gates + b * kGates * s_.cells + g * s_.cells;
      int16_t* cell = cell_state_ + b * s_.cells;
      if (!s_.coupled) Finish(kInputGate, gate[kInputGate], cell);
      Finish(kForgetGate, gate[kForgetGate], cell);
      Finish(kCellGate, gate[kCellGate], cell);
      UpdateCell(gate[kForgetGate], gate[kInputGate], gate[kCellGate], cell);
      Finish(kOutputGate, gate[kOutputGate], cell);
      int8_t* hidden = s_.projection ? hidden_ + b * s_.cells : output_state_ + b * s_.output;
      for (int64_t i = 0; i < s_.cells; ++i) {
        const int32_t product = int32_t{gate[kOutputGate][i]} * fixed_point::Tanh(cell[i], 15 + state_.cell_scale);
        hidden[i] = fixed_point::Saturate8(MultiplyByQuantizedMultiplier(product, state_.hidden) + state_.hidden_zero_point);
      }
    }
    if (s_.projection) Project();
    for (int64_t b = 0; b < s_.batch; ++b) {
      std::memcpy(ctx_.out<int8_t>(0) + s_.Row(t, b) * s_.output, output_state_ + b * s_.output, static_cast<size_t>(s_.output));
    }
  }

  void Project() {
    Multiply(state_.projection, hidden_, s_.batch);
    for (int64_t i = 0; i < s_.batch * s_.output; ++i) {
      int8_t h =
          fixed_point::Saturate8(WrappingAdd(MultiplyByQuantizedMultiplier(sums_[i], state_.projection.factor), state_.output_zero_point));
      if (state_.projection_clip > 0) h = std::clamp<int8_t>(h, static_cast<int8_t>(-state_.projection_clip), state_.projection_clip);
      output_state_[i] = h;
    }
  }

  const State& state_;
  const LstmShape& s_;
  EvalContext& ctx_;
  int16_t* gates_;
  int32_t* sums_;
  int8_t* hidden_;
  int8_t* output_state_;
  int16_t* cell_state_;
};

Status Eval(const State& state, EvalContext& ctx) {
  if (ctx.output(0).bytes > 0) Run(state, ctx).All();
  return Status::Ok();
}

// The scale of tensor `t`, named `what` in messages.
Expected<float> ScaleOf(const TensorView& t, const char* what, int index) {
  const float scale = t.quantization.scale0();
  if (IsValidScale(static_cast<double>(scale)) && !t.quantization.per_channel()) return scale;
  return Error(StatusCode::kInvalidModel, "%s %d needs one scale above 0; found %g", what, index, static_cast<double>(scale));
}

struct Source {
  int weights;
  int bias;            // -1 for none
  int32_t zero_point;  // of the rows it is multiplied with
};

Expected<Product> Prepare(SelectContext& ctx, const gemm::I8Kernel& kernel, const Source& source, double factor) {
  Product p;
  const TensorView& w = ctx.input(source.weights);
  const bool has_bias = source.bias >= 0 && ctx.has_input(source.bias);
  if (!ctx.is_constant(source.weights) || (has_bias && !ctx.is_constant(source.bias))) {
    return Error(StatusCode::kUnsupported, "weights and biases of an integer LSTM must be constant; input %d is not", source.weights);
  }
  p.n = static_cast<size_t>(w.shape[0]);
  p.k = static_cast<size_t>(w.shape[1]);
  p.factor = QuantizeMultiplier(factor);
  const CheckedSize bytes = gemm::I8PackedBytes(kernel, p.n, p.k), column_bytes = gemm::I8ColumnBytes(kernel, p.n);
  if (!bytes.ok() || !column_bytes.ok()) return Error(StatusCode::kLimitExceeded, "the weights are too large");
  const std::string layout = std::string(gemm::LayoutName(kernel)) + " lstm n" + std::to_string(p.n);
  GC_ASSIGN_OR_RETURN(p.packed, ctx.Pack({w.as<uint8_t>(), w.bytes}, layout, bytes.value(),
                                         [&](uint8_t* out) { gemm::PackI8(kernel, p.n, p.k, w.data, false, p.k, 1, out); }));
  GC_ASSIGN_OR_RETURN(AlignedBuffer columns, AlignedBuffer::Allocate(column_bytes.value()));
  gemm::I8Quantization q;
  q.a_zero_point = source.zero_point;
  q.bias = has_bias ? ctx.value<int32_t>(source.bias) : nullptr;
  q.output = gemm::I8Output::kInt32;
  gemm::PrepareI8(kernel, p.n, p.k, p.packed.get(), q, columns.data());
  p.columns = std::make_shared<AlignedBuffer>(std::move(columns));
  return p;
}

Status CheckTypes(const SelectContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt8}));
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i)) continue;
    TensorType type = TensorType::kInt8;
    if (i == lstm::kCellState || (i >= lstm::kPeepholes && i < lstm::kBias)) type = TensorType::kInt16;
    if ((i >= lstm::kBias && i < lstm::kProjectionWeights) || i == lstm::kProjectionBias) type = TensorType::kInt32;
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {type}));
  }
  return Status::Ok();
}

// A clip in units of `scale`, within [0, most]; 0 for none.
int32_t QuantizedClip(float clip, float scale, int32_t most) {
  return clip > 0 ? static_cast<int32_t>(std::min(clip / scale, static_cast<float>(most))) : 0;
}

Status SetCell(SelectContext& ctx, State& s) {
  GC_ASSIGN_OR_RETURN(const float scale, ScaleOf(ctx.input(lstm::kCellState), "input", lstm::kCellState));
  const double exponent = std::log2(static_cast<double>(scale));
  s.cell_scale = static_cast<int>(std::lround(exponent));
  if (std::abs(exponent - s.cell_scale) > 1e-3 || s.cell_scale > -9 || s.cell_scale < -15) {
    return Error(StatusCode::kUnsupported, "the cell state has the scale %g; expected a power of two from 2^-15 to 2^-9",
                 static_cast<double>(scale));
  }
  s.cell_clip = static_cast<int16_t>(QuantizedClip(s.shape.cell_clip, scale, INT16_MAX));
  return Status::Ok();
}

Status SetProducts(SelectContext& ctx, State& s) {
  GC_ASSIGN_OR_RETURN(const float input_scale, ScaleOf(ctx.input(0), "input", 0));
  GC_ASSIGN_OR_RETURN(const float state_scale, ScaleOf(ctx.input(lstm::kOutputState), "input", lstm::kOutputState));
  const int32_t input_zero = ctx.input(0).quantization.zero_point0();
  const int32_t state_zero = ctx.input(lstm::kOutputState).quantization.zero_point0();
  for (int g = s.shape.first_gate(); g < kGates; ++g) {
    const int w = lstm::kInputWeights + g, r = lstm::kRecurrentWeights + g;
    GC_ASSIGN_OR_RETURN(const float w_scale, ScaleOf(ctx.input(w), "input", w));
    GC_ASSIGN_OR_RETURN(const float r_scale, ScaleOf(ctx.input(r), "input", r));
    // Rounded to float, as TensorFlow Lite keeps them.
    const float w_factor = static_cast<float>(static_cast<double>(w_scale * input_scale) / kGateScale);
    const float r_factor = static_cast<float>(static_cast<double>(r_scale * state_scale) / kGateScale);
    GC_ASSIGN_OR_RETURN(s.input[g], Prepare(ctx, *s.kernel, {w, lstm::kBias + g, input_zero}, static_cast<double>(w_factor)));
    GC_ASSIGN_OR_RETURN(s.recurrent[g], Prepare(ctx, *s.kernel, {r, -1, state_zero}, static_cast<double>(r_factor)));
    if (!s.shape.peepholes || g == kCellGate) continue;
    const int p = lstm::PeepholeInput(static_cast<Gate>(g));
    GC_ASSIGN_OR_RETURN(const float p_scale, ScaleOf(ctx.input(p), "input", p));
    const float p_factor = static_cast<float>(std::ldexp(static_cast<double>(p_scale), s.cell_scale) / kGateScale);
    s.peephole[g] = QuantizeMultiplier(static_cast<double>(p_factor));
  }
  return Status::Ok();
}

Status SetHidden(SelectContext& ctx, State& s) {
  const auto intermediates = ctx.node().intermediates;
  if (intermediates.size() != kHiddenIntermediate + 1) {
    return Error(StatusCode::kUnsupported, "has %zu intermediate tensors; expected %zu", intermediates.size(), kHiddenIntermediate + 1);
  }
  const TensorView& hidden = intermediates[kHiddenIntermediate];
  GC_ASSIGN_OR_RETURN(const float scale, ScaleOf(hidden, "intermediate", static_cast<int>(kHiddenIntermediate)));
  s.hidden = QuantizeMultiplier(static_cast<double>(static_cast<float>(std::ldexp(1.0, -30) / static_cast<double>(scale))));
  // Before a projection TensorFlow Lite takes the zero point with the other sign, which shows where values saturate.
  s.hidden_zero_point = (s.shape.projection ? -1 : 1) * hidden.quantization.zero_point0();
  GC_ASSIGN_OR_RETURN(const float state_scale, ScaleOf(ctx.input(lstm::kOutputState), "input", lstm::kOutputState));
  s.output_zero_point = ctx.input(lstm::kOutputState).quantization.zero_point0();
  s.projection_clip = static_cast<int8_t>(QuantizedClip(s.shape.projection_clip, state_scale, INT8_MAX));
  if (!s.shape.projection) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const float w_scale, ScaleOf(ctx.input(lstm::kProjectionWeights), "input", lstm::kProjectionWeights));
  const float factor = w_scale * scale / state_scale;
  GC_ASSIGN_OR_RETURN(s.projection, Prepare(ctx, *s.kernel, {lstm::kProjectionWeights, lstm::kProjectionBias, s.hidden_zero_point},
                                            static_cast<double>(factor)));
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectLstmI8(SelectContext& ctx, const LstmShape& shape) {
  GC_RETURN_IF_ERROR(CheckTypes(ctx));
  if (shape.normalized) return Error(StatusCode::kUnsupported, "has layer normalization, which is supported for FLOAT32 only");
  if (shape.activation != model::ActivationFunctionType::kTanh) {
    return Error(StatusCode::kUnsupported, "has the activation %d; supported: TANH", static_cast<int>(shape.activation));
  }
  State s;
  s.shape = shape;
  s.kernel = &gemm::ChooseI8Kernel();
  GC_RETURN_IF_ERROR(SetCell(ctx, s));
  GC_RETURN_IF_ERROR(SetProducts(ctx, s));
  GC_RETURN_IF_ERROR(SetHidden(ctx, s));
  const CheckedSize rows = CheckedSize(std::min(shape.steps, kChunk)) * shape.batch;
  const CheckedSize gates = (rows * kGates * shape.cells * sizeof(int16_t)).AlignedUp(64);
  const CheckedSize sums = (rows * std::max(shape.cells, shape.output) * sizeof(int32_t)).AlignedUp(64);
  const CheckedSize all = gates + sums + CheckedSize(shape.batch) * shape.cells;
  if (!all.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  s.sums_at = gates.value();
  s.hidden_at = (gates + sums).value();
  Kernel kernel = Kernel::Make<State, Eval>("lstm_i8 " + std::string(gemm::LayoutName(*s.kernel)), std::move(s));
  kernel.workspace = all.value();
  return kernel;
}

}  // namespace goldcrest::kernels
