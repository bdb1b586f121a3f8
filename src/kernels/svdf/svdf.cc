// SVDF: a dense layer over the last `memory` inputs, its weights factored into features and time (singular value decomposition filter).
//
//   inputs: x [batch, input], feature weights [filters, input], time weights [filters, memory], bias [units] (optional), state, a
//           variable [batch, filters * memory]; filters = units * rank (an option)
//   output: [batch, units]
// A step moves each filter's memory on by one, appends the product of the filter's feature weights with x, and multiplies the memory
// with the filter's time weights; results are sums over the `rank` filters of a unit, plus bias, activated.
//
// Types: FLOAT32; INT8 feature and time weights under FLOAT32; INT8 with INT16 time weights and state, INT32 bias.
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/common/quantization.h"
#include "kernels/lstm/fixed_point.h"
#include "kernels/lstm/lstm_product.h"
#include "kernels/lstm/lstm_rows.h"

namespace goldcrest::kernels {
namespace {

enum Input : int { kX, kFeature, kTime, kBias, kState };

struct Sizes {
  int64_t batch, input, filters, memory, units, rank;
};

Sizes SizesOf(const InferContext& ctx) {
  const Shape &feature = ctx.input(kFeature).shape, &time = ctx.input(kTime).shape;
  const int64_t rank = OptionsOf<model::SVDFOptions>(ctx).rank;
  return {ctx.input(kX).shape[0], ctx.input(kX).shape[1], feature[0], time[1], feature[0] / rank, rank};
}

Status CheckTypes(const InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectType(kX, {kFloat32, kInt8}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {ctx.input(kX).type}));
  const bool integer = ctx.input(kX).type == kInt8;
  GC_RETURN_IF_ERROR(integer ? ctx.ExpectType(kFeature, {kInt8}) : ctx.ExpectType(kFeature, {kFloat32, kInt8, kUInt8}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kTime, {integer ? kInt16 : ctx.input(kFeature).type}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kState, {integer ? kInt16 : kFloat32}));
  return ctx.has_input(kBias) ? ctx.ExpectType(kBias, {integer ? kInt32 : kFloat32}) : Status::Ok();
}

Status Infer(InferContext& ctx) {
  if (ctx.num_inputs() != 5 || ctx.num_outputs() != 1) {
    return Error(StatusCode::kInvalidModel, "has %d inputs and %d outputs; expected 5 and 1", ctx.num_inputs(), ctx.num_outputs());
  }
  for (int i : {kX, kFeature, kTime, kState}) {
    if (!ctx.has_input(i)) return Error(StatusCode::kInvalidModel, "input %d is left out; the operator needs it", i);
    GC_RETURN_IF_ERROR(ctx.ExpectRank(i, 2, 2));
  }
  GC_RETURN_IF_ERROR(CheckTypes(ctx));
  const Shape &x = ctx.input(kX).shape, &feature = ctx.input(kFeature).shape, &time = ctx.input(kTime).shape;
  const int32_t rank = OptionsOf<model::SVDFOptions>(ctx).rank;
  if (rank < 1 || feature[0] % rank != 0) {
    return Error(StatusCode::kInvalidModel, "option rank is %d; expected a divisor of the %d filters", rank, feature[0]);
  }
  if (feature[0] < 1 || feature[1] < 1 || time[1] < 1) return Error(StatusCode::kInvalidModel, "has a size of 0");
  if (x[1] != feature[1] || time[0] != feature[0]) {
    return Error(StatusCode::kInvalidModel, "has the input %s, feature weights %s and time weights %s; they do not fit",
                 x.ToString().c_str(), feature.ToString().c_str(), time.ToString().c_str());
  }
  const int32_t units = feature[0] / rank;
  if (ctx.has_input(kBias) && (ctx.input(kBias).shape.rank() != 1 || ctx.input(kBias).shape[0] != units)) {
    return Error(StatusCode::kInvalidModel, "the bias has the shape %s; expected [%d]", ctx.input(kBias).shape.ToString().c_str(), units);
  }
  const Shape& state = ctx.input(kState).shape;
  if (!ctx.input_is_variable(kState)) return Error(StatusCode::kInvalidModel, "input %d must be a variable tensor", kState);
  if (state[0] != x[0] || state[1] != int64_t{time[1]} * feature[0]) {
    return Error(StatusCode::kInvalidModel, "the state has the shape %s; expected [%d, %d * %d]", state.ToString().c_str(), x[0],
                 feature[0], time[1]);
  }
  return ctx.SetOutput(0, {x[0], units});
}

// Moves every memory on by one; the last elements are to be written over.
template <typename T>
void MoveOn(T* state, const Sizes& s) {
  const size_t n = static_cast<size_t>(s.batch * s.filters * s.memory);
  std::memmove(state, state + 1, (n - 1) * sizeof(T));
}

struct FloatState {
  Sizes sizes;
  model::ActivationFunctionType activation;
  LstmRows rows;
  LstmProduct feature;
  std::vector<float> time;  // of quantized time weights, as floats
  size_t products_at = 0;   // in the workspace: [batch, filters]
  size_t scratch_at = 0;
};

Status EvalFloat(const FloatState& s, EvalContext& ctx) {
  const Sizes& z = s.sizes;
  if (z.batch == 0) return Status::Ok();
  float* products = reinterpret_cast<float*>(ctx.workspace() + s.products_at);
  s.feature.Begin(ctx);
  s.feature.Run(ctx, ctx.in<float>(kX), z.batch, products, z.filters, nullptr, 0, ctx.workspace() + s.scratch_at);
  float* state = ctx.variable<float>(kState);
  MoveOn(state, z);
  const float* time = s.time.empty() ? ctx.in<float>(kTime) : s.time.data();
  for (int64_t b = 0; b < z.batch; ++b) {
    float* out = ctx.out<float>(0) + b * z.units;
    for (int64_t u = 0; u < z.units; ++u) {
      float sum = 0;
      for (int64_t f = u * z.rank; f < (u + 1) * z.rank; ++f) {
        float* memory = state + (b * z.filters + f) * z.memory;
        memory[z.memory - 1] = products[b * z.filters + f];
        float dot = 0;
        for (int64_t k = 0; k < z.memory; ++k) dot += memory[k] * time[f * z.memory + k];
        sum += dot;
      }
      out[u] = ctx.has_input(kBias) ? sum + ctx.in<float>(kBias)[u] : sum;
    }
    Activate(s.rows, s.activation, out, static_cast<size_t>(z.units));
  }
  return Status::Ok();
}

Expected<Kernel> SelectFloat(SelectContext& ctx) {
  const auto o = OptionsOf<model::SVDFOptions>(ctx);
  FloatState s{SizesOf(ctx), o.fused_activation_function, ChooseLstmRows(), {}, {}};
  CheckedSize workspace;
  GC_ASSIGN_OR_RETURN(s.feature, LstmProduct::Make(ctx, kFeature, o.asymmetric_quantize_inputs, workspace));
  const TensorView& time = ctx.input(kTime);
  if (time.type != TensorType::kFloat32) {
    if (!ctx.is_constant(kTime) || !IsValidScale(static_cast<double>(time.quantization.scale0()))) {
      return Error(StatusCode::kInvalidModel, "quantized time weights must be constant and have a scale above 0");
    }
    const int8_t* values = ctx.value<int8_t>(kTime);
    for (size_t i = 0; i < time.bytes; ++i) s.time.push_back(static_cast<float>(values[i]) * time.quantization.scale0());
  }
  const CheckedSize products_at = workspace.AlignedUp(64);
  const CheckedSize scratch_at = (products_at + CheckedSize(s.sizes.batch) * s.sizes.filters * sizeof(float)).AlignedUp(64);
  workspace = scratch_at + s.feature.ScratchBytes(s.sizes.batch);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  s.products_at = products_at.value();
  s.scratch_at = scratch_at.value();
  const char* name = s.time.empty() ? "svdf_f32" : "svdf_hybrid";
  Kernel kernel = Kernel::Make<FloatState, EvalFloat>(name, std::move(s));
  kernel.workspace = workspace.value();
  return kernel;
}

struct IntegerState {
  Sizes sizes;
  int32_t input_zero, output_zero;
  FixedPointMultiplier to_state, to_output;
};

// Sums wrap where a model makes them overflow.
int32_t MultiplyAdd(int32_t sum, int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(sum) + static_cast<uint32_t>(a) * static_cast<uint32_t>(b));
}

