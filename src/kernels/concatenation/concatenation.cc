// CONCATENATION: tensors laid one after another along option axis.
//   axis 1: [[1], [2]] and [[3, 4], [5, 6]] -> [[1, 3, 4], [2, 5, 6]]
//
// UINT8 inputs whose scale or zero point is not the output's are rescaled; other types must agree with the output.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/copy_run.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, INT32_MAX));
  const auto options = OptionsOf<model::ConcatenationOptions>(ctx);
  Shape shape = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(options.axis, shape.rank()));
  int64_t total = 0;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i)) return Error(StatusCode::kInvalidModel, "input %d is left out; the operator needs it", i);
    GC_RETURN_IF_ERROR(ExpectSameType(ctx, i));
    const Shape& part = ctx.input(i).shape;
    bool fits = part.rank() == shape.rank();
    for (int d = 0; fits && d < shape.rank(); ++d) fits = d == axis || part[d] == shape[d];
    if (!fits) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s, input 0 %s; they may differ only along axis %d", i,
                   part.ToString().c_str(), shape.ToString().c_str(), axis);
    }
    total += part[axis];
  }
  if (total > INT32_MAX) return Error(StatusCode::kLimitExceeded, "makes a dimension of %lld", static_cast<long long>(total));
  shape.set_dim(axis, static_cast<int32_t>(total));
  return ctx.SetOutput(0, shape);
}

// What happens to the elements of one output besides being moved.
struct Requantize {
  int input;
  std::array<uint8_t, 256> table;  // from the input's values to the output's
};

// Bytes a thread copies at a time.
constexpr size_t kGrainBytes = size_t{1} << 17;

// The tensors as rows of bytes.
struct Rows {
  size_t outer = 0;
  size_t row = 0;             // of the output
  std::vector<size_t> width;  // by input: of its part of a row
  size_t per_grain = 1;       // rows
};

struct State {
  Kernel move;
  int64_t outer = 1;           // rows
  int64_t row = 0;             // elements of a row of the output
  std::vector<int64_t> width;  // by input: elements of a row
  std::vector<Requantize> requantize;
  QuantizedRange clamp{INT32_MIN, INT32_MAX};
  FloatRange float_clamp{-INFINITY, INFINITY};
};

template <typename T, typename Limit>
void Clamp(T* data, size_t n, Limit low, Limit high) {
  for (size_t i = 0; i < n; ++i) data[i] = static_cast<T>(std::min<Limit>(high, std::max<Limit>(low, data[i])));
}

// Row by row, so that the result is written from front to back.
Status EvalRows(const Rows& s, EvalContext& ctx) {
  const size_t grains = (s.outer + s.per_grain - 1) / s.per_grain;
  ctx.ParallelFor(grains, [&](size_t grain) {
    const size_t begin = grain * s.per_grain, end = std::min(s.outer, begin + s.per_grain);
    uint8_t* out = ctx.out<uint8_t>(0) + begin * s.row;
    for (size_t o = begin; o < end; ++o) {
      for (size_t i = 0; i < s.width.size(); ++i) {
        if (s.width[i] == 0) continue;
        CopyRun(out, ctx.in<uint8_t>(static_cast<int>(i)) + o * s.width[i], s.width[i]);
        out += s.width[i];
      }
    }
  });
  return Status::Ok();
}

Status EvalPlain(const State& s, EvalContext& ctx) { return s.move.function(s.move.state.get(), ctx); }

Status EvalAdjusted(const State& s, EvalContext& ctx) {
  GC_RETURN_IF_ERROR(EvalPlain(s, ctx));
  for (const Requantize& r : s.requantize) {
    uint8_t* out = ctx.out<uint8_t>(0);
    for (int i = 0; i < r.input; ++i) out += s.width[i];
    for (int64_t o = 0; o < s.outer; ++o, out += s.row) {
      for (int64_t i = 0; i < s.width[r.input]; ++i) out[i] = r.table[out[i]];
    }
  }
  const TensorView& out = ctx.output(0);
  const size_t n = static_cast<size_t>(out.shape.elements());
  switch (out.type) {
    case TensorType::kFloat32: Clamp(ctx.out<float>(0), n, s.float_clamp.lowest, s.float_clamp.highest); break;
    case TensorType::kUInt8: Clamp(ctx.out<uint8_t>(0), n, s.clamp.lowest, s.clamp.highest); break;
    case TensorType::kInt8: Clamp(ctx.out<int8_t>(0), n, s.clamp.lowest, s.clamp.highest); break;
    case TensorType::kInt16: Clamp(ctx.out<int16_t>(0), n, s.clamp.lowest, s.clamp.highest); break;
    default: break;
  }
  return Status::Ok();
}

