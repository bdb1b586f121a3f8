// CONV_3D: output[n, z, y, x, o] = activation(bias[o] + sum over kz, ky, kx, i of input[n, z * sd + kz * dd - front, y * sh + ky * dh -
// top, x * sw + kx * dw - left, i] * filter[kz, ky, kx, i, o]), float.
//
//   input [1, 16, 64, 64, 3], filter [3, 3, 3, 3, 8], stride 1, SAME -> [1, 16, 64, 64, 8]
//
// The GEMM library reads every tap where it lies: memory does not grow with the filter.
#include <array>

#include "kernels/common/define.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/post_ops.h"
#include "kernels/common/window.h"

namespace goldcrest::kernels {
namespace {

struct Geometry {
  int32_t batches = 0, channels = 0, results = 0;
  std::array<Window, 3> axes;  // depth, rows, columns
  int bias_input = -1;

  size_t rows() const {
    size_t n = static_cast<size_t>(batches);
    for (const Window& w : axes) n *= static_cast<size_t>(w.out);
    return n;
  }
  size_t taps() const {
    size_t n = 1;
    for (const Window& w : axes) n *= static_cast<size_t>(w.taps);
    return n;
  }
};

Expected<Geometry> MakeGeometry(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 5, 5));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 5, 5));
  const Shape &input = ctx.input(0).shape, &filter = ctx.input(1).shape;
  const auto o = OptionsOf<model::Conv3DOptions>(ctx);
  Geometry g;
  g.batches = input[0], g.channels = input[4], g.results = filter[4];
  if (g.channels < 1 || g.results < 1 || filter[3] != g.channels) {
    return Error(StatusCode::kInvalidModel, "filter %s does not fit the channels of input %s", filter.ToString().c_str(),
                 input.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(g.axes[0], MakeWindow(input[1], filter[0], o.stride_d, o.dilation_d_factor, o.padding));
  GC_ASSIGN_OR_RETURN(g.axes[1], MakeWindow(input[2], filter[1], o.stride_h, o.dilation_h_factor, o.padding));
  GC_ASSIGN_OR_RETURN(g.axes[2], MakeWindow(input[3], filter[2], o.stride_w, o.dilation_w_factor, o.padding));
  g.bias_input = NumOwnInputs(ctx) > 2 && ctx.has_input(2) ? 2 : -1;
  if (g.bias_input < 0) return g;
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {TensorType::kFloat32}));
  if (ctx.input(2).shape.elements() == g.results) return g;
  return Error(StatusCode::kInvalidModel, "bias has the shape %s; expected %d elements", ctx.input(2).shape.ToString().c_str(), g.results);
}

struct State {
  Geometry geometry;
  const gemm::F32Kernel* kernel = nullptr;
  PostOps ops;
  std::vector<float> zeros;  // a pixel of padding
  PackedBlock packed;        // constant weights; else they are packed in each run, into the workspace
};

// What the rows of the GEMM's left side are read from.
struct Taps {
  const State* state;
  const float* input;
};

// Where the rows' elements of each tap lie; `context` is a Taps.
void Fill(const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step) {
  const Taps& t = *static_cast<const Taps*>(context);
  const Geometry& g = t.state->geometry;
  const auto& [depth, height, width] = g.axes;
  const size_t across = static_cast<size_t>(width.taps), down = static_cast<size_t>(height.taps);
  for (size_t r = 0; r < rows; ++r) {
    const size_t x = (row + r) % static_cast<size_t>(width.out), line = (row + r) / static_cast<size_t>(width.out);
    const size_t y = line % static_cast<size_t>(height.out), plane = line / static_cast<size_t>(height.out);
    const size_t z = plane % static_cast<size_t>(depth.out), n = plane / static_cast<size_t>(depth.out);
    const auto first = [](size_t at, const Window& w) { return static_cast<int64_t>(at) * w.stride - w.before; };
    for (size_t k = 0; k < taps; ++k) {
      const size_t at = tap + k;
      const int64_t iz = first(z, depth) + static_cast<int64_t>(at / across / down) * depth.dilation;
      const int64_t iy = first(y, height) + static_cast<int64_t>(at / across % down) * height.dilation;
      const int64_t ix = first(x, width) + static_cast<int64_t>(at % across) * width.dilation;
      const bool inside = iz >= 0 && iz < depth.in && iy >= 0 && iy < height.in && ix >= 0 && ix < width.in;
      const int64_t pixel = ((static_cast<int64_t>(n) * depth.in + iz) * height.in + iy) * width.in + ix;
      out[k * out_step + r] = inside ? t.input + static_cast<size_t>(pixel) * static_cast<size_t>(g.channels) : t.state->zeros.data();
    }
  }
}

