// The float LSTM. The input's share of the gates is one matrix product for many steps at a time; what depends on the step before
// follows step by step.
#include <algorithm>
#include <cstring>
#include <string>

#include "kernels/common/define.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/lstm/lstm.h"
#include "kernels/lstm/lstm_rows.h"

namespace goldcrest::kernels {
namespace {

// Steps whose input share is computed at once: enough for the weights' way through the caches to pay, few enough that the results
// are still there when their step comes.
constexpr int64_t kChunk = 16;

// Products of rows with one weight tensor.
struct Product {
  int weights = -1;
  size_t n = 0, k = 0;
  PackedBlock packed;  // null: packed into the workspace in each run, as the weights are not constant
  size_t workspace_at = 0;
  size_t bytes = 0;

  const uint8_t* block(uint8_t* workspace) const { return packed ? packed.get() : workspace + workspace_at; }
};

struct State {
  LstmShape shape;
  LstmRows rows;
  const gemm::F32Kernel* kernel = nullptr;
  Product input[kGates], recurrent[kGates], projection;
  // In the workspace, in bytes: gates [chunk, batch, gate, cells], and one row of cells for each batch.
  size_t gates_at = 0, hidden_at = 0;
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
      PackNow(state_.input[g]);
      PackNow(state_.recurrent[g]);
    }
    if (s_.projection) PackNow(state_.projection);
    for (int64_t first = 0; first < s_.steps; first += kChunk) {
      const int64_t steps = std::min(kChunk, s_.steps - first);
      InputShare(first, steps);
      for (int64_t t = 0; t < steps; ++t) Step(first + t, gates_ + t * s_.batch * kGates * s_.cells);
    }
  }

 private:
  void PackNow(const Product& p) {
    if (p.packed != nullptr) return;
    gemm::PackF32(*state_.kernel, p.n, p.k, ctx_.in<float>(p.weights), p.k, 1, nullptr, ctx_.workspace() + p.workspace_at);
  }

  // c = rows of a times the weights, plus `add`, whose rows are `add_stride` apart: 0 for a bias.
  void Multiply(const Product& p, const float* a, int64_t m, float* c, int64_t c_stride, const float* add, int64_t add_stride) {
    gemm::F32Epilogue epilogue;
    epilogue.residual = add;
    epilogue.residual_stride = static_cast<size_t>(add_stride);
    gemm::GemmF32(*state_.kernel, {static_cast<size_t>(m), p.n, 1, p.k}, gemm::DenseRows(a, p.k), p.block(ctx_.workspace()), c,
                  static_cast<size_t>(c_stride), epilogue, ctx_.max_threads());
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

  // Makes a gate of its sum.
  void Finish(Gate gate, float* row, const float* cell) {
    const size_t n = static_cast<size_t>(s_.cells);
    if (s_.peepholes && gate != kCellGate) state_.rows.add_product(ctx_.in<float>(lstm::PeepholeInput(gate)), cell, row, n);
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

// Takes `bytes` of the workspace, at a 64-byte boundary.
size_t Take(CheckedSize& workspace, CheckedSize bytes) {
  const size_t at = workspace.ok() ? workspace.value() : 0;
  workspace = (workspace + bytes).AlignedUp(64);
  return at;
}

Expected<Product> Prepare(SelectContext& ctx, const gemm::F32Kernel& kernel, int weights, CheckedSize& workspace) {
  Product p;
  p.weights = weights;
  p.n = static_cast<size_t>(ctx.input(weights).shape[0]);
  p.k = static_cast<size_t>(ctx.input(weights).shape[1]);
  const CheckedSize bytes = gemm::F32PackedBytes(kernel, p.n, p.k);
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "the weights are too large");
  p.bytes = bytes.value();
  if (!ctx.is_constant(weights)) {
    p.workspace_at = Take(workspace, bytes);
    return p;
  }
  const TensorView& w = ctx.input(weights);
  const std::string layout = std::string(gemm::LayoutName(kernel)) + " no bias n" + std::to_string(p.n);
  GC_ASSIGN_OR_RETURN(p.packed, ctx.Pack({w.as<uint8_t>(), w.bytes}, layout, p.bytes,
                                         [&](uint8_t* out) { gemm::PackF32(kernel, p.n, p.k, w.as<float>(), p.k, 1, nullptr, out); }));
  return p;
}

}  // namespace

Expected<Kernel> SelectLstmF32(SelectContext& ctx, const LstmShape& shape) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (ctx.has_input(i)) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32}));
  }
  if (!IsLstmActivation(shape.activation)) {
    return Error(StatusCode::kUnsupported, "has the activation %d; supported: NONE, RELU, RELU6, TANH", static_cast<int>(shape.activation));
  }
  State s;
  s.shape = shape;
  s.rows = ChooseLstmRows();
  s.kernel = &gemm::ChooseF32Kernel();
  CheckedSize workspace = 0;
  s.gates_at = Take(workspace, CheckedSize(std::min(shape.steps, kChunk)) * shape.batch * kGates * shape.cells * sizeof(float));
  s.hidden_at = Take(workspace, shape.projection ? CheckedSize(shape.batch) * shape.cells * sizeof(float) : CheckedSize(0));
  for (int g = shape.first_gate(); g < kGates; ++g) {
    GC_ASSIGN_OR_RETURN(s.input[g], Prepare(ctx, *s.kernel, lstm::kInputWeights + g, workspace));
    GC_ASSIGN_OR_RETURN(s.recurrent[g], Prepare(ctx, *s.kernel, lstm::kRecurrentWeights + g, workspace));
  }
  if (shape.projection) {
    GC_ASSIGN_OR_RETURN(s.projection, Prepare(ctx, *s.kernel, lstm::kProjectionWeights, workspace));
  }
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, Eval>("lstm_f32 " + std::string(gemm::LayoutName(*s.kernel)), std::move(s));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
