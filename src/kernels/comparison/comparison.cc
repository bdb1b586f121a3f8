// EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL: element-wise comparison with broadcasting; the result is BOOL.
//   [1, 2, 3] < [2] -> [true, false, false]
//
// 8-bit operands that are quantized are compared as TensorFlow Lite's reference does: shifted left by 8 bits, then each multiplied by
// its scale as a fixed-point number. Of 16-bit ones NOT_EQUAL alone does so, the others compare what is stored. EQUAL and NOT_EQUAL also
// take BOOL and STRING.
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernels/common/binary.h"
#include "kernels/common/define.h"
#include "kernels/common/half_rows.h"
#include "kernels/common/quantization.h"
#include "runtime/strings.h"

namespace goldcrest::kernels {
namespace {

struct Equal {
  template <typename T>
  static bool Compare(T a, T b) {
    return a == b;
  }
};
struct NotEqual {
  template <typename T>
  static bool Compare(T a, T b) {
    return a != b;
  }
};
struct Less {
  template <typename T>
  static bool Compare(T a, T b) {
    return a < b;
  }
};
struct LessEqual {
  template <typename T>
  static bool Compare(T a, T b) {
    return a <= b;
  }
};
struct Greater {
  template <typename T>
  static bool Compare(T a, T b) {
    return a > b;
  }
};
struct GreaterEqual {
  template <typename T>
  static bool Compare(T a, T b) {
    return a >= b;
  }
};

struct Nothing {};
template <class C, typename T>
struct Direct {
  static bool Apply(const Nothing&, T a, T b) { return C::Compare(a, b); }
};

// A byte that is not 0 is true, whatever it is.
template <class C>
struct Truth {
  static bool Apply(const Nothing&, uint8_t a, uint8_t b) { return C::Compare(a != 0, b != 0); }
};

// What each of the 256 values of an 8-bit operand compares as.
struct Rescaled {
  int32_t value[2][256];
};
template <class C>
struct ByTable {
  static bool Apply(const Rescaled& r, uint8_t a, uint8_t b) { return C::Compare(r.value[0][a], r.value[1][b]); }
};

// The rule for 16-bit operands.
struct Rescaling {
  int32_t zero_point[2];
  FixedPointMultiplier factor[2];
  int32_t Value(int i, int32_t stored) const {
    const uint32_t distance = static_cast<uint32_t>(stored) - static_cast<uint32_t>(zero_point[i]);
    return MultiplyByQuantizedMultiplier(static_cast<int32_t>(distance << 8), factor[i]);
  }
};
template <class C>
struct ByRescaling {
  static bool Apply(const Rescaling& r, int16_t a, int16_t b) { return C::Compare(r.Value(0, a), r.Value(1, b)); }
};

Expected<Rescaling> MakeRescaling(const SelectContext& ctx) {
  Rescaling r;
  for (int i = 0; i < 2; ++i) {
    const QuantizationInfo& q = ctx.input(i).quantization;
    if (q.per_channel() || !IsValidScale(q.scale0())) return Error(StatusCode::kInvalidModel, "input %d needs one positive scale", i);
    r.zero_point[i] = q.zero_point0();
    r.factor[i] = QuantizeMultiplier(q.scale0());
  }
  return r;
}

template <class C>
Expected<Kernel> SelectRescaled(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const Rescaling rescaling, MakeRescaling(ctx));
  Rescaled r;
  for (int i = 0; i < 2; ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      r.value[i][byte] = rescaling.Value(i, ctx.input(i).type == TensorType::kInt8 ? static_cast<int8_t>(byte) : byte);
    }
  }
  return MakeBinaryKernel(ctx, "compare 8-bit by table", PlainRows<ByTable<C>, Rescaled, uint8_t, bool>(), r);
}

template <class C, typename T>
Kernel MakeDirect(SelectContext& ctx, const char* name) {
  return MakeBinaryKernel(ctx, name, PlainRows<Direct<C, T>, Nothing, T, bool>(), Nothing{});
}

