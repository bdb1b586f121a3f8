// Operators that move elements without looking at them: parts of tensors, tensors of parts, padding, repetition, order.
#include <algorithm>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

std::vector<Value*> Inputs(const Lowering& l, int first, int count) {
  std::vector<Value*> values;
  for (int i = 0; i < count; ++i) values.push_back(l.input(first + i));
  return values;
}

// A list of tensors as the results of one operator.
Status ReplaceAll(Lowering& l, Node* made) {
  std::vector<Value*> results;
  for (int i = 0; i < l.node().num_outputs(); ++i) results.push_back(l.graph().AddOutput(made, l.output(i)->type, l.output(i)->shape));
  return l.Replace(results);
}

// The axis input `i`, counted from the front where the rank is known.
Status ConstAxis(const Lowering& l, int i, int rank, int32_t* axis) {
  const std::optional<int64_t> given = ConstInt(l, i);
  if (!given) return l.Refuse("its axis is computed; the model format has it as a constant");
  *axis = ToInt32s({*given}).front();
  if (rank < 0) return Status::Ok();
  const std::optional<int> counted = Axis(*given, rank);
  if (!counted) return l.Refuse("axis %lld of %d dimensions", static_cast<long long>(*given), rank);
  *axis = *counted;
  return Status::Ok();
}

Status Concatenate(Lowering& l, int axis_input, int first, int count) {
  model::ConcatenationOptions options;
  GC_RETURN_IF_ERROR(ConstAxis(l, axis_input, l.output()->rank(), &options.axis));
  if (count == 1) return l.Replace(l.input(first));
  return l.Replace(l.Builtin(BuiltinOperator::kConcatenation, options, Inputs(l, first, count), l.output()->type, l.output()->shape));
}

Status LowerConcatV2(Lowering& l) { return Concatenate(l, l.num_inputs() - 1, 0, l.num_inputs() - 1); }
Status LowerConcat(Lowering& l) { return Concatenate(l, 0, 1, l.num_inputs() - 1); }

Status LowerPack(Lowering& l) {
  model::PackOptions options;
  options.axis = static_cast<int32_t>(l.attrs().Int("axis"));
  options.values_count = l.num_inputs();
  if (const int rank = l.output()->rank(); rank >= 0 && options.axis < 0) options.axis += rank;
  return l.Replace(l.Builtin(BuiltinOperator::kPack, options, Inputs(l, 0, l.num_inputs()), l.output()->type, l.output()->shape));
}

Status LowerUnpack(Lowering& l) {
  model::UnpackOptions options;
  options.axis = static_cast<int32_t>(l.attrs().Int("axis"));
  options.num = l.node().num_outputs();
  if (const int rank = l.input(0)->rank(); rank >= 0 && options.axis < 0) options.axis += rank;
  return ReplaceAll(l, l.BuiltinNode(BuiltinOperator::kUnpack, options, {l.input(0)}));
}

Status LowerSplit(Lowering& l) {
  model::SplitOptions options;
  options.num_splits = l.node().num_outputs();
  if (options.num_splits == 1) return l.Replace(l.input(1));
  return ReplaceAll(l, l.BuiltinNode(BuiltinOperator::kSplit, options, {AsInt32(l, 0), l.input(1)}));
}

Status LowerSplitV(Lowering& l) {
  model::SplitVOptions options;
  options.num_splits = l.node().num_outputs();
  if (options.num_splits == 1) return l.Replace(l.input(0));
  return ReplaceAll(l, l.BuiltinNode(BuiltinOperator::kSplitV, options, {l.input(0), AsInt32(l, 1), AsInt32(l, 2)}));
}

Status LowerSlice(Lowering& l) {
  Value* x = l.input(0);
  Value* begin = AsInt32(l, 1);
  return l.Replace(l.Builtin(BuiltinOperator::kSlice, model::SliceOptions(), {x, begin, AsInt32(l, 2)}, x->type, l.output()->shape));
}

Status LowerTile(Lowering& l) {
  Value* x = l.input(0);
  return l.Replace(l.Builtin(BuiltinOperator::kTile, model::TileOptions(), {x, l.input(1)}, x->type, l.output()->shape));
}

Status LowerPad(Lowering& l) {
  Value* x = l.input(0);
  return l.Replace(l.Builtin(BuiltinOperator::kPad, model::PadOptions(), {x, AsInt32(l, 1)}, x->type, l.output()->shape));
}

