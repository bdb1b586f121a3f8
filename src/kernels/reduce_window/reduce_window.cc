// REDUCE_WINDOW and STABLEHLO_REDUCE_WINDOW: a window slides over a tensor, and the elements that it shows are joined one after
// another, beginning with init_value.
//   [1, 2, 3, 4] summed in windows of 2, stride 1, from 0 -> [3, 5, 7]
//
// STABLEHLO_REDUCE_WINDOW sets the elements apart first (base_dilations), then frames them (padding, which cuts where it is negative);
// what is new there has init_value too. It takes the operation from the only operator of a subgraph.
#include <algorithm>
#include <cstring>
#include <string>

#include "base/checked.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/stablehlo/combine.h"
#include "model/builtin_operator.h"

namespace goldcrest::kernels {
namespace {

constexpr int64_t kFar = int64_t{1} << 40;  // beyond any tensor, far from overflow

// One dimension. Position w of output o shows element (o * stride + w * dilation - low) / base, or init_value where there is none.
struct Window {
  int64_t in = 0, out = 0;
  int64_t size = 1, stride = 1, dilation = 1;
  int64_t base = 1, low = 0;

  int64_t ElementAt(int64_t o, int64_t w) const {
    const int64_t at = o * stride + w * dilation - low;
    if (at < 0 || (base > 1 && at % base != 0)) return -1;
    const int64_t element = base > 1 ? at / base : at;
    return element < in ? element : -1;
  }
};

struct Lists {
  std::vector<int64_t> size, stride, dilation, base, padding;  // `base` and `padding` may be empty
};

Expected<std::vector<Window>> WindowsOf(const Shape& shape, const Lists& l) {
  const size_t rank = static_cast<size_t>(shape.rank());
  if (l.size.size() != rank || l.stride.size() != rank || l.dilation.size() != rank || (!l.base.empty() && l.base.size() != rank) ||
      (!l.padding.empty() && l.padding.size() != 2 * rank)) {
    return Error(StatusCode::kInvalidModel, "its lists of %zu window dimensions, %zu strides and %zu dilations do not fit rank %zu",
                 l.size.size(), l.stride.size(), l.dilation.size(), rank);
  }
  std::vector<Window> windows(rank);
  for (size_t d = 0; d < rank; ++d) {
    Window& w = windows[d];
    w.in = shape[static_cast<int>(d)];
    w.size = l.size[d];
    w.stride = l.stride[d];
    w.dilation = l.dilation[d];
    w.base = l.base.empty() ? 1 : l.base[d];
    w.low = l.padding.empty() ? 0 : l.padding[2 * d];
    const int64_t high = l.padding.empty() ? 0 : l.padding[2 * d + 1];
    const int64_t least = std::min({w.size, w.stride, w.dilation, w.base});
    const int64_t most = std::max({w.size, w.stride, w.dilation, w.base});
    if (least < 1 || most > INT32_MAX || w.low < -kFar || w.low > kFar || high < -kFar || high > kFar) {
      return Error(StatusCode::kInvalidModel,
                   "dimension %zu has the window %lld, stride %lld, dilations %lld and %lld, padding %lld and %lld", d,
                   static_cast<long long>(w.size), static_cast<long long>(w.stride), static_cast<long long>(w.dilation),
                   static_cast<long long>(w.base), static_cast<long long>(w.low), static_cast<long long>(high));
    }
    const int64_t padded = (w.in == 0 ? 0 : (w.in - 1) * w.base + 1) + w.low + high, shown = (w.size - 1) * w.dilation + 1;
    w.out = padded < shown ? 0 : (padded - shown) / w.stride + 1;
  }
  return windows;
}

struct State {
  std::vector<Window> windows;
  Strides strides;  // of the input
  CombineRow row;
  size_t bytes;
};

// Joins what the window shows at the output position `at` into *sum: dimension d and those within it, where `in` is null once the
// position lies outside of the tensor.
void Join(const State& s, const int64_t* at, size_t d, const uint8_t* in, const uint8_t* init, uint8_t* sum) {
  const Window& w = s.windows[d];
  const int64_t stride = s.strides[static_cast<int>(d)];
  const bool last = d + 1 == s.windows.size();
  if (last && in == nullptr) return s.row(sum, 0, init, 0, sum, 0, static_cast<size_t>(w.size));
  for (int64_t i = 0; i < w.size; ++i) {
    const int64_t element = in == nullptr ? -1 : w.ElementAt(at[d], i);
    const uint8_t* x = element < 0 ? nullptr : in + static_cast<size_t>(element * stride) * s.bytes;
    if (!last) {
      Join(s, at, d + 1, x, init, sum);
    } else if (x == nullptr) {
      s.row(sum, 0, init, 0, sum, 0, 1);
    } else if (w.base > 1) {
      s.row(sum, 0, x, 0, sum, 0, 1);
    } else {
      // As far as the tensor goes, in one run.
      const int64_t run = std::min(w.size - i, (w.in - 1 - element) / w.dilation + 1);
      s.row(sum, 0, x, static_cast<ptrdiff_t>(w.dilation * stride), sum, 0, static_cast<size_t>(run));
      i += run - 1;
    }
  }
}

Status Eval(const State& s, EvalContext& ctx) {
  const Shape& shape = ctx.output(0).shape;
  const uint8_t *in = ctx.in<uint8_t>(0), *init = ctx.in<uint8_t>(1);
  uint8_t* out = ctx.out<uint8_t>(0);
  const size_t last = static_cast<size_t>(shape[shape.rank() - 1]);
  const size_t rows = last == 0 ? 0 : ctx.output(0).bytes / s.bytes / last;
  ctx.ParallelFor(rows, [&](size_t row) {
    int64_t at[Shape::kMaxRank] = {};
    size_t rest = row;
    for (int d = shape.rank() - 1; d-- > 0;) {
      at[d] = static_cast<int64_t>(rest % static_cast<size_t>(shape[d]));
      rest /= static_cast<size_t>(shape[d]);
    }
    for (size_t k = 0; k < last; ++k) {
      at[shape.rank() - 1] = static_cast<int64_t>(k);
      uint8_t* sum = out + (row * last + k) * s.bytes;
      std::memcpy(sum, init, s.bytes);
      Join(s, at, 0, in, init, sum);
    }
  });
  return Status::Ok();
}

Status SetOutput(InferContext& ctx, const std::vector<Window>& windows) {
  std::vector<int64_t> dims;
  for (const Window& w : windows) dims.push_back(w.out);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

Status CheckTensors(InferContext& ctx, int inputs) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(inputs, inputs));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kFloat64, kInt8, kInt16, kInt32, kInt64, kUInt8, kBool}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  if (ctx.input(1).shape.elements() >= 1) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input 1 has the shape %s; expected one value", ctx.input(1).shape.ToString().c_str());
}

