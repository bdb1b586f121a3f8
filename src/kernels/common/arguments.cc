#include "kernels/common/arguments.h"

#include <algorithm>
#include <string>

#include "base/shape_util.h"

namespace goldcrest::kernels {

Expected<int> ResolveAxis(int64_t axis, int rank) {
  const int64_t resolved = axis < 0 ? axis + rank : axis;
  if (resolved >= 0 && resolved < rank) return static_cast<int>(resolved);
  return Error(StatusCode::kInvalidModel, "axis %lld is outside of rank %d", static_cast<long long>(axis), rank);
}

Expected<std::optional<std::vector<int64_t>>> IntegerValues(InferContext& ctx, int i, int64_t count, IntegerWidths widths) {
  if (widths == IntegerWidths::kAny) {
    GC_RETURN_IF_ERROR(
        ctx.ExpectType(i, {TensorType::kInt32, TensorType::kInt64, TensorType::kInt16, TensorType::kInt8, TensorType::kBool}));
  } else {
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kInt32, TensorType::kInt64}));
  }
  const TensorView& t = ctx.input(i);
  const CheckedSize elements = CheckedElements(t.shape);
  if (count >= 0 && (!elements.ok() || elements.value() != static_cast<size_t>(count))) {
    return Error(StatusCode::kInvalidModel, "input %d \"%.*s\" has the shape %s; expected %lld elements", i,
                 static_cast<int>(t.name.size()), t.name.data(), t.shape.ToString().c_str(), static_cast<long long>(count));
  }
  if (count < 0 && !elements.AtMost(Shape::kMaxRank)) {
    return Error(StatusCode::kUnsupported, "input %d \"%.*s\" has the shape %s; at most %d dimensions are supported", i,
                 static_cast<int>(t.name.size()), t.name.data(), t.shape.ToString().c_str(), Shape::kMaxRank);
  }
  std::vector<int64_t> values(elements.value());
  const void* data = ctx.value<void>(i);
  if (values.empty()) return std::optional(std::move(values));
  if (data == nullptr) return std::optional<std::vector<int64_t>>();
  switch (t.type) {
    case TensorType::kInt32: std::copy_n(static_cast<const int32_t*>(data), values.size(), values.begin()); break;
    case TensorType::kInt64: std::copy_n(static_cast<const int64_t*>(data), values.size(), values.begin()); break;
    case TensorType::kInt16: std::copy_n(static_cast<const int16_t*>(data), values.size(), values.begin()); break;
    case TensorType::kInt8: std::copy_n(static_cast<const int8_t*>(data), values.size(), values.begin()); break;
    default: std::copy_n(static_cast<const uint8_t*>(data), values.size(), values.begin()); break;
  }
  return std::optional(std::move(values));
}

Expected<Shape> ShapeOf(const std::vector<int64_t>& dims) {
  if (dims.size() > Shape::kMaxRank) {
    return Error(StatusCode::kUnsupported, "makes a tensor of rank %zu; at most %d", dims.size(), Shape::kMaxRank);
  }
  Shape shape;
  for (int64_t d : dims) {
    if (d < 0 || d > INT32_MAX) return Error(StatusCode::kInvalidModel, "makes a dimension of %lld", static_cast<long long>(d));
    shape.push_back(static_cast<int32_t>(d));
  }
  return shape;
}

Status ExpectSameType(const InferContext& ctx, int in, int out) {
  if (ctx.input(in).type == ctx.output(out).type) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "makes output %d of %s from input %d of %s", out,
               std::string(TypeName(ctx.output(out).type)).c_str(), in, std::string(TypeName(ctx.input(in).type)).c_str());
}

Status ExpectSameQuantization(const InferContext& ctx, int in, int out) {
  const QuantizationInfo& a = ctx.input(in).quantization;
  const QuantizationInfo& b = ctx.output(out).quantization;
  if (a.scale0() == b.scale0() && a.zero_point0() == b.zero_point0()) return Status::Ok();
  return Error(StatusCode::kUnsupported, "input %d has scale %g and zero point %d, output %d %g and %d; they must be equal", in,
               static_cast<double>(a.scale0()), a.zero_point0(), out, static_cast<double>(b.scale0()), b.zero_point0());
}

Strides::Strides(const Shape& shape) {
  int64_t stride = 1;
  for (int i = shape.rank(); i-- > 0;) {
    of[i] = stride;
    stride *= shape[i];
  }
}

}  // namespace goldcrest::kernels
