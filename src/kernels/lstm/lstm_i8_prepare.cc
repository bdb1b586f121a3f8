// Prepares the integer LSTM: factors, packed weights, zero points folded into biases.
#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/lstm/lstm_i8.h"

namespace goldcrest::kernels::lstm_i8 {

Expected<float> ScaleOf(const TensorView& t, const char* what, int index) {
  const float scale = t.quantization.scale0();
  if (IsValidScale(static_cast<double>(scale)) && !t.quantization.per_channel()) return scale;
  return Error(StatusCode::kInvalidModel, "%s %d needs one scale above 0; found %g", what, index, static_cast<double>(scale));
}

int32_t QuantizedClip(float clip, float scale, int32_t most) {
  return clip > 0 ? static_cast<int32_t>(std::min(clip / scale, static_cast<float>(most))) : 0;
}

namespace {

Status CheckTypes(const SelectContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt8}));
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i)) continue;
    TensorType type = TensorType::kInt8;
    if (i == kInputs.cell_state || (i >= kInputs.peepholes && i < kInputs.bias) || i >= kInputs.norm_coefficients)
      type = TensorType::kInt16;
    if ((i >= kInputs.bias && i < kInputs.projection_weights) || i == kInputs.projection_bias) type = TensorType::kInt32;
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {type}));
  }
  return Status::Ok();
}

// A gate's sum is Q3.12.
constexpr double kGateScale = 1.0 / 4096;

// The tensor among the intermediates that has the quantization of o * tanh(c).
constexpr size_t kHiddenIntermediate = 4;

struct Source {
  int weights;
  int bias;            // -1 for none
  int32_t zero_point;  // of the rows it is multiplied with
};

Expected<Product> MakeProduct(SelectContext& ctx, const gemm::I8Kernel& kernel, const Source& source, double factor) {
  Product p;
  const TensorView& w = ctx.input(source.weights);
  const bool has_bias = source.bias >= 0 && ctx.has_input(source.bias);
  if (!ctx.is_constant(source.weights) || (has_bias && !ctx.is_constant(source.bias))) {
    return Error(StatusCode::kUnsupported, "weights and biases of an integer LSTM must be constant; input %d is not", source.weights);
  }
  p.n = static_cast<size_t>(w.shape[0]);
  p.k = static_cast<size_t>(w.shape[1]);
  p.factor = QuantizeMultiplier(factor);
  const CheckedSize bytes = gemm::I8PackedBytes(kernel, p.n, p.k), column_bytes = gemm::I8ColumnBytes(kernel, p.n);
  if (!bytes.ok() || !column_bytes.ok()) return Error(StatusCode::kLimitExceeded, "the weights are too large");
  const std::string layout = std::string(gemm::LayoutName(kernel)) + " lstm n" + std::to_string(p.n);
  GC_ASSIGN_OR_RETURN(p.packed, ctx.Pack({w.as<uint8_t>(), w.bytes}, layout, bytes.value(),
                                         [&](uint8_t* out) { gemm::PackI8(kernel, p.n, p.k, w.data, false, p.k, 1, out); }));
  GC_ASSIGN_OR_RETURN(AlignedBuffer columns, AlignedBuffer::Allocate(column_bytes.value()));
  gemm::I8Quantization q;
  q.a_zero_point = source.zero_point;
  q.bias = has_bias ? ctx.value<int32_t>(source.bias) : nullptr;
  q.output = gemm::I8Output::kInt32;
  gemm::PrepareI8(kernel, p.n, p.k, p.packed.get(), q, columns.data());
  p.columns = std::make_shared<AlignedBuffer>(std::move(columns));
  return p;
}

Status SetCell(SelectContext& ctx, State& s) {
  GC_ASSIGN_OR_RETURN(const float scale, ScaleOf(ctx.input(kInputs.cell_state), "input", kInputs.cell_state));
  const double exponent = std::log2(static_cast<double>(scale));
  s.cell_scale = static_cast<int>(std::lround(exponent));
  if (std::abs(exponent - s.cell_scale) > 1e-3 || s.cell_scale > -9 || s.cell_scale < -15) {
    return Error(StatusCode::kUnsupported, "the cell state has the scale %g; expected a power of two from 2^-15 to 2^-9",
                 static_cast<double>(scale));
  }
  s.cell_clip = static_cast<int16_t>(QuantizedClip(s.shape.cell_clip, scale, INT16_MAX));
  return Status::Ok();
}

// The scale of a gate's sum.
Expected<double> GateScale(const SelectContext& ctx, const LstmShape& shape, int gate) {
  if (!shape.normalized) return kGateScale;
  GC_ASSIGN_OR_RETURN(const float scale, ScaleOf(ctx.node().intermediates[static_cast<size_t>(gate)], "intermediate", gate));
  return static_cast<double>(scale);
}

Expected<Normalization> MakeNormalization(const SelectContext& ctx, int gate) {
  GC_ASSIGN_OR_RETURN(const float scale, ScaleOf(ctx.input(kInputs.norm_coefficients + gate), "input", kInputs.norm_coefficients + gate));
  Normalization n;
  n.factor = QuantizeMultiplier(static_cast<double>(scale));
  n.factor.shift += 12;
  if (n.factor.shift > 30) {
    return Error(StatusCode::kUnsupported, "normalization coefficients have the scale %g; supported: below 2^18",
                 static_cast<double>(scale));
  }
  // Keeps what follows from overflowing; TensorFlow Lite's number.
  n.least_variance = std::max(1, RoundToInt32(std::floor(10000 * static_cast<double>(scale))));
  return n;
}