Status SetActivation(SelectContext& ctx, State& s) {
  const auto activation = static_cast<FusedActivation>(OptionsOf<model::ConcatenationOptions>(ctx).fused_activation_function);
  if (activation == FusedActivation::kNone) return Status::Ok();
  const TensorView& out = ctx.output(0);
  if (out.type == TensorType::kFloat32) {
    GC_ASSIGN_OR_RETURN(s.float_clamp, ActivationRangeFloat(activation));
    return Status::Ok();
  }
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32, TensorType::kUInt8, TensorType::kInt8, TensorType::kInt16})
                         .At("with a fused activation"));
  if (!IsValidScale(static_cast<double>(out.quantization.scale0()))) {
    return Error(StatusCode::kInvalidModel, "output 0 needs a positive scale for its activation");
  }
  GC_ASSIGN_OR_RETURN(s.clamp, ActivationRange(activation, out.type, out.quantization.scale0(), out.quantization.zero_point0()));
  return Status::Ok();
}

// As TensorFlow Lite: in float, halves away from zero.
Requantize MakeTable(int input, const QuantizationInfo& from, const QuantizationInfo& to) {
  Requantize r{input, {}};
  const float scale = from.scale0() * (1.0f / to.scale0());
  const float bias = static_cast<float>(-from.zero_point0()) * scale;
  for (int q = 0; q < 256; ++q) {
    const int32_t rounded = RoundToInt32(static_cast<double>(static_cast<float>(q) * scale + bias));
    r.table[q] = static_cast<uint8_t>(std::clamp<int64_t>(int64_t{rounded} + to.zero_point0(), 0, 255));
  }
  return r;
}

Status SetQuantization(SelectContext& ctx, State& s) {
  const TensorView& out = ctx.output(0);
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    const Status same = ExpectSameQuantization(ctx, i);
    if (same.ok()) continue;
    const QuantizationInfo& from = ctx.input(i).quantization;
    if (out.type == TensorType::kUInt8) {
      if (!IsValidScale(static_cast<double>(from.scale0())) || !IsValidScale(static_cast<double>(out.quantization.scale0()))) {
        return Error(StatusCode::kInvalidModel, "input %d and output 0 need positive scales to be rescaled", i);
      }
      s.requantize.push_back(MakeTable(i, from, out.quantization));
    } else if (out.type == TensorType::kInt8 || out.type == TensorType::kInt16) {
      return same;
    }
  }
  return Status::Ok();
}

// The copying alone.
Expected<Kernel> MoveKernel(SelectContext& ctx, const State& s) {
  const size_t bytes = static_cast<size_t>(TypeBits(ctx.output(0).type)) / 8;
  if (bytes > 0) {
    Rows rows{static_cast<size_t>(s.outer), static_cast<size_t>(s.row) * bytes, {}};
    for (int64_t w : s.width) rows.width.push_back(static_cast<size_t>(w) * bytes);
    rows.per_grain = std::max<size_t>(1, kGrainBytes / std::max<size_t>(1, rows.row));
    return Kernel::Make<Rows, EvalRows>("concatenation copy", std::move(rows));
  }
  Movement movement;
  int64_t at = 0;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    Movement::Part part{i, 0, {}};
    part.copy.Add(s.outer, s.row, s.width[i]);
    part.copy.Add(s.width[i], 1, 1);
    part.copy.SetOffsets(at, 0);
    part.copy.Finish();
    movement.parts.push_back(part);
    at += s.width[i];
  }
  return MakeMovementKernel(ctx, "concatenation copy", std::move(movement));
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape& out = ctx.output(0).shape;
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(OptionsOf<model::ConcatenationOptions>(ctx).axis, out.rank()));
  State s;
  s.outer = out.elements(0, axis);
  s.row = out.elements(axis, out.rank());
  for (int i = 0; i < ctx.num_inputs(); ++i) s.width.push_back(ctx.input(i).shape.elements(axis, out.rank()));
  GC_RETURN_IF_ERROR(SetActivation(ctx, s));
  GC_RETURN_IF_ERROR(SetQuantization(ctx, s));
  const bool clamps = OptionsOf<model::ConcatenationOptions>(ctx).fused_activation_function != model::ActivationFunctionType::kNone;
  GC_ASSIGN_OR_RETURN(s.move, MoveKernel(ctx, s));
  if (!clamps && s.requantize.empty()) return std::move(s.move);
  const size_t workspace = s.move.workspace;
  Kernel kernel = Kernel::Make<State, EvalAdjusted>(clamps ? "concatenation copy, clamp" : "concatenation copy, rescale", std::move(s));
  kernel.workspace = workspace;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Concatenation, Infer, Select)

}  // namespace goldcrest::kernels
