// RANDOM_UNIFORM, RANDOM_STANDARD_NORMAL and MULTINOMIAL: TensorFlow's streams of random numbers.
//
// A node's stream starts with its seeds and goes on from run to run; seeds that are both 0 stand for unpredictable ones. It starts
// again when the node is planned anew, for other input shapes, as TensorFlow Lite's does.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <random>

#include "base/checked.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/random/philox.h"
#include "runtime/resources.h"

namespace goldcrest::kernels {
namespace {

// The streams of one subgraph's nodes.
struct Streams final : ResourceObject {
  static constexpr char kClass = 0;
  struct Stream {
    Philox generator;
    std::shared_ptr<const int> plan;
  };
  std::map<int, Stream> of_node;
};

struct State {
  int subgraph = 0, node = 0;
  int64_t seed = 0, seed2 = 0;
  // Tells one plan from another; null for a node whose shape is only known in the run, which keeps its stream whatever it is.
  std::shared_ptr<const int> plan;
};

State MakeState(const SelectContext& ctx, bool static_shape) {
  const auto o = OptionsOf<model::RandomOptions>(ctx);
  // TensorFlow Lite keeps 32 bits of each seed.
  return {ctx.node().subgraph, ctx.node().node, static_cast<int32_t>(o.seed), static_cast<int32_t>(o.seed2),
          static_shape ? std::make_shared<const int>(0) : nullptr};
}

Philox& StreamOf(const State& s, EvalContext& ctx) {
  auto& streams = ctx.resources().GetOrMake<Streams>(s.subgraph, [] { return std::make_unique<Streams>(); })->of_node;
  const auto [it, added] = streams.try_emplace(s.node);
  if (added || it->second.plan != s.plan) {
    uint64_t seeds[] = {static_cast<uint64_t>(s.seed), static_cast<uint64_t>(s.seed2)};
    if (s.seed == 0 && s.seed2 == 0) {
      std::random_device device;
      for (uint64_t& seed : seeds) seed = uint64_t{device()} << 32 | device();
    }
    it->second = {Philox(seeds[0], seeds[1]), s.plan};
  }
  return it->second.generator;
}

Status InferShape(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  GC_ASSIGN_OR_RETURN(const auto dims, IntegerValues(ctx, 0));
  if (!dims) return ctx.NeedsValue(0);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(*dims));
  return ctx.SetOutput(0, shape);
}

// Two uniform numbers to two normal ones, by Box and Muller; `most` says how many are wanted.
void WriteNormal(uint32_t x0, uint32_t x1, float* out, size_t most) {
  constexpr float kLeast = 1e-7f;  // keeps the logarithm finite
  const float u = std::max(UnitFloat(x0), kLeast);
  const float angle = static_cast<float>(static_cast<double>(2.0f) * 3.14159265358979323846 * static_cast<double>(UnitFloat(x1)));
  const float radius = std::sqrt(-2.0f * std::log(u));
  out[0] = std::sin(angle) * radius;
  if (most > 1) out[1] = std::cos(angle) * radius;
}

template <bool kNormal>
Status EvalFloats(const State& s, EvalContext& ctx) {
  Philox& stream = StreamOf(s, ctx);
  float* out = ctx.out<float>(0);
  const size_t n = ctx.output(0).bytes / sizeof(float);
  for (size_t at = 0; at < n; at += 4) {
    const Philox::Block block = stream.Next();
    const size_t count = std::min<size_t>(4, n - at);
    for (size_t i = 0; i < count; i += kNormal ? 2 : 1) {
      if (kNormal)
        WriteNormal(block[i], block[i + 1], out + at + i, count - i);
      else
        out[at + i] = UnitFloat(block[i]);
    }
  }
  return Status::Ok();
}

template <bool kNormal>
Expected<Kernel> SelectFloats(SelectContext& ctx) {
  // The output was sized by it.
  GC_RETURN_IF_ERROR(IntegerValues(ctx, 0).status());
  return Kernel::Make<State, EvalFloats<kNormal>>(kNormal ? "random_standard_normal" : "random_uniform",
                                                  MakeState(ctx, ctx.is_constant(0)));
}

enum MultinomialInput : int { kLogits, kNumSamples };

Status InferMultinomial(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kLogits, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kNumSamples, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt64, TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kLogits, 2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kNumSamples, 0, 0));
  const Shape& logits = ctx.input(kLogits).shape;
  if (logits[1] < 1) return Error(StatusCode::kInvalidModel, "has no classes to draw from");
  const int32_t* samples = ctx.value<int32_t>(kNumSamples);
  if (samples == nullptr) return ctx.NeedsValue(kNumSamples);
  if (*samples < 0) return Error(StatusCode::kRuntimeError, "num_samples is %d; it must not be negative", *samples);
  return ctx.SetOutput(0, {logits[0], *samples});
}

// Running sums of the classes' probabilities, not normalized; returns the last.
double Accumulate(const float* logits, size_t classes, double* sums) {
  float most = -std::numeric_limits<float>::max();
  for (size_t i = 0; i < classes; ++i) most = std::isfinite(logits[i]) ? std::max(most, logits[i]) : most;
  double total = 0;
  for (size_t i = 0; i < classes; ++i) {
    if (std::isfinite(logits[i])) total += std::exp(static_cast<double>(logits[i]) - static_cast<double>(most));
    sums[i] = total;
  }
  return total;
}

Status EvalMultinomial(const State& s, EvalContext& ctx) {
  Philox& stream = StreamOf(s, ctx);
  Philox draws = stream;
  const Shape shape = ctx.output(0).shape;
  const size_t rows = static_cast<size_t>(shape[0]), samples = static_cast<size_t>(shape[1]);
  // TensorFlow puts a run's numbers that far apart, more than it can use.
  stream.Skip(uint64_t{rows} * ((samples + 3) / 4 * 4) * 2 * 256);
  const size_t classes = static_cast<size_t>(ctx.input(kLogits).shape[1]);
  double* sums = reinterpret_cast<double*>(ctx.workspace());
  Philox::Block block{};
  size_t used = block.size();
  for (size_t r = 0; r < rows; ++r) {
    const double total = Accumulate(ctx.in<float>(kLogits) + r * classes, classes, sums);
    for (size_t i = 0; i < samples; ++i, used += 2) {
      if (used >= block.size()) {
        block = draws.Next();
        used = 0;
      }
      const int64_t found = std::upper_bound(sums, sums + classes, UnitDouble(block[used], block[used + 1]) * total) - sums;
      if (ctx.output(0).type == TensorType::kInt32)
        ctx.out<int32_t>(0)[r * samples + i] = static_cast<int32_t>(found);
      else
        ctx.out<int64_t>(0)[r * samples + i] = found;
    }
  }
  return Status::Ok();
}

Expected<Kernel> SelectMultinomial(SelectContext& ctx) {
  ctx.value<int32_t>(kNumSamples);
  const CheckedSize workspace = CheckedSize(ctx.input(kLogits).shape[1]) * sizeof(double);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, EvalMultinomial>("multinomial", MakeState(ctx, ctx.is_constant(kNumSamples)));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(RandomUniform, InferShape, SelectFloats<false>, {.side_effects = true})
GC_DEFINE_OPERATOR(RandomStandardNormal, InferShape, SelectFloats<true>, {.side_effects = true})
GC_DEFINE_OPERATOR(Multinomial, InferMultinomial, SelectMultinomial, {.side_effects = true})

}  // namespace goldcrest::kernels