Expected<Kernel> MakeKernel(SelectContext& ctx, std::vector<Window> windows, Combine combine) {
  const TensorType type = ctx.input(0).type;
  CheckedSize work = ctx.output(0).shape.elements();
  for (const Window& w : windows) work *= w.size;
  State s{std::move(windows), Strides(ctx.input(0).shape), ChooseCombineRow(combine, type), static_cast<size_t>(TypeBits(type)) / 8};
  if (s.row == nullptr) return Error(StatusCode::kUnsupported, "is not defined for %s", std::string(TypeName(type)).c_str());
  Kernel kernel = Kernel::Make<State, Eval>("reduce_window", std::move(s));
  kernel.work = work.ok() ? std::max<uint64_t>(1, work.value()) : UINT64_MAX;
  return kernel;
}

// REDUCE_WINDOW: the lists are inputs.
Expected<std::optional<std::vector<Window>>> WindowsOfInputs(InferContext& ctx) {
  Lists lists;
  std::vector<int64_t>* const into[] = {&lists.size, &lists.stride, &lists.dilation};
  for (int i = 0; i < 3; ++i) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(2 + i, {TensorType::kInt64}));
    GC_ASSIGN_OR_RETURN(auto values, IntegerValues(ctx, 2 + i, ctx.input(0).shape.rank()));
    if (!values) {
      GC_RETURN_IF_ERROR(ctx.NeedsValue(2 + i));
      return std::optional<std::vector<Window>>();
    }
    *into[i] = std::move(*values);
  }
  GC_ASSIGN_OR_RETURN(auto windows, WindowsOf(ctx.input(0).shape, lists));
  return std::optional(std::move(windows));
}