Status EvalInteger(const IntegerState& s, EvalContext& ctx) {
  const Sizes& z = s.sizes;
  if (z.batch == 0) return Status::Ok();
  int16_t* state = ctx.variable<int16_t>(kState);
  MoveOn(state, z);
  for (int64_t b = 0; b < z.batch; ++b) {
    const int8_t* x = ctx.in<int8_t>(kX) + b * z.input;
    for (int64_t u = 0; u < z.units; ++u) {
      int32_t sum = 0;
      for (int64_t f = u * z.rank; f < (u + 1) * z.rank; ++f) {
        int16_t* memory = state + (b * z.filters + f) * z.memory;
        const int8_t* feature = ctx.in<int8_t>(kFeature) + f * z.input;
        int32_t product = 0;
        for (int64_t k = 0; k < z.input; ++k) product = MultiplyAdd(product, feature[k], x[k] - s.input_zero);
        memory[z.memory - 1] = fixed_point::Saturate16(MultiplyByQuantizedMultiplier(product, s.to_state));
        const int16_t* time = ctx.in<int16_t>(kTime) + f * z.memory;
        for (int64_t k = 0; k < z.memory; ++k) sum = MultiplyAdd(sum, memory[k], time[k]);
      }
      if (ctx.has_input(kBias)) sum = WrappingAdd(sum, ctx.in<int32_t>(kBias)[u]);
      ctx.out<int8_t>(0)[b * z.units + u] =
          fixed_point::Saturate8(WrappingAdd(MultiplyByQuantizedMultiplier(sum, s.to_output), s.output_zero));
    }
  }
  return Status::Ok();
}