void Pack(const State& s, const float* filter, const float* bias, uint8_t* packed) {
  const size_t results = static_cast<size_t>(s.geometry.results), depth = s.geometry.taps() * static_cast<size_t>(s.geometry.channels);
  gemm::PackF32(*s.kernel, results, depth, filter, 1, results, bias, packed);
}

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const Geometry& g = s.geometry;
  const uint8_t* packed = s.packed.get();
  if (packed == nullptr) {
    Pack(s, ctx.in<float>(1), g.bias_input < 0 ? nullptr : ctx.in<float>(g.bias_input), ctx.workspace());
    packed = ctx.workspace();
  }
  const Taps taps = {&s, ctx.in<float>(0)};
  gemm::Rows rows;
  rows.fill = Fill;
  rows.context = &taps;
  const size_t results = static_cast<size_t>(g.results);
  gemm::F32Epilogue epilogue;
  epilogue.min = s.ops.min;
  epilogue.max = s.ops.max;
  if (s.ops.residual_input >= 0) {
    epilogue.residual = ctx.in<float>(s.ops.residual_input);
    epilogue.residual_stride = results;
  }
  PostOpTiles tiles{&s.ops.rest, &ctx, 0};
  if (!s.ops.rest.empty()) epilogue.callback = {PostOpTiles::Apply, &tiles};
  gemm::GemmF32(*s.kernel, {g.rows(), results, g.taps(), static_cast<size_t>(g.channels)}, rows, packed, ctx.out<float>(0), results,
                epilogue, ctx.max_threads());
  return Status::Ok();
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 3 + static_cast<int>(ctx.node().post_ops.size())));
  for (int i : {0, 1}) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  GC_ASSIGN_OR_RETURN(const Geometry g, MakeGeometry(ctx));
  return ctx.SetOutput(0, {g.batches, g.axes[0].out, g.axes[1].out, g.axes[2].out, g.results});
}

Expected<Kernel> Select(SelectContext& ctx) {
  State s;
  GC_ASSIGN_OR_RETURN(s.geometry, MakeGeometry(ctx));
  const Geometry& g = s.geometry;
  s.kernel = &gemm::ChooseF32Kernel();
  GC_ASSIGN_OR_RETURN(s.ops, PlanPostOps(ctx, OptionsOf<model::Conv3DOptions>(ctx).fused_activation_function));
  s.zeros.resize(static_cast<size_t>(g.channels));
  const size_t depth = g.taps() * static_cast<size_t>(g.channels);
  const CheckedSize bytes = gemm::F32PackedBytes(*s.kernel, static_cast<size_t>(g.results), depth);
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  const bool constant = ctx.is_constant(1) && (g.bias_input < 0 || ctx.is_constant(g.bias_input));
  if (constant) {
    const float* filter = ctx.value<float>(1);
    const float* bias = g.bias_input < 0 ? nullptr : ctx.value<float>(g.bias_input);
    std::string layout = std::string(gemm::LayoutName(*s.kernel)) + " columns n" + std::to_string(g.results);
    // The bias is packed with the weights.
    if (bias != nullptr) layout.append(" bias ").append(reinterpret_cast<const char*>(bias), ctx.input(g.bias_input).bytes);
    GC_ASSIGN_OR_RETURN(s.packed, ctx.Pack({reinterpret_cast<const uint8_t*>(filter), ctx.input(1).bytes}, layout, bytes.value(),
                                           [&](uint8_t* out) { Pack(s, filter, bias, out); }));
  }
  const uint64_t work = static_cast<uint64_t>(ctx.output(0).shape.elements()) * depth;
  std::string name = std::string("conv_3d_f32 ").append(gemm::LayoutName(*s.kernel));
  Kernel kernel = Kernel::Make<State, Eval>(std::move(name), std::move(s));
  if (!constant) kernel.workspace = bytes.value();
  kernel.work = work;
  return kernel;
}

}  // namespace

const OperatorTraits kConv3DTraits = {.accepts_post_op = AcceptsFloatPostOps};
GC_DEFINE_OPERATOR(Conv3D, Infer, Select, kConv3DTraits)

}  // namespace goldcrest::kernels
