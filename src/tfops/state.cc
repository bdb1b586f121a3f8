// Operators with state or without a value of their own: variables, tables, lists of tensors, functions, files. They have shapes alone.
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

const PartialShape* ShapeAttr(const InferContext& ctx, std::string_view name) { return ctx.attrs().Get<PartialShape>(name); }

// As the attribute `shape` says; `_output_shapes`, where a graph has it, for functions.
Status InferFromShapeAttr(InferContext& ctx) {
  if (const PartialShape* shape = ShapeAttr(ctx, "shape"); shape != nullptr) ctx.Set(0, *shape);
  return Status::Ok();
}

Status InferFromShapeAttrs(InferContext& ctx) {
  for (const char* name : {"output_shapes", "_output_shapes"}) {
    const auto* shapes = ctx.attrs().Get<std::vector<PartialShape>>(name);
    if (shapes == nullptr || shapes->size() != ctx.num_outputs()) continue;
    for (size_t i = 0; i < shapes->size(); ++i) ctx.Set(i, (*shapes)[i]);
    break;
  }
  return Status::Ok();
}

// A list's elements joined behind a new dimension, or one of them: as their shape is given at input `shape_input`.
template <size_t shape_input>
Status InferElement(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, shape_input));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

template <size_t shape_input>
Status InferStacked(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, ShapeFromEntries(ctx, shape_input));
  const int64_t n = ctx.attrs().Int("num_elements", -1);
  ctx.Set(0, Joined(PartialShape({n < 0 ? PartialShape::kUnknown : n}), shape));
  return Status::Ok();
}

// Elements picked by a vector of indices (input 1).
Status InferTensorListGather(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, ShapeFromEntries(ctx, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape indices, WithRank(ctx, 1, 1));
  ctx.Set(0, Joined(indices, shape));
  return Status::Ok();
}

Status InferPopBack(InferContext& ctx) {
  ctx.Set(0, PartialShape::Scalar());
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 1));
  ctx.Set(1, std::move(shape));
  return Status::Ok();
}

Status InferFind(InferContext& ctx) {
  ctx.Set(0, ctx.shape(1));
  return Status::Ok();
}

Status InferVectors(InferContext& ctx) {
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, PartialShape::OfRank(1));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Assert", 1, 0, InferUnknown, nullptr},
    {"AssignAddVariableOp", 2, 0, InferUnknown, nullptr},
    {"AssignSubVariableOp", 2, 0, InferUnknown, nullptr},
    {"AssignVariableOp", 2, 0, InferUnknown, nullptr},
    {"Case", 1, 0, InferFromShapeAttrs, nullptr},
    {"DisableCopyOnRead", 1, 0, InferUnknown, nullptr},
    {"EmptyTensorList", 2, 1, InferScalar, nullptr},
    {"HashTable", 0, 1, InferScalar, nullptr},
    {"HashTableV2", 0, 1, InferScalar, nullptr},
    {"If", 1, 0, InferFromShapeAttrs, nullptr},
    {"LookupTableExportV2", 1, 2, InferVectors, nullptr},
    {"LookupTableFind", 3, 1, InferFind, nullptr},
    {"LookupTableFindV2", 3, 1, InferFind, nullptr},
    {"LookupTableImportV2", 3, 0, InferUnknown, nullptr},
    {"LookupTableInsertV2", 3, 0, InferUnknown, nullptr},
    {"LookupTableSize", 1, 1, InferScalar, nullptr},
    {"LookupTableSizeV2", 1, 1, InferScalar, nullptr},
    {"MergeV2Checkpoints", 2, 0, InferUnknown, nullptr},
    {"MutableDenseHashTableV2", 2, 1, InferScalar, nullptr},
    {"MutableHashTableV2", 0, 1, InferScalar, nullptr},
    {"NoOp", 0, 0, InferUnknown, nullptr},
    {"PartitionedCall", 0, 0, InferFromShapeAttrs, nullptr},
    {"Print", 1, 1, InferSame, nullptr},
    {"PrintV2", 1, 0, InferUnknown, nullptr},
    {"ReadVariableOp", 1, 1, InferFromShapeAttr, nullptr},
    {"Restore", 2, 1, InferUnknown, nullptr},
    {"RestoreV2", 3, 1, InferUnknown, nullptr},
    {"Save", 2, 0, InferUnknown, nullptr},
    {"SaveV2", 3, 0, InferUnknown, nullptr},
    {"ShardedFilename", 3, 1, InferScalar, nullptr},
    {"StatefulPartitionedCall", 0, 0, InferFromShapeAttrs, nullptr},
    {"StatelessCase", 1, 0, InferFromShapeAttrs, nullptr},
    {"StatelessIf", 1, 0, InferFromShapeAttrs, nullptr},
    {"StatelessWhile", 0, 0, InferFromShapeAttrs, nullptr},
    {"TensorListConcatLists", 2, 1, InferSame, nullptr},
    {"TensorListElementShape", 1, 1, InferVectors, nullptr},
    {"TensorListFromTensor", 2, 1, InferScalar, nullptr},
    {"TensorListGather", 3, 1, InferTensorListGather, nullptr},
    {"TensorListGetItem", 3, 1, InferElement<2>, nullptr},
    {"TensorListLength", 1, 1, InferScalar, nullptr},
    {"TensorListPopBack", 2, 2, InferPopBack, nullptr},
    {"TensorListPushBack", 2, 1, InferScalar, nullptr},
    {"TensorListReserve", 2, 1, InferScalar, nullptr},
    {"TensorListResize", 2, 1, InferScalar, nullptr},
    {"TensorListScatter", 3, 1, InferScalar, nullptr},
    {"TensorListScatterIntoExistingList", 3, 1, InferScalar, nullptr},
    {"TensorListScatterV2", 4, 1, InferScalar, nullptr},
    {"TensorListSetItem", 3, 1, InferScalar, nullptr},
    {"TensorListSplit", 3, 1, InferScalar, nullptr},
    {"TensorListStack", 2, 1, InferStacked<1>, nullptr},
    {"VarHandleOp", 0, 1, InferScalar, nullptr},
    {"VarIsInitializedOp", 1, 1, InferScalar, nullptr},
    {"VariableV2", 0, 1, InferFromShapeAttr, nullptr},
    {"While", 0, 0, InferFromShapeAttrs, nullptr},
};

}  // namespace

std::span<const Op> StateOps() { return kOps; }

}  // namespace goldcrest::tf
