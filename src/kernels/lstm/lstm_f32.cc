// The LSTM on floats, with FLOAT32 or INT8 weights. The input's share of the gates is one matrix product for many steps at a time;
// what depends on the step before follows step by step.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "kernels/common/define.h"
#include "kernels/common/quantization.h"
#include "kernels/lstm/lstm.h"
#include "kernels/lstm/lstm_product.h"
#include "kernels/lstm/lstm_rows.h"

namespace goldcrest::kernels {
namespace {

// Steps whose input share is computed at once: enough for the weights' way through the caches to pay, few enough that the results
// are still there when their step comes.
constexpr int64_t kChunk = 16;

struct State {
  LstmShape shape;
  LstmRows rows;
  LstmProduct input[kGates], recurrent[kGates], projection;
  std::vector<float> peepholes[kGates];  // of quantized ones, as floats
  // In the workspace, in bytes: gates [chunk, batch, gate, cells], one row of cells for each batch, and the products' scratch.
  size_t gates_at = 0, hidden_at = 0, scratch_at = 0;
};

class Run {
 public:
  Run(const State& state, EvalContext& ctx)
      : state_(state),
        s_(state.shape),
        ctx_(ctx),
        gates_(reinterpret_cast<float*>(ctx.workspace() + state.gates_at)),
        hidden_(reinterpret_cast<float*>(ctx.workspace() + state.hidden_at)),
        output_state_(ctx.variable<float>(lstm::kOutputState)),
        cell_state_(ctx.variable<float>(lstm::kCellState)) {}

  void All() {
    for (int g = s_.first_gate(); g < kGates; ++g) {
      state_.input[g].Begin(ctx_);
      state_.recurrent[g].Begin(ctx_);
    }
    if (s_.projection) state_.projection.Begin(ctx_);
    for (int64_t first = 0; first < s_.steps; first += kChunk) {
      const int64_t steps = std::min(kChunk, s_.steps - first);
      InputShare(first, steps);
      for (int64_t t = 0; t < steps; ++t) Step(first + t, gates_ + t * s_.batch * kGates * s_.cells);
    }
  }

 private:
  void Multiply(const LstmProduct& p, const float* a, int64_t m, float* c, int64_t c_stride, const float* add, int64_t add_stride) {
    p.Run(ctx_, a, m, c, c_stride, add, add_stride, ctx_.workspace() + state_.scratch_at);
  }

  void InputShare(int64_t first, int64_t steps) {
    const float* x = ctx_.in<float>(lstm::kInput);
    const int64_t row = kGates * s_.cells;
    for (int g = s_.first_gate(); g < kGates; ++g) {
      float* gates = gates_ + g * s_.cells;
      // Normalization wants the sums without it.
      const float* bias = s_.normalized ? nullptr : ctx_.in<float>(lstm::kBias + g);
      if (s_.time_major || s_.batch == 1) {
        Multiply(state_.input[g], x + first * s_.batch * s_.input, steps * s_.batch, gates, row, bias, 0);
      } else {
        for (int64_t b = 0; b < s_.batch; ++b) {
          Multiply(state_.input[g], x + s_.Row(first, b) * s_.input, steps, gates + b * row, s_.batch * row, bias, 0);
        }
      }
    }
  }

  const float* Peephole(Gate gate) const {
    return state_.peepholes[gate].empty() ? ctx_.in<float>(lstm::PeepholeInput(gate)) : state_.peepholes[gate].data();
  }

  // Makes a gate of its sum.
  void Finish(Gate gate, float* row, const float* cell) {
    const size_t n = static_cast<size_t>(s_.cells);
    if (s_.peepholes && gate != kCellGate) state_.rows.add_product(Peephole(gate), cell, row, n);
    if (s_.normalized) NormalizeRow(ctx_.in<float>(lstm::kNormCoefficients + gate), ctx_.in<float>(lstm::kBias + gate), row, n);
    if (gate == kCellGate)
      Activate(state_.rows, s_.activation, row, n);
    else
      state_.rows.sigmoid(row, n);
  }

  void Step(int64_t t, float* gates) {
    const int64_t row = kGates * s_.cells;
    const size_t n = static_cast<size_t>(s_.cells);
    for (int g = s_.first_gate(); g < kGates; ++g) {
      float* sums = gates + g * s_.cells;
      Multiply(state_.recurrent[g], output_state_, s_.batch, sums, row, sums, row);
    }
    for (int64_t b = 0; b < s_.batch; ++b) {
      float* gate[kGates];
      for (int g = 0; g < kGates; ++g) gate[g] = gates + b * row + g * s_.cells;
      float* cell = cell_state_ + b * s_.cells;
      if (!s_.coupled) Finish(kInputGate, gate[kInputGate], cell);
      Finish(kForgetGate, gate[kForgetGate], cell);
      Finish(kCellGate, gate[kCellGate], cell);
      state_.rows.update_cell(gate[kForgetGate], s_.coupled ? nullptr : gate[kInputGate], gate[kCellGate], cell, n, s_.cell_clip);
      Finish(kOutputGate, gate[kOutputGate], cell);
      float* hidden = s_.projection ? hidden_ + b * s_.cells : output_state_ + b * s_.output;
      std::memcpy(hidden, cell, n * sizeof(float));
      Activate(state_.rows, s_.activation, hidden, n);
      state_.rows.multiply(gate[kOutputGate], hidden, hidden, n);
    }
    if (s_.projection) {
      const float* bias = ctx_.has_input(lstm::kProjectionBias) ? ctx_.in<float>(lstm::kProjectionBias) : nullptr;
      Multiply(state_.projection, hidden_, s_.batch, output_state_, s_.output, bias, 0);
      ClipRow(output_state_, static_cast<size_t>(s_.batch * s_.output), s_.projection_clip);
    }
    for (int64_t b = 0; b < s_.batch; ++b) {
      std::memcpy(ctx_.out<float>(0) + s_.Row(t, b) * s_.output, output_state_ + b * s_.output,
                  static_cast<size_t>(s_.output) * sizeof(float));
    }
  }

