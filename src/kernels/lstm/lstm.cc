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
  const LstmInputs& in = s.inputs;
  GC_ASSIGN_OR_RETURN(const bool own_input_gate, AllOrNone(ctx, {in.weights, in.recurrent_weights, in.bias}, "tensors of the input gate"));
  s.coupled = !own_input_gate;
  const int norm = in.norm_coefficients;
  if (s.coupled) {
    if (norm >= 0 && ctx.has_input(norm))
      return Error(StatusCode::kInvalidModel, "has a normalization of an input gate that it does not have");
    // The input gate's, where it is there all the same, has no use.
    GC_ASSIGN_OR_RETURN(s.peepholes, AllOrNone(ctx, {in.peepholes + 1, in.peepholes + 2}, "peepholes"));
  } else {
    GC_ASSIGN_OR_RETURN(s.peepholes, AllOrNone(ctx, {in.peepholes, in.peepholes + 1, in.peepholes + 2}, "peepholes"));
  }
  if (norm >= 0 && s.coupled) {
    GC_ASSIGN_OR_RETURN(s.normalized, AllOrNone(ctx, {norm + 1, norm + 2, norm + 3}, "normalization coefficients"));
  } else if (norm >= 0) {
    GC_ASSIGN_OR_RETURN(s.normalized, AllOrNone(ctx, {norm, norm + 1, norm + 2, norm + 3}, "normalization coefficients"));
  }
  for (int gate = s.first_gate(); gate < kGates; ++gate) {
    for (int first : {in.weights, in.recurrent_weights, in.bias, in.aux_weights}) {
      if (first >= 0 && !ctx.has_input(first + gate)) {
        return Error(StatusCode::kInvalidModel, "input %d is left out; the operator needs it", first + gate);
      }
    }
  }
  s.projection = ctx.has_input(in.projection_weights);
  if (ctx.has_input(in.projection_bias) && !s.projection) {
    return Error(StatusCode::kInvalidModel, "has a bias for a projection that it does not have");
  }
  return Status::Ok();
}

// The sizes that weights of the output gate and the second input give.
Status TakeSizes(const InferContext& ctx, LstmShape& s) {
  const LstmInputs& in = s.inputs;
  const int weights = in.weights + kOutputGate, recurrent = in.recurrent_weights + kOutputGate;
  GC_RETURN_IF_ERROR(ctx.ExpectRank(weights, 2, 2));
  s.cells = ctx.input(weights).shape[0];
  for (int gate = s.first_gate(); gate < kGates; ++gate) s.diagonal[gate] = ctx.input(in.recurrent_weights + gate).shape.rank() == 1;
  if (!s.diagonal[kOutputGate]) GC_RETURN_IF_ERROR(ctx.ExpectRank(recurrent, 2, 2));
  s.output = s.diagonal[kOutputGate] ? s.cells : ctx.input(recurrent).shape[1];
  if (in.aux >= 0) {
    const Shape &aux = ctx.input(in.aux).shape, &x = ctx.input(in.x).shape;
    if (aux.rank() != 3 || aux[0] != x[0] || aux[1] != x[1] || aux[2] < 1) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected [%d, %d, 1 or more]", in.aux, aux.ToString().c_str(),
                   x[0], x[1]);
    }
    s.aux = aux[2];
  }
  if (s.input < 1 || s.cells < 1 || s.output < 1) return Error(StatusCode::kInvalidModel, "has a size of 0");
  return Status::Ok();
}

