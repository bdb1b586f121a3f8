// RNN (one step), UNIDIRECTIONAL_SEQUENCE_RNN and BIDIRECTIONAL_SEQUENCE_RNN: a fully recurrent cell, rnn_cell.h, over a sequence. Weights
// are FLOAT32, or INT8 under float inputs.
//
// The bidirectional operator has two cells, the second of which goes from the last step to the first. An auxiliary input with weights
// of its own goes into both; one without weights is the second cell's input, where steps come first (TensorFlow Lite forgets it where
// batches do). Results are two outputs, or one with those of both cells
// side by side (merge_outputs).
#include <algorithm>
#include <string>

#include "kernels/common/define.h"
#include "kernels/rnn/rnn_cell.h"

namespace goldcrest::kernels {
namespace {

struct State {
  RnnCell cells[2];
  int count = 1;
  bool merged = false;
  int64_t passes = 1;
  size_t scratch_at = 0;
};

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  uint8_t* scratch = ctx.workspace() + s.scratch_at;
  const int64_t first = s.cells[0].units(), both = first + s.cells[1].units();
  for (int64_t pass = 0; pass < s.passes; ++pass) {
    s.cells[0].Run(ctx, false, ctx.out<float>(0), s.merged ? both : first, scratch);
    if (s.count == 1) continue;
    s.cells[1].Run(ctx, true, s.merged ? ctx.out<float>(0) + first : ctx.out<float>(1), s.merged ? both : s.cells[1].units(), scratch);
  }
  return Status::Ok();
}

Expected<Kernel> MakeKernel(State s, CheckedSize workspace, const char* name) {
  CheckedSize scratch = s.cells[0].scratch_bytes(), work = s.cells[0].work();
  if (s.count == 2) {
    const CheckedSize other = s.cells[1].scratch_bytes();
    if (other.ok() && scratch.ok()) scratch = std::max(scratch.value(), other.value());
    work += s.cells[1].work();
  }
  work *= s.passes;
  s.scratch_at = workspace.ok() ? workspace.value() : 0;
  workspace += scratch;
  if (!workspace.ok() || !work.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  const std::string full_name = std::string(name) + (s.cells[0].quantized() ? "_hybrid" : "_f32");
  Kernel kernel = Kernel::Make<State, Eval>(full_name, std::move(s));
  kernel.workspace = workspace.value();
  kernel.work = work.value();
  return kernel;
}

// RNN has no time, the sequence operators have.
bool TimeMajor(const InferContext& ctx, bool sequence) { return !sequence || OptionsOf<model::SequenceRNNOptions>(ctx).time_major; }

Status InferOne(InferContext& ctx, bool sequence) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(5, 5));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, sequence ? 3 : 2, sequence ? 3 : 2));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  Shape out = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(const int32_t units, CheckRnnCell(ctx, RnnInputs(), RnnSequence::Of(out, TimeMajor(ctx, sequence))));
  out.set_dim(out.rank() - 1, units);
  return ctx.SetOutput(0, out);
}

Expected<Kernel> SelectOne(SelectContext& ctx, bool sequence) {
  RnnOptions options;
  if (sequence) {
    const auto o = OptionsOf<model::SequenceRNNOptions>(ctx);
    options = {o.fused_activation_function, o.asymmetric_quantize_inputs};
  } else {
    const auto o = OptionsOf<model::RNNOptions>(ctx);
    options = {o.fused_activation_function, o.asymmetric_quantize_inputs};
  }
  State s;
  CheckedSize workspace;
  const RnnSequence steps = RnnSequence::Of(ctx.input(0).shape, TimeMajor(ctx, sequence));
  GC_ASSIGN_OR_RETURN(s.cells[0], RnnCell::Make(ctx, RnnInputs(), steps, options, workspace));
  return MakeKernel(std::move(s), workspace, sequence ? "sequence_rnn" : "rnn");
}

struct BothInputs {
  RnnInputs forward{0, 1, 2, 3, 4}, backward{0, 5, 6, 7, 8};
};