// Strings are found anew in each run: their places are in the data.
template <class C>
Status EvalStrings(const BroadcastLoop& loop, EvalContext& ctx) {
  std::vector<std::string_view> strings[2];
  for (int i = 0; i < 2; ++i) {
    const TensorView& t = ctx.input(i);
    GC_ASSIGN_OR_RETURN(strings[i], ReadStrings({t.as<uint8_t>(), t.bytes}));
    if (strings[i].size() != static_cast<size_t>(t.shape.elements())) {
      return Error(StatusCode::kRuntimeError, "input %d has %zu strings; its shape is %s", i, strings[i].size(),
                   t.shape.ToString().c_str());
    }
  }
  bool* out = ctx.out<bool>(0);
  for (size_t g = 0; g < loop.grains(); ++g) {
    loop.Rows(g, [&](size_t to, const size_t* from, size_t n) {
      const size_t step_a = loop.stays(0) ? 0 : 1, step_b = loop.stays(1) ? 0 : 1;
      for (size_t k = 0; k < n; ++k) out[to + k] = C::Compare(strings[0][from[0] + k * step_a], strings[1][from[1] + k * step_b]);
    });
  }
  return Status::Ok();
}

template <class C>
Expected<Kernel> SelectInt16(SelectContext& ctx) {
  if (!std::is_same_v<C, NotEqual> || !ctx.input(0).quantization.quantized()) return MakeDirect<C, int16_t>(ctx, "compare_int16");
  GC_ASSIGN_OR_RETURN(const Rescaling r, MakeRescaling(ctx));
  return MakeBinaryKernel(ctx, "compare_int16 rescaled", PlainRows<ByRescaling<C>, Rescaling, int16_t, bool>(), r);
}

template <class C>
Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView &a = ctx.input(0), &b = ctx.input(1);
  switch (a.type) {
    case TensorType::kFloat32: return MakeDirect<C, float>(ctx, "compare_f32");
    case TensorType::kFloat16:
    case TensorType::kBFloat16:
      return MakeHalfBinaryKernel<true>(ctx, "compare_half", PlainRows<Direct<C, float>, Nothing, float, bool>(), Nothing{});
    case TensorType::kInt16: return SelectInt16<C>(ctx);
    case TensorType::kInt32: return MakeDirect<C, int32_t>(ctx, "compare_int32");
    case TensorType::kUInt32: return MakeDirect<C, uint32_t>(ctx, "compare_uint32");
    case TensorType::kInt64: return MakeDirect<C, int64_t>(ctx, "compare_int64");
    case TensorType::kBool: return MakeBinaryKernel(ctx, "compare_bool", PlainRows<Truth<C>, Nothing, uint8_t, bool>(), Nothing{});
    case TensorType::kString:
      return Kernel::Make<BroadcastLoop, EvalStrings<C>>("compare_string", BroadcastLoop(ctx.output(0).shape, {&a.shape, &b.shape}));
    default: break;
  }
  if (a.quantization.quantized() || b.quantization.quantized()) return SelectRescaled<C>(ctx);
  return a.type == TensorType::kInt8 ? MakeDirect<C, int8_t>(ctx, "compare_int8") : MakeDirect<C, uint8_t>(ctx, "compare_uint8");
}

Status InferOrdered(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  GC_RETURN_IF_ERROR(
      ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt32, TensorType::kInt64,
                         TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16, TensorType::kUInt32}));
  return ctx.ExpectOutputType(0, {TensorType::kBool});
}

Status InferEqual(InferContext& ctx) {
  if (ctx.num_inputs() == 2 && ctx.has_input(0)) {
    const TensorType type = ctx.input(0).type;
    if (type != TensorType::kBool && type != TensorType::kString) return InferOrdered(ctx);
  }
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  return ctx.ExpectOutputType(0, {TensorType::kBool});
}

}  // namespace

GC_DEFINE_OPERATOR(Equal, InferEqual, Select<Equal>)
GC_DEFINE_OPERATOR(NotEqual, InferEqual, Select<NotEqual>)
GC_DEFINE_OPERATOR(Less, InferOrdered, Select<Less>)
GC_DEFINE_OPERATOR(LessEqual, InferOrdered, Select<LessEqual>)
GC_DEFINE_OPERATOR(Greater, InferOrdered, Select<Greater>)
GC_DEFINE_OPERATOR(GreaterEqual, InferOrdered, Select<GreaterEqual>)

}  // namespace goldcrest::kernels
