// GATHER: the slices of `params` along an axis that `indices` name.
//   [10, 20, 30] with indices [2, 0, 0] -> [30, 10, 10]
//
// The first batch_dims dimensions belong to both: each batch of params is indexed by its own batch of indices.
//   shape = params[0 .. axis) + indices[batch_dims ..] + params(axis ..)
#include <cstring>

#include "base/shape_util.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/packed_elements.h"
#include "kernels/common/string_elements.h"

namespace goldcrest::kernels {
namespace {

struct Layout {
  int axis = 0;
  int batch_dims = 0;
};

Expected<Layout> LayoutOf(const InferContext& ctx) {
  const auto options = OptionsOf<model::GatherOptions>(ctx);
  const Shape &params = ctx.input(0).shape, &indices = ctx.input(1).shape;
  Layout l;
  GC_ASSIGN_OR_RETURN(l.axis, ResolveAxis(options.axis, params.rank()));
  const int64_t batch_dims = options.batch_dims < 0 ? int64_t{options.batch_dims} + indices.rank() : options.batch_dims;
  if (batch_dims < 0 || batch_dims > l.axis || batch_dims > indices.rank()) {
    return Error(StatusCode::kInvalidModel, "batch_dims %d does not fit axis %d and indices of shape %s", options.batch_dims, l.axis,
                 indices.ToString().c_str());
  }
  l.batch_dims = static_cast<int>(batch_dims);
  for (int d = 0; d < l.batch_dims; ++d) {
    if (params[d] == indices[d]) continue;
    return Error(StatusCode::kInvalidModel, "batch dimension %d of params %s and indices %s differs", d, params.ToString().c_str(),
                 indices.ToString().c_str());
  }
  return l;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt16, TensorType::kInt32, TensorType::kInt64}));
  GC_ASSIGN_OR_RETURN(const Layout l, LayoutOf(ctx));
  const Shape &params = ctx.input(0).shape, &indices = ctx.input(1).shape;
  std::vector<int64_t> dims(params.begin(), params.begin() + l.axis);
  dims.insert(dims.end(), indices.begin() + l.batch_dims, indices.end());
  dims.insert(dims.end(), params.begin() + l.axis + 1, params.end());
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

// params is [batch, outer, axis, inner], indices [batch, count], the output [batch, outer, count, inner].
struct State {
  int64_t batch, outer, axis, inner, count;
  int bits;  // of an element
};

int64_t IndexAt(const TensorView& indices, int64_t i) {
  switch (indices.type) {
    case TensorType::kInt16: return indices.as<int16_t>()[i];
    case TensorType::kInt32: return indices.as<int32_t>()[i];
    default: return indices.as<int64_t>()[i];
  }
}

Status CheckIndices(const State& s, const TensorView& indices) {
  for (int64_t i = 0; i < s.batch * s.count; ++i) {
    const int64_t index = IndexAt(indices, i);
    if (index < 0 || index >= s.axis) {
      return Error(StatusCode::kRuntimeError, "index %lld is outside of [0, %lld)", static_cast<long long>(index),
                   static_cast<long long>(s.axis));
    }
  }
  return Status::Ok();
}

// `bytes` is the size of `inner` elements.
void GatherSlices(const State& s, const TensorView& indices, const uint8_t* in, uint8_t* out, size_t bytes) {
  for (int64_t b = 0; b < s.batch; ++b) {
    for (int64_t o = 0; o < s.outer; ++o, in += static_cast<size_t>(s.axis) * bytes) {
      for (int64_t i = 0; i < s.count; ++i, out += bytes) {
        std::memcpy(out, in + static_cast<size_t>(IndexAt(indices, b * s.count + i)) * bytes, bytes);
      }
    }
  }
}

Status EvalBytes(const State& s, EvalContext& ctx) {
  GC_RETURN_IF_ERROR(CheckIndices(s, ctx.input(1)));
  if (ctx.output(0).bytes == 0) return Status::Ok();
  GatherSlices(s, ctx.input(1), ctx.in<uint8_t>(0), ctx.out<uint8_t>(0), static_cast<size_t>(s.inner) * static_cast<size_t>(s.bits / 8));
  return Status::Ok();
}

Status EvalPacked(const State& s, EvalContext& ctx) {
  GC_RETURN_IF_ERROR(CheckIndices(s, ctx.input(1)));
  const size_t in = static_cast<size_t>(ctx.input(0).shape.elements()), out = static_cast<size_t>(ctx.output(0).shape.elements());
  UnpackElements(ctx.in<uint8_t>(0), in, s.bits, ctx.workspace());
  if (out > 0) GatherSlices(s, ctx.input(1), ctx.workspace(), ctx.workspace() + in, static_cast<size_t>(s.inner));
  PackElements(ctx.workspace() + in, out, s.bits, ctx.out<uint8_t>(0));
  return Status::Ok();
}

Status EvalStrings(const State& s, EvalContext& ctx) {
  GC_RETURN_IF_ERROR(CheckIndices(s, ctx.input(1)));
  StringPool pool;
  int32_t* in = reinterpret_cast<int32_t*>(ctx.workspace());
  int32_t* out = in + ctx.input(0).shape.elements();
  GC_RETURN_IF_ERROR(pool.Add(ctx.input(0), in));
  if (ctx.output(0).shape.elements() > 0) {
    GatherSlices(s, ctx.input(1), reinterpret_cast<const uint8_t*>(in), reinterpret_cast<uint8_t*>(out),
                 static_cast<size_t>(s.inner) * sizeof(int32_t));
  }
  return pool.Write(ctx, 0, ctx.output(0).shape, out);
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape &params = ctx.input(0).shape, &indices = ctx.input(1).shape;
  GC_ASSIGN_OR_RETURN(const Layout l, LayoutOf(ctx));
  State s;
  s.batch = params.elements(0, l.batch_dims);
  s.outer = params.elements(l.batch_dims, l.axis);
  s.axis = params[l.axis];
  s.inner = params.elements(l.axis + 1, params.rank());
  s.count = indices.elements(l.batch_dims, indices.rank());
  s.bits = TypeBits(ctx.input(0).type);
  if (s.bits >= 8) return Kernel::Make<State, EvalBytes>("gather", s);
  const bool strings = ctx.input(0).type == TensorType::kString;
  if (!strings && s.bits == 0) return Error(StatusCode::kUnsupported, "cannot gather from input 0");
  Kernel kernel = strings ? Kernel::Make<State, EvalStrings>("gather strings", s) : Kernel::Make<State, EvalPacked>("gather packed", s);
  const CheckedSize workspace = (CheckedElements(params) + CheckedElements(ctx.output(0).shape)) * (strings ? sizeof(int32_t) : 1);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Gather, Infer, Select)

}  // namespace goldcrest::kernels
