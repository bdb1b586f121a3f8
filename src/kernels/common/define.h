// How an operator's folder ends: GC_DEFINE_OPERATOR(Softmax, Infer, Select) defines SoftmaxOperator(), which the row of
// registry.inc names. A third argument gives OperatorTraits where the operator has any.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_DEFINE_H_
#define GOLDCREST_SRC_KERNELS_COMMON_DEFINE_H_

#include "goldcrest/op.h"
#include "model/options.h"

namespace goldcrest::kernels {

struct OperatorTraits {
  bool side_effects = false;
  bool needs_only_shapes = false;
  bool (*accepts_post_op)(PostOp::Kind kind, TensorType type) = nullptr;
  bool (*accepts_padding)(TensorType type) = nullptr;
};

// An operator made of functions.
class BuiltinOp final : public Operator {
 public:
  using InferFunction = Status (*)(InferContext&);
  using SelectFunction = Expected<Kernel> (*)(SelectContext&);
  BuiltinOp(InferFunction infer, SelectFunction select, OperatorTraits traits = {}) : infer_(infer), select_(select), traits_(traits) {}

  Status Infer(InferContext& ctx) const override { return infer_(ctx); }
  Expected<Kernel> Select(SelectContext& ctx) const override { return select_(ctx); }
  bool has_side_effects() const override { return traits_.side_effects; }
  bool needs_only_shapes() const override { return traits_.needs_only_shapes; }
  bool AcceptsPostOp(PostOp::Kind kind, TensorType type) const override {
    return traits_.accepts_post_op != nullptr && traits_.accepts_post_op(kind, type);
  }
  bool AcceptsPadding(TensorType type) const override { return traits_.accepts_padding != nullptr && traits_.accepts_padding(type); }

 private:
  InferFunction infer_;
  SelectFunction select_;
  OperatorTraits traits_;
};

// The options in the file, or the format's defaults where the file has none.
template <typename T>
T OptionsOf(const InferContext& ctx) {
  return ctx.node().options->OrDefault<T>();
}

}  // namespace goldcrest::kernels

#define GC_DEFINE_OPERATOR(name, infer, ...)                             \
  const ::goldcrest::Operator& name##Operator() {                        \
    static const ::goldcrest::kernels::BuiltinOp op(infer, __VA_ARGS__); \
    return op;                                                           \
  }

#endif  // GOLDCREST_SRC_KERNELS_COMMON_DEFINE_H_
