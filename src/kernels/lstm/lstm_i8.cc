// The integer LSTM: INT8 input, output and weights, INT16 cell state and gates.
//
// Gates are sums in Q3.12, activated to Q0.15; with layer normalization the sums have the scales of the first four intermediate tensors
// and become Q3.12 by it. The cell state's scale is a power of two; o * tanh(c) becomes INT8 with the quantization of the fifth
// intermediate tensor. Every rounding and saturation is TensorFlow Lite's.
#include "kernels/lstm/lstm_i8.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "kernels/common/define.h"
#include "kernels/common/fixed_point.h"
#include "kernels/lstm/fixed_point.h"

namespace goldcrest::kernels {
namespace {

using lstm_i8::kChunk;
using lstm_i8::kInputs;
using lstm_i8::Product;
using lstm_i8::State;

// Integer bits of a gate's sum (Q3.12).
constexpr int kGateIntegerBits = 3;

int32_t WrappingMultiply(int32_t a, int32_t b) { return static_cast<int32_t>(static_cast<uint32_t>(a) * static_cast<uint32_t>(b)); }

class Run {
 public:
  Run(const State& state, EvalContext& ctx)
      : state_(state),
        s_(state.shape),
        ctx_(ctx),
        gates_(reinterpret_cast<int16_t*>(ctx.workspace() + state.gates_at)),
        sums_(reinterpret_cast<int32_t*>(ctx.workspace() + state.sums_at)),
        hidden_(reinterpret_cast<int8_t*>(ctx.workspace() + state.hidden_at)),
        output_state_(ctx.variable<int8_t>(kInputs.output_state)),
        cell_state_(ctx.variable<int16_t>(kInputs.cell_state)) {}

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
    const int8_t* x = ctx_.in<int8_t>(kInputs.x);
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
    if (s_.peepholes && gate != kCellGate) AddPeephole(gate, row, cell);
    if (s_.normalized) NormalizeRow(gate, row);
    for (int64_t i = 0; i < s_.cells; ++i) {
      row[i] = gate == kCellGate ? fixed_point::Tanh(row[i], kGateIntegerBits) : fixed_point::Logistic(row[i], kGateIntegerBits);
    }
  }

  // With a projection TensorFlow Lite takes rows of cells for rows of outputs, one after the other: those of all batches where steps come
  // first, else those of one.
  void AddPeephole(Gate gate, int16_t* row, const int16_t* cell) {
    const int16_t* weights = ctx_.in<int16_t>(kInputs.peephole(gate));
    const int64_t first = s_.time_major ? cell - cell_state_ : 0, batch = s_.time_major ? s_.batch : 1;
    const int64_t count = std::min(s_.cells, batch * s_.output - first);
    for (int64_t i = 0; i < count; ++i) {
      const int16_t weight = weights[(first + i) % s_.output % s_.cells];
      row[i] =
          fixed_point::Saturate16(WrappingAdd(MultiplyByQuantizedMultiplier(int32_t{weight} * cell[i], state_.peephole[gate]), row[i]));
    }
  }

  void NormalizeRow(Gate gate, int16_t* row) {
    const int16_t* coefficients = ctx_.in<int16_t>(kInputs.norm_coefficients + gate);
    const int32_t* bias = ctx_.in<int32_t>(kInputs.bias + gate);
    int64_t sum = 0, squares = 0;
    for (int64_t i = 0; i < s_.cells; ++i) {
      sum += row[i];
      squares += int64_t{row[i]} * row[i];
    }
    // The mean has 10 bits of fraction, its square 20.
    constexpr int64_t kOne = 1 << 10;
    const int64_t mean = sum * kOne / s_.cells;
    int64_t variance = (squares * (kOne * kOne / s_.cells) - mean * mean) / (kOne * kOne);
    if (variance < 1) variance = state_.normalization[gate].least_variance;
    const FixedPointMultiplier inverse_deviation = InverseSqrt(static_cast<int32_t>(variance));
    for (int64_t i = 0; i < s_.cells; ++i) {
      const int32_t normal = MultiplyByQuantizedMultiplier(static_cast<int32_t>(kOne * row[i] - mean), inverse_deviation);
      const int64_t scaled = WrappingAdd(WrappingMultiply(normal, coefficients[i]), bias[i]);
      const int32_t rounded = static_cast<int32_t>((scaled > 0 ? scaled + kOne / 2 : scaled - kOne / 2) / kOne);
      row[i] = fixed_point::Saturate16(MultiplyByQuantizedMultiplier(rounded, state_.normalization[gate].factor));
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

}  // namespace

Expected<Kernel> SelectLstmI8(SelectContext& ctx, const LstmShape& shape) {
  if (ctx.node().intermediates.size() == lstm_i8::kIntermediatesOf8Bits) return SelectLstmI8Of8Bits(ctx, shape);
  GC_ASSIGN_OR_RETURN(State s, lstm_i8::Prepare(ctx, shape));
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
