// VAR_HANDLE, READ_VARIABLE and ASSIGN_VARIABLE: values that an interpreter keeps from run to run, found by name.
#include <cstring>
#include <string>

#include "kernels/common/define.h"
#include "runtime/resources.h"

namespace goldcrest::kernels {
namespace {

struct Names {
  std::string container;
  std::string shared_name;
};

Status InferHandle(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(0, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kResource}));
  return ctx.SetOutput(0, Shape{});
}

Status EvalHandle(const Names& names, EvalContext& ctx) {
  *ctx.out<int32_t>(0) = ctx.resources().VariableId(names.container, names.shared_name);
  return Status::Ok();
}

Expected<Kernel> SelectHandle(SelectContext& ctx) {
  const auto o = OptionsOf<model::VarHandleOptions>(ctx);
  return Kernel::Make<Names, EvalHandle>("var_handle", {o.container, o.shared_name});
}

Status ExpectHandle(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kResource}));
  if (ctx.input(0).shape.elements() == 1) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input 0 has the shape %s; expected one handle", ctx.input(0).shape.ToString().c_str());
}

struct Nothing {};

Status InferRead(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ExpectHandle(ctx));
  ctx.SetOutputUnknown(0);
  return Status::Ok();
}

Status EvalRead(const Nothing&, EvalContext& ctx) {
  const ResourceVariable* v = ctx.resources().Variable(*ctx.in<int32_t>(0));
  if (v == nullptr || !v->initialized) return Error(StatusCode::kRuntimeError, "reads a variable that nothing was assigned to");
  if (v->type != ctx.output(0).type) {
    return Error(StatusCode::kRuntimeError, "reads %s; the variable holds %s", std::string(TypeName(ctx.output(0).type)).c_str(),
                 std::string(TypeName(v->type)).c_str());
  }
  GC_RETURN_IF_ERROR(ctx.AllocateOutput(0, v->shape, v->bytes));
  if (v->bytes > 0) std::memcpy(ctx.output(0).data, v->data.data(), v->bytes);
  return Status::Ok();
}

Expected<Kernel> SelectRead(SelectContext&) { return Kernel::Make<Nothing, EvalRead>("read_variable", {}); }

Status InferAssign(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2, 0));
  return ExpectHandle(ctx);
}

Status EvalAssign(const Nothing&, EvalContext& ctx) { return ctx.resources().Assign(*ctx.in<int32_t>(0), ctx.input(1)); }

Expected<Kernel> SelectAssign(SelectContext&) { return Kernel::Make<Nothing, EvalAssign>("assign_variable", {}); }

}  // namespace

GC_DEFINE_OPERATOR(VarHandle, InferHandle, SelectHandle, {.side_effects = true})
GC_DEFINE_OPERATOR(ReadVariable, InferRead, SelectRead, {.side_effects = true})
GC_DEFINE_OPERATOR(AssignVariable, InferAssign, SelectAssign, {.side_effects = true})

}  // namespace goldcrest::kernels
