// The input's share of the gates is one matrix product for many steps at a time; what depends on the step before follows step by step.
#include "kernels/lstm/lstm_f32.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "kernels/common/define.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

// Steps whose input share is computed at once: enough for the weights' way through the caches to pay, few enough that the results
// are still there when their step comes.
constexpr int64_t kChunk = 16;

class CellRun {
 public:
  CellRun(const LstmCell& cell, EvalContext& ctx, float* out, int64_t stride)
      : cell_(cell),
        s_(cell.shape),
        in_(cell.shape.inputs),
        ctx_(ctx),
        gates_(reinterpret_cast<float*>(ctx.workspace() + cell.gates_at)),
        hidden_(reinterpret_cast<float*>(ctx.workspace() + cell.hidden_at)),
        output_state_(ctx.variable<float>(in_.output_state)),
        cell_state_(ctx.variable<float>(in_.cell_state)),
        out_(out),
        stride_(stride) {}

  void All(bool backwards) {
    for (int g = s_.first_gate(); g < kGates; ++g) {
      cell_.input[g].Begin(ctx_);
      if (s_.aux > 0) cell_.aux[g].Begin(ctx_);
      if (!s_.diagonal[g]) cell_.recurrent[g].Begin(ctx_);
    }
    if (s_.projection) cell_.projection.Begin(ctx_);
    for (int64_t done = 0; done < s_.steps; done += kChunk) {
      const int64_t steps = std::min(kChunk, s_.steps - done), first = backwards ? s_.steps - done - steps : done;
      InputShare(first, steps);
      for (int64_t i = 0; i < steps; ++i) {
        const int64_t t = backwards ? steps - 1 - i : i;
        Step(first + t, gates_ + t * s_.batch * kGates * s_.cells);
      }
    }
  }

 private:
  void Multiply(const LstmProduct& p, const float* a, int64_t m, float* c, int64_t c_stride, const float* add, int64_t add_stride) {
    p.Run(ctx_, a, m, c, c_stride, add, add_stride, ctx_.workspace() + cell_.scratch_at);
  }

  // Rows of `x`, which has `depth` elements a row, times the weights, into `gates`; `add` as for Multiply, or null for what is there.
  void AddInput(const LstmProduct& p, const float* x, int64_t depth, int64_t first, int64_t steps, float* gates, bool first_input,
                const float* bias) {
    const int64_t row = kGates * s_.cells;
    if (s_.time_major || s_.batch == 1) {
      return Multiply(p, x + first * s_.batch * depth, steps * s_.batch, gates, row, first_input ? bias : gates, first_input ? 0 : row);
    }
    for (int64_t b = 0; b < s_.batch; ++b) {
      float* c = gates + b * row;
      Multiply(p, x + s_.Row(first, b) * depth, steps, c, s_.batch * row, first_input ? bias : c, first_input ? 0 : s_.batch * row);
    }
  }

  void InputShare(int64_t first, int64_t steps) {
    for (int g = s_.first_gate(); g < kGates; ++g) {
      float* gates = gates_ + g * s_.cells;
      // Normalization wants the sums without it.
      const float* bias = s_.normalized ? nullptr : ctx_.in<float>(in_.bias + g);
      AddInput(cell_.input[g], ctx_.in<float>(in_.x), s_.input, first, steps, gates, true, bias);
      if (s_.aux > 0) AddInput(cell_.aux[g], ctx_.in<float>(in_.aux), s_.aux, first, steps, gates, false, nullptr);
    }
  }

  const float* Peephole(Gate gate) const {
    return cell_.peepholes[gate].empty() ? ctx_.in<float>(in_.peephole(gate)) : cell_.peepholes[gate].data();
  }

  // Makes a gate of its sum.
  void Finish(Gate gate, float* row, const float* cell) {
    const size_t n = static_cast<size_t>(s_.cells);
    if (s_.peepholes && gate != kCellGate) cell_.rows.add_product(Peephole(gate), cell, row, n);
    if (s_.normalized) NormalizeRow(ctx_.in<float>(in_.norm_coefficients + gate), ctx_.in<float>(in_.bias + gate), row, n);
    if (gate == kCellGate)
      Activate(cell_.rows, s_.activation, row, n);
    else
      cell_.rows.sigmoid(row, n);
  }

  void AddRecurrent(int g, float* sums) {
    const int64_t row = kGates * s_.cells;
    if (!s_.diagonal[g]) return Multiply(cell_.recurrent[g], output_state_, s_.batch, sums, row, sums, row);
    for (int64_t b = 0; b < s_.batch; ++b) {
      cell_.rows.add_product(ctx_.in<float>(in_.recurrent_weights + g), output_state_ + b * s_.output, sums + b * row,
                             static_cast<size_t>(s_.cells));
    }
  }