Expected<BothInputs> InputsOf(const InferContext& ctx) {
  constexpr int kAux = 9, kForwardAuxWeights = 10, kBackwardAuxWeights = 11;
  BothInputs both;
  if (ctx.has_input(kForwardAuxWeights) != ctx.has_input(kBackwardAuxWeights)) {
    return Error(StatusCode::kInvalidModel, "has auxiliary weights for one direction; expected both or none");
  }
  if (ctx.has_input(kForwardAuxWeights)) {
    if (!ctx.has_input(kAux)) return Error(StatusCode::kInvalidModel, "has auxiliary weights without an auxiliary input");
    both.forward.aux = both.backward.aux = kAux;
    both.forward.aux_weights = kForwardAuxWeights;
    both.backward.aux_weights = kBackwardAuxWeights;
  } else if (ctx.has_input(kAux)) {
    if (OptionsOf<model::BidirectionalSequenceRNNOptions>(ctx).time_major) both.backward.x = kAux;
    if (ctx.input(kAux).shape != ctx.input(0).shape) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected %s", kAux, ctx.input(kAux).shape.ToString().c_str(),
                   ctx.input(0).shape.ToString().c_str());
    }
  }
  return both;
}

Status InferBoth(InferContext& ctx) {
  const auto o = OptionsOf<model::BidirectionalSequenceRNNOptions>(ctx);
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(9, 12, o.merge_outputs ? 1 : 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 3, 3));
  for (int i = 0; i < ctx.num_outputs(); ++i) GC_RETURN_IF_ERROR(ctx.ExpectOutputType(i, {TensorType::kFloat32}));
  GC_ASSIGN_OR_RETURN(const BothInputs inputs, InputsOf(ctx));
  Shape out = ctx.input(0).shape;
  const RnnSequence sequence = RnnSequence::Of(out, o.time_major);
  GC_ASSIGN_OR_RETURN(const int32_t forward, CheckRnnCell(ctx, inputs.forward, sequence));
  GC_ASSIGN_OR_RETURN(const int32_t backward, CheckRnnCell(ctx, inputs.backward, sequence));
  if (o.merge_outputs && forward > INT32_MAX - backward) return Error(StatusCode::kLimitExceeded, "has more than 2^31 units");
  out.set_dim(2, o.merge_outputs ? forward + backward : forward);
  GC_RETURN_IF_ERROR(ctx.SetOutput(0, out));
  if (o.merge_outputs) return Status::Ok();
  out.set_dim(2, backward);
  return ctx.SetOutput(1, out);
}

Expected<Kernel> SelectBoth(SelectContext& ctx) {
  const auto o = OptionsOf<model::BidirectionalSequenceRNNOptions>(ctx);
  GC_ASSIGN_OR_RETURN(const BothInputs inputs, InputsOf(ctx));
  const RnnSequence sequence = RnnSequence::Of(ctx.input(0).shape, o.time_major);
  const RnnOptions options{o.fused_activation_function, o.asymmetric_quantize_inputs};
  State s;
  CheckedSize workspace;
  s.count = 2;
  s.merged = o.merge_outputs;
  GC_ASSIGN_OR_RETURN(s.cells[0], RnnCell::Make(ctx, inputs.forward, sequence, options, workspace));
  GC_ASSIGN_OR_RETURN(s.cells[1], RnnCell::Make(ctx, inputs.backward, sequence, options, workspace));
  // TensorFlow Lite goes over such a sequence as many times as it has steps, each time from the states that the time before left.
  if (s.cells[0].quantized() && o.time_major) s.passes = sequence.steps;
  return MakeKernel(std::move(s), workspace, "bidirectional_rnn");
}

Status InferRnn(InferContext& ctx) { return InferOne(ctx, false); }
Status InferSequence(InferContext& ctx) { return InferOne(ctx, true); }
Expected<Kernel> SelectRnn(SelectContext& ctx) { return SelectOne(ctx, false); }
Expected<Kernel> SelectSequence(SelectContext& ctx) { return SelectOne(ctx, true); }

}  // namespace

GC_DEFINE_OPERATOR(Rnn, InferRnn, SelectRnn, {.side_effects = true})
GC_DEFINE_OPERATOR(UnidirectionalSequenceRnn, InferSequence, SelectSequence, {.side_effects = true})
GC_DEFINE_OPERATOR(BidirectionalSequenceRnn, InferBoth, SelectBoth, {.side_effects = true})

}  // namespace goldcrest::kernels