Expected<Kernel> SelectInteger(SelectContext& ctx) {
  if (OptionsOf<model::SVDFOptions>(ctx).fused_activation_function != model::ActivationFunctionType::kRelu) {
    return Error(StatusCode::kUnsupported, "an integer SVDF has another activation; supported: RELU");
  }
  float scales[5];
  for (int i : {kX, kFeature, kTime, kState}) {
    scales[i] = ctx.input(i).quantization.scale0();
    if (!IsValidScale(static_cast<double>(scales[i])) || ctx.input(i).quantization.per_channel()) {
      return Error(StatusCode::kInvalidModel, "input %d needs one scale above 0; found %g", i, static_cast<double>(scales[i]));
    }
  }
  const float out = ctx.output(0).quantization.scale0();
  if (!IsValidScale(static_cast<double>(out)))
    return Error(StatusCode::kInvalidModel, "the output needs a scale above 0; found %g", static_cast<double>(out));
  const IntegerState s{SizesOf(ctx), ctx.input(kX).quantization.zero_point0(), ctx.output(0).quantization.zero_point0(),
                       QuantizeMultiplier(static_cast<double>(scales[kX] * scales[kFeature] / scales[kState])),
                       QuantizeMultiplier(static_cast<double>(scales[kState] * scales[kTime] / out))};
  return Kernel::Make<IntegerState, EvalInteger>("svdf_i8", s);
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(Kernel kernel, ctx.input(kX).type == TensorType::kInt8 ? SelectInteger(ctx) : SelectFloat(ctx));
  const Sizes z = SizesOf(ctx);
  const CheckedSize work = CheckedSize(z.batch) * z.filters * (CheckedSize(z.input) + z.memory);
  kernel.work = work.ok() ? work.value() : std::numeric_limits<uint64_t>::max();
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Svdf, Infer, Select, {.side_effects = true})

}  // namespace goldcrest::kernels