Status InferPlain(InferContext& ctx) {
  GC_RETURN_IF_ERROR(CheckTensors(ctx, 5));
  GC_ASSIGN_OR_RETURN(const auto windows, WindowsOfInputs(ctx));
  return windows ? SetOutput(ctx, *windows) : Status::Ok();
}

Expected<Kernel> SelectPlain(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(auto windows, WindowsOfInputs(ctx));
  if (!windows) return Error(StatusCode::kInternal, "the windows are not known");
  const auto make = [&](Combine combine) { return MakeKernel(ctx, std::move(*windows), combine); };
  switch (OptionsOf<model::ReduceWindowOptions>(ctx).reduce_function) {
    case model::ReduceWindowFunction::kAdd: return make(Combine::kAdd);
    case model::ReduceWindowFunction::kMul: return make(Combine::kMultiply);
    case model::ReduceWindowFunction::kMinimum: return make(Combine::kWindowMinimum);
    case model::ReduceWindowFunction::kMaximum: return make(Combine::kWindowMaximum);
    case model::ReduceWindowFunction::kAll: return make(Combine::kAll);
    case model::ReduceWindowFunction::kAny: return make(Combine::kAny);
    default: return Error(StatusCode::kInvalidModel, "names no reduction");
  }
}

Expected<std::vector<Window>> WindowsOfOptions(const InferContext& ctx) {
  auto o = OptionsOf<model::StablehloReduceWindowOptions>(ctx);
  const size_t rank = static_cast<size_t>(ctx.input(0).shape.rank());
  // What the file leaves out is 1, or no padding.
  if (o.window_strides.empty()) o.window_strides.assign(rank, 1);
  if (o.window_dilations.empty()) o.window_dilations.assign(rank, 1);
  return WindowsOf(ctx.input(0).shape, {std::move(o.window_dimensions), std::move(o.window_strides), std::move(o.window_dilations),
                                        std::move(o.base_dilations), std::move(o.padding)});
}

Status InferStablehlo(InferContext& ctx) {
  GC_RETURN_IF_ERROR(CheckTensors(ctx, 2));
  GC_ASSIGN_OR_RETURN(const std::vector<Window> windows, WindowsOfOptions(ctx));
  return SetOutput(ctx, windows);
}

Expected<Combine> BodyOf(std::span<const int> body) {
  using enum BuiltinOperator;
  if (body.size() != 1) return Error(StatusCode::kUnsupported, "its subgraph has %zu operators; expected one", body.size());
  switch (static_cast<BuiltinOperator>(body[0])) {
    case kAdd:
    case kStablehloAdd: return Combine::kAdd;
    case kMul:
    case kStablehloMultiply: return Combine::kMultiply;
    case kMaximum:
    case kStablehloMaximum: return Combine::kWindowMaximum;
    case kMinimum:
    case kStablehloMinimum: return Combine::kWindowMinimum;
    case kLogicalAnd:
    case kStablehloAnd: return Combine::kAll;
    case kLogicalOr:
    case kStablehloOr: return Combine::kAny;
    default:
      return Error(StatusCode::kUnsupported,
                   "its subgraph has builtin operator %d; expected ADD, MUL, MAXIMUM, MINIMUM, LOGICAL_AND or LOGICAL_OR", body[0]);
  }
}

Expected<Kernel> SelectStablehlo(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Combine combine, BodyOf(ctx.node().body));
  GC_ASSIGN_OR_RETURN(auto windows, WindowsOfOptions(ctx));
  return MakeKernel(ctx, std::move(windows), combine);
}

}  // namespace

GC_DEFINE_OPERATOR(ReduceWindow, InferPlain, SelectPlain)
GC_DEFINE_OPERATOR(StablehloReduceWindow, InferStablehlo, SelectStablehlo)

}  // namespace goldcrest::kernels