struct SourceScales {
  float input, state;
  int32_t input_zero, state_zero;
};

Status SetGate(SelectContext& ctx, State& s, int g, const SourceScales& from) {
  const int w = kInputs.weights + g, r = kInputs.recurrent_weights + g;
  GC_ASSIGN_OR_RETURN(const double gate_scale, GateScale(ctx, s.shape, g));
  GC_ASSIGN_OR_RETURN(const float w_scale, ScaleOf(ctx.input(w), "input", w));
  GC_ASSIGN_OR_RETURN(const float r_scale, ScaleOf(ctx.input(r), "input", r));
  // Rounded to float, as TensorFlow Lite keeps them.
  const float w_factor = static_cast<float>(static_cast<double>(w_scale * from.input) / gate_scale);
  const float r_factor = static_cast<float>(static_cast<double>(r_scale * from.state) / gate_scale);
  const int bias = s.shape.normalized ? -1 : kInputs.bias + g;
  GC_ASSIGN_OR_RETURN(s.input[g], MakeProduct(ctx, *s.kernel, {w, bias, from.input_zero}, static_cast<double>(w_factor)));
  GC_ASSIGN_OR_RETURN(s.recurrent[g], MakeProduct(ctx, *s.kernel, {r, -1, from.state_zero}, static_cast<double>(r_factor)));
  if (s.shape.normalized) {
    GC_ASSIGN_OR_RETURN(s.normalization[g], MakeNormalization(ctx, g));
  }
  if (!s.shape.peepholes || g == kCellGate) return Status::Ok();
  const int p = kInputs.peephole(static_cast<Gate>(g));
  GC_ASSIGN_OR_RETURN(const float p_scale, ScaleOf(ctx.input(p), "input", p));
  const float p_factor = static_cast<float>(std::ldexp(static_cast<double>(p_scale), s.cell_scale) / gate_scale);
  s.peephole[g] = QuantizeMultiplier(static_cast<double>(p_factor));
  return Status::Ok();
}

Status SetGates(SelectContext& ctx, State& s) {
  SourceScales from{};
  GC_ASSIGN_OR_RETURN(from.input, ScaleOf(ctx.input(0), "input", 0));
  GC_ASSIGN_OR_RETURN(from.state, ScaleOf(ctx.input(kInputs.output_state), "input", kInputs.output_state));
  from.input_zero = ctx.input(0).quantization.zero_point0();
  from.state_zero = ctx.input(kInputs.output_state).quantization.zero_point0();
  for (int g = s.shape.first_gate(); g < kGates; ++g) GC_RETURN_IF_ERROR(SetGate(ctx, s, g, from));
  return Status::Ok();
}

Status SetHidden(SelectContext& ctx, State& s) {
  const auto intermediates = ctx.node().intermediates;
  const TensorView& hidden = intermediates[kHiddenIntermediate];
  GC_ASSIGN_OR_RETURN(const float scale, ScaleOf(hidden, "intermediate", static_cast<int>(kHiddenIntermediate)));
  s.hidden = QuantizeMultiplier(static_cast<double>(static_cast<float>(std::ldexp(1.0, -30) / static_cast<double>(scale))));
  // Before a projection TensorFlow Lite takes the zero point with the other sign, which shows where values saturate.
  s.hidden_zero_point = (s.shape.projection ? -1 : 1) * hidden.quantization.zero_point0();
  GC_ASSIGN_OR_RETURN(const float state_scale, ScaleOf(ctx.input(kInputs.output_state), "input", kInputs.output_state));
  s.output_zero_point = ctx.input(kInputs.output_state).quantization.zero_point0();
  const float output_scale = ctx.output(0).quantization.scale0();
  const bool has_scale = IsValidScale(static_cast<double>(output_scale));
  s.projection_clip = static_cast<int8_t>(QuantizedClip(s.shape.projection_clip, has_scale ? output_scale : state_scale, INT8_MAX));
  if (!s.shape.projection) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const float w_scale, ScaleOf(ctx.input(kInputs.projection_weights), "input", kInputs.projection_weights));
  const float factor = w_scale * scale / state_scale;
  GC_ASSIGN_OR_RETURN(s.projection, MakeProduct(ctx, *s.kernel, {kInputs.projection_weights, kInputs.projection_bias, s.hidden_zero_point},
                                                static_cast<double>(factor)));
  return Status::Ok();
}

}  // namespace

Expected<State> Prepare(SelectContext& ctx, const LstmShape& shape) {
  GC_RETURN_IF_ERROR(CheckTypes(ctx));
  for (bool diagonal : shape.diagonal) {
    if (diagonal) return Error(StatusCode::kUnsupported, "an integer LSTM has diagonal recurrent weights; supported: full ones");
  }
  if (ctx.node().intermediates.size() != kHiddenIntermediate + 1) {
    return Error(StatusCode::kUnsupported, "has %zu intermediate tensors; expected %zu, or %zu in the older form",
                 ctx.node().intermediates.size(), kHiddenIntermediate + 1, kIntermediatesOf8Bits);
  }
  if (shape.activation != model::ActivationFunctionType::kTanh) {
    return Error(StatusCode::kUnsupported, "has the activation %d; supported: TANH", static_cast<int>(shape.activation));
  }
  State s;
  s.shape = shape;
  s.kernel = &gemm::ChooseI8Kernel();
  GC_RETURN_IF_ERROR(SetCell(ctx, s));
  GC_RETURN_IF_ERROR(SetGates(ctx, s));
  GC_RETURN_IF_ERROR(SetHidden(ctx, s));
  return s;
}

}  // namespace goldcrest::kernels::lstm_i8
