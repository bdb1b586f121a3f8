// Values rounded to what a quantized tensor could hold: FakeQuantWithMinMax of attributes, variables, channels, and their gradients.
#include <algorithm>
#include <cmath>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// The range moved so that zero is one of its steps.
struct Nudged {
  float lowest, highest, scale;
};

// In float, as TensorFlow computes it: the rounding of zero decides steps.
Nudged Nudge(float min, float max, float quant_min, float quant_max) {
  Nudged n{0, 0, (max - min) / (quant_max - quant_min)};
  const float zero = quant_min - min / n.scale;
  const float at = zero < quant_min ? quant_min : zero > quant_max ? quant_max : std::round(zero);
  n.lowest = (quant_min - at) * n.scale;
  n.highest = (quant_max - at) * n.scale;
  return n;
}

struct Levels {
  float lowest, highest;
};

Expected<Levels> LevelsOf(const Attrs& attrs) {
  const int64_t bits = attrs.Int("num_bits", 8);
  if (bits < 2 || bits > 16) return Error(StatusCode::kInvalidModel, "%lld bits", static_cast<long long>(bits));
  return Levels{attrs.Bool("narrow_range") ? 1.0F : 0.0F, static_cast<float>((1 << bits) - 1)};
}

// The ranges, one for each channel or one for all.
struct Ranges {
  std::vector<double> min, max;
};

Expected<Ranges> RangesOf(const EvalContext& ctx, bool from_attrs, size_t first) {
  Ranges r;
  if (from_attrs) {
    r.min = {ToDouble(ctx.attrs().Float("min", -6))};
    r.max = {ToDouble(ctx.attrs().Float("max", 6))};
  } else {
    GC_ASSIGN_OR_RETURN(r.min, ctx.input(first).AsDoubles());
    GC_ASSIGN_OR_RETURN(r.max, ctx.input(first + 1).AsDoubles());
  }
  return r;
}

// f(element, channel, its range).
template <typename F>
Status ForEach(const Ranges& ranges, const Levels& levels, size_t elements, F&& f) {
  if (ranges.min.size() != ranges.max.size() || ranges.min.empty() || elements % ranges.min.size() != 0)
    return Error(StatusCode::kInvalidModel, "%zu and %zu ends of ranges", ranges.min.size(), ranges.max.size());
  const size_t n = ranges.min.size();
  std::vector<Nudged> nudged;
  for (size_t c = 0; c < n; ++c) {
    if (!(ranges.min[c] <= ranges.max[c])) return Error(StatusCode::kInvalidModel, "a range from %g to %g", ranges.min[c], ranges.max[c]);
    nudged.push_back(Nudge(static_cast<float>(ranges.min[c]), static_cast<float>(ranges.max[c]), levels.lowest, levels.highest));
  }
  for (size_t i = 0; i < elements; ++i) f(i, i % n, nudged[i % n]);
  return Status::Ok();
}

template <bool from_attrs>
Status FakeQuant(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Levels levels, LevelsOf(ctx.attrs()));
  GC_ASSIGN_OR_RETURN(const Ranges ranges, RangesOf(ctx, from_attrs, 1));
  GC_ASSIGN_OR_RETURN(std::vector<double> x, ctx.input(0).AsDoubles());
  GC_RETURN_IF_ERROR(ForEach(ranges, levels, x.size(), [&](size_t i, size_t, const Nudged& n) {
    const float clamped = std::clamp(static_cast<float>(x[i]), n.lowest, n.highest) - n.lowest;
    const float inverse = 1.0F / n.scale;
    x[i] = n.scale == 0 ? 0.0 : ToDouble(std::floor(clamped * inverse + 0.5F) * n.scale + n.lowest);
  }));
  return SetDoubles(ctx, 0, ctx.input(0).dims(), x);
}

// Inputs: gradient, x, and the range. What lies inside passes; what does not is the gradient of the end it met.
template <bool from_attrs>
Status FakeQuantGrad(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Levels levels, LevelsOf(ctx.attrs()));
  GC_ASSIGN_OR_RETURN(const Ranges ranges, RangesOf(ctx, from_attrs, 2));
  GC_ASSIGN_OR_RETURN(std::vector<double> dy, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(1).AsDoubles());
  std::vector<double> low(ranges.min.size()), high(ranges.min.size());
  GC_RETURN_IF_ERROR(ForEach(ranges, levels, x.size(), [&](size_t i, size_t c, const Nudged& n) {
    const bool below = x[i]<ToDouble(n.lowest), above = x[i]> ToDouble(n.highest);
    if (below) low[c] += dy[i];
    if (above) high[c] += dy[i];
    if (below || above) dy[i] = 0;
  }));
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 0, ctx.dims(0), dy));
  if (from_attrs) return Status::Ok();
  GC_RETURN_IF_ERROR(SetDoubles(ctx, 1, ctx.dims(1), low));
  return SetDoubles(ctx, 2, ctx.dims(2), high);
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

Status InferGrad(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, Merge(ctx.shape(0), ctx.shape(1)));
  ctx.Set(0, std::move(shape));
  for (size_t i = 1; i < ctx.num_outputs() && i + 1 < ctx.num_inputs(); ++i) ctx.Set(i, ctx.shape(i + 1));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Dequantize", 3, 1, InferFirst, nullptr},
    {"FakeQuantWithMinMaxArgs", 1, 1, InferFirst, FakeQuant<true>},
    {"FakeQuantWithMinMaxArgsGradient", 2, 1, InferGrad, FakeQuantGrad<true>},
    {"FakeQuantWithMinMaxVars", 3, 1, InferFirst, FakeQuant<false>},
    {"FakeQuantWithMinMaxVarsGradient", 4, 3, InferGrad, FakeQuantGrad<false>},
    {"FakeQuantWithMinMaxVarsPerChannel", 3, 1, InferFirst, FakeQuant<false>},
    {"FakeQuantWithMinMaxVarsPerChannelGradient", 4, 3, InferGrad, FakeQuantGrad<false>},
    {"QuantizeAndDequantizeV2", 3, 1, InferFirst, nullptr},
    {"QuantizeAndDequantizeV3", 4, 1, InferFirst, nullptr},
    {"QuantizeAndDequantizeV4", 3, 1, InferFirst, nullptr},
};

}  // namespace

std::span<const Op> FakeQuantOps() { return kOps; }

}  // namespace goldcrest::tf
