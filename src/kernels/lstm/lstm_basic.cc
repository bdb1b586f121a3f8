// LSTM with kernel_type BASIC: one weight tensor for all gates, over the input and the activation of the step before joined together.
//
//   inputs: x [batch, input], activation [batch, cells], weights [4 * cells, input + cells], bias [4 * cells], state [batch, cells]
//   outputs: activation, state, and two tensors of working memory [batch, input + cells], [batch, 4 * cells]
// Gates lie in the order input, new input, forget, output. Inputs 1 and 4 take up the new activation and state where they are
// variables.
//
// UINT8 inputs have the zero point 128 and the scale 1/128, the sums have three integer bits, the state, INT16, four.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/common/define.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/quantization.h"
#include "kernels/lstm/fixed_point.h"
#include "kernels/lstm/lstm.h"
#include "kernels/lstm/lstm_rows.h"

namespace goldcrest::kernels {
namespace {

enum BasicInput : int { kX, kActivation, kWeights, kBias, kState };
enum BasicOutput : int { kActivationOut, kStateOut, kJoined, kGateSums };

Status ExpectShape(const InferContext& ctx, int i, const Shape& shape) {
  if (ctx.input(i).shape == shape) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected %s", i, ctx.input(i).shape.ToString().c_str(),
               shape.ToString().c_str());
}

struct State {
  LstmRows rows;
  const gemm::F32Kernel* kernel = nullptr;
  int64_t batch = 0, input = 0, cells = 0;
  bool keeps_activation = false, keeps_state = false;
  size_t gates_at = 0;  // in the workspace: the gates of one row, behind the packed weights
};

Status Eval(const State& s, EvalContext& ctx) {
  const int64_t depth = s.input + s.cells;
  const size_t cells = static_cast<size_t>(s.cells), depth_bytes = static_cast<size_t>(depth);
  float* joined = ctx.out<float>(kJoined);
  for (int64_t b = 0; b < s.batch; ++b) {
    std::memcpy(joined + b * depth, ctx.in<float>(kX) + b * s.input, static_cast<size_t>(s.input) * sizeof(float));
    std::memcpy(joined + b * depth + s.input, ctx.in<float>(kActivation) + b * s.cells, cells * sizeof(float));
  }
  gemm::PackF32(*s.kernel, 4 * cells, depth_bytes, ctx.in<float>(kWeights), depth_bytes, 1, ctx.in<float>(kBias), ctx.workspace());
  float* sums = ctx.out<float>(kGateSums);
  gemm::GemmF32(*s.kernel, {static_cast<size_t>(s.batch), 4 * cells, 1, depth_bytes}, gemm::DenseRows(joined, depth_bytes), ctx.workspace(),
                sums, 4 * cells, {}, ctx.max_threads());
  float* gates = reinterpret_cast<float*>(ctx.workspace() + s.gates_at);
  float* state = ctx.out<float>(kStateOut);
  std::memcpy(state, ctx.in<float>(kState), ctx.output(kStateOut).bytes);
  for (int64_t b = 0; b < s.batch; ++b) {
    // Output 3 keeps the sums themselves.
    std::memcpy(gates, sums + b * 4 * s.cells, 4 * cells * sizeof(float));
    float* input = gates;
    float *fresh = input + cells, *forget = fresh + cells, *output = forget + cells;
    for (float* gate : {input, forget, output}) s.rows.sigmoid(gate, cells);
    s.rows.tanh(fresh, cells);
    s.rows.update_cell(forget, input, fresh, state + b * s.cells, cells, 0);
    float* activation = ctx.out<float>(kActivationOut) + b * s.cells;
    std::memcpy(activation, state + b * s.cells, cells * sizeof(float));
    s.rows.tanh(activation, cells);
    s.rows.multiply(output, activation, activation, cells);
  }
  if (s.keeps_activation) std::memcpy(ctx.variable<float>(kActivation), ctx.out<float>(kActivationOut), ctx.output(kActivationOut).bytes);
  if (s.keeps_state) std::memcpy(ctx.variable<float>(kState), state, ctx.output(kStateOut).bytes);
  return Status::Ok();
}

struct IntegerState {
  int64_t batch = 0, input = 0, cells = 0;
  int32_t weights_zero = 0;
  FixedPointMultiplier factor;
  bool keeps_activation = false, keeps_state = false;
};

// One cell, from its four gates' sums.
void UpdateCell(const int16_t* sums, int64_t cells, int16_t before, int16_t* state, uint8_t* activation) {
  using fixed_point::Logistic, fixed_point::Multiply, fixed_point::Saturate16, fixed_point::Tanh;
  const int16_t fresh = Multiply(Logistic(sums[0], 3), Tanh(sums[cells], 3));
  const int16_t kept = Multiply(Logistic(sums[2 * cells], 3), before);
  *state = Saturate16(RoundingDivideByPowerOfTwo(fresh, 4) + kept);
  const int16_t out = Multiply(Logistic(sums[3 * cells], 3), Tanh(Saturate16(*state * 2), 3));
  *activation = static_cast<uint8_t>(128 + std::clamp(RoundingDivideByPowerOfTwo(out, 8), -128, 127));
}

// As the matrix library under TensorFlow Lite's only kernel for this does it on x86: rounded twice, halves up.
int16_t Rescale(int32_t sum, FixedPointMultiplier m) {
  const int left = std::max(m.shift, 0), right = std::max(-m.shift, 0);
  const int64_t high = SaturatingRoundingDoublingHighMul(WrappingShiftLeft(sum, left), m.multiplier);
  return static_cast<int16_t>(std::clamp<int64_t>(right == 0 ? high : (high + (int64_t{1} << (right - 1))) >> right, INT16_MIN, INT16_MAX));
}

Status EvalInteger(const IntegerState& s, EvalContext& ctx) {
  const int64_t depth = s.input + s.cells;
  for (int64_t b = 0; b < s.batch; ++b) {
    uint8_t* joined = ctx.out<uint8_t>(kJoined) + b * depth;
    if (s.input > 0) std::memcpy(joined, ctx.in<uint8_t>(kX) + b * s.input, static_cast<size_t>(s.input));
    std::memcpy(joined + s.input, ctx.in<uint8_t>(kActivation) + b * s.cells, static_cast<size_t>(s.cells));
    int16_t* sums = ctx.out<int16_t>(kGateSums) + b * 4 * s.cells;
    for (int64_t i = 0; i < 4 * s.cells; ++i) {
      const uint8_t* weights = ctx.in<uint8_t>(kWeights) + i * depth;
      uint32_t sum = static_cast<uint32_t>(ctx.in<int32_t>(kBias)[i]);
      for (int64_t k = 0; k < depth; ++k) sum += static_cast<uint32_t>((joined[k] - 128) * (weights[k] - s.weights_zero));
      sums[i] = Rescale(static_cast<int32_t>(sum), s.factor);
    }
    for (int64_t c = 0; c < s.cells; ++c) {
      const int64_t at = b * s.cells + c;
      UpdateCell(sums + c, s.cells, ctx.in<int16_t>(kState)[at], ctx.out<int16_t>(kStateOut) + at, ctx.out<uint8_t>(kActivationOut) + at);
    }
  }
  const size_t n = static_cast<size_t>(s.batch * s.cells);
  if (n == 0) return Status::Ok();
  if (s.keeps_activation) std::memcpy(ctx.variable<uint8_t>(kActivation), ctx.out<uint8_t>(kActivationOut), n);
  if (s.keeps_state) std::memcpy(ctx.variable<int16_t>(kState), ctx.out<int16_t>(kStateOut), n * sizeof(int16_t));
  return Status::Ok();
}

Expected<Kernel> SelectInteger(SelectContext& ctx) {
  const float bias = ctx.input(kBias).quantization.scale0(), state = ctx.output(kStateOut).quantization.scale0();
  if (!IsValidScale(static_cast<double>(bias)))
    return Error(StatusCode::kInvalidModel, "input 3 needs a scale above 0; found %g", static_cast<double>(bias));
  // Four of 16 bits are integer.
  if (!(std::abs(state - 0x1p-11f) <= 0x1p-21f)) {
    return Error(StatusCode::kUnsupported, "output 1 has the scale %g; supported: 2^-11", static_cast<double>(state));
  }
  const IntegerState s{ctx.input(kX).shape[0],
                       ctx.input(kX).shape[1],
                       ctx.input(kActivation).shape[1],
                       ctx.input(kWeights).quantization.zero_point0(),
                       QuantizeMultiplier(static_cast<double>(4096 * bias)),
                       ctx.input_is_variable(kActivation),
                       ctx.input_is_variable(kState)};
  return Kernel::Make<IntegerState, EvalInteger>("lstm_basic_u8", s);
}

Status CheckBasicTypes(const InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectType(kX, {kFloat32, kUInt8}).At("kernel_type BASIC"));
  const bool integer = ctx.input(kX).type == kUInt8;
  const TensorType inputs[] = {kUInt8, kUInt8, kUInt8, kInt32, kInt16}, outputs[] = {kUInt8, kInt16, kUInt8, kInt16};
  for (int i = 0; i < 5; ++i) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {integer ? inputs[i] : kFloat32}).At("kernel_type BASIC"));
  for (int i = 0; i < 4; ++i) GC_RETURN_IF_ERROR(ctx.ExpectOutputType(i, {integer ? outputs[i] : kFloat32}));
  return Status::Ok();
}

}  // namespace

