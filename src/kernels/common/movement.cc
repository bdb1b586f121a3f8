#include "kernels/common/movement.h"

#include <algorithm>
#include <cstring>

#include "base/shape_util.h"
#include "kernels/common/packed_elements.h"
#include "kernels/common/string_elements.h"

namespace goldcrest::kernels {
namespace {

// What the parts do to arrays of whole bytes.
void MoveBytes(const Movement& m, EvalContext& ctx, std::span<const uint8_t* const> in, std::span<uint8_t* const> out, size_t bytes) {
  for (const Movement::Part& p : m.parts) p.copy.Run(ctx, in[p.input], out[p.output], bytes);
}

template <typename T>
void FillWith(uint8_t* out, size_t count, const uint8_t* element) {
  T value;
  std::memcpy(&value, element, sizeof(value));
  std::fill_n(reinterpret_cast<T*>(out), count, value);
}

void FillElements(uint8_t* out, size_t count, const uint8_t* element, size_t bytes) {
  switch (bytes) {
    case 1: return FillWith<uint8_t>(out, count, element);
    case 2: return FillWith<uint16_t>(out, count, element);
    case 4: return FillWith<uint32_t>(out, count, element);
    case 8: return FillWith<uint64_t>(out, count, element);
    default:
      for (size_t i = 0; i < count; ++i) std::memcpy(out + i * bytes, element, bytes);
  }
}

// The element that Fill::kZero writes.
void ZeroElement(const TensorView& output, uint8_t* element) {
  const int32_t zero = output.quantization.zero_point0();
  std::memset(element, 0, 16);
  if (output.type == TensorType::kInt8 || output.type == TensorType::kUInt8 || TypeBits(output.type) < 8) {
    element[0] = static_cast<uint8_t>(zero);
  } else if (output.type == TensorType::kInt16) {
    const int16_t v = static_cast<int16_t>(zero);
    std::memcpy(element, &v, sizeof(v));
  }
}

struct Pointers {
  std::vector<const uint8_t*> in;
  std::vector<uint8_t*> out;
  explicit Pointers(EvalContext& ctx) : in(ctx.num_inputs()), out(ctx.num_outputs()) {
    for (int i = 0; i < ctx.num_inputs(); ++i) in[i] = ctx.has_input(i) ? ctx.in<uint8_t>(i) : nullptr;
    for (int i = 0; i < ctx.num_outputs(); ++i) out[i] = ctx.out<uint8_t>(i);
  }
};

Status EvalBytes(const Movement& m, EvalContext& ctx) {
  const Pointers p(ctx);
  const size_t bytes = static_cast<size_t>(TypeBits(ctx.output(0).type)) / 8;
  if (m.fill != Movement::Fill::kNone) {
    uint8_t element[16];
    ZeroElement(ctx.output(0), element);
    if (m.fill == Movement::Fill::kInput) std::memcpy(element, ctx.in<uint8_t>(m.fill_input), bytes);
    for (int i = 0; i < ctx.num_outputs(); ++i) FillElements(p.out[i], ctx.output(i).bytes / bytes, element, bytes);
  }
  MoveBytes(m, ctx, p.in, p.out, bytes);
  return Status::Ok();
}

// Elements smaller than a byte: unpacked to bytes in the workspace, moved, packed.
Status EvalPacked(const Movement& m, EvalContext& ctx) {
  const int bits = TypeBits(ctx.output(0).type);
  Pointers p(ctx);
  uint8_t* space = ctx.workspace();
  for (const Movement::Part& part : m.parts) {
    const uint8_t*& in = p.in[part.input];
    const TensorView& t = ctx.input(part.input);
    if (in != t.data) continue;  // another part has unpacked it
    const size_t n = static_cast<size_t>(t.shape.elements());
    UnpackElements(in, n, bits, space);
    in = space;
    space += n;
  }
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    p.out[i] = space;
    const size_t n = static_cast<size_t>(ctx.output(i).shape.elements());
    if (m.fill != Movement::Fill::kNone) {
      uint8_t element = static_cast<uint8_t>(ctx.output(0).quantization.zero_point0());
      if (m.fill == Movement::Fill::kInput) UnpackElements(ctx.in<uint8_t>(m.fill_input), 1, bits, &element);
      std::fill_n(space, n, element);
    }
    space += n;
  }
  MoveBytes(m, ctx, p.in, p.out, 1);
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    PackElements(p.out[i], static_cast<size_t>(ctx.output(i).shape.elements()), bits, ctx.out<uint8_t>(i));
  }
  return Status::Ok();
}

// Strings: their numbers are moved in the workspace, and each output is written from them.
Status EvalStrings(const Movement& m, EvalContext& ctx) {
  StringPool pool;
  int32_t* space = reinterpret_cast<int32_t*>(ctx.workspace());
  std::vector<const uint8_t*> in(ctx.num_inputs());
  std::vector<uint8_t*> out(ctx.num_outputs());
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i) || ctx.input(i).type != TensorType::kString) continue;
    GC_RETURN_IF_ERROR(pool.Add(ctx.input(i), space));
    in[i] = reinterpret_cast<const uint8_t*>(space);
    space += ctx.input(i).shape.elements();
  }
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    const size_t n = static_cast<size_t>(ctx.output(i).shape.elements());
    out[i] = reinterpret_cast<uint8_t*>(space);
    int32_t filler = pool.kEmpty;
    if (m.fill == Movement::Fill::kInput) std::memcpy(&filler, in[m.fill_input], sizeof(filler));
    std::fill_n(space, n, filler);
    space += n;
  }
  MoveBytes(m, ctx, in, out, sizeof(int32_t));
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    GC_RETURN_IF_ERROR(pool.Write(ctx, i, ctx.output(i).shape, reinterpret_cast<const int32_t*>(out[i])));
  }
  return Status::Ok();
}

// Elements of all tensors of `type`: what the workspace must hold.
CheckedSize CountElements(const SelectContext& ctx, TensorType type) {
  CheckedSize n = 0;
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (ctx.has_input(i) && ctx.input(i).type == type) n += CheckedElements(ctx.input(i).shape);
  }
  for (int i = 0; i < ctx.num_outputs(); ++i) n += CheckedElements(ctx.output(i).shape);
  return n;
}

}  // namespace

Expected<Kernel> MakeMovementKernel(SelectContext& ctx, std::string name, Movement movement) {
  const TensorType type = ctx.output(0).type;
  const int bits = TypeBits(type);
  if (type == TensorType::kVariant || type == TensorType::kResource) {
    return Error(StatusCode::kUnsupported, "cannot move elements of type %s", std::string(TypeName(type)).c_str());
  }
  if (bits >= 8) return Kernel::Make<Movement, EvalBytes>(std::move(name), std::move(movement));
  Kernel kernel = type == TensorType::kString ? Kernel::Make<Movement, EvalStrings>(name + " strings", std::move(movement))
                                              : Kernel::Make<Movement, EvalPacked>(name + " packed", std::move(movement));
  const CheckedSize workspace = CountElements(ctx, type) * (type == TensorType::kString ? sizeof(int32_t) : 1);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  kernel.workspace = workspace.value();
  return kernel;
}

Expected<Kernel> MakeCopyKernel(SelectContext& ctx, std::string name, StridedCopy copy, int input) {
  copy.Finish();
  Movement movement;
  movement.parts.push_back({input, 0, copy});
  return MakeMovementKernel(ctx, std::move(name), std::move(movement));
}

}  // namespace goldcrest::kernels