Status CheckShapes(const InferContext& ctx, const LstmShape& s) {
  const LstmInputs& in = s.inputs;
  for (int gate = s.first_gate(); gate < kGates; ++gate) {
    GC_RETURN_IF_ERROR(ExpectDims(ctx, in.weights + gate, s.cells, s.input));
    GC_RETURN_IF_ERROR(ExpectDims(ctx, in.recurrent_weights + gate, s.cells, s.diagonal[gate] ? 0 : s.output));
    if (s.diagonal[gate] && s.output != s.cells) {
      return Error(StatusCode::kInvalidModel, "has diagonal recurrent weights for %lld outputs of %lld cells",
                   static_cast<long long>(s.output), static_cast<long long>(s.cells));
    }
    GC_RETURN_IF_ERROR(ExpectDims(ctx, in.bias + gate, s.cells));
    if (s.normalized) GC_RETURN_IF_ERROR(ExpectDims(ctx, in.norm_coefficients + gate, s.cells));
    if (s.aux > 0) GC_RETURN_IF_ERROR(ExpectDims(ctx, in.aux_weights + gate, s.cells, s.aux));
  }
  for (int i = 0; i < 3; ++i) GC_RETURN_IF_ERROR(ExpectDims(ctx, in.peepholes + i, s.cells));
  GC_RETURN_IF_ERROR(ExpectDims(ctx, in.projection_weights, s.output, s.cells));
  GC_RETURN_IF_ERROR(ExpectDims(ctx, in.projection_bias, s.output));
  if (!s.projection && s.output != s.cells) {
    return Error(StatusCode::kInvalidModel, "has %lld outputs for %lld cells without a projection", static_cast<long long>(s.output),
                 static_cast<long long>(s.cells));
  }
  GC_RETURN_IF_ERROR(ExpectState(ctx, in.output_state, s.batch * s.output));
  return ExpectState(ctx, in.cell_state, s.batch * s.cells);
}

template <typename Options>
void TakeOptions(const Options& o, LstmShape& s) {
  s.activation = o.fused_activation_function;
  s.cell_clip = o.cell_clip;
  s.projection_clip = o.proj_clip;
}

}  // namespace

Status AnalyzeLstmCell(const InferContext& ctx, LstmShape& s) {
  if (!(s.cell_clip >= 0) || !(s.projection_clip >= 0))
    return Error(StatusCode::kInvalidModel, "options cell_clip and proj_clip must not be negative");
  GC_RETURN_IF_ERROR(CheckPresence(ctx, s));
  GC_RETURN_IF_ERROR(TakeSizes(ctx, s));
  return CheckShapes(ctx, s);
}

Expected<LstmShape> AnalyzeLstm(const InferContext& ctx, bool sequence) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, kMostLstmInputs));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, sequence ? 3 : 2, sequence ? 3 : 2));
  LstmShape s;
  const Shape& in = ctx.input(0).shape;
  if (sequence) {
    const auto o = OptionsOf<model::UnidirectionalSequenceLSTMOptions>(ctx);
    TakeOptions(o, s);
    s.time_major = o.time_major;
    s.steps = in[s.time_major ? 0 : 1];
    s.batch = in[s.time_major ? 1 : 0];
  } else {
    TakeOptions(OptionsOf<model::LSTMOptions>(ctx), s);
    s.batch = in[0];
  }
  s.input = in[in.rank() - 1];
  GC_RETURN_IF_ERROR(AnalyzeLstmCell(ctx, s));
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

// Multiply-adds: every step reads all weights again.
uint64_t WorkOf(const LstmShape& s) {
  const auto weights =
      static_cast<uint64_t>(s.cells) * static_cast<uint64_t>(kGates * (s.input + s.output) + (s.projection ? s.output : 0));
  uint64_t work;
  return __builtin_mul_overflow(static_cast<uint64_t>(s.steps * s.batch), weights, &work) ? UINT64_MAX : work;
}

Expected<Kernel> SelectFull(SelectContext& ctx, bool sequence) {
  GC_ASSIGN_OR_RETURN(const LstmShape s, AnalyzeLstm(ctx, sequence));
  GC_ASSIGN_OR_RETURN(Kernel kernel, ctx.input(0).type == TensorType::kInt8 ? SelectLstmI8(ctx, s) : SelectLstmF32(ctx, s));
  kernel.work = WorkOf(s);
  return kernel;
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