Status InferBasicLstm(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(5, 5, 4));
  GC_RETURN_IF_ERROR(CheckBasicTypes(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kX, 2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kActivation, 2, 2));
  const int32_t batch = ctx.input(kX).shape[0], input = ctx.input(kX).shape[1], cells = ctx.input(kActivation).shape[1];
  if (cells < 1 || cells > INT32_MAX / 4 || input > INT32_MAX - cells) {
    return Error(StatusCode::kInvalidModel, "has %d cells and %d inputs", cells, input);
  }
  GC_RETURN_IF_ERROR(ExpectShape(ctx, kActivation, {batch, cells}));
  GC_RETURN_IF_ERROR(ExpectShape(ctx, kWeights, {4 * cells, input + cells}));
  GC_RETURN_IF_ERROR(ExpectShape(ctx, kBias, {4 * cells}));
  GC_RETURN_IF_ERROR(ExpectShape(ctx, kState, {batch, cells}));
  const auto options = OptionsOf<model::LSTMOptions>(ctx);
  if (options.cell_clip != 0 || options.proj_clip != 0) return Error(StatusCode::kUnsupported, "kernel_type BASIC does not clip");
  GC_RETURN_IF_ERROR(ctx.SetOutput(kActivationOut, {batch, cells}));
  GC_RETURN_IF_ERROR(ctx.SetOutput(kStateOut, {batch, cells}));
  GC_RETURN_IF_ERROR(ctx.SetOutput(kJoined, {batch, input + cells}));
  return ctx.SetOutput(kGateSums, {batch, 4 * cells});
}

