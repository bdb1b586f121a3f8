#include "kernels/rnn/rnn_cell.h"

#include <algorithm>
#include <cstring>

namespace goldcrest::kernels {
namespace {

// Rows of the input multiplied at once, which bounds the scratch memory.
constexpr int64_t kChunk = 64;

Status ExpectDims(const InferContext& ctx, int i, int64_t rows, int64_t cols) {
  const Shape& s = ctx.input(i).shape;
  if (s.rank() == 2 && s[0] == rows && s[1] == cols) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected [%lld, %lld]", i, s.ToString().c_str(),
               static_cast<long long>(rows), static_cast<long long>(cols));
}

Status ExpectWeights(const InferContext& ctx, int i, int64_t units, const Shape& x) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8}));
  return ExpectDims(ctx, i, units, x[x.rank() - 1]);
}

}  // namespace

RnnSequence RnnSequence::Of(const Shape& in, bool time_major) {
  if (in.rank() < 3) return {1, in[0], true};
  return {in[time_major ? 0 : 1], in[time_major ? 1 : 0], time_major};
}

Expected<int32_t> CheckRnnCell(const InferContext& ctx, const RnnInputs& inputs, const RnnSequence& sequence) {
  for (int i : {inputs.x, inputs.bias, inputs.state}) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(inputs.weights, 2, 2));
  const Shape& x = ctx.input(inputs.x).shape;
  const int32_t units = ctx.input(inputs.weights).shape[0];
  if (units < 1 || x[x.rank() - 1] < 1) return Error(StatusCode::kInvalidModel, "has a size of 0");
  GC_RETURN_IF_ERROR(ExpectWeights(ctx, inputs.weights, units, x));
  GC_RETURN_IF_ERROR(ctx.ExpectType(inputs.recurrent, {ctx.input(inputs.weights).type}));
  GC_RETURN_IF_ERROR(ExpectDims(ctx, inputs.recurrent, units, units));
  const Shape& bias = ctx.input(inputs.bias).shape;
  if (bias.rank() != 1 || bias[0] != units) {
    return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected [%d]", inputs.bias, bias.ToString().c_str(), units);
  }
  if (!ctx.input_is_variable(inputs.state)) return Error(StatusCode::kInvalidModel, "input %d must be a variable tensor", inputs.state);
  GC_RETURN_IF_ERROR(ExpectDims(ctx, inputs.state, sequence.batch, units));
  if (inputs.aux < 0) return units;
  GC_RETURN_IF_ERROR(ctx.ExpectType(inputs.aux, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(inputs.aux_weights, {ctx.input(inputs.weights).type}));
  const Shape& aux = ctx.input(inputs.aux).shape;
  if (aux.rank() != 3 || aux[0] != x[0] || aux[1] != x[1] || aux[2] < 1) {
    return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected [%d, %d, 1 or more]", inputs.aux, aux.ToString().c_str(),
                 x[0], x[1]);
  }
  GC_RETURN_IF_ERROR(ExpectWeights(ctx, inputs.aux_weights, units, aux));
  return units;
}

Expected<RnnCell> RnnCell::Make(SelectContext& ctx, const RnnInputs& inputs, const RnnSequence& sequence, const RnnOptions& options,
                                CheckedSize& workspace) {
  RnnCell c;
  c.inputs_ = inputs;
  c.sequence_ = sequence;
  c.activation_ = options.activation;
  c.rows_ = ChooseLstmRows();
  const Shape& weights = ctx.input(inputs.weights).shape;
  c.units_ = weights[0];
  c.depth_ = weights[1];
  c.quantized_ = ctx.input(inputs.weights).type != TensorType::kFloat32;
  GC_ASSIGN_OR_RETURN(c.weights_, LstmProduct::Make(ctx, inputs.weights, options.asymmetric, workspace));
  GC_ASSIGN_OR_RETURN(c.recurrent_, LstmProduct::Make(ctx, inputs.recurrent, options.asymmetric, workspace));
  if (inputs.aux >= 0) {
    c.aux_depth_ = ctx.input(inputs.aux_weights).shape[1];
    GC_ASSIGN_OR_RETURN(c.aux_weights_, LstmProduct::Make(ctx, inputs.aux_weights, options.asymmetric, workspace));
  }
  return c;
}

CheckedSize RnnCell::scratch_bytes() const {
  const CheckedSize sizes[] = {weights_.ScratchBytes(kChunk), recurrent_.ScratchBytes(sequence_.batch),
                               inputs_.aux >= 0 ? aux_weights_.ScratchBytes(kChunk) : CheckedSize(0)};
  CheckedSize most = 0;
  for (const CheckedSize& s : sizes) {
    if (!s.ok()) return s;
    if (s.value() > most.value()) most = s;
  }
  return most;
}

CheckedSize RnnCell::work() const {
  return CheckedSize(sequence_.steps) * sequence_.batch * units_ * (CheckedSize(depth_) + aux_depth_ + units_);
}

void RnnCell::InputShare(EvalContext& ctx, float* out, int64_t stride, uint8_t* scratch) const {
  const int64_t rows = sequence_.steps * sequence_.batch;
  for (int64_t first = 0; first < rows; first += kChunk) {
    const int64_t count = std::min(kChunk, rows - first);
    float* c = out + first * stride;
    weights_.Run(ctx, ctx.in<float>(inputs_.x) + first * depth_, count, c, stride, ctx.in<float>(inputs_.bias), 0, scratch);
    if (inputs_.aux >= 0) aux_weights_.Run(ctx, ctx.in<float>(inputs_.aux) + first * aux_depth_, count, c, stride, c, stride, scratch);
  }
}

void RnnCell::Run(EvalContext& ctx, bool backwards, float* out, int64_t stride, uint8_t* scratch) const {
  weights_.Begin(ctx);
  recurrent_.Begin(ctx);
  if (inputs_.aux >= 0) aux_weights_.Begin(ctx);
  InputShare(ctx, out, stride, scratch);
  float* state = ctx.variable<float>(inputs_.state);
  const size_t units = static_cast<size_t>(units_);
  const int64_t step_stride = sequence_.time_major ? sequence_.batch * stride : stride;
  const int64_t batch_stride = sequence_.time_major ? stride : sequence_.steps * stride;
  for (int64_t i = 0; i < sequence_.steps; ++i) {
    float* c = out + (backwards ? sequence_.steps - 1 - i : i) * step_stride;
    recurrent_.Run(ctx, state, sequence_.batch, c, batch_stride, c, batch_stride, scratch);
    for (int64_t b = 0; b < sequence_.batch; ++b) {
      Activate(rows_, activation_, c + b * batch_stride, units);
      std::memcpy(state + b * units_, c + b * batch_stride, units * sizeof(float));
    }
  }
}

}  // namespace goldcrest::kernels
