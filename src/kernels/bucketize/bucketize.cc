// BUCKETIZE: for each element, how many of the option's boundaries are not above it.
//   [-5, 3, 10, 200] with the boundaries [0, 10, 100] -> [0, 1, 2, 3]
#include <algorithm>
#include <vector>

#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct State {
  std::vector<float> boundaries;
};

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kFloat64, TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt32}));
  const auto o = OptionsOf<model::BucketizeOptions>(ctx);
  if (!std::is_sorted(o.boundaries.begin(), o.boundaries.end())) {
    return Error(StatusCode::kInvalidModel, "option boundaries must not fall");
  }
  return ctx.SetOutput(0, ctx.input(0).shape);
}

// Element i as it is compared with a float: integers are rounded to one.
double ElementAt(const TensorView& t, size_t i) {
  switch (t.type) {
    case TensorType::kFloat32: return static_cast<double>(t.as<float>()[i]);
    case TensorType::kFloat64: return t.as<double>()[i];
    case TensorType::kInt32: return static_cast<double>(static_cast<float>(t.as<int32_t>()[i]));
    default: return static_cast<double>(static_cast<float>(t.as<int64_t>()[i]));
  }
}

Status Eval(const State& s, EvalContext& ctx) {
  const size_t n = ctx.output(0).bytes / sizeof(int32_t);
  for (size_t i = 0; i < n; ++i) {
    const double v = ElementAt(ctx.input(0), i);
    const auto above = std::upper_bound(s.boundaries.begin(), s.boundaries.end(), v,
                                        [](double value, float boundary) { return value < static_cast<double>(boundary); });
    ctx.out<int32_t>(0)[i] = static_cast<int32_t>(above - s.boundaries.begin());
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  return Kernel::Make<State, Eval>("bucketize", {OptionsOf<model::BucketizeOptions>(ctx).boundaries});
}

}  // namespace

GC_DEFINE_OPERATOR(Bucketize, Infer, Select)

}  // namespace goldcrest::kernels
