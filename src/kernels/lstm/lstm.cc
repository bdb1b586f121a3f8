// LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM: what they compute is at the top of lstm.h.
#include "kernels/lstm/lstm.h"

#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

// Input i, where it is given, has the dimensions [rows, cols], or [rows] where cols is 0.
Status ExpectDims(const InferContext& ctx, int i, int64_t rows, int64_t cols = 0) {
  if (!ctx.has_input(i)) return Status::Ok();
  const Shape& s = ctx.input(i).shape;
  const bool fits = cols == 0 ? s.rank() == 1 && s[0] == rows : s.rank() == 2 && s[0] == rows && s[1] == cols;
  if (fits) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected [%lld%s", i, s.ToString().c_str(),
               static_cast<long long>(rows), cols == 0 ? "]" : (", " + std::to_string(cols) + "]").c_str());
}

Status ExpectState(const InferContext& ctx, int i, int64_t elements) {
  if (!ctx.has_input(i) || !ctx.input_is_variable(i)) return Error(StatusCode::kInvalidModel, "input %d must be a variable tensor", i);
  if (ctx.input(i).shape.elements() == elements) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "state input %d has the shape %s; expected %lld elements", i,
               ctx.input(i).shape.ToString().c_str(), static_cast<long long>(elements));
}

// All of the inputs are there, or none.
Expected<bool> AllOrNone(const InferContext& ctx, std::initializer_list<int> inputs, const char* what) {
  size_t given = 0;
  for (int i : inputs) given += ctx.has_input(i) ? 1 : 0;
  if (given == 0 || given == inputs.size()) return given != 0;
  return Error(StatusCode::kInvalidModel, "has %zu of %zu %s; expected all or none", given, inputs.size(), what);
}

Status CheckPresence(const InferContext& ctx, LstmShape& s) {
  GC_ASSIGN_OR_RETURN(const bool own_input_gate,
                      AllOrNone(ctx, {lstm::kInputWeights, lstm::kRecurrentWeights, lstm::kBias}, "tensors of the input gate"));
  s.coupled = !own_input_gate;
  if (s.coupled) {
    if (ctx.has_input(lstm::PeepholeInput(kInputGate)) || ctx.has_input(lstm::kNormCoefficients)) {
      return Error(StatusCode::kInvalidModel, "has a peephole or normalization for an input gate that it does not have");
    }
    GC_ASSIGN_OR_RETURN(s.peepholes, AllOrNone(ctx, {lstm::kPeepholes + 1, lstm::kPeepholes + 2}, "peepholes"));
    GC_ASSIGN_OR_RETURN(s.normalized, AllOrNone(ctx, {21, 22, 23}, "normalization coefficients"));
  } else {
    GC_ASSIGN_OR_RETURN(s.peepholes, AllOrNone(ctx, {lstm::kPeepholes, lstm::kPeepholes + 1, lstm::kPeepholes + 2}, "peepholes"));
    GC_ASSIGN_OR_RETURN(s.normalized, AllOrNone(ctx, {20, 21, 22, 23}, "normalization coefficients"));
  }
  for (int gate = kForgetGate; gate < kGates; ++gate) {
    for (int first : {lstm::kInputWeights, lstm::kRecurrentWeights, lstm::kBias}) {
      if (!ctx.has_input(first + gate)) {
        return Error(StatusCode::kInvalidModel, "input %d is left out; the operator needs it", first + gate);
      }
    }
  }
  s.projection = ctx.has_input(lstm::kProjectionWeights);
  if (ctx.has_input(lstm::kProjectionBias) && !s.projection) {
    return Error(StatusCode::kInvalidModel, "has a bias for a projection that it does not have");
  }
  return Status::Ok();
}

