#include "kernels/common/unary.h"

#include <algorithm>
#include <cmath>

#include "kernels/common/quantization.h"

namespace goldcrest {
namespace {

int32_t ValueOf(int byte, TensorType type) { return type == TensorType::kInt8 ? static_cast<int8_t>(byte) : byte; }

}  // namespace

Status InferUnary(InferContext& ctx, std::initializer_list<TensorType> types) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, types));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {ctx.input(0).type}));
  return ctx.SetOutput(0, ctx.input(0).shape);
}

Status ExpectOneScale(const char* which, const TensorView& tensor) {
  if (!tensor.quantization.per_channel() && IsValidScale(tensor.quantization.scale0())) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "%s \"%.*s\" is %s and needs one scale that is positive and finite", which,
               static_cast<int>(tensor.name.size()), tensor.name.data(), std::string(TypeName(tensor.type)).c_str());
}

Kernel MakeTableKernel(SelectContext& ctx, std::string name, const ByteTable& table) {
  return MakeUnaryKernel<ByteTable>(ctx, std::move(name), ChooseTableRow(), table);
}

Expected<ByteTable> FloatTable(const SelectContext& ctx, FunctionRef<float(float)> f) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  const QuantizedRange range = TypeRange(out.type);
  const float scale = in.quantization.scale0(), inverse = 1.0f / out.quantization.scale0();
  const int32_t zero_in = in.quantization.zero_point0(), zero_out = out.quantization.zero_point0();
  ByteTable table;
  for (int byte = 0; byte < 256; ++byte) {
    const float x = scale * static_cast<float>(ValueOf(byte, in.type) - zero_in);
    const int64_t y = int64_t{RoundToInt32(std::round(f(x) * inverse))} + zero_out;
    table[byte] = static_cast<uint8_t>(std::clamp<int64_t>(y, range.lowest, range.highest));
  }
  return table;
}

ByteTable IntegerTable(const SelectContext& ctx, FunctionRef<int32_t(int32_t)> f) {
  const QuantizedRange range = TypeRange(ctx.output(0).type);
  ByteTable table;
  for (int byte = 0; byte < 256; ++byte) {
    table[byte] = static_cast<uint8_t>(std::clamp(f(ValueOf(byte, ctx.input(0).type)), range.lowest, range.highest));
  }
  return table;
}

}  // namespace goldcrest
