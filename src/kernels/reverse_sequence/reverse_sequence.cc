// REVERSE_SEQUENCE: for each index along batch_dim, the first seq_lengths[index] slices along seq_dim in reverse order, the others as
// they are.
//   [[1, 2, 3], [4, 5, 6]] with seq_dim 1, batch_dim 0, seq_lengths [2, 3] -> [[2, 1, 3], [6, 5, 4]]
#include <algorithm>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/copy_run.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

// The input as [outer, first, middle, second, run], where `first` and `second` are the two dimensions of the options.
struct State {
  int64_t outer, first, middle, second;
  size_t run_bytes;
  bool sequence_first;
};

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  if (ctx.input(0).type == TensorType::kString || TypeBits(ctx.input(0).type) < 8) {
    return Error(StatusCode::kUnsupported, "reverses %s; supported: types of whole bytes",
                 std::string(TypeName(ctx.input(0).type)).c_str());
  }
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 1, 1));
  const auto o = OptionsOf<model::ReverseSequenceOptions>(ctx);
  const Shape& in = ctx.input(0).shape;
  if (o.seq_dim < 0 || o.batch_dim < 0 || o.seq_dim >= in.rank() || o.batch_dim >= in.rank() || o.seq_dim == o.batch_dim) {
    return Error(StatusCode::kInvalidModel, "options seq_dim %d and batch_dim %d must be two dimensions of the input %s", o.seq_dim,
                 o.batch_dim, in.ToString().c_str());
  }
  if (ctx.input(1).shape[0] != in[o.batch_dim]) {
    return Error(StatusCode::kInvalidModel, "has %d sequence lengths for %d sequences", ctx.input(1).shape[0], in[o.batch_dim]);
  }
  return ctx.SetOutput(0, in);
}

Status Eval(const State& s, EvalContext& ctx) {
  const TensorView& lengths = ctx.input(1);
  const int64_t sequences = s.sequence_first ? s.second : s.first, steps = s.sequence_first ? s.first : s.second;
  const auto length_of = [&](int64_t i) {
    return lengths.type == TensorType::kInt32 ? lengths.as<int32_t>()[i] : lengths.as<int64_t>()[i];
  };
  for (int64_t i = 0; i < sequences; ++i) {
    if (length_of(i) > steps) {
      return Error(StatusCode::kRuntimeError, "sequence %lld has the length %lld; it has %lld steps", static_cast<long long>(i),
                   static_cast<long long>(length_of(i)), static_cast<long long>(steps));
    }
  }
  if (ctx.output(0).bytes == 0) return Status::Ok();
  ctx.ParallelFor(static_cast<size_t>(s.outer * s.first), [&](size_t grain) {
    const int64_t o = static_cast<int64_t>(grain) / s.first, f = static_cast<int64_t>(grain) % s.first;
    for (int64_t m = 0; m < s.middle; ++m) {
      for (int64_t k = 0; k < s.second; ++k) {
        const int64_t length = length_of(s.sequence_first ? k : f), step = s.sequence_first ? f : k;
        const int64_t from = step < length ? length - 1 - step : step;
        const auto at = [&](int64_t first, int64_t second) {
          return static_cast<size_t>(((o * s.first + first) * s.middle + m) * s.second + second) * s.run_bytes;
        };
        CopyRun(ctx.out<uint8_t>(0) + at(f, k), ctx.in<uint8_t>(0) + (s.sequence_first ? at(from, k) : at(f, from)), s.run_bytes);
      }
    }
  });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const auto o = OptionsOf<model::ReverseSequenceOptions>(ctx);
  const Shape& in = ctx.input(0).shape;
  const int first = std::min(o.seq_dim, o.batch_dim), second = std::max(o.seq_dim, o.batch_dim);
  const size_t run = static_cast<size_t>(in.elements(second + 1, in.rank())) * (static_cast<size_t>(TypeBits(ctx.input(0).type)) / 8);
  return Kernel::Make<State, Eval>(
      "reverse_sequence", {in.elements(0, first), in[first], in.elements(first + 1, second), in[second], run, o.seq_dim < o.batch_dim});
}

}  // namespace

GC_DEFINE_OPERATOR(ReverseSequence, Infer, Select)

}  // namespace goldcrest::kernels
