// Convolutions and their gradients, of images and volumes: plain, depthwise, grouped, dilated, either data format.
//
// All are one walk over pairs of an output position and a filter tap; they differ in what is multiplied and where it is added.
#include <array>

#include "tfops/loops.h"
#include "tfops/op.h"
#include "tfops/shapes.h"
#include "tfops/windows.h"

namespace goldcrest::tf {
namespace {

// The parts of a convolution. Filters are [spatial..., input channels of a group, output channels]; depthwise ones
// [spatial..., channels, multiplier], which is a group for each channel.
struct Geometry {
  ImageLayout layout;
  std::vector<Window> windows;
  int64_t batch = PartialShape::kUnknown;
  int64_t in_channels = PartialShape::kUnknown;
  int64_t group_inputs = PartialShape::kUnknown;  // input channels that one output sees
  int64_t out_channels = PartialShape::kUnknown;
};

Expected<Geometry> GeometryOf(const Attrs& attrs, int spatial, const PartialShape& input, const PartialShape& filter, bool depthwise) {
  Geometry g;
  GC_ASSIGN_OR_RETURN(g.layout, LayoutOf(attrs, spatial));
  for (const PartialShape* s : {&input, &filter})
    if (s->has_rank() && s->rank() != spatial + 2)
      return Error(StatusCode::kInvalidModel, "shape %s; it has %d dimensions", s->ToString().c_str(), spatial + 2);
  std::vector<int64_t> sizes(static_cast<size_t>(spatial), PartialShape::kUnknown);
  for (int i = 0; i < spatial && filter.has_rank(); ++i) sizes[static_cast<size_t>(i)] = filter.dim(i);
  GC_ASSIGN_OR_RETURN(g.windows, WindowsOf(attrs, g.layout, sizes, input));
  if (input.has_rank()) {
    g.batch = input.dim(0);
    g.in_channels = input.dim(g.layout.channel());
  }
  if (!filter.has_rank()) return g;
  g.group_inputs = depthwise ? 1 : filter.dim(spatial);
  g.out_channels = filter.dim(spatial + 1);
  if (depthwise) {
    GC_ASSIGN_OR_RETURN(g.in_channels, MergeDim(g.in_channels, filter.dim(spatial)));
    GC_ASSIGN_OR_RETURN(g.out_channels, MultiplyDims(filter.dim(spatial), g.out_channels));
  }
  const bool known = g.in_channels >= 0 && g.group_inputs >= 0;
  if (known && (g.group_inputs == 0 ? g.in_channels != 0 : g.in_channels % g.group_inputs != 0))
    return Error(StatusCode::kInvalidModel, "%lld channels for a filter of shape %s", static_cast<long long>(g.in_channels),
                 filter.ToString().c_str());
  if (known && g.out_channels >= 0 && g.in_channels > 0 && g.out_channels % (g.in_channels / g.group_inputs) != 0)
    return Error(StatusCode::kInvalidModel, "%lld results of %lld groups", static_cast<long long>(g.out_channels),
                 static_cast<long long>(g.in_channels / g.group_inputs));
  return g;
}

template <int spatial, bool depthwise>
Status InferConv(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Geometry g, GeometryOf(ctx.attrs(), spatial, ctx.shape(0), ctx.shape(1), depthwise));
  ctx.Set(0, ImageShape(g.layout, g.batch, g.windows, g.out_channels));
  return Status::Ok();
}

// One tensor as an image of three spatial dimensions: elements to the next of each.
struct ImageStrides {
  int64_t batch, channel;
  std::array<int64_t, 3> space;
};

ImageStrides StridesOf(const ImageLayout& layout, const std::vector<int64_t>& dims) {
  const std::vector<int64_t> s = Strides(dims);
  ImageStrides strides{s[0], s[static_cast<size_t>(layout.channel())], {0, 0, 0}};
  for (int i = 0; i < layout.spatial; ++i)
    strides.space[static_cast<size_t>(3 - layout.spatial + i)] = s[static_cast<size_t>(layout.space(i))];
  return strides;
}

// f(in, out, tap) for every output position and filter tap that meets the input: offsets of channel 0, and of the tap's first weight.
template <typename F>
void ForEachTap(const Geometry& g, const ImageStrides& in, const ImageStrides& out, int64_t tap_size, F&& f) {
  std::array<Window, 3> w;
  w.fill(Window{1, 1, 1, 0, 1, 1});
  for (size_t i = 0; i < g.windows.size(); ++i) w[3 - g.windows.size() + i] = g.windows[i];
  std::array<int64_t, 3> o, k;
  for (int64_t b = 0; b < g.batch; ++b)
    for (o[0] = 0; o[0] < w[0].out; ++o[0])
      for (o[1] = 0; o[1] < w[1].out; ++o[1])
        for (o[2] = 0; o[2] < w[2].out; ++o[2])
          for (k[0] = 0; k[0] < w[0].size; ++k[0])
            for (k[1] = 0; k[1] < w[1].size; ++k[1])
              for (k[2] = 0; k[2] < w[2].size; ++k[2]) {
                int64_t from = b * in.batch, to = b * out.batch;
                bool inside = true;
                for (size_t d = 0; d < 3; ++d) {
                  const int64_t at = o[d] * w[d].stride - w[d].before + k[d] * w[d].dilation;
                  inside &= at >= 0 && at < w[d].in;
                  from += at * in.space[d];
                  to += o[d] * out.space[d];
                }
                if (inside) f(from, to, ((k[0] * w[1].size + k[1]) * w[2].size + k[2]) * tap_size);
              }
}

// f(input channel, output channel, weight of a tap) for every pair that is connected.
template <typename F>
void ForEachPair(const Geometry& g, F&& f) {
  const int64_t group_outputs = g.out_channels / (g.in_channels / g.group_inputs);
  for (int64_t c = 0; c < g.in_channels; ++c) {
    const int64_t group = c / g.group_inputs, row = c % g.group_inputs;
    for (int64_t k = 0; k < group_outputs; ++k) {
      const int64_t oc = group * group_outputs + k;
      // Depthwise: a row of the filter has one channel's multipliers; else all outputs of all groups.
      f(c, oc, row * g.out_channels + oc);
    }
  }
}

bool HasWork(const Geometry& g) { return g.in_channels > 0 && g.out_channels > 0; }

enum class Part { kOutput, kInput, kFilter };

// Two tensors' products into the third. `a` is the input image or what is computed of it, and so on.
struct Operands {
  std::vector<double> input, output, filter;
};

template <Part part>
void Convolve(const Geometry& g, const ImageStrides& in, const ImageStrides& out, Operands& v) {
  if (!HasWork(g)) return;
  const int64_t tap_size = g.group_inputs * g.out_channels;
  ForEachTap(g, in, out, tap_size, [&](int64_t from, int64_t to, int64_t tap) {
    double* x = v.input.data() + from;
    double* y = v.output.data() + to;
    double* w = v.filter.data() + tap;
    ForEachPair(g, [&](int64_t c, int64_t oc, int64_t at) {
      if constexpr (part == Part::kOutput) y[oc * out.channel] += x[c * in.channel] * w[at];
      if constexpr (part == Part::kInput) x[c * in.channel] += y[oc * out.channel] * w[at];
      if constexpr (part == Part::kFilter) w[at] += x[c * in.channel] * y[oc * out.channel];
    });
  });
}

// Shapes of input, filter and output, from what the operator has of them.
struct ConvShapes {
  std::vector<int64_t> input, filter, output;
};

// Checks the output's shape, and computes `part` of the other two tensors' values into result 0.
template <int spatial, bool depthwise, Part part>
Status Compute(EvalContext& ctx, const ConvShapes& shapes, Operands v) {
  GC_ASSIGN_OR_RETURN(const Geometry g,
                      GeometryOf(ctx.attrs(), spatial, PartialShape(shapes.input), PartialShape(shapes.filter), depthwise));
  if (ImageShape(g.layout, g.batch, g.windows, g.out_channels) != PartialShape(shapes.output))
    return Error(StatusCode::kInvalidModel, "a convolution of %s with %s does not give %s", PartialShape(shapes.input).ToString().c_str(),
                 PartialShape(shapes.filter).ToString().c_str(), PartialShape(shapes.output).ToString().c_str());
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, dims));
  std::vector<double>& result = part == Part::kOutput ? v.output : part == Part::kInput ? v.input : v.filter;
  result.assign(static_cast<size_t>(ctx.shape(0).elements()), 0.0);
  Convolve<part>(g, StridesOf(g.layout, shapes.input), StridesOf(g.layout, shapes.output), v);
  GC_ASSIGN_OR_RETURN(Literal made, LiteralFromDoubles(ctx.output_type(0), dims, result));
  ctx.Set(0, std::move(made));
  return Status::Ok();
}