Status LowerPadV2(Lowering& l) {
  Value* x = l.input(0);
  return l.Replace(l.Builtin(BuiltinOperator::kPadv2, model::PadV2Options(), {x, AsInt32(l, 1), l.input(2)}, x->type, l.output()->shape));
}

Status LowerMirrorPad(Lowering& l) {
  Value* x = l.input(0);
  model::MirrorPadOptions options;
  options.mode = l.attrs().String("mode") == "SYMMETRIC" ? model::MirrorPadMode::kSymmetric : model::MirrorPadMode::kReflect;
  return l.Replace(l.Builtin(BuiltinOperator::kMirrorPad, options, {x, AsInt32(l, 1)}, x->type, l.output()->shape));
}

Status LowerReverseV2(Lowering& l) {
  Value* x = l.input(0);
  const std::optional<std::vector<int64_t>> axes = l.Ints(1);
  if (axes && axes->empty()) return l.Replace(x);
  Value* axis = AsInt32(l, 1);
  return l.Replace(l.Builtin(BuiltinOperator::kReverseV2, model::ReverseV2Options(), {x, axis}, x->type, x->shape));
}

Status LowerReverseSequence(Lowering& l) {
  Value* x = l.input(0);
  model::ReverseSequenceOptions options;
  options.seq_dim = static_cast<int32_t>(l.attrs().Int("seq_dim"));
  options.batch_dim = static_cast<int32_t>(l.attrs().Int("batch_dim"));
  return l.Replace(l.Builtin(BuiltinOperator::kReverseSequence, options, {x, l.input(1)}, x->type, x->shape));
}

template <BuiltinOperator op, typename Options>
Status LowerBatchSpace(Lowering& l) {
  Value* x = l.input(0);
  if (x->rank() >= 0 && x->rank() != 3 && x->rank() != 4)
    return l.Refuse("its input has %d dimensions; the model format's has 3 or 4", x->rank());
  Value* block = AsInt32(l, 1);
  return l.Replace(l.Builtin(op, Options(), {x, block, AsInt32(l, 2)}, x->type, l.output()->shape));
}

template <BuiltinOperator op, typename Options>
Status LowerDepthSpace(Lowering& l) {
  Value* x = l.input(0);
  const std::string_view layout = l.attrs().String("data_format", "NHWC");
  if (layout != "NHWC" && layout != "NCHW") return l.Refuse("data format %.20s", std::string(layout).c_str());
  Options options;
  options.block_size = static_cast<int32_t>(l.attrs().Int("block_size"));
  if (layout == "NHWC") return l.Replace(l.Builtin(op, options, {x}, x->type, l.output()->shape));
  Value* nhwc = l.Transpose(x, {0, 2, 3, 1});
  PartialShape shape = l.output()->shape;
  if (shape.has_rank() && shape.rank() == 4) shape = PartialShape({shape.dim(0), shape.dim(2), shape.dim(3), shape.dim(1)});
  return l.Replace(l.Transpose(l.Builtin(op, options, {nhwc}, x->type, shape), {0, 3, 1, 2}));
}

constexpr LoweringRule kRules[] = {
    {"BatchToSpaceND", LowerBatchSpace<BuiltinOperator::kBatchToSpaceNd, model::BatchToSpaceNDOptions>},
    {"Concat", LowerConcat},
    {"ConcatV2", LowerConcatV2},
    {"DepthToSpace", LowerDepthSpace<BuiltinOperator::kDepthToSpace, model::DepthToSpaceOptions>},
    {"MirrorPad", LowerMirrorPad},
    {"Pack", LowerPack},
    {"Pad", LowerPad},
    {"PadV2", LowerPadV2},
    {"ReverseSequence", LowerReverseSequence},
    {"ReverseV2", LowerReverseV2},
    {"Slice", LowerSlice},
    {"SpaceToBatchND", LowerBatchSpace<BuiltinOperator::kSpaceToBatchNd, model::SpaceToBatchNDOptions>},
    {"SpaceToDepth", LowerDepthSpace<BuiltinOperator::kSpaceToDepth, model::SpaceToDepthOptions>},
    {"Split", LowerSplit},
    {"SplitV", LowerSplitV},
    {"Tile", LowerTile},
    {"Unpack", LowerUnpack},
};

}  // namespace

std::span<const LoweringRule> PartRules() { return kRules; }

}  // namespace goldcrest::convert