  void Step(int64_t t, float* gates) {
    const int64_t row = kGates * s_.cells;
    const size_t n = static_cast<size_t>(s_.cells);
    for (int g = s_.first_gate(); g < kGates; ++g) AddRecurrent(g, gates + g * s_.cells);
    for (int64_t b = 0; b < s_.batch; ++b) {
      float* gate[kGates];
      for (int g = 0; g < kGates; ++g) gate[g] = gates + b * row + g * s_.cells;
      float* cell = cell_state_ + b * s_.cells;
      if (!s_.coupled) Finish(kInputGate, gate[kInputGate], cell);
      Finish(kForgetGate, gate[kForgetGate], cell);
      Finish(kCellGate, gate[kCellGate], cell);
      cell_.rows.update_cell(gate[kForgetGate], s_.coupled ? nullptr : gate[kInputGate], gate[kCellGate], cell, n, s_.cell_clip);
      Finish(kOutputGate, gate[kOutputGate], cell);
      float* hidden = s_.projection ? hidden_ + b * s_.cells : output_state_ + b * s_.output;
      std::memcpy(hidden, cell, n * sizeof(float));
      Activate(cell_.rows, s_.activation, hidden, n);
      cell_.rows.multiply(gate[kOutputGate], hidden, hidden, n);
    }
    if (s_.projection) {
      const float* bias = ctx_.has_input(in_.projection_bias) ? ctx_.in<float>(in_.projection_bias) : nullptr;
      Multiply(cell_.projection, hidden_, s_.batch, output_state_, s_.output, bias, 0);
      ClipRow(output_state_, static_cast<size_t>(s_.batch * s_.output), s_.projection_clip);
    }
    for (int64_t b = 0; b < s_.batch; ++b) {
      std::memcpy(out_ + s_.Row(t, b) * stride_, output_state_ + b * s_.output, static_cast<size_t>(s_.output) * sizeof(float));
    }
  }

  const LstmCell& cell_;
  const LstmShape& s_;
  const LstmInputs& in_;
  EvalContext& ctx_;
  float* gates_;
  float* hidden_;
  float* output_state_;
  float* cell_state_;
  float* out_;
  int64_t stride_;
};

// Weights may be quantized; everything else is FLOAT32.
Status CheckTypes(const SelectContext& ctx, const LstmShape& s) {
  const LstmInputs& in = s.inputs;
  for (int i : {in.x, in.aux, in.projection_bias, in.output_state, in.cell_state}) {
    if (ctx.has_input(i)) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32}));
  }
  for (int g = s.first_gate(); g < kGates; ++g) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(in.bias + g, {TensorType::kFloat32}));
    if (s.normalized) GC_RETURN_IF_ERROR(ctx.ExpectType(in.norm_coefficients + g, {TensorType::kFloat32}));
    if (s.diagonal[g]) GC_RETURN_IF_ERROR(ctx.ExpectType(in.recurrent_weights + g, {TensorType::kFloat32}));
    for (int first : {in.weights, in.recurrent_weights, in.aux_weights}) {
      if (first >= 0) GC_RETURN_IF_ERROR(ctx.ExpectType(first + g, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8}));
    }
  }
  for (int i : {in.peepholes, in.peepholes + 1, in.peepholes + 2, in.projection_weights}) {
    if (ctx.has_input(i)) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8}));
  }
  if (IsLstmActivation(s.activation)) return Status::Ok();
  return Error(StatusCode::kUnsupported, "has the activation %d; supported: 0 to 5", static_cast<int>(s.activation));
}

Status SetPeepholes(SelectContext& ctx, LstmCell& c) {
  for (Gate gate : {kInputGate, kForgetGate, kOutputGate}) {
    const int i = c.shape.inputs.peephole(gate);
    if (!ctx.has_input(i) || ctx.input(i).type == TensorType::kFloat32) continue;
    const TensorView& t = ctx.input(i);
    const float scale = t.quantization.scale0();
    if (!ctx.is_constant(i) || !IsValidScale(static_cast<double>(scale))) {
      return Error(StatusCode::kInvalidModel, "quantized peephole weights (input %d) must be constant and have a scale above 0", i);
    }
    for (int64_t k = 0; k < c.shape.cells; ++k) c.peepholes[gate].push_back(static_cast<float>(ctx.value<int8_t>(i)[k]) * scale);
  }
  return Status::Ok();
}