Status CheckShapes(const InferContext& ctx, const LstmShape& s) {
  for (int gate = s.coupled ? kForgetGate : kInputGate; gate < kGates; ++gate) {
    GC_RETURN_IF_ERROR(ExpectDims(ctx, lstm::kInputWeights + gate, s.cells, s.input));
    GC_RETURN_IF_ERROR(ExpectDims(ctx, lstm::kRecurrentWeights + gate, s.cells, s.output));
    GC_RETURN_IF_ERROR(ExpectDims(ctx, lstm::kBias + gate, s.cells));
    GC_RETURN_IF_ERROR(ExpectDims(ctx, lstm::kNormCoefficients + gate, s.cells));
  }
  for (int i = 0; i < 3; ++i) GC_RETURN_IF_ERROR(ExpectDims(ctx, lstm::kPeepholes + i, s.cells));
  GC_RETURN_IF_ERROR(ExpectDims(ctx, lstm::kProjectionWeights, s.output, s.cells));
  GC_RETURN_IF_ERROR(ExpectDims(ctx, lstm::kProjectionBias, s.output));
  if (!s.projection && s.output != s.cells) {
    return Error(StatusCode::kInvalidModel, "has %lld outputs for %lld cells without a projection", static_cast<long long>(s.output),
                 static_cast<long long>(s.cells));
  }
  GC_RETURN_IF_ERROR(ExpectState(ctx, lstm::kOutputState, s.batch * s.output));
  return ExpectState(ctx, lstm::kCellState, s.batch * s.cells);
}

template <typename Options>
void TakeOptions(const Options& o, LstmShape& s) {
  s.activation = o.fused_activation_function;
  s.cell_clip = o.cell_clip;
  s.projection_clip = o.proj_clip;
}

}  // namespace

Expected<LstmShape> AnalyzeLstm(const InferContext& ctx, bool sequence) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, lstm::kMostInputs));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, sequence ? 3 : 2, sequence ? 3 : 2));
  LstmShape s;
  const Shape& in = ctx.input(0).shape;
  if (sequence) {
    const auto o = OptionsOf<model::UnidirectionalSequenceLSTMOptions>(ctx);
    if (o.diagonal_recurrent_tensors) return Error(StatusCode::kUnsupported, "has diagonal recurrent weights; supported: full ones");
    TakeOptions(o, s);
    s.time_major = o.time_major;
    s.steps = in[s.time_major ? 0 : 1];
    s.batch = in[s.time_major ? 1 : 0];
  } else {
    TakeOptions(OptionsOf<model::LSTMOptions>(ctx), s);
    s.batch = in[0];
  }
  s.input = in[in.rank() - 1];
  if (!(s.cell_clip >= 0) || !(s.projection_clip >= 0))
    return Error(StatusCode::kInvalidModel, "options cell_clip and proj_clip must not be negative");
  GC_RETURN_IF_ERROR(CheckPresence(ctx, s));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(lstm::kInputWeights + kOutputGate, 2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(lstm::kRecurrentWeights + kOutputGate, 2, 2));
  s.cells = ctx.input(lstm::kInputWeights + kOutputGate).shape[0];
  s.output = ctx.input(lstm::kRecurrentWeights + kOutputGate).shape[1];
  if (s.input < 1 || s.cells < 1 || s.output < 1) return Error(StatusCode::kInvalidModel, "has a size of 0");
  GC_RETURN_IF_ERROR(CheckShapes(ctx, s));
  return s;
}

namespace {

Status InferFull(InferContext& ctx, bool sequence) {
  GC_ASSIGN_OR_RETURN(const LstmShape s, AnalyzeLstm(ctx, sequence));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt8}));
  Shape out = ctx.input(0).shape;
  out.set_dim(out.rank() - 1, static_cast<int32_t>(s.output));
  return ctx.SetOutput(0, out);
}

Expected<Kernel> SelectFull(SelectContext& ctx, bool sequence) {
  GC_ASSIGN_OR_RETURN(const LstmShape s, AnalyzeLstm(ctx, sequence));
  return ctx.input(0).type == TensorType::kInt8 ? SelectLstmI8(ctx, s) : SelectLstmF32(ctx, s);
}

bool IsBasic(const InferContext& ctx) { return OptionsOf<model::LSTMOptions>(ctx).kernel_type == model::LSTMKernelType::kBasic; }

Status InferLstm(InferContext& ctx) { return IsBasic(ctx) ? InferBasicLstm(ctx) : InferFull(ctx, false); }
Expected<Kernel> SelectLstm(SelectContext& ctx) { return IsBasic(ctx) ? SelectBasicLstm(ctx) : SelectFull(ctx, false); }
Status InferSequence(InferContext& ctx) { return InferFull(ctx, true); }
Expected<Kernel> SelectSequence(SelectContext& ctx) { return SelectFull(ctx, true); }

}  // namespace

GC_DEFINE_OPERATOR(Lstm, InferLstm, SelectLstm)
GC_DEFINE_OPERATOR(UnidirectionalSequenceLstm, InferSequence, SelectSequence)

}  // namespace goldcrest::kernels
