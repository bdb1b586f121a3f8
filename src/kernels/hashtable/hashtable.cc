// HASHTABLE, HASHTABLE_IMPORT, HASHTABLE_FIND, HASHTABLE_SIZE: tables from INT64 to STRING or from STRING to INT64, which a model
// fills once and then looks things up in.
#include "kernels/hashtable/hashtable.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/shape_util.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "runtime/resources.h"

namespace goldcrest::kernels {
namespace {

bool PairIsSupported(TensorType key, TensorType value) {
  return (key == TensorType::kInt64 && value == TensorType::kString) || (key == TensorType::kString && value == TensorType::kInt64);
}

std::string PairName(TensorType key, TensorType value) { return std::string(TypeName(key)) + " to " + std::string(TypeName(value)); }

struct Description {
  int id;
  TensorType key, value;
};

Status InferTable(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(0, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kResource}));
  const auto o = OptionsOf<model::HashtableOptions>(ctx);
  if (!PairIsSupported(o.key_dtype, o.value_dtype)) {
    return Error(StatusCode::kUnsupported, "maps %s; supported: INT64 to STRING, STRING to INT64",
                 PairName(o.key_dtype, o.value_dtype).c_str());
  }
  return ctx.SetOutput(0, Shape{});
}

Status EvalTable(const Description& d, EvalContext& ctx) {
  Resources& resources = ctx.resources();
  const HashTable* table =
      resources.GetOrMake<HashTable>(d.id, [&] { return std::make_unique<HashTable>(resources.budget(), d.key, d.value); });
  if (table->key_type() != d.key) {
    return Error(StatusCode::kInvalidModel, "table %d maps %s elsewhere, %s here", d.id,
                 PairName(table->key_type(), table->value_type()).c_str(), PairName(d.key, d.value).c_str());
  }
  *ctx.out<int32_t>(0) = d.id;
  return Status::Ok();
}

Expected<Kernel> SelectTable(SelectContext& ctx) {
  const auto o = OptionsOf<model::HashtableOptions>(ctx);
  return Kernel::Make<Description, EvalTable>("hashtable", {o.table_id, o.key_dtype, o.value_dtype});
}

Status ExpectHandle(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kResource}));
  if (ctx.input(0).shape.elements() == 1) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input 0 has the shape %s; expected one handle", ctx.input(0).shape.ToString().c_str());
}

Expected<HashTable*> TableOf(EvalContext& ctx, TensorType key, TensorType value) {
  HashTable* table = ctx.resources().Find<HashTable>(*ctx.in<int32_t>(0));
  if (table == nullptr) return Error(StatusCode::kRuntimeError, "no table has the number %d", *ctx.in<int32_t>(0));
  if (table->key_type() == key && table->value_type() == value) return table;
  return Error(StatusCode::kInvalidModel, "the table maps %s; used as %s", PairName(table->key_type(), table->value_type()).c_str(),
               PairName(key, value).c_str());
}

struct Nothing {};

Status InferImport(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3, 0));
  GC_RETURN_IF_ERROR(ExpectHandle(ctx));
  if (ctx.input(1).shape == ctx.input(2).shape) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "has keys of shape %s and values of shape %s; they must be equal",
               ctx.input(1).shape.ToString().c_str(), ctx.input(2).shape.ToString().c_str());
}

Status EvalImport(const Nothing&, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(HashTable * table, TableOf(ctx, ctx.input(1).type, ctx.input(2).type));
  return table->Import(ctx.input(1), ctx.input(2));
}

Expected<Kernel> SelectImport(SelectContext&) { return Kernel::Make<Nothing, EvalImport>("hashtable_import", {}); }

Status InferFind(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ExpectHandle(ctx));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 2));
  const TensorType key = ctx.input(1).type, value = ctx.output(0).type;
  if (!PairIsSupported(key, value)) {
    return Error(StatusCode::kUnsupported, "looks up %s; supported: INT64 to STRING, STRING to INT64", PairName(key, value).c_str());
  }
  if (ctx.input(2).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "input 2 has the shape %s; expected one default value", ctx.input(2).shape.ToString().c_str());
  }
  return ctx.SetOutput(0, ctx.input(1).shape);
}

Status EvalFind(const Nothing&, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const HashTable* table, TableOf(ctx, ctx.input(1).type, ctx.output(0).type));
  return table->Find(ctx);
}

Expected<Kernel> SelectFind(SelectContext& ctx) {
  Kernel kernel = Kernel::Make<Nothing, EvalFind>("hashtable_find", {});
  // A number for each string that is looked up or found.
  const CheckedSize workspace = CheckedElements(ctx.input(1).shape) * sizeof(int32_t);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  kernel.workspace = workspace.value();
  return kernel;
}

Status InferSize(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ExpectHandle(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt64}));
  return ctx.SetOutput(0, Shape{1});
}

Status EvalSize(const Nothing&, EvalContext& ctx) {
  const HashTable* table = ctx.resources().Find<HashTable>(*ctx.in<int32_t>(0));
  if (table == nullptr) return Error(StatusCode::kRuntimeError, "no table has the number %d", *ctx.in<int32_t>(0));
  *ctx.out<int64_t>(0) = static_cast<int64_t>(table->size());
  return Status::Ok();
}

Expected<Kernel> SelectSize(SelectContext&) { return Kernel::Make<Nothing, EvalSize>("hashtable_size", {}); }

}  // namespace

GC_DEFINE_OPERATOR(Hashtable, InferTable, SelectTable, {.side_effects = true})
GC_DEFINE_OPERATOR(HashtableImport, InferImport, SelectImport, {.side_effects = true})
GC_DEFINE_OPERATOR(HashtableFind, InferFind, SelectFind, {.side_effects = true})
GC_DEFINE_OPERATOR(HashtableSize, InferSize, SelectSize, {.side_effects = true})

}  // namespace goldcrest::kernels