  const State& state_;
  const LstmShape& s_;
  EvalContext& ctx_;
  float* gates_;
  float* hidden_;
  float* output_state_;
  float* cell_state_;
};

Status Eval(const State& state, EvalContext& ctx) {
  if (ctx.output(0).bytes > 0) Run(state, ctx).All();
  return Status::Ok();
}

// Weights may be quantized; everything else is FLOAT32.
Status CheckTypes(const SelectContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i)) continue;
    const bool weights = (i >= lstm::kInputWeights && i < lstm::kBias) || i == lstm::kProjectionWeights;
    if (weights)
      GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32, TensorType::kInt8}));
    else
      GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32}));
  }
  return Status::Ok();
}

Status SetPeepholes(SelectContext& ctx, State& s) {
  for (Gate gate : {kInputGate, kForgetGate, kOutputGate}) {
    const int i = lstm::PeepholeInput(gate);
    if (!ctx.has_input(i) || ctx.input(i).type == TensorType::kFloat32) continue;
    const TensorView& t = ctx.input(i);
    const float scale = t.quantization.scale0();
    if (!ctx.is_constant(i) || !IsValidScale(static_cast<double>(scale))) {
      return Error(StatusCode::kInvalidModel, "quantized peephole weights (input %d) must be constant and have a scale above 0", i);
    }
    for (int64_t k = 0; k < s.shape.cells; ++k) s.peepholes[gate].push_back(static_cast<float>(ctx.value<int8_t>(i)[k]) * scale);
  }
  return Status::Ok();
}

bool Asymmetric(const SelectContext& ctx) {
  if (const auto* o = ctx.node().options->As<model::LSTMOptions>()) return o->asymmetric_quantize_inputs;
  if (const auto* o = ctx.node().options->As<model::UnidirectionalSequenceLSTMOptions>()) return o->asymmetric_quantize_inputs;
  return false;
}

Status SetProducts(SelectContext& ctx, State& s, CheckedSize& workspace) {
  const bool asymmetric = Asymmetric(ctx);
  const int64_t rows = std::min(s.shape.steps, kChunk) * s.shape.batch;
  size_t scratch = 0;
  const auto make = [&](LstmProduct& p, int weights, int64_t most_rows) -> Status {
    GC_ASSIGN_OR_RETURN(p, LstmProduct::Make(ctx, weights, asymmetric, workspace));
    const CheckedSize bytes = p.ScratchBytes(most_rows);
    if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
    scratch = std::max(scratch, bytes.value());
    return Status::Ok();
  };
  for (int g = s.shape.first_gate(); g < kGates; ++g) {
    GC_RETURN_IF_ERROR(make(s.input[g], lstm::kInputWeights + g, rows));
    GC_RETURN_IF_ERROR(make(s.recurrent[g], lstm::kRecurrentWeights + g, s.shape.batch));
  }
  if (s.shape.projection) GC_RETURN_IF_ERROR(make(s.projection, lstm::kProjectionWeights, s.shape.batch));
  s.scratch_at = workspace.ok() ? workspace.value() : 0;
  workspace = workspace + scratch;
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectLstmF32(SelectContext& ctx, const LstmShape& shape) {
  GC_RETURN_IF_ERROR(CheckTypes(ctx));
  if (!IsLstmActivation(shape.activation)) {
    return Error(StatusCode::kUnsupported, "has the activation %d; supported: NONE, RELU, RELU6, TANH", static_cast<int>(shape.activation));
  }
  State s;
  s.shape = shape;
  s.rows = ChooseLstmRows();
  const CheckedSize gates = CheckedSize(std::min(shape.steps, kChunk)) * shape.batch * kGates * shape.cells * sizeof(float);
  const CheckedSize hidden_at = gates.AlignedUp(64);
  CheckedSize workspace = (hidden_at + CheckedSize(shape.projection ? shape.batch : 0) * shape.cells * sizeof(float)).AlignedUp(64);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  s.hidden_at = hidden_at.value();
  GC_RETURN_IF_ERROR(SetPeepholes(ctx, s));
  GC_RETURN_IF_ERROR(SetProducts(ctx, s, workspace));
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  const bool hybrid = ctx.input(lstm::kInputWeights + kOutputGate).type != TensorType::kFloat32;
  const std::string name = std::string(hybrid ? "lstm_hybrid " : "lstm_f32 ") + s.input[kOutputGate].layout();
  Kernel kernel = Kernel::Make<State, Eval>(name, std::move(s));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