Status SetProducts(SelectContext& ctx, LstmCell& c, bool asymmetric, CheckedSize& workspace) {
  const LstmInputs& in = c.shape.inputs;
  const int64_t rows = std::min(c.shape.steps, kChunk) * c.shape.batch;
  size_t scratch = 0;
  const auto make = [&](LstmProduct& p, int weights, int64_t most_rows) -> Status {
    GC_ASSIGN_OR_RETURN(p, LstmProduct::Make(ctx, weights, asymmetric, workspace));
    const CheckedSize bytes = p.ScratchBytes(most_rows);
    if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
    scratch = std::max(scratch, bytes.value());
    return Status::Ok();
  };
  for (int g = c.shape.first_gate(); g < kGates; ++g) {
    GC_RETURN_IF_ERROR(make(c.input[g], in.weights + g, rows));
    if (c.shape.aux > 0) GC_RETURN_IF_ERROR(make(c.aux[g], in.aux_weights + g, rows));
    if (!c.shape.diagonal[g]) GC_RETURN_IF_ERROR(make(c.recurrent[g], in.recurrent_weights + g, c.shape.batch));
  }
  if (c.shape.projection) GC_RETURN_IF_ERROR(make(c.projection, in.projection_weights, c.shape.batch));
  c.scratch_at = workspace.ok() ? workspace.value() : 0;
  workspace = (workspace + scratch).AlignedUp(64);
  return Status::Ok();
}

bool Asymmetric(const SelectContext& ctx) {
  if (const auto* o = ctx.node().options->As<model::LSTMOptions>()) return o->asymmetric_quantize_inputs;
  if (const auto* o = ctx.node().options->As<model::UnidirectionalSequenceLSTMOptions>()) return o->asymmetric_quantize_inputs;
  return false;
}

Status Eval(const LstmCell& cell, EvalContext& ctx) {
  if (ctx.output(0).bytes > 0) cell.Run(ctx, false, ctx.out<float>(0), cell.shape.output);
  return Status::Ok();
}

}  // namespace

Expected<LstmCell> LstmCell::Make(SelectContext& ctx, const LstmShape& shape, bool asymmetric, CheckedSize& workspace) {
  GC_RETURN_IF_ERROR(CheckTypes(ctx, shape));
  LstmCell c;
  c.shape = shape;
  c.rows = ChooseLstmRows();
  c.quantized = ctx.input(shape.inputs.weights + kOutputGate).type != TensorType::kFloat32;
  const CheckedSize hidden_at =
      (workspace + CheckedSize(std::min(shape.steps, kChunk)) * shape.batch * kGates * shape.cells * sizeof(float)).AlignedUp(64);
  const CheckedSize end = (hidden_at + CheckedSize(shape.projection ? shape.batch : 0) * shape.cells * sizeof(float)).AlignedUp(64);
  if (!end.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  c.gates_at = workspace.value();
  c.hidden_at = hidden_at.value();
  workspace = end;
  GC_RETURN_IF_ERROR(SetPeepholes(ctx, c));
  GC_RETURN_IF_ERROR(SetProducts(ctx, c, asymmetric, workspace));
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  return c;
}

void LstmCell::Run(EvalContext& ctx, bool backwards, float* out, int64_t stride) const { CellRun(*this, ctx, out, stride).All(backwards); }

std::string LstmCell::layout() const { return std::string(quantized ? "hybrid " : "f32 ") + input[kOutputGate].layout(); }

uint64_t LstmCell::work() const {
  const CheckedSize row = CheckedSize(shape.cells) * kGates * (CheckedSize(shape.input) + shape.aux + shape.output);
  const CheckedSize all = CheckedSize(shape.steps) * shape.batch * (row + (shape.projection ? CheckedSize(shape.cells) * shape.output : 0));
  return all.ok() ? all.value() : std::numeric_limits<uint64_t>::max();
}

Expected<Kernel> SelectLstmF32(SelectContext& ctx, const LstmShape& shape) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  CheckedSize workspace = 0;
  GC_ASSIGN_OR_RETURN(LstmCell cell, LstmCell::Make(ctx, shape, Asymmetric(ctx), workspace));
  const std::string name = "lstm_" + cell.layout();
  const uint64_t work = cell.work();
  Kernel kernel = Kernel::Make<LstmCell, Eval>(name, std::move(cell));
  kernel.workspace = workspace.value();
  kernel.work = work;
  return kernel;
}

}  // namespace goldcrest::kernels
