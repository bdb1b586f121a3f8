// REDUCE_MAX, REDUCE_MIN, REDUCE_PROD, REDUCE_ANY, REDUCE_ALL: over the axes that input 1 lists, as MEAN.
//   REDUCE_MAX [[1, 2], [3, 0]] axes [1] -> [2, 3]
//
// Over no elements: the least or largest number of the type, 1, false, true. Quantized tensors keep their scale in REDUCE_MAX and
// REDUCE_MIN; REDUCE_PROD rescales after every multiplication so that products stay in range, as TensorFlow Lite does. Products of
// whole numbers wrap around.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/common/quantization.h"
#include "kernels/common/unary.h"
#include "kernels/reduce/reduce_plan.h"

namespace goldcrest::kernels {
namespace {

struct Max {
  template <typename T>
  static T First() {
    return std::numeric_limits<T>::lowest();
  }
  template <typename T>
  static T Join(T sum, T x) {
    return x > sum ? x : sum;
  }
};
struct Min {
  template <typename T>
  static T First() {
    return std::numeric_limits<T>::max();
  }
  template <typename T>
  static T Join(T sum, T x) {
    return x < sum ? x : sum;
  }
};
struct Product {
  template <typename T>
  static T First() {
    return 1;
  }
  static float Join(float sum, float x) { return sum * x; }
  template <typename T>
  static T Join(T sum, T x) {
    return static_cast<T>(static_cast<uint64_t>(sum) * static_cast<uint64_t>(x));
  }
};
// A byte that is not 0 is true, whatever it is.
struct Any {
  template <typename T>
  static T First() {
    return 0;
  }
  template <typename T>
  static T Join(T sum, T x) {
    return sum | (x != 0);
  }
};
struct All {
  template <typename T>
  static T First() {
    return 1;
  }
  template <typename T>
  static T Join(T sum, T x) {
    return sum & (x != 0);
  }
};

// A row folded in 16 interleaved parts, which compilers turn into vectors; the parts, which may come in any order, are joined last.
template <class F, typename T>
T Fold(const T* x, size_t n) {
  constexpr size_t kParts = 16;
  T parts[kParts];
  std::fill(parts, parts + kParts, F::template First<T>());
  size_t i = 0;
  for (; i + kParts <= n; i += kParts) {
    for (size_t k = 0; k < kParts; ++k) parts[k] = F::Join(parts[k], x[i + k]);
  }
  T all = F::template First<T>();
  for (size_t k = 0; k < kParts; ++k) all = F::Join(all, parts[k]);
  for (; i < n; ++i) all = F::Join(all, x[i]);
  return all;
}

template <class F, typename T>
Status Eval(const ReducePlan& plan, EvalContext& ctx) {
  const T* in = ctx.in<T>(0);
  T* out = ctx.out<T>(0);
  std::fill(out, out + plan.outputs(), F::template First<T>());
  plan.ForEachBlock(ctx, [&](size_t from, size_t to, size_t rows, size_t n) {
    const T* x = in + from;
    if (plan.folds_rows()) {
      out[to] = F::Join(out[to], Fold<F>(x, n));
      return;
    }
    for (size_t r = 0; r < rows; ++r, x += plan.stride()) {
      for (size_t i = 0; i < n; ++i) out[to + i] = F::Join(out[to + i], x[i]);
    }
  });
  return Status::Ok();
}

template <class F>
Expected<Kernel> SelectBool(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(ReducePlan plan, MakeReducePlan(ctx));
  return Kernel::Make<ReducePlan, Eval<F, uint8_t>>("reduce_bool", std::move(plan));
}

template <class F>
Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(ReducePlan plan, MakeReducePlan(ctx));
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return Kernel::Make<ReducePlan, Eval<F, float>>("reduce_f32", std::move(plan));
    case TensorType::kInt8: return Kernel::Make<ReducePlan, Eval<F, int8_t>>("reduce_int8", std::move(plan));
    case TensorType::kInt16: return Kernel::Make<ReducePlan, Eval<F, int16_t>>("reduce_int16", std::move(plan));
    case TensorType::kInt32: return Kernel::Make<ReducePlan, Eval<F, int32_t>>("reduce_int32", std::move(plan));
    case TensorType::kInt64: return Kernel::Make<ReducePlan, Eval<F, int64_t>>("reduce_int64", std::move(plan));
    default: return Kernel::Make<ReducePlan, Eval<F, uint8_t>>("reduce_uint8", std::move(plan));
  }
}