Expected<Kernel> SelectBasicLstm(SelectContext& ctx) {
  if (ctx.input(kX).type == TensorType::kUInt8) return SelectInteger(ctx);
  State s;
  s.rows = ChooseLstmRows();
  s.kernel = &gemm::ChooseF32Kernel();
  s.batch = ctx.input(kX).shape[0];
  s.input = ctx.input(kX).shape[1];
  s.cells = ctx.input(kActivation).shape[1];
  s.keeps_activation = ctx.input_is_variable(kActivation);
  s.keeps_state = ctx.input_is_variable(kState);
  const CheckedSize packed = gemm::F32PackedBytes(*s.kernel, 4 * static_cast<size_t>(s.cells), static_cast<size_t>(s.input + s.cells));
  const CheckedSize gates_at = packed.AlignedUp(64);
  const CheckedSize workspace = gates_at + CheckedSize(s.cells) * 4 * sizeof(float);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the weights are too large");
  s.gates_at = gates_at.value();
  Kernel kernel = Kernel::Make<State, Eval>("lstm_basic_f32", std::move(s));
  kernel.workspace = workspace.value();
  const auto sums = static_cast<uint64_t>(ctx.input(kX).shape[0]) * 4 * static_cast<uint64_t>(ctx.input(kActivation).shape[1]);
  kernel.work = sums * static_cast<uint64_t>(int64_t{ctx.input(kX).shape[1]} + ctx.input(kActivation).shape[1]);
  return kernel;
}

}  // namespace goldcrest::kernels