template <int spatial, bool depthwise>
Status Conv(EvalContext& ctx) {
  Operands v;
  GC_ASSIGN_OR_RETURN(v.input, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(v.filter, ctx.input(1).AsDoubles());
  return Compute<spatial, depthwise, Part::kOutput>(ctx, {ctx.input(0).dims(), ctx.input(1).dims(), ctx.dims(0)}, std::move(v));
}

// Gradients name the shape of what they compute, or (`by_value`, of old) pass a tensor of it.
template <int spatial, size_t input, bool by_value>
Status InferSized(InferContext& ctx) {
  if constexpr (by_value) {
    GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, input, spatial + 2));
    ctx.Set(0, std::move(shape));
  } else {
    GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, input));
    // Sizes may be without batch and channels: then the height and the width alone are given.
    if (!shape.has_rank() || shape.rank() != spatial + 2) shape = PartialShape::OfRank(spatial + 2);
    ctx.Set(0, std::move(shape));
  }
  return Status::Ok();
}

// What the gradient of the output and the filter say of a gradient of the input of which sizes alone are known.
template <int spatial, bool depthwise, bool by_value>
Status InferInputGrad(InferContext& ctx) {
  GC_RETURN_IF_ERROR((InferSized<spatial, 0, by_value>(ctx)));
  PartialShape shape = ctx.outputs()[0].shape;
  GC_ASSIGN_OR_RETURN(const ImageLayout layout, LayoutOf(ctx.attrs(), spatial));
  if (ctx.shape(2).has_rank() && ctx.shape(2).rank() == spatial + 2 && shape.dim(0) < 0) shape.set_dim(0, ctx.shape(2).dim(0));
  if (const auto sizes = ctx.Entries(0); !by_value && sizes.has_value() && sizes->size() == static_cast<size_t>(spatial)) {
    for (int i = 0; i < spatial; ++i) shape.set_dim(layout.space(i), (*sizes)[static_cast<size_t>(i)].value_or(PartialShape::kUnknown));
  }
  const PartialShape& filter = ctx.shape(1);
  if (filter.has_rank() && filter.rank() == spatial + 2 && shape.dim(layout.channel()) < 0)
    shape.set_dim(layout.channel(), filter.dim(spatial));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

template <int spatial, bool depthwise>
Status InputGrad(EvalContext& ctx) {
  Operands v;
  GC_ASSIGN_OR_RETURN(v.filter, ctx.input(1).AsDoubles());
  GC_ASSIGN_OR_RETURN(v.output, ctx.input(2).AsDoubles());
  if (!ctx.shape(0).IsStatic()) return Error(StatusCode::kInvalidModel, "the shape of the input is not given");
  return Compute<spatial, depthwise, Part::kInput>(ctx, {ctx.dims(0), ctx.input(1).dims(), ctx.input(2).dims()}, std::move(v));
}

template <int spatial, bool depthwise>
Status FilterGrad(EvalContext& ctx) {
  Operands v;
  GC_ASSIGN_OR_RETURN(v.input, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(v.output, ctx.input(2).AsDoubles());
  if (!ctx.shape(0).IsStatic()) return Error(StatusCode::kInvalidModel, "the shape of the filter is not given");
  return Compute<spatial, depthwise, Part::kFilter>(ctx, {ctx.input(0).dims(), ctx.dims(0), ctx.input(2).dims()}, std::move(v));
}

constexpr Op kOps[] = {
    {"Conv2D", 2, 1, InferConv<2, false>, Conv<2, false>},
    {"Conv2DBackpropFilter", 3, 1, InferSized<2, 1, false>, FilterGrad<2, false>},
    {"Conv2DBackpropInput", 3, 1, InferInputGrad<2, false, false>, InputGrad<2, false>},
    {"Conv3D", 2, 1, InferConv<3, false>, Conv<3, false>},
    {"Conv3DBackpropFilter", 3, 1, InferSized<3, 1, true>, FilterGrad<3, false>},
    {"Conv3DBackpropFilterV2", 3, 1, InferSized<3, 1, false>, FilterGrad<3, false>},
    {"Conv3DBackpropInput", 3, 1, InferInputGrad<3, false, true>, InputGrad<3, false>},
    {"Conv3DBackpropInputV2", 3, 1, InferInputGrad<3, false, false>, InputGrad<3, false>},
    {"DepthwiseConv2dNative", 2, 1, InferConv<2, true>, Conv<2, true>},
    {"DepthwiseConv2dNativeBackpropFilter", 3, 1, InferSized<2, 1, false>, FilterGrad<2, true>},
    {"DepthwiseConv2dNativeBackpropInput", 3, 1, InferInputGrad<2, true, false>, InputGrad<2, true>},
};

}  // namespace

std::span<const Op> ConvOps() { return kOps; }

}  // namespace goldcrest::tf