// The largest of truth values is whether any is true; the smallest, and their product, whether all are.
// REDUCE_MAX and REDUCE_MIN compare bytes as they are, which needs the same scale on both sides.
template <class F, class Bool>
Expected<Kernel> SelectExtreme(SelectContext& ctx) {
  if (ctx.input(0).type == TensorType::kBool) return SelectBool<Bool>(ctx);
  const QuantizationInfo &in = ctx.input(0).quantization, &out = ctx.output(0).quantization;
  const bool narrow = TypeBits(ctx.input(0).type) < 32;
  if (narrow && (in.scale0() != out.scale0() || in.zero_point0() != out.zero_point0())) {
    return Error(StatusCode::kUnsupported, "input 0 has the scale %g and zero point %d, output 0 %g and %d; they must be equal",
                 static_cast<double>(in.scale0()), in.zero_point0(), static_cast<double>(out.scale0()), out.zero_point0());
  }
  return Select<F>(ctx);
}

struct QuantizedProduct {
  ReducePlan plan;
  int32_t zero_in, zero_out;
  FixedPointMultiplier factor;  // input scale / the count-th root of the output scale
};

template <typename T>
Status EvalQuantizedProduct(const QuantizedProduct& s, EvalContext& ctx) {
  constexpr int kLowest = std::numeric_limits<T>::min(), kHighest = std::numeric_limits<T>::max();
  const T* in = ctx.in<T>(0);
  T* out = ctx.out<T>(0);
  const size_t outputs = s.plan.outputs();
  if (s.plan.empty()) {
    std::fill(out, out + outputs, T{0});
    return Status::Ok();
  }
  // The product so far, and whether there is one: the first element is taken as it is.
  auto* products = reinterpret_cast<int32_t*>(ctx.workspace());
  uint8_t* begun = ctx.workspace() + outputs * sizeof(int32_t);
  std::fill(begun, begun + outputs, uint8_t{0});
  const auto join = [&](size_t to, T x) {
    const int32_t distance = x - s.zero_in;
    products[to] = begun[to] ? MultiplyByQuantizedMultiplier64(int64_t{products[to]} * distance, s.factor) : distance;
    begun[to] = 1;
  };
  s.plan.ForEachBlock(ctx, [&](size_t from, size_t to, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; ++r, from += s.plan.stride()) {
      for (size_t i = 0; i < n; ++i) join(s.plan.folds_rows() ? to : to + i, in[from + i]);
    }
  });
  for (size_t i = 0; i < outputs; ++i) {
    const int32_t q = WrappingAdd(MultiplyByQuantizedMultiplier64(products[i], s.factor), s.zero_out);
    out[i] = static_cast<T>(std::clamp(q, kLowest, kHighest));
  }
  return Status::Ok();
}

Expected<Kernel> SelectProduct(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  if (in.type == TensorType::kBool) return SelectBool<All>(ctx);
  const bool narrow = TypeBits(in.type) < 32;
  if (!narrow || !in.quantization.quantized()) return Select<Product>(ctx);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  QuantizedProduct s;
  GC_ASSIGN_OR_RETURN(s.plan, MakeReducePlan(ctx));
  s.zero_in = in.quantization.zero_point0();
  s.zero_out = out.quantization.zero_point0();
  const double root =
      std::pow(static_cast<double>(out.quantization.scale0()), 1.0 / static_cast<double>(std::max<size_t>(1, s.plan.count())));
  s.factor = QuantizeMultiplier(static_cast<double>(in.quantization.scale0()) / root);
  const CheckedSize workspace = CheckedSize(s.plan.outputs()) * (sizeof(int32_t) + 1);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "%zu products do not fit into memory", s.plan.outputs());
  Kernel kernel;
  switch (in.type) {
    case TensorType::kInt8: kernel = Kernel::Make<QuantizedProduct, EvalQuantizedProduct<int8_t>>("reduce_prod_int8", std::move(s)); break;
    case TensorType::kUInt8:
      kernel = Kernel::Make<QuantizedProduct, EvalQuantizedProduct<uint8_t>>("reduce_prod_uint8", std::move(s));
      break;
    default: kernel = Kernel::Make<QuantizedProduct, EvalQuantizedProduct<int16_t>>("reduce_prod_int16", std::move(s)); break;
  }
  kernel.workspace = workspace.value();
  return kernel;
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  return InferReduction(ctx, {kFloat32, kInt8, kUInt8, kInt16, kInt32, kInt64, kBool});
}
Status InferBool(InferContext& ctx) { return InferReduction(ctx, {TensorType::kBool}); }

}  // namespace

Expected<Kernel> SelectAny(SelectContext& ctx) { return SelectBool<Any>(ctx); }

GC_DEFINE_OPERATOR(ReduceMax, Infer, SelectExtreme<Max, Any>)
GC_DEFINE_OPERATOR(ReduceMin, Infer, SelectExtreme<Min, All>)
GC_DEFINE_OPERATOR(ReduceProd, Infer, SelectProduct)
GC_DEFINE_OPERATOR(ReduceAny, InferBool, SelectAny)
GC_DEFINE_OPERATOR(ReduceAll, InferBool, SelectBool<All>)

}  // namespace goldcrest::kernels
