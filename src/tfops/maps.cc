#include "tfops/maps.h"

#include <algorithm>

#include "tfops/loops.h"

namespace goldcrest::tf {
namespace {

Status NotOfType(DataType type) { return Error(StatusCode::kUnsupported, "elements of type %s", TypeName(type).c_str()); }

template <typename T>
T* Data(std::vector<uint8_t>& bytes) {
  return reinterpret_cast<T*>(bytes.data());
}
template <typename T>
const T* Data(const Literal& x) {
  return reinterpret_cast<const T*>(x.bytes().data());
}

// False where the functions do not take T.
template <typename T, typename R>
bool UnaryRow(const UnaryFns& fns, const Literal& x, std::vector<uint8_t>& out) {
  const T* in = Data<T>(x);
  R* to = Data<R>(out);
  const size_t n = x.bytes().size() / sizeof(T);
  if constexpr (kIsComplex<T>) {
    if (fns.complex == nullptr) return false;
    for (size_t i = 0; i < n; ++i) to[i] = static_cast<R>(fns.complex(static_cast<Complex>(in[i])));
  } else if constexpr (kIsFloating<T>) {
    if (fns.real == nullptr) return false;
    for (size_t i = 0; i < n; ++i) to[i] = FromDouble<R>(fns.real(ToDouble(in[i])));
  } else {
    if (fns.integer == nullptr) return false;
    for (size_t i = 0; i < n; ++i) to[i] = static_cast<R>(fns.integer(static_cast<int64_t>(in[i])));
  }
  return true;
}

struct BinaryPlan {
  const BinaryFns& fns;
  const Literal& x;
  const Literal& y;
  std::vector<uint8_t>& out;
  Loops<3> loops;  // result, x, y
  bool bad = false;
};

template <typename T, typename R, typename F>
void BinaryRows(BinaryPlan& plan, F f) {
  R* out = Data<R>(plan.out);
  const T* x = Data<T>(plan.x);
  const T* y = Data<T>(plan.y);
  const Loops<3>& loops = plan.loops;
  loops.ForEachRow({0, 0, 0}, [&](const Loops<3>::Offsets& at) {
    R* to = out + at[0];
    const T *a = x + at[1], *b = y + at[2];
    for (int64_t i = 0; i < loops.row(); ++i) to[i * loops.step(0)] = f(a[i * loops.step(1)], b[i * loops.step(2)]);
  });
}

template <typename T, typename R>
bool BinaryOf(BinaryPlan& plan) {
  const BinaryFns& fns = plan.fns;
  if constexpr (kIsComplex<T>) {
    if constexpr (std::is_same_v<R, T>) {
      if (fns.complex == nullptr) return false;
      BinaryRows<T, R>(plan, [&](T a, T b) { return static_cast<R>(fns.complex(static_cast<Complex>(a), static_cast<Complex>(b))); });
    } else {
      if (fns.complex == nullptr) return false;
      BinaryRows<T, R>(plan, [&](T a, T b) { return fns.complex(static_cast<Complex>(a), static_cast<Complex>(b)) != Complex(0); });
    }
  } else if constexpr (kIsFloating<T>) {
    if (fns.real == nullptr) return false;
    BinaryRows<T, R>(plan, [&](T a, T b) { return FromDouble<R>(fns.real(ToDouble(a), ToDouble(b))); });
  } else {
    if (fns.integer == nullptr) return false;
    bool bad = false;
    BinaryRows<T, R>(plan, [&](T a, T b) {
      if constexpr (std::is_same_v<T, uint64_t>) bad |= !fns.wraps && (a >> 63 != 0 || b >> 63 != 0);
      return static_cast<R>(fns.integer(static_cast<int64_t>(a), static_cast<int64_t>(b), bad));
    });
    plan.bad = bad;
  }
  return true;
}

}  // namespace

Status MapUnary(EvalContext& ctx, const UnaryFns& fns) {
  const Literal& x = ctx.input(0);
  const DataType result = ctx.output_type(0);
  if (result != x.type() && result != DataType::kBool) return NotOfType(result);
  GC_ASSIGN_OR_RETURN(std::vector<uint8_t> out, ctx.Allocate(result, x.dims()));
  bool done = false;
  WithAnyNumberType(x.type(), [&]<typename T>(T) {
    if (result == x.type()) {
      done = UnaryRow<T, T>(fns, x, out);
    } else if constexpr (!kIsComplex<T>) {
      done = UnaryRow<T, bool>(fns, x, out);
    }
  });
  if (!done) return NotOfType(x.type());
  ctx.Set(0, Literal(result, x.dims(), model::Block(std::move(out))));
  return Status::Ok();
}

Status MapBinary(EvalContext& ctx, const BinaryFns& fns, size_t a, size_t b) {
  const Literal &x = ctx.input(a), &y = ctx.input(b);
  if (x.type() != y.type())
    return Error(StatusCode::kInvalidModel, "inputs of types %s and %s", TypeName(x.type()).c_str(), TypeName(y.type()).c_str());
  const DataType result = ctx.output_type(0);
  if (result != x.type() && result != DataType::kBool) return NotOfType(result);
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_ASSIGN_OR_RETURN(std::vector<uint8_t> out, ctx.Allocate(result, dims));
  const std::vector<int64_t> to = Strides(dims), from_x = BroadcastStrides(x.dims(), dims.size()),
                             from_y = BroadcastStrides(y.dims(), dims.size());
  BinaryPlan plan{fns, x, y, out, Loops<3>(dims, {to, from_x, from_y})};
  bool done = false;
  WithAnyNumberType(x.type(), [&]<typename T>(T) { done = result == x.type() ? BinaryOf<T, T>(plan) : BinaryOf<T, bool>(plan); });
  if (!done) return NotOfType(x.type());
  if (plan.bad) return Error(StatusCode::kRuntimeError, "integers without a result: division by zero, or unsigned ones past 2^63");
  ctx.Set(0, Literal(result, dims, model::Block(std::move(out))));
  return Status::Ok();
}

}  // namespace goldcrest::tf
