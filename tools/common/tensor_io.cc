#include "tools/common/tensor_io.h"

#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "base/shape_util.h"
#include "runtime/strings.h"
#include "tools/common/random_input.h"
#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

// How elements narrower than a byte are shown: a byte each.
struct Widened {
  TensorType type;
  int bits;
  bool is_signed;
};

std::optional<Widened> Widening(TensorType type) {
  switch (type) {
    case TensorType::kInt4: return Widened{TensorType::kInt8, 4, true};
    case TensorType::kUInt4: return Widened{TensorType::kUInt8, 4, false};
    case TensorType::kInt2: return Widened{TensorType::kInt8, 2, true};
    default: return std::nullopt;
  }
}

// Elements lie from the lowest bits of a byte upwards.
uint8_t Unpacked(const uint8_t* packed, size_t i, const Widened& w) {
  const size_t bit = i * static_cast<size_t>(w.bits);
  const auto value = static_cast<uint8_t>(packed[bit / 8] >> (bit % 8) & ((1 << w.bits) - 1));
  const int sign = 1 << (w.bits - 1);
  return w.is_signed ? static_cast<uint8_t>((value ^ sign) - sign) : value;
}

Status Pack(std::span<const uint8_t> values, const Widened& w, std::span<uint8_t> packed) {
  const int low = w.is_signed ? -(1 << (w.bits - 1)) : 0;
  const int high = low + (1 << w.bits) - 1;
  std::memset(packed.data(), 0, packed.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const int value = w.is_signed ? static_cast<int8_t>(values[i]) : values[i];
    if (value < low || value > high) {
      return Error(StatusCode::kInvalidArgument, "element %zu is %d; the tensor's elements go from %d to %d", i, value, low, high);
    }
    const size_t bit = i * static_cast<size_t>(w.bits);
    packed[bit / 8] |= static_cast<uint8_t>((value & ((1 << w.bits) - 1)) << (bit % 8));
  }
  return Status::Ok();
}

// The tensor's bytes, once it is sure that it has as many as its shape needs. Not for strings.
Expected<std::span<const uint8_t>> CheckedContent(const TensorView& tensor) {
  const CheckedSize needed = CheckedBytes(tensor.type, tensor.shape);
  if (!needed.ok()) return Error(StatusCode::kInternal, "a tensor of shape %s", tensor.shape.ToString().c_str());
  if (needed.value() == 0) return std::span<const uint8_t>();
  if (tensor.data == nullptr) return Error(StatusCode::kRuntimeError, "it has no data after the run");
  if (tensor.bytes < needed.value()) {
    return Error(StatusCode::kInternal, "%zu bytes for shape %s", tensor.bytes, tensor.shape.ToString().c_str());
  }
  return std::span<const uint8_t>(tensor.as<uint8_t>(), needed.value());
}

Status SetStrings(const std::vector<std::string>& strings, int tensor, int subgraph, Interpreter* interpreter) {
  return interpreter->SetStrings(tensor, std::vector<std::string_view>(strings.begin(), strings.end()), subgraph);
}

}  // namespace

TensorType ArrayType(TensorType type) {
  const std::optional<Widened> widened = Widening(type);
  return widened ? widened->type : type;
}

std::string Describe(std::string_view what, int position, std::string_view name, const TensorView& tensor) {
  return std::string(what) + " " + std::to_string(position) + " \"" + Printable(name) + "\" (" + std::string(TypeName(tensor.type)) + " " +
         tensor.shape.ToString() + ")";
}

Expected<NpyArray> TensorToNpy(const TensorView& tensor) {
  NpyArray array;
  array.type = ArrayType(tensor.type);
  array.shape = tensor.shape;
  if (tensor.type == TensorType::kString) {
    GC_ASSIGN_OR_RETURN(const std::vector<std::string_view> strings,
                        ReadStrings({tensor.as<uint8_t>(), tensor.data == nullptr ? 0 : tensor.bytes}));
    const CheckedSize elements = CheckedElements(tensor.shape);
    if (!elements.ok() || strings.size() != elements.value()) {
      return Error(StatusCode::kRuntimeError, "shape %s, but %zu strings", tensor.shape.ToString().c_str(), strings.size());
    }
    array.strings.assign(strings.begin(), strings.end());
    return array;
  }
  GC_RETURN_IF_ERROR(NpyHeader(array.type, array.shape).status());
  GC_ASSIGN_OR_RETURN(const std::span<const uint8_t> content, CheckedContent(tensor));
  const CheckedSize result = CheckedBytes(array.type, array.shape);
  if (!result.ok()) return Error(StatusCode::kInternal, "a tensor of shape %s", tensor.shape.ToString().c_str());
  GC_ASSIGN_OR_RETURN(array.data, AlignedBuffer::Allocate(result.value()));
  if (const std::optional<Widened> widened = Widening(tensor.type)) {
    for (size_t i = 0; i < result.value(); ++i) array.data.data()[i] = Unpacked(content.data(), i, *widened);
  } else if (!content.empty()) {
    std::memcpy(array.data.data(), content.data(), content.size());
  }
  return array;
}

Status WriteTensor(const std::string& path, const TensorView& tensor) {
  if (tensor.type == TensorType::kString || Widening(tensor.type)) {
    GC_ASSIGN_OR_RETURN(const NpyArray array, TensorToNpy(tensor));
    return WriteNpy(path, array);
  }
  // From where it lies: outputs may be large.
  GC_RETURN_IF_ERROR(NpyHeader(tensor.type, tensor.shape).status());
  GC_ASSIGN_OR_RETURN(const std::span<const uint8_t> content, CheckedContent(tensor));
  return WriteNpy(path, tensor.type, tensor.shape, content);
}

Status NpyToInput(const NpyArray& array, int tensor, int subgraph, Interpreter* interpreter) {
  const TensorView view = interpreter->tensor(tensor, subgraph);
  if (array.type != ArrayType(view.type) || array.shape != view.shape) {
    return Error(StatusCode::kInvalidArgument, "expected %s %s, found %s %s", TypeName(ArrayType(view.type)).data(),
                 view.shape.ToString().c_str(), TypeName(array.type).data(), array.shape.ToString().c_str());
  }
  if (view.type == TensorType::kString) return SetStrings(array.strings, tensor, subgraph, interpreter);
  auto* data = static_cast<uint8_t*>(view.data);
  if (array.data.size() == 0) return Status::Ok();
  if (const std::optional<Widened> widened = Widening(view.type)) return Pack(array.bytes(), *widened, {data, view.bytes});
  if (data == nullptr || view.bytes != array.data.size()) {
    return Error(StatusCode::kInternal, "%zu bytes for shape %s", view.bytes, view.shape.ToString().c_str());
  }
  std::memcpy(data, array.data.data(), view.bytes);
  return Status::Ok();
}

Status RandomInput(uint64_t seed, int tensor, int subgraph, Interpreter* interpreter) {
  const TensorView view = interpreter->tensor(tensor, subgraph);
  if (view.type == TensorType::kString) {
    return SetStrings(RandomStrings(static_cast<size_t>(view.shape.elements()), seed), tensor, subgraph, interpreter);
  }
  if (view.data == nullptr) return Status::Ok();
  return FillRandom(view.type, seed, std::nullopt, {static_cast<uint8_t*>(view.data), view.bytes});
}

}  // namespace goldcrest::tools
