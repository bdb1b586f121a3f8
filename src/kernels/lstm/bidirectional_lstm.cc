// BIDIRECTIONAL_SEQUENCE_LSTM: two float LSTM cells (lstm.h) over a sequence, of which the second goes from the last step to the first.
// Weights are FLOAT32, or INT8 under float inputs.
//
// An auxiliary input with weights of its own goes into both cells; one without weights is the second cell's input. Results are two
// outputs, or one with those of both cells side by side (merge_outputs). TensorFlow Lite looks for the states of merged outputs in the
// wrong place, behind the tensor, unless steps come first or there is one batch; we do not.
#include <algorithm>
#include <string>

#include "kernels/common/define.h"
#include "kernels/lstm/lstm_f32.h"

namespace goldcrest::kernels {
namespace {

constexpr int kAux = 39;
// The second cell's weights, biases and projection follow those of the first.
constexpr int kBackwardOffset = 17;

LstmInputs InputsOf(bool backward) {
  LstmInputs in;
  const int offset = backward ? kBackwardOffset : 0;
  for (int* i : {&in.weights, &in.recurrent_weights, &in.peepholes, &in.bias, &in.projection_weights, &in.projection_bias}) *i += offset;
  in.output_state = backward ? 37 : 35;
  in.cell_state = in.output_state + 1;
  in.norm_coefficients = -1;
  return in;
}

Expected<LstmShape> ShapeOfCell(const InferContext& ctx, bool backward) {
  const auto o = OptionsOf<model::BidirectionalSequenceLSTMOptions>(ctx);
  LstmShape s;
  s.inputs = InputsOf(backward);
  const int aux_weights = backward ? 44 : 40;
  if (ctx.has_input(aux_weights + kForgetGate)) {
    if (!ctx.has_input(kAux)) return Error(StatusCode::kInvalidModel, "has auxiliary weights without an auxiliary input");
    s.inputs.aux = kAux;
    s.inputs.aux_weights = aux_weights;
  } else if (ctx.has_input(kAux) && backward) {
    s.inputs.x = kAux;
    if (ctx.input(kAux).shape != ctx.input(0).shape) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected %s", kAux, ctx.input(kAux).shape.ToString().c_str(),
                   ctx.input(0).shape.ToString().c_str());
    }
  }
  const Shape& in = ctx.input(0).shape;
  s.time_major = o.time_major;
  s.steps = in[o.time_major ? 0 : 1];
  s.batch = in[o.time_major ? 1 : 0];
  s.input = in[2];
  s.activation = o.fused_activation_function;
  s.cell_clip = o.cell_clip;
  s.projection_clip = o.proj_clip;
  GC_RETURN_IF_ERROR(AnalyzeLstmCell(ctx, s));
  for (bool diagonal : s.diagonal) {
    if (diagonal) return Error(StatusCode::kUnsupported, "has diagonal recurrent weights; supported: full ones");
  }
  return s;
}

Status Infer(InferContext& ctx) {
  const auto o = OptionsOf<model::BidirectionalSequenceLSTMOptions>(ctx);
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 48, o.merge_outputs ? 1 : 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 3, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  for (int i = 0; i < ctx.num_outputs(); ++i) GC_RETURN_IF_ERROR(ctx.ExpectOutputType(i, {TensorType::kFloat32}));
  if (ctx.has_input(40 + kForgetGate) != ctx.has_input(44 + kForgetGate)) {
    return Error(StatusCode::kInvalidModel, "has auxiliary weights for one direction; expected both or none");
  }
  GC_ASSIGN_OR_RETURN(const LstmShape forward, ShapeOfCell(ctx, false));
  GC_ASSIGN_OR_RETURN(const LstmShape backward, ShapeOfCell(ctx, true));
  if (forward.output > INT32_MAX - backward.output) return Error(StatusCode::kLimitExceeded, "has more than 2^31 outputs");
  Shape out = ctx.input(0).shape;
  out.set_dim(2, static_cast<int32_t>(o.merge_outputs ? forward.output + backward.output : forward.output));
  GC_RETURN_IF_ERROR(ctx.SetOutput(0, out));
  if (o.merge_outputs) return Status::Ok();
  out.set_dim(2, static_cast<int32_t>(backward.output));
  return ctx.SetOutput(1, out);
}

struct State {
  LstmCell forward, backward;
  bool merged = false;
};

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const int64_t first = s.forward.shape.output, second = s.backward.shape.output;
  s.forward.Run(ctx, false, ctx.out<float>(0), s.merged ? first + second : first);
  s.backward.Run(ctx, true, s.merged ? ctx.out<float>(0) + first : ctx.out<float>(1), s.merged ? first + second : second);
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const auto o = OptionsOf<model::BidirectionalSequenceLSTMOptions>(ctx);
  State s;
  s.merged = o.merge_outputs;
  GC_ASSIGN_OR_RETURN(const LstmShape forward, ShapeOfCell(ctx, false));
  GC_ASSIGN_OR_RETURN(const LstmShape backward, ShapeOfCell(ctx, true));
  CheckedSize workspace = 0;
  GC_ASSIGN_OR_RETURN(s.forward, LstmCell::Make(ctx, forward, o.asymmetric_quantize_inputs, workspace));
  GC_ASSIGN_OR_RETURN(s.backward, LstmCell::Make(ctx, backward, o.asymmetric_quantize_inputs, workspace));
  const std::string name = "bidirectional_lstm_" + s.forward.layout();
  const uint64_t work = s.forward.work() / 2 + s.backward.work() / 2;
  Kernel kernel = Kernel::Make<State, Eval>(name, std::move(s));
  kernel.workspace = workspace.value();
  kernel.work = work > UINT64_MAX / 2 ? UINT64_MAX : work * 2 + 1;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(BidirectionalSequenceLstm, Infer, Select)

}  // namespace goldcrest::kernels
